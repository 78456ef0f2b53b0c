"""OR-Tools routing (Apache 2): a local search over a constraint model; guided local search, as its manual advises.

Says well: competencies and refusals (allowed vehicles), a cost matrix a shift or a group of shifts, windows, overtime
(a soft upper bound), waiting (slack), fixed costs, unserved visits, breaks.

Cannot say, and how it is put instead:
- a break owed only by a long round: every shift with a planned break takes one, inside it, whatever the round; shifts
  that owe only the law's break take none.
- preferred workers, new faces: on the arcs, where the matrices stay below ``_MOST`` entries; beyond, shifts of one mode
  and pay share a matrix and these prices are left out.
- ties and lateness: it can be told them exactly (equations between starts, both-or-none, soft bounds), and was; then it
  found no roster, or left two to ten times as many visits unserved (60 and 200 visits). So it is run on the better
  encoding: simultaneous visits get one fixed start, gaps get narrowed windows, windows are hard, and nothing makes it
  serve both of a pair.
The time limit of its search is wall time; a limit of ours on CPU time is asked between moves.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from .figures import Figures
from .peer import Answer, Line, NoAnswer, Ready, roster_of

_MOST = 12_000_000  # entries of Python lists
_SCALE = 10


@dataclass(frozen=True)
class Routing:
    name: str = "OR-Tools routing"
    package: str = "ortools"

    def solve(self, figures: Figures, seconds: float, seed: int, ready: Ready) -> Answer:
        from ortools.constraint_solver import pywrapcp, routing_enums_pb2

        shifts = range(figures.shifts)
        manager = pywrapcp.RoutingIndexManager(
            figures.nodes + len(figures.homes),
            figures.shifts,
            [figures.start_node(k) for k in shifts],
            [figures.end_node(k) for k in shifts],
        )
        model = pywrapcp.RoutingModel(manager)
        clock = self._clock(figures, model)
        opens, closes = figures.tightened()
        horizon = int(figures.back.max())
        for node in range(figures.nodes):
            index = manager.NodeToIndex(node)
            first, last = int(opens[node]), int(min(closes[node], horizon))
            may = [k for k in shifts if figures.allowed[node, k]]
            model.AddDisjunction([index], int(figures.unserved[node]) // _SCALE)
            if not may or first > last:
                model.solver().Add(model.ActiveVar(index) == 0)
                continue
            model.VehicleVar(index).SetValues([-1, *may])
            clock.CumulVar(index).SetRange(first, last)
        for k in shifts:
            clock.CumulVar(model.Start(k)).SetRange(int(figures.leave[k]), int(figures.back[k]))
            clock.CumulVar(model.End(k)).SetRange(int(figures.leave[k]), int(figures.back[k]))
            if figures.overtime[k] and figures.planned_end[k] < figures.back[k]:
                price = int(figures.overtime[k]) // _SCALE
                clock.SetCumulVarSoftUpperBound(model.End(k), int(figures.planned_end[k]), price)
            clock.SetSlackCostCoefficientForVehicle(int(figures.wait[k]) // _SCALE, k)
            model.SetFixedCostOfVehicle(int(figures.use[k]) // _SCALE, k)
            model.AddVariableMinimizedByFinalizer(clock.CumulVar(model.End(k)))
            model.AddVariableMaximizedByFinalizer(clock.CumulVar(model.Start(k)))
        self._breaks(figures, model, clock)
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        parameters.time_limit.FromMilliseconds(int(3000 * seconds))
        model.CloseModelWithParameters(parameters)
        ready()
        until = time.process_time() + seconds
        model.AddSearchMonitor(model.solver().CustomLimit(lambda: time.process_time() > until))
        found = model.SolveWithParameters(parameters)
        if found is None:
            raise NoAnswer("no roster in time")
        lines: list[Line] = []
        for k in shifts:
            line: Line = []
            index = found.Value(model.NextVar(model.Start(k)))
            while not model.IsEnd(index):
                line.append((manager.IndexToNode(index), found.Min(clock.CumulVar(index))))
                index = found.Value(model.NextVar(index))
            lines.append(line)
        return Answer(roster_of(figures, lines))

    def _clock(self, figures: Figures, model: Any) -> Any:
        """The time dimension and each shift's journey prices."""
        size = figures.nodes + len(figures.homes)
        alone = figures.shifts * size * size <= _MOST
        served = np.concatenate([figures.service, np.zeros(len(figures.homes), dtype=np.int64)])
        transit: dict[str, int] = {}
        price: dict[object, int] = {}
        for k in range(figures.shifts):
            mode = figures.mode(k)
            if mode not in transit:
                transit[mode] = model.RegisterTransitMatrix((figures.ticks(mode) + served[:, None]).tolist())
            extra = figures.assign[:, k] if alone else np.zeros(figures.nodes, dtype=np.int64)
            key = (mode, extra.tobytes(), figures.prices[k].tobytes())
            if key not in price:
                cost = figures.costs(k)
                cost[:, : figures.nodes] += extra
                price[key] = model.RegisterTransitMatrix((cost // _SCALE).tolist())
            model.SetArcCostEvaluatorOfVehicle(price[key], k)
        by_shift = [transit[figures.mode(k)] for k in range(figures.shifts)]
        longest = int(figures.back.max())
        model.AddDimensionWithVehicleTransits(by_shift, longest, longest, False, "clock")
        return model.GetDimensionOrDie("clock")

    def _breaks(self, figures: Figures, model: Any, clock: Any) -> None:
        planned = {k: pause for k, pause in figures.pauses.items() if figures.problem.shifts[k].break_ is not None}
        if not planned:
            return
        served = [int(figures.service[node]) for node in range(figures.nodes)] + [0] * len(figures.homes)
        served += [0] * (2 * figures.shifts)  # by index, and starts and ends have indices of their own
        solver = model.solver()
        for k, pause in planned.items():
            rest = solver.FixedDurationIntervalVar(pause.earliest, pause.latest, pause.duration, False, f"break {k}")
            clock.SetBreakIntervalsOfVehicle([rest], k, served[: model.Size() + figures.shifts])
