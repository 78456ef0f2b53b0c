"""What calls cost the engine that keep their order and distance, or may not be made at once: moves a second.

The same invented day twice, without those ties and with a number of tied pairs, by as many runs in turn as are asked
for. A pair is two visits to one client that the rules call_spacing or one_client tie; with each pair come all terms of
its rules. Rates are moves in a second of CPU time, and what counts is their ratio run by run: whatever else the machine
does meets both.
"""

from __future__ import annotations

import platform
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import geometric_mean, median

from solver.domain import Problem
from solver.engine import search, warm
from solver.rules import Pack, lower_all
from solver.rules.call_spacing import CallSpacingRule
from solver.rules.one_client import OneClientRule
from solver.terms import Apart, Gap, GapCost, OverlapCost, Term
from solver.travel import Journeys, journeys

from .joining import cut

RULES = (CallSpacingRule.id, OneClientRule.id)
Tie = Gap | GapCost | Apart | OverlapCost


def run(sizes: Sequence[int], pairs: int, moves: int, runs: int, out: Path) -> list[list[float]]:
    """Measure, print and keep the table as ``<date>-calls.md`` in the folder ``out``. Returns the ratios by size.

    pairs: of a day of 200 visits; larger days have more in proportion.
    """
    warm()
    lines = [
        f"# Calls that are tied, {time.strftime('%Y-%m-%d')}",
        "",
        f"{platform.machine()}, Python {platform.python_version()}, one thread; {runs} runs of {moves:,} moves each "
        "way in turn, on day 1 of each size.",
        "Moves in a second of CPU time (median), and the rate with ties by the rate without, run by run: geometric "
        "mean, least and most.",
        "",
        "| visits | tied pairs | their terms | moves/s without | with | ratio |",
        "|---|---|---|---|---|---|",
    ]
    print("\n".join(lines), flush=True)
    found = []
    for size in sizes:
        problem = cut(size, 1)
        travel = journeys(problem)
        without, ties = split(lower_all(problem, travel, Pack.for_problem(problem)))
        few = some(ties, round(pairs * size / 200))
        rates = list(_rates(problem, travel, [without, [*without, *few]], moves, runs))
        ratios = [rate / before for before, rate in rates]
        before, now = (median(column) for column in zip(*rates, strict=True))
        kinds = Counter(type(term).__name__ for term in few)
        told = ", ".join(f"{number} {name}" for name, number in sorted(kinds.items()))
        spread = f"{geometric_mean(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        cells = (len(problem.visits), len(_pairs(few)), told, f"{before:,.0f}", f"{now:,.0f}", spread)
        lines.append("| " + " | ".join(map(str, cells)) + " |")
        print(lines[-1], flush=True)
        found.append(ratios)
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{time.strftime('%Y-%m-%d')}-calls.md").write_text("\n".join(lines) + "\n", "utf-8")
    return found


def split(terms: Sequence[Term]) -> tuple[list[Term], list[Tie]]:
    """The terms without those of calls, and the ties of calls."""
    return (
        [term for term in terms if term.rule not in RULES],
        [term for term in terms if term.rule in RULES and isinstance(term, Tie)],
    )


def some(ties: Sequence[Tie], pairs: int) -> list[Tie]:
    """All ties of the first so many pairs, by the place of their visits on the day."""
    kept = set(sorted(_pairs(ties))[:pairs])
    return [term for term in ties if _pair(term) in kept]


def _pairs(ties: Sequence[Tie]) -> set[tuple[int, int]]:
    return {_pair(term) for term in ties}


def _pair(term: Tie) -> tuple[int, int]:
    return min(term.first, term.second), max(term.first, term.second)


def _rates(
    problem: Problem, travel: Journeys, each: Sequence[Sequence[Term]], moves: int, runs: int
) -> Iterator[list[float]]:
    """Moves a second with each set of terms, one run after the other; every second time in the other order."""
    for seed in range(1, runs + 1):
        rates = [0.0] * len(each)
        for number in range(len(each))[:: 1 if seed % 2 else -1]:
            found = search(problem, each[number], travel, moves=moves, seed=seed, clock=time.thread_time)
            rates[number] = found.moves / found.seconds
        yield rates
