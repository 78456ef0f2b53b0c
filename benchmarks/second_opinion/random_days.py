"""Seeded random days: sound visits of every kind, records that do not matter, and then some things changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from pydantic import ValidationError

from solver.domain import InputFaults, Problem, Roster, wrong_joins

from .draft import Draft
from .joint_days import joint_visit, several_calls
from .roster_spoils import SPOILS, moment_kept
from .sound_days import single_visit

_ATTEMPTS = 50
_CELLS = (*[single_visit] * 5, *[joint_visit] * 4, *[several_calls] * 2)


@dataclass(frozen=True)
class Day:
    """A problem and a hand-made roster of it. changes: what was changed of a sound day, by name."""

    seed: str
    problem: Problem
    roster: Roster
    changes: tuple[str, ...]


def random_day(seed: int, number: int, sound: bool = False) -> Day:
    """The day of that number; the same whenever it is asked for. sound: with nothing changed."""
    name = f"{seed}:{number}"
    for attempt in range(_ATTEMPTS):
        rng = Random(f"{name}:{attempt}")
        draft = Draft(rng)
        older = rng.random()
        if older < 0.12:
            draft.scalars["version"] = "1"
        elif older < 0.24:
            draft.scalars["carried_over"] = draft.day - timedelta(days=rng.choice([0, 10, 80]))
        for cell in rng.choices(_CELLS, k=rng.choice([1, 1, 2, 3])):
            cell(draft)
        _add_noise(draft)
        chosen = [] if sound else _spoil(draft, rng.choice([0, 1, 1, 1, 2, 2, 3, 8]))
        try:
            problem, roster = draft.problem(), draft.roster()
        except (InputFaults, ValidationError):
            continue
        if not wrong_joins(problem, roster.joins):
            return Day(name, problem, roster, tuple(chosen))
    raise RuntimeError(f"no day {name} after {_ATTEMPTS} attempts")


def _spoil(day: Draft, count: int) -> list[str]:
    """So many changes, by name, among those that find what they change."""
    tables = {name for name, rows in day.rows.items() if rows} | {""}
    tables |= {"joins"} if day.joins else set()
    tables |= {"consents"} if any(client["consents"] for client in day.rows["clients"]) else set()
    fitting = [(spoil, share) for spoil, share, table in SPOILS if table in tables]
    spoils, shares = zip(*fitting, strict=True)
    chosen = day.rng.choices(spoils, shares, k=count)
    for spoil in chosen:
        spoil(day)
    return [spoil.__name__ for spoil in chosen]


def _add_noise(day: Draft) -> None:
    """Records of other people, other tasks and other times, which change nothing."""
    rng = day.rng
    if day.chance(0.3):
        stranger = day.client(stable=True)
        day.consent(stranger, "sharing", False)
        day.add(
            "suspensions", id="X0", what="client", of=stranger, starts=day.at(-600), reason="hospital", by="Pat Pretend"
        )
    for client in day.rows["clients"]:
        if day.chance(0.1) and client["consents"]:
            row = rng.choice(client["consents"])
            older = {"given": False, "recorded": row["recorded"] - timedelta(days=5)}
            client["consents"].append({"kind": row["kind"], **older})
    if day.chance(0.3) and day.rows["delegations"]:
        row = rng.choice(day.rows["delegations"])
        old = {"expires": day.day - timedelta(days=30), "signed_off": day.day - timedelta(days=400)}
        old["trained"] = old["signed_off"]
        day.add("delegations", **{**row, "id": "D0", "review": None, **old})
    if day.chance(0.2):
        day.add("agreements", id="A0", between=rng.sample(day.organisations, 2), ends=day.day - timedelta(days=2))
    for _ in range(rng.choice([0, 0, 1])):
        moment_kept(day)
