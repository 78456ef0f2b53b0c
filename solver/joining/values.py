"""The values of the rule pack that joining needs, read once."""

from __future__ import annotations

from dataclasses import dataclass

from solver.domain import Catalogue, Hygiene, Problem, fold
from solver.rules import Pack

Pair = tuple[str, str]


@dataclass(frozen=True)
class JoinValues:
    """Times in ticks. before: (first word, second word); within: start to start at most so far apart. A word is a task
    code, folded, or a kind of call.

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
            clean=frozenset(map(fold, infection["clean"])),
            dirty=frozenset(map(fold, infection["dirty"])),
            catalogue=pack.catalogue(problem),
            least_apart={
                kind: round(minutes * minute) for kind, minutes in pack.values("call_spacing")["least_minutes"].items()
            },
        )

    def comes_before(self, first: str, second: str) -> bool:
        """Whether a task of the one code comes before one of the other, for one client: the pack says so, or a meal."""
        named = [self._words(first), self._words(second)]
        if any(one in named[0] and other in named[1] for one, other in self.before):
            return True
        one, other = self.catalogue.get(first), self.catalogue.get(second)
        if one is None or other is None:
            return False
        return (other.call == "meal" != one.call and one.meal == "before") or (
            one.call == "meal" != other.call and other.meal == "after"
        )

    def most_between(self, first: str, second: str) -> int | None:
        """How far apart tasks of the two codes, for one client, may begin; None: it is no matter."""
        named = [self._words(first), self._words(second)]
        found = [most for (one, other), most in self.within.items() if one in named[0] and other in named[1]]
        return min(found, default=None)

    def hygiene(self, code: str) -> Hygiene:
        """How clean a task is."""
        name, entry = fold(code), self.catalogue.get(code)
        if name in self.clean:
            return "clean"
        if name in self.dirty:
            return "dirty"
        return "neutral" if entry is None else entry.hygiene

    def _words(self, code: str) -> tuple[str, ...]:
        """What the pack may call a task code."""
        entry = self.catalogue.get(code)
        return (fold(code),) if entry is None else (fold(code), entry.call)


def _pair(text: str) -> Pair:
    """ "insulin > meal" as its two words."""
    first, _, second = text.partition(">")
    return fold(first), fold(second)
