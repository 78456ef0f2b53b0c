"""VROOM (BSD 2) through pyvroom: fast constructive heuristics and a local search, exploration level 5, one thread.

Says well: competencies and refusals (a skill a visit that not every shift may serve), windows, several breaks, a cost
matrix a profile, priorities, fixed costs.

Cannot say, and how it is put instead:
- waiting has no price: it fills waits only where that costs no journey.
- unserved visits are ranked, not priced: the priorities 1 to 100 of its jobs follow our prices as far as they reach,
  and any served visit beats any journey.
- double-handed visits: two jobs with one fixed start; gaps: narrowed windows. Nothing makes it serve both of a pair.
- soft windows: hard ones. Overtime: allowed and free. Preferred workers, new faces: left out.
- a break owed only by a long round: every shift with a planned break takes it.
It is not anytime: it stops by itself, and its limit is wall time. What CPU time it took stands in the row.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from .figures import Figures
from .peer import Answer, Line, NoAnswer, Ready, roster_of

_SCALE = 1000  # cost units to one of VROOM's


@dataclass(frozen=True)
class Vroom:
    name: str = "VROOM"
    package: str = "pyvroom"

    def solve(self, figures: Figures, seconds: float, seed: int, ready: Ready) -> Answer:
        import vroom

        opens, closes = figures.tightened()
        dearest = max(1, int(figures.unserved.max()))
        day = vroom.Input()
        profiles: dict[object, str] = {}
        rows = {
            row.tobytes(): number for number, row in enumerate(figures.allowed)
        }  # nodes with equal rows share a skill
        skill = [rows[row.tobytes()] for row in figures.allowed]
        able = {number: figures.allowed[node] for node, number in enumerate(skill)}
        for k in range(figures.shifts):
            key = (figures.mode(k), figures.prices[k].tobytes())
            if key not in profiles:
                profiles[key] = f"profile {len(profiles)}"
                day.set_durations_matrix(profiles[key], figures.ticks(figures.mode(k)))
                day.set_costs_matrix(profiles[key], np.minimum(figures.costs(k) // _SCALE, 2**31))
            pause = figures.pauses.get(k)
            breaks = []
            if pause is not None and figures.problem.shifts[k].break_ is not None:
                breaks.append(vroom.Break(k, [(pause.earliest, pause.latest)], service=pause.duration))
            day.add_vehicle(
                vroom.Vehicle(
                    k,
                    start=figures.start_node(k),
                    end=figures.end_node(k),
                    profile=profiles[key],
                    skills={number for number, row in able.items() if row[k]},
                    time_window=(int(figures.leave[k]), int(figures.back[k])),
                    breaks=breaks,
                    costs=vroom.VehicleCosts(fixed=int(figures.use[k]) // _SCALE),
                )
            )
        jobs = [
            vroom.Job(
                node,
                node,
                default_service=int(figures.service[node]),
                skills={skill[node]},
                priority=max(1, min(100, round(100 * int(figures.unserved[node]) / dearest))),
                time_windows=[(int(opens[node]), int(closes[node]))],
            )
            for node in range(figures.nodes)
            if opens[node] <= closes[node]
        ]
        if not jobs:
            raise NoAnswer("an empty day")
        day.add_job(jobs)
        ready()
        began = time.process_time()
        found = day.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=seconds))
        lines: list[Line] = [[] for _ in range(figures.shifts)]
        stops = found.routes
        for k, kind, node, arrival, waited in zip(
            stops["vehicle_id"], stops["type"], stops["id"], stops["arrival"], stops["waiting_time"], strict=True
        ):
            if kind == "job":
                lines[int(k)].append((int(node), int(arrival) + int(waited)))
        return Answer(roster_of(figures, lines), note=f"stopped after {time.process_time() - began:.1f} s")
