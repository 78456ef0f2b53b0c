"""Three rosters of one problem from one search budget each, over several seeds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from solver.check import Waiting
from solver.domain import Problem
from solver.result import Progress
from solver.rules import Pack, count_loosened, list_loosened
from solver.solving import Joins, solve

from .alone import alone
from .discharge import carried
from .ledger import Figure, Ledger, ledger

Pattern = Literal["alone", "pooled", "joined"]
PATTERNS: dict[Pattern, str] = {
    "alone": "(a) every organisation alone",
    "pooled": "(b) one pooled workforce",
    "joined": "(c) pooled and joined",
}


@dataclass(frozen=True)
class Row:
    """One roster's ledger. seed: of its search. waiting: what the one with joins of that seed may not be worse than."""

    pattern: Pattern
    seed: int
    ledger: Ledger
    waiting: Waiting | None = None


@dataclass(frozen=True)
class Span:
    """A figure over the seeds: the median, the least and the most."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Span | None:
        return cls(median(values), min(values), max(values)) if values else None


@dataclass(frozen=True)
class Comparison:
    """All rows. name: of the problem. seconds: of CPU time for each search. signed: whether (c) held to joins that are
    signed or agreed. loosened: what the rules asked less of all these rosters than the built-in ones, naming no visit.
    """

    name: str
    rows: tuple[Row, ...]
    seconds: float
    seeds: int
    signed: bool
    loosened: tuple[str, ...] = ()

    def whole(self) -> Comparison:
        """Only the seeds that have all their rosters: nothing is set against a roster of another seed."""
        many = {seed: sum(row.seed == seed for row in self.rows) for seed in {row.seed for row in self.rows}}
        rows = tuple(row for row in self.rows if many[row.seed] == len(PATTERNS))
        return replace(self, rows=rows, seeds=len(rows) // len(PATTERNS))

    def values(self, figure: Figure, pattern: Pattern) -> list[float]:
        """A figure's value in each seed, seeds in order; those not known left out."""
        found = [figure.of(row.ledger) for row in self.rows if row.pattern == pattern]
        return [value for value in found if value is not None]

    def middle(self, figure: Figure, pattern: Pattern) -> float | None:
        """The median over the seeds."""
        values = self.values(figure, pattern)
        return median(values) if values else None

    def saved(self, figure: Figure, before: Pattern, after: Pattern) -> list[float]:
        """By how much the figure falls from one pattern to another, seed by seed."""
        return [old - new for old, new in zip(self.values(figure, before), self.values(figure, after), strict=True)]

    def gain(self, figure: Figure, before: Pattern, after: Pattern) -> Span | None:
        """By how much the figure gets better, seed by seed: less of it, or more where that is better; None: neither."""
        saved = self.saved(figure, before, after)
        return (
            None if figure.good == "neither" else Span.of([-one for one in saved] if figure.good == "more" else saved)
        )


def steps(seeds: int, patterns: Sequence[Pattern] = tuple(PATTERNS)) -> Iterator[tuple[int, Pattern]]:
    """The rosters of a comparison in the order they are made: seed and pattern."""
    return ((seed, pattern) for seed in range(1, seeds + 1) for pattern in patterns)


def compare(
    problem: Problem,
    seconds: float = 30.0,
    seeds: int = 5,
    pack: Pack | None = None,
    signed: bool = False,
    packages: bool = True,
    told: Callable[[Row], None] = lambda row: None,
    patterns: Sequence[Pattern] = tuple(PATTERNS),
    iterations: int | None = None,
) -> Comparison:
    """Solve the problem in each pattern with each seed (1, 2, ...), ``seconds`` of CPU time a search; see measure.

    iterations: moves a search instead, the same on every machine.
    """
    pack = pack or Pack.for_problem(problem)
    rows: list[Row] = []
    for seed, pattern in steps(seeds, patterns):
        rows.append(measure(problem, pattern, seed, seconds, pack, rows, signed, packages, iterations=iterations))
        told(rows[-1])
    return Comparison(problem.name, tuple(rows), seconds, seeds, signed, tell_what_is_loosened(problem, pack))


def tell_what_is_loosened(problem: Problem, pack: Pack) -> tuple[str, ...]:
    """What stands first wherever a comparison is shown; visits by number, for it names nobody."""
    return tuple(count_loosened(list_loosened(problem, pack)))


def measure(
    problem: Problem,
    pattern: Pattern,
    seed: int,
    seconds: float,
    pack: Pack,
    rows: Sequence[Row],
    signed: bool = False,
    packages: bool = True,
    progress: Callable[[Progress], None] | None = None,
    iterations: int | None = None,
) -> Row:
    """One roster of a comparison. rows: those made before it; (c) is held to (b) of its seed.

    signed: (c) uses only joins that somebody signed or an agreement allows beforehand; else every join that keeps the
    eleven conditions, as if it had been signed. packages: also count the discharge packages the free time would carry.
    Raises DisputedScoreError as ``solve`` does.
    """
    asked = alone(problem) if pattern == "alone" else problem
    joins: Joins = "off" if pattern != "joined" else "apply" if signed else "all"
    pooled = next((row.waiting for row in rows if (row.pattern, row.seed) == ("pooled", seed)), None)
    result = solve(
        asked,
        seconds=seconds,
        iterations=iterations,
        seed=seed,
        pack=pack,
        joins=joins,
        waiting=pooled if pattern == "joined" else None,
        progress=progress,
        clock=time.thread_time,
    )
    judged_by = pack.as_if_signed() if joins == "all" else pack
    count = carried(asked, result.roster, judged_by) if packages and not problem.horizon.abstract else None
    waiting = (result.waits or Waiting.of(result.check)) if pattern == "pooled" else None
    return Row(pattern, seed, ledger(result.check, result.roster, count), waiting)
