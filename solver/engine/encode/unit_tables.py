"""From visits to units: one for each worker a visit takes, when each may start, and which go together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.domain import Problem

from ..kernel.layout import BUNDLE, FOREVER, INTERVAL, NEVER, UNIT, Data, to_records
from .ties import Intervals, Ties


def unit_table(
    problem: Problem, ties: Ties, intervals: Intervals, late: NDArray[np.int64]
) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Data.unit, one UNIT record a unit, and Data.interval: of each unit, when its visit may start, in ticks.

    late: what a tick late costs, by visit.
    """
    unit = np.zeros(len(ties.visit), UNIT)
    clients = {client.id: number for number, client in enumerate(problem.clients)}
    extra: list[tuple[int, int, int]] = []
    for number, visit_number in enumerate(ties.visit):
        visit, row = problem.visits[visit_number], unit[number]
        spans = intervals[visit_number] or [(FOREVER, FOREVER, NEVER)]  # never: allowed_pairs bans it everywhere
        row["visit"], row["client"] = visit_number, clients[visit.client]
        row["place"], row["duration"] = problem.place_number[problem.place_of(visit)], visit.duration
        row["open"], row["due"], row["close"] = spans[0]
        row["late"] = late[visit_number] if ties.units_of[visit_number][0] == number else 0  # once a visit
        row["intervals"], row["first_interval"] = len(spans), len(extra)
        extra.extend(spans)
        row["links"], row["first_link"] = ties.links[number], ties.first_link[number]
        row["peers"], row["first_peer"] = ties.peers[number], ties.first_peer[number]
    return unit, to_records(extra, INTERVAL)


def bundle_tables(ties: Ties, unserved: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.void]]:
    """Data.member and Data.bundle: the units that are served all or none, and what leaving them out costs."""
    member: list[int] = []
    rows = []
    for visits in ties.bundles:
        first = len(member)
        for visit in visits:
            member.extend(ties.units_of[visit])
        rows.append((first, len(member) - first, int(sum(unserved[visit] for visit in visits))))
    return np.array(member, np.int64), to_records(rows, BUNDLE)


def longest_route(data: Data) -> int:
    """More stops than any shift can hold: durations that fit between its bounds, or every unit."""
    count = len(data.unit)
    shortest = np.sort(data.unit["duration"])
    spans = data.shift["latest"] - data.shift["earliest"]
    fitting = int(np.searchsorted(np.cumsum(shortest), spans.max(initial=0), side="right"))
    return min(count, fitting) + 2
