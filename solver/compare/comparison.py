"""Three rosters of one problem from one search budget each, over several seeds."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from solver.check import Waiting
from solver.domain import Problem
from solver.result import Result
from solver.rules import Pack
from solver.solve import Joins, solve

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
    """One roster's ledger. seed: of its search."""

    pattern: Pattern
    seed: int
    ledger: Ledger


@dataclass(frozen=True)
class Comparison:
    """All rows. seconds: of CPU time for each search. signed: whether (c) held to joins that are signed or agreed."""

    problem: Problem
    rows: tuple[Row, ...]
    seconds: float
    seeds: int
    signed: bool

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


def compare(
    problem: Problem,
    seconds: float = 30.0,
    seeds: int = 5,
    pack: Pack | None = None,
    signed: bool = False,
    packages: bool = True,
    told: Callable[[Row], None] = lambda row: None,
    patterns: Sequence[Pattern] = tuple(PATTERNS),
) -> Comparison:
    """Solve the problem in each pattern with each seed (1, 2, ...), ``seconds`` of CPU time a search.

    signed: (c) uses only joins that somebody signed or an agreement allows beforehand; else every join that keeps the
    eleven conditions, as if it had been signed. packages: also count the discharge packages the free time would carry.
    Raises DisputedScoreError as ``solve`` does.
    """
    pack = pack or Pack.for_problem(problem)
    rows = []
    for seed in range(1, seeds + 1):
        pooled: Waiting | None = None  # what (c) may not be later than
        for pattern in patterns:
            result = _solved(problem, pattern, seconds, seed, pack, signed, pooled)
            asked = result.problem
            count = carried(asked, result.roster, pack) if packages and not problem.horizon.abstract else None
            row = Row(pattern, seed, ledger(result.check, result.roster, count))
            pooled = Waiting.of(result.check) if pattern == "pooled" else pooled
            rows.append(row)
            told(row)
    return Comparison(problem, tuple(rows), seconds, seeds, signed)


def _solved(
    problem: Problem, pattern: Pattern, seconds: float, seed: int, pack: Pack, signed: bool, pooled: Waiting | None
) -> Result:
    asked = alone(problem) if pattern == "alone" else problem
    joins: Joins = "off" if pattern != "joined" else "apply" if signed else "all"
    return solve(asked, seconds=seconds, seed=seed, pack=pack, joins=joins, waiting=pooled, clock=time.thread_time)
