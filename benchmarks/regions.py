"""What pooling and joining are worth on true days, by share of nursing visits and by agreements: for commissioners.

Each day is made three ways by solver.compare: (a) every organisation alone, (b) one pooled workforce, (c) pooled and
joined. A line of the file of results is written as soon as a case is done, and is not made again: it may be stopped.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, get_args

from fixtures import Scenario, Size, generate, play
from solver.compare import FIGURES, PATTERNS, compare
from solver.domain import Problem

_STEPS = (("alone", "pooled", "pooling"), ("pooled", "joined", "joining"))


def run(
    names: Sequence[str],
    shares: Sequence[float],
    agreements: Sequence[float],
    seeds: int,
    seconds: float,
    moves: int | None,
    kept: Path,
) -> None:
    """Make what the file does not hold yet, each day and search with its own seed, then print the table.

    seconds: CPU time of each of three searches of a case; moves: so many tries instead. kept: the file of results, a
    line of JSON for each case and seed. Raises ValueError for an
    unknown size or scenario.
    """
    known = {*get_args(Size), *get_args(Scenario)}
    if unknown := sorted(set(names) - known):
        raise ValueError(f"want sizes and scenarios, not {', '.join(unknown)}")
    limit = f"{moves} moves" if moves is not None else f"{seconds:g} s"
    cases = [(name, share, agreed, limit) for name in names for share in shares for agreed in agreements]
    done = _read(kept)
    for case in cases:
        for seed in range(1, seeds + 1):
            if (*case, seed) not in done:
                done[*case, seed] = _compare(case, seed, seconds, moves)
                kept.parent.mkdir(parents=True, exist_ok=True)
                with kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"case": case, "seed": seed, "figures": done[*case, seed]}) + "\n")
    for case in cases:
        print("\n".join(describe_case(case, [done[*case, seed] for seed in range(1, seeds + 1)])), flush=True)


Case = tuple[str, float, float, str]
Figures = dict[str, dict[str, float | None]]


def _read(kept: Path) -> dict[tuple[Any, ...], Figures]:
    if not kept.exists():
        return {}
    lines = (json.loads(line) for line in kept.read_text("utf-8").splitlines())
    return {(*one["case"], one["seed"]): one["figures"] for one in lines}


def _compare(case: Case, seed: int, seconds: float, moves: int | None) -> Figures:
    """By name of a figure and by pattern, its value on one day; None where the day has none."""
    name, share, agreed, _ = case
    problem = _day(name, seed, {"nursing_share": share, "agreements": agreed})
    found = compare(problem, seconds, 1, iterations=moves)
    return {one.name: {pattern: found.middle(one, pattern) for pattern in PATTERNS} for one in FIGURES}


def _day(name: str, seed: int, figures: dict[str, float]) -> Problem:
    scenario = next((one for one in get_args(Scenario) if one == name), None)
    if scenario is not None:
        return play(scenario, seed, preset="uk", figures=figures)
    return generate(next(one for one in get_args(Size) if one == name), seed, preset="uk", figures=figures)


def describe_case(case: Case, seeds: Sequence[Figures]) -> list[str]:
    """A case as lines: medians of (a), (b), (c), and in words what each step saves, with the least and the most."""
    name, share, agreed, limit = case
    lines = [
        "",
        f"{name}: nursing {share:.0%} of visits, agreements with {agreed:.0%} of employers; "
        f"{len(seeds)} day(s), {limit}; medians of (a) alone, (b) pooled, (c) joined",
    ]
    for figure in seeds[0]:
        values = [[one[figure][pattern] for one in seeds] for pattern in PATTERNS]
        if any(value is None for some in values for value in some):
            continue
        lines.append(
            f"  {figure:<30}" + "".join(f"{median(v for v in some if v is not None):>10.1f}" for some in values)
        )
        for before, after, step in _STEPS:
            saved = [(one[figure][before] or 0) - (one[figure][after] or 0) for one in seeds]
            if any(saved):
                lines.append(f"{'':34}{step} {_in_words(saved)}")
    return lines


def _in_words(saved: Sequence[float]) -> str:
    """By how much a figure falls over the days, or rises, with the least and the most."""
    middle = median(saved)
    word, sign = ("adds", -1) if middle < 0 else ("takes off", 1)
    least, most = sorted((sign * min(saved), sign * max(saved)))
    return f"{word} {sign * middle:.1f} (from {least:.1f} to {most:.1f})"
