"""The values of the rule pack that joining needs, read once."""

from __future__ import annotations

from dataclasses import dataclass

from solver.domain import Catalogue, Problem
from solver.rules import Pack

Pair = tuple[str, str]


@dataclass(frozen=True)
class JoinValues:
    """Times in ticks. before: (first code, second code); within: start to start at most so far apart.

    overhead: what each further visit shares with the first (entry, greeting, record). floor and share: no joint visit
    is shorter than the one, nor than the other times its tasks. catalogue: of task codes. least_apart: between calls of
    one client, by kind.
    """

    before: tuple[Pair, ...]
    within: dict[Pair, int]
    overhead: int
    floor: int
    share: float
    clean: frozenset[str]
    dirty: frozenset[str]
    catalogue: Catalogue
    least_apart: dict[str, int]

    @classmethod
    def of(cls, pack: Pack, problem: Problem) -> JoinValues:
        """From the pack's join_order, join_floor, join_infection and call_spacing."""
        minute = problem.horizon.ticks_per_minute
        order, floor, infection = (pack.values(rule) for rule in ("join_order", "join_floor", "join_infection"))
        return cls(
            before=tuple(_pair(text) for text in order["before"]),
            within={_pair(text): round(minutes * minute) for text, minutes in order["within_minutes"].items()},
            overhead=round(floor["shared_overhead_minutes"] * minute),
            floor=round(floor["floor_minutes"] * minute),
            share=float(floor["floor_share"]),
            clean=frozenset(infection["clean"]),
            dirty=frozenset(infection["dirty"]),
            catalogue=pack.catalogue(problem),
            least_apart={
                kind: round(minutes * minute) for kind, minutes in pack.values("call_spacing")["least_minutes"].items()
            },
        )


def _pair(text: str) -> Pair:
    """ "insulin > meal" as its two codes."""
    first, _, second = text.partition(">")
    return first.strip(), second.strip()
