"""Who works in which part: near their visits, and in every part enough people fit for its visits at each time of day.

A small linear programme shares people out. What a part lacks is dear, so that people are lent over a border where
distance alone would leave the next part without a nurse. Shares stay whole but for a few, which are rounded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from solver import terms as t
from solver.domain import Problem

_NEAREST = 10  # visits of a part that say how far it is from somebody
_ASKED = 40  # visits of a kind that say who may do that kind
_LACK = 2.0  # what an hour without anybody fit for it weighs, in usual distances of a worker from a part
_BANDS_A_DAY = 4
_MOST_BANDS = 16

Key = tuple[frozenset[str], bool, str]
Floats = NDArray[np.float64]


def staffed(
    problem: Problem,
    terms: Sequence[t.Term],
    part_of: NDArray[np.int64],
    visit_spot: Floats,
    worker_spot: Floats,
    fixed: Mapping[int, int],
    count: int,
) -> list[int]:
    """The part of each worker, -1 for those without a shift. fixed: what pins have decided already."""
    numbers = {worker.id: number for number, worker in enumerate(problem.workers)}
    staff = np.array([numbers[shift.worker] for shift in problem.shifts], np.int64)
    on_duty = np.unique(staff)
    share = [-1] * len(problem.workers)
    if not len(on_duty):
        return share
    away = _distances(part_of, visit_spot, worker_spot[on_duty], count)
    demand, supply = _needs(problem, terms, part_of, staff, on_duty, count)
    bounds = np.zeros((len(on_duty), count, 2))
    bounds[:, :, 1] = 1
    for row, worker in enumerate(on_duty):
        if int(worker) in fixed:
            bounds[row, :, :] = 0
            bounds[row, fixed[int(worker)], :] = 1
    chosen = _shared(away, demand, supply, bounds)
    for row, worker in enumerate(on_duty):
        share[int(worker)] = int(np.argmax(chosen[row]))
    return share


def _distances(part_of: NDArray[np.int64], visit_spot: Floats, worker_spot: Floats, count: int) -> Floats:
    """How far each worker's spot lies from the visits of each part, in usual distances."""
    from scipy.spatial import cKDTree  # as below

    away = np.full((len(worker_spot), count), np.inf)
    for part in range(count):
        spots = visit_spot[part_of == part]
        if len(spots):
            found = cKDTree(spots).query(worker_spot, k=min(_NEAREST, len(spots)))[0]
            away[:, part] = found.reshape(len(worker_spot), -1).mean(axis=1)
    away[~np.isfinite(away)] = 2 * away[np.isfinite(away)].max(initial=1.0)
    usual = max(1e-9, float(np.median(away)))
    result: Floats = away / usual
    return result


def _needs(
    problem: Problem,
    terms: Sequence[t.Term],
    part_of: NDArray[np.int64],
    staff: NDArray[np.int64],
    on_duty: NDArray[np.int64],
    count: int,
) -> tuple[Floats, Floats]:
    """Hours wanted (needs, parts) and offered (needs, workers); a need is a kind of visit at a time of day.

    Of all kinds together as well: a person fit for several cannot do them all at once.
    Where all staff together are too few for a need, every part is to get its part of them.
    """
    ends = [max(shift.end for shift in problem.shifts), min(shift.start for shift in problem.shifts)]
    bands = min(_MOST_BANDS, max(1, problem.horizon.days) * _BANDS_A_DAY)
    edges = np.linspace(ends[1], max(ends[0], ends[1] + 1), bands + 1)
    hour = 60.0 * problem.horizon.ticks_per_minute
    forbidden = [term.pairs for term in terms if isinstance(term, t.Forbid)]
    kinds: dict[Key | None, list[int]] = defaultdict(list)
    for number, visit in enumerate(problem.visits):
        kinds[None].append(number)
        nurse = any(task.registered_nurse_only for task in visit.tasks)
        kinds[visit.competencies, nurse, visit.organisation].append(number)
    row_of = {int(worker): row for row, worker in enumerate(on_duty)}
    times = np.array([(shift.start, shift.end) for shift in problem.shifts], float)
    overlap = np.clip(np.minimum(times[:, 1:], edges[1:]) - np.maximum(times[:, :1], edges[:-1]), 0, None) / hour
    wanted, offered = [], []
    for kind, members in kinds.items():
        asked = members[:: max(1, len(members) // _ASKED)]
        fit = np.ones(len(staff))
        for pairs in forbidden if kind is not None else ():
            fit *= (~pairs[asked]).mean(axis=0) > 0.5
        supply = np.zeros((len(on_duty), bands))
        np.add.at(supply, [row_of[int(worker)] for worker in staff], overlap * fit[:, None])
        demand = np.zeros((bands, count))
        for number in members:
            visit = problem.visits[number]
            middle = (visit.windows[0].start + visit.windows[0].end + visit.duration) / 2
            band = int(np.clip(np.searchsorted(edges, middle) - 1, 0, bands - 1))
            demand[band, part_of[number]] += visit.duration * visit.workers / hour
        there = demand.sum(axis=1) > 0
        wanted.append(demand[there])
        offered.append(supply.T[there])
    demand, supply = np.concatenate(wanted), np.concatenate(offered)
    enough = np.minimum(1.0, supply.sum(axis=1) / demand.sum(axis=1))
    return demand * enough[:, None], supply


def _shared(away: Floats, demand: Floats, supply: Floats, bounds: Floats) -> Floats:
    """The shares (workers, parts) of least distance and lack. Nobody is in more than one part, all in one."""
    people, count = away.shape
    needs = len(demand)
    if count == 1:
        return np.ones((people, 1))
    from scipy.optimize import linprog  # half a second to import, and only large problems are cut
    from scipy.sparse import coo_array

    columns = people * count
    one = coo_array(
        (np.ones(columns), (np.repeat(np.arange(people), count), np.arange(columns))),
        shape=(people, columns + needs * count),
    )
    need, worker = np.nonzero(supply)
    rows = (need[:, None] * count + np.arange(count)).ravel()
    cells = (worker[:, None] * count + np.arange(count)).ravel()
    lack = np.arange(needs * count)
    offered = coo_array(
        (
            np.concatenate((-np.repeat(supply[need, worker], count), -np.ones(needs * count))),
            (np.concatenate((rows, lack)), np.concatenate((cells, columns + lack))),
        ),
        shape=(needs * count, columns + needs * count),
    )
    free = np.tile([0.0, np.inf], (needs * count, 1))
    found = linprog(
        np.concatenate((away.ravel(), np.full(needs * count, _LACK))),
        A_ub=offered.tocsr(),
        b_ub=-demand.ravel(),
        A_eq=one.tocsr(),
        b_eq=np.ones(people),
        bounds=np.concatenate((bounds.reshape(-1, 2), free)),
        method="highs",
    )
    if found.x is None:  # nothing may depend on it: distance alone then decides
        return -away
    result: Floats = found.x[:columns].reshape(people, count)
    return result
