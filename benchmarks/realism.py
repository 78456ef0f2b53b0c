"""Every size and scenario of true days against what has been published: what lies outside, and why.

The tests hold the small ones; here are the sizes that are too dear for a test, and as many seeds as wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from fixtures import DayPreset, Scenario, Size, generate, play
from solver.domain import Problem
from solver.realism import Row, measure, outside, told

MOST = 3  # measures outside, each with its reason
EVERY: tuple[str, ...] = (*(size for size in get_args(Size) if size != "hamlet"), *get_args(Scenario))


def run(names: Sequence[str], seeds: int, preset: DayPreset, days: int) -> int:
    """Print a line for each day and each measure outside. Returns how many days are not like life.

    names: sizes and scenarios; days: of a size (a scenario has its own). Raises ValueError for an unknown name.
    """
    if unknown := [name for name in names if name not in (*EVERY, "hamlet")]:
        raise ValueError(f"want some of {', '.join(EVERY)}, not {', '.join(unknown)}")
    wrong = 0
    for name in names:
        for seed in range(1, seeds + 1):
            out = outside(measure(_day(name, seed, preset, days)))
            bad = _wrong(out)
            wrong += bad
            print(f"{'!' if bad else ' '} {name}, {preset}, seed {seed}: {len(out)} outside", flush=True)
            for row in out:
                why = row.why or "the day gives no reason"
                print(f"    {told(row.value, row.published.unit)} {row.published.what}: {why}", flush=True)
    print(f"{wrong} of {len(names) * seeds} days are not like life")
    return wrong


def _wrong(out: Sequence[Row]) -> bool:
    """Whether a day is not like life: too much outside, without a reason, or so that savings mean nothing."""
    return len(out) > MOST or any(row.published.grave or not row.why for row in out)


def _day(name: str, seed: int, preset: DayPreset, days: int) -> Problem:
    if name in get_args(Scenario):
        scenario: Scenario = next(one for one in get_args(Scenario) if one == name)
        return play(scenario, seed, preset=preset)
    size: Size = next(one for one in get_args(Size) if one == name)
    return generate(size, seed, days=days, preset=preset)
