"""How near the bound comes to the rosters found: invented single-handed days, days in full, and the peers' common days.

Gaps are in per cent of the bound: the roster costs at most so much more than the best possible. Two for each limit: of
the roster searched for, and of the cheapest that the search or any of the bounds came upon. The difference is the
roster's fault, the second at most the bound's. Seconds are CPU time of one thread, so that others may use the machine.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from typing import Literal

from solver.domain import Problem
from solver.engine import search, warm
from solver.engine.lower_bound.solve import bound
from solver.rules import Pack, lower_all
from solver.travel import journeys

from .peers.days import day
from .peers.judge import price_list
from .single import single_handed

Kind = Literal["single-handed", "common", "full"]


def run(sizes: Sequence[int], seeds: int, seconds: Sequence[float], searched: float, kind: Kind) -> None:
    """Print a table: a row for each day, gaps after each number of seconds; proven where the bound is the cost."""
    limits = ", ".join(f"{limit:g}" for limit in seconds)
    print(
        f"{kind} days, rosters of {searched:g} s, bounds of {limits} s, CPU time; "
        "gap of that roster / of the cheapest known"
    )
    print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    )
    warm()
    print(
        f"{'visits':>6} {'seed':>4} {'shifts':>6} {'cost':>12} {'known':>12} "
        + " ".join(f"{f'{limit:g} s':>17}" for limit in seconds)
    )
    words: dict[str, None] = {}
    for size in sizes:
        for seed in range(1, seeds + 1):
            problem = single_handed(size, seed) if kind == "single-handed" else day(size, seed, kind)
            prices = price_list(problem) if kind == "common" else Pack.for_problem(problem)  # those of the peers' table
            gaps, cost, known, relaxed = _gaps(problem, prices, seconds, searched)
            words.update(dict.fromkeys(relaxed))
            row = f"{len(problem.visits):6} {seed:4} {len(problem.shifts):6} {cost:12,} {known:12,}"
            print(f"{row} " + " ".join(f"{gap:>17}" for gap in gaps), flush=True)
    for sentence in words:
        print(f"left out: {sentence}")


def _gaps(
    problem: Problem, prices: Pack, seconds: Sequence[float], searched: float
) -> tuple[list[str], int, int, tuple[str, ...]]:
    """Gaps after each number of seconds, the roster's cost, the least cost known in the end, and what was left out."""
    travel = journeys(problem)
    terms = lower_all(problem, travel, prices)
    found = search(problem, terms, travel, seconds=searched, seed=1, clock=time.process_time)
    bound(problem, terms, travel, 0.0, found.roster, found.cost)  # compiles
    bounds = [
        bound(problem, terms, travel, limit, found.roster, found.cost, clock=time.process_time) for limit in seconds
    ]
    known = min(found.cost, *(least.reached for least in bounds if least.reached is not None))
    gaps = [f"{_gap(found.cost, least.value)} / {_gap(known, least.value)}" for least in bounds]
    return gaps, found.cost, known, bounds[0].relaxed


def _gap(cost: int, least: int) -> str:
    if least >= cost:
        return "proven"
    return f"{100 * (cost / least - 1):.2f}" if least > 0 else "none"
