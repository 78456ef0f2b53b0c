"""Each part of the search switched off once, the rest as it is: by how much the cost rises is what the part is worth.

Costs are set against the mean of the whole search, which runs twice as often, at the same CPU time. Luck differs from
run to run even with one seed, for time does not end twice at the same move: by how much one run differs from the next
stands in the first row, and the standard error that follows from it beside each figure. Less than two of these is
nothing.
"""

from __future__ import annotations

import math
import platform
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean, stdev

from solver import Problem
from solver.engine import SWITCHES, search, warm
from solver.formats.literature import read_literature
from solver.rules import Pack, lower_all
from solver.travel import journeys

from .peers.days import day

Table = dict[str, list[list[int]]]  # part switched off ("" for none) -> cost by case and seed


def run(
    sizes: Sequence[int],
    instances: Sequence[Path],
    seconds: float,
    seeds: int,
    parts: Sequence[str] | None,
    out: Path,
    day_seed: int = 1,
) -> Table:
    """Measure, print and keep the table as ``<date>-ablation.md`` in the folder ``out``.

    seconds: CPU time of each run. parts: names out of ``solver.engine.SWITCHES``; None for all of them.
    day_seed: which invented days.
    """
    warm()
    cases = list(_cases(sizes, instances, day_seed))
    table: Table = {}
    for part in ["", *(SWITCHES if parts is None else parts)]:
        numbers = range(1, (seeds if part else 2 * seeds) + 1)
        table[part] = [[_cost(problem, seconds, seed, part) for seed in numbers] for _, problem in cases]
        print(_row(table, part), flush=True)
    head = [
        f"# Ablation, {time.strftime('%Y-%m-%d')}",
        "",
        f"{platform.machine()}, Python {platform.python_version()}, one thread, {seconds:g} s of CPU time, "
        f"seeds 1 to {seeds}; the whole search seeds 1 to {2 * seeds}.",
        "Rise of the cost in per cent when a part is switched off, with its standard error. The first row: standard",
        "deviation of one run of the whole search.",
        "",
        "| without | " + " | ".join(name for name, _ in cases) + " |",
        "|---|" + "---|" * len(cases),
    ]
    out.mkdir(parents=True, exist_ok=True)
    text = "\n".join([*head, *(_row(table, part) for part in table)]) + "\n"
    (out / f"{time.strftime('%Y-%m-%d')}-ablation.md").write_text(text, "utf-8")
    return table


def _cases(sizes: Sequence[int], instances: Sequence[Path], day_seed: int) -> Iterator[tuple[str, Problem]]:
    for path in instances:
        yield path.stem, read_literature(path)
    for size in sizes:
        yield f"day {day_seed} of {size}", day(size, day_seed, "full")


def _cost(problem: Problem, seconds: float, seed: int, part: str) -> int:
    travel = journeys(problem)
    terms = lower_all(problem, travel, Pack.for_problem(problem))
    without = (part,) if part else ()
    return search(problem, terms, travel, seconds=seconds, seed=seed, clock=time.thread_time, without=without).cost


def _row(table: Table, part: str) -> str:
    cells = []
    for number, whole in enumerate(table[""]):
        base = max(1.0, mean(whole))
        luck = 100 * stdev(whole) / base
        costs = table[part][number]
        rise = 100 * (mean(costs) / base - 1)
        error = luck * math.sqrt(1 / len(costs) + 1 / len(whole))
        cells.append(f"{rise:+.2f} ±{error:.2f}" if part else f"±{luck:.2f}")
    return f"| {part or '(nothing: luck)'} | " + " | ".join(cells) + " |"
