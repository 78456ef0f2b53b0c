"""PyVRP (MIT): iterated local search for rich routing problems. Tried as it comes, and with wide neighbourhoods.

Says well: windows, shift bounds, prizes for served visits, fixed costs, journeys and waiting at two prices (distance =
journey at the price above waiting, duration = all time at the price of waiting; the time at the door is then given back
through the prize).

Cannot say, and how it is put instead:
- competencies and refusals: arcs into a node a worker may not serve cost more than any prize, so each group of workers
  with equal rows needs matrices of its own (so does each mode). Where these would fill more than ``_MOST`` bytes,
  workers are grouped by competencies, mode and sex; a group may do what all its members may, or any, where else nobody
  could. (Competencies as load dimensions were tried: at 600 visits they left 12 unserved after the repair, arcs 7.)
- preferred workers, new faces: a price on the same arcs, where each shift can have matrices of its own; else left out.
- double-handed visits: two clients with one fixed start (the middle of the window); nothing makes it serve both.
- gaps between visits: windows narrowed until any two starts keep the gap.
- soft windows: hard ones. Overtime: allowed and free. Breaks: left out. Pay by worker: the price of waiting is the
  shift's own, journeys above it too where the shift has its own matrices.
A higher ceiling on its penalties, which it asks for in a warning, changed little and is left as it comes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from .figures import Figures, Ints
from .peer import Answer, Line, NoAnswer, Ready, roster_of

_MOST = 1.5e9  # bytes of matrices
_SCALE = 10  # cost units to one of PyVRP's


@dataclass(frozen=True)
class PyVRP:
    name: str = "PyVRP"
    package: str = "pyvrp"
    neighbours: int | None = None

    def solve(self, figures: Figures, seconds: float, seed: int, ready: Ready) -> Answer:
        import pyvrp
        from pyvrp.solve import NeighbourhoodParams, SolveParams, solve

        if not figures.nodes or not figures.shifts:
            raise NoAnswer("an empty day")
        opens, closes = figures.tightened()
        wait = figures.wait // _SCALE
        given_back = figures.service * int(wait.mean())  # what the time at the door costs by duration
        prize = figures.unserved // _SCALE + given_back
        distances, durations, profile = _matrices(figures, int(prize.max()) + 1)
        data = pyvrp.ProblemData(
            [pyvrp.Location(0, 0) for _ in range(figures.nodes + len(figures.homes))],
            [
                pyvrp.Client(
                    node,
                    service_duration=int(figures.service[node]),
                    tw_early=int(opens[node]),
                    tw_late=int(closes[node]),
                    prize=int(prize[node]),
                    required=False,
                )
                for node in range(figures.nodes)
            ],
            [pyvrp.Depot(figures.nodes + number) for number in range(len(figures.homes))],
            [
                pyvrp.VehicleType(
                    1,
                    start_depot=figures.start_node(k) - figures.nodes,
                    end_depot=figures.end_node(k) - figures.nodes,
                    fixed_cost=int(figures.use[k]) // _SCALE,
                    tw_early=int(figures.leave[k]),
                    tw_late=int(figures.back[k]),
                    unit_distance_cost=1,
                    unit_duration_cost=int(wait[k]),
                    profile=profile[k],
                )
                for k in range(figures.shifts)
            ],
            distances,
            durations,
        )
        wide = NeighbourhoodParams(num_neighbours=min(self.neighbours, figures.nodes)) if self.neighbours else None
        params = SolveParams(neighbourhood=wide) if wide else SolveParams()
        ready()
        until = time.process_time() + seconds
        found = solve(
            data, lambda best: time.process_time() > until, seed=seed, collect_stats=False, display=False, params=params
        )
        lines: list[Line] = [[] for _ in range(figures.shifts)]
        for route in found.best.routes():
            lines[route.vehicle_type()] = [
                (stop.idx, int(stop.start_time)) for stop in route.schedule() if stop.is_client()
            ]
        note = f"{len(distances)} pairs of matrices" + (
            "" if found.best.is_feasible() else "; infeasible by its own account"
        )
        return Answer(roster_of(figures, lines), note=note)


def _matrices(figures: Figures, never: int) -> tuple[list[Ints], list[Ints], list[int]]:
    """Distances and durations of each profile, and the profile of each shift; arcs at ``never`` are not to be taken."""
    size = figures.nodes + len(figures.homes)
    groups = _groups(figures, whole=True)
    alone = len(set(groups)) * size * size * 16 <= _MOST
    if not alone:
        groups = _groups(figures, whole=False)
    members_of = {group: [k for k, key in enumerate(groups) if key == group] for group in dict.fromkeys(groups)}
    nobody = ~np.any([figures.allowed[:, members].all(axis=1) for members in members_of.values()], axis=0)
    distances: list[Ints] = []
    durations: list[Ints] = []
    number: dict[object, int] = {}
    for group, members in members_of.items():
        number[group] = len(distances)
        some = members[0]
        cost = figures.costs(some, less=int(figures.wait[some])) // _SCALE
        may = figures.allowed[:, members]
        barred = ~np.where(nobody, may.any(axis=1), may.all(axis=1))
        extra = figures.assign[:, some] // _SCALE if alone else np.zeros(figures.nodes, dtype=np.int64)
        cost[:, : figures.nodes] += np.where(barred, never, extra)
        np.fill_diagonal(cost, 0)
        time_ = figures.ticks(figures.mode(some))
        np.fill_diagonal(time_, 0)
        distances.append(cost)
        durations.append(time_)
    return distances, durations, [number[group] for group in groups]


def _groups(figures: Figures, whole: bool) -> list[object]:
    """A key for each shift: shifts with equal keys share matrices. Not whole: by mode, competencies and sex."""
    keys: list[object] = []
    for k in range(figures.shifts):
        if whole:
            row = (figures.allowed[:, k].tobytes(), figures.assign[:, k].tobytes())
            rates = figures.prices[k] - figures.wait[k] * np.array([1, 0, 1, 0])
            keys.append((figures.mode(k), row, tuple(int(rate) for rate in rates)))
        else:
            worker = figures.problem.worker[figures.problem.shifts[k].worker]
            held = frozenset(item.competency for item in worker.competencies)
            keys.append((figures.mode(k), held, worker.sex))
    return keys
