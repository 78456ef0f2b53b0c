"""Journeys that are too long for a shift, as ways of which there is no end: no round that makes one is back in time.

So the search needs no further look at a journey. Shifts that are alike in mode and limit share a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from solver import terms as t

from ..domain import Problem
from ..travel import NO_WAY, Journeys


def limit_legs(problem: Problem, limits: Sequence[t.LegLimit], travel: Journeys) -> tuple[Journeys, list[str]]:
    """The journeys with a table for each mode and limit, and by shift the name of its table."""
    names: list[str] = [problem.mode_of(shift) for shift in problem.shifts]
    if not limits:
        return travel, names
    seconds, metres = dict(travel.seconds), dict(travel.metres)
    for number, limit in enumerate(np.minimum.reduce([term.ticks for term in limits]).tolist()):
        mode = names[number]
        if limit >= t.FOREVER:
            continue
        name = f"{mode}, {limit} at most"
        names[number] = name
        if name not in seconds:
            ticks = np.array(travel.seconds[mode])
            ticks[ticks > limit] = NO_WAY
            seconds[name], metres[name] = ticks, travel.metres[mode]
    used = set(names)
    return replace(
        travel,
        seconds={name: table for name, table in seconds.items() if name in used},
        metres={name: table for name, table in metres.items() if name in used},
    ), names


def known_ways(ways: np.ndarray, ticks: np.ndarray) -> np.ndarray:
    """Of a table those entries that somebody may go, as one row; for averages. ticks: the durations of that table."""
    return ways[ticks < NO_WAY] if (ticks >= NO_WAY).any() else ways.reshape(-1)
