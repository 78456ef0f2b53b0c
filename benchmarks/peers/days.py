"""The days of the benchmark: invented ones of any size, whole or reduced to what every router can say."""

from __future__ import annotations

from typing import Any, Literal

from fixtures import Size, generate
from solver import Problem

from ..single import untied, without_calls

Variant = Literal["common", "full"]
_SIZES: tuple[tuple[int, Size], ...] = (
    (20, "hamlet"),
    (200, "team"),
    (600, "town"),
    (2000, "city"),
    (10_000, "region"),
)
_NOT_COMMON = ("break", "continuity", "preferred_worker", "fairness", "agency", "mileage")


def day(visits: int, seed: int, variant: Variant) -> Problem:
    """A day of about so many visits, on the smallest region that holds them."""
    most, size = next((pair for pair in _SIZES if visits <= pair[0]), _SIZES[-1])
    problem = generate(size, seed, visits=None if visits == most else visits)
    return common(problem) if variant == "common" else problem


def common(problem: Problem) -> Problem:
    """What all peers can express: one worker a visit, hard windows, competencies, sex asked for, no overtime.

    Prices: journeys and waiting by the minute at one rate for all, and unserved visits. No breaks, links, pins, refused
    or preferred workers, pairs, history, mileage, agency or fairness, and no calls that keep their distance.
    """

    def plain(item: Any, **changes: Any) -> Any:
        return item.model_copy(update=changes)

    return problem.replace(
        name=f"{problem.name}, common",
        visits=tuple(
            without_calls(untied(plain(visit, workers=1, windows_hard=True, preferred_workers=())))
            for visit in problem.visits
        ),
        clients=tuple(
            plain(
                client,
                refused_workers=(),
                preferred_workers=(),
                lone_working="none" if client.lone_working == "pair" else client.lone_working,
            )
            for client in problem.clients
        ),
        workers=tuple(plain(worker, hour_pence=None, refused_clients=()) for worker in problem.workers),
        shifts=tuple(plain(shift, max_overtime=0, break_=None) for shift in problem.shifts),
        links=(),
        pins=(),
        history=(),
        tasks_before=(),
        pack={**problem.pack, **{rule: {"enabled": False} for rule in _NOT_COMMON}},
    )
