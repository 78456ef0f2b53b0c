"""One processor against several for the same time: the same days and seeds, searched as ``onevisit solve`` does.

Small days: threads that share what they find. Large ones: parts, side by side in processes. Seconds are CPU time of
each thread or process, which is wall time where each has a processor to itself, so that others may use the machine.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Sequence

from solver.engine import warm
from solver.rules import lower_all
from solver.travel import journeys

from .peers.days import Variant, day
from .peers.judge import price_list
from .peers.ours import searched


def run(sizes: Sequence[int], seeds: int, seconds: float, threads: int, variant: Variant) -> None:
    """Print a line a day: cost in pounds with one and with several, and the difference; then the mean of each size."""
    warm()
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{time.strftime('%Y-%m-%d')}; {seconds:g} s of CPU each"
    )
    print(f"{'day':>8} {'visits':>6} {'seed':>4} {'one':>12} {f'{threads} of them':>12} {'difference':>10}")
    for size in sizes:
        rises = []
        for seed in range(1, seeds + 1):
            one, several = (cost(variant, size, seed, seconds, count) for count in (1, threads))
            rises.append(100 * (several / max(1, one) - 1))
            pounds = f"{one / 100_000:12,.2f} {several / 100_000:12,.2f}"
            print(f"{variant:>8} {size:6,} {seed:4} {pounds} {rises[-1]:+8.2f} %", flush=True)
        print(f"{variant:>8} {size:6,} mean {'':25} {sum(rises) / len(rises):+8.2f} %", flush=True)


def cost(variant: Variant, size: int, seed: int, seconds: float, count: int) -> int:
    """Cost units of the roster that ``count`` threads or processes find for a day."""
    problem = day(size, seed, variant)
    travel = journeys(problem)
    terms = lower_all(problem, travel, price_list(problem))
    return searched(problem, terms, travel, seconds, 1, count).cost
