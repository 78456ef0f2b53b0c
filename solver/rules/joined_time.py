"""joined_time: what joining visits saves at the door, in the worth of the time of those who need not come."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.domain import JointVisit, Problem, Worker
from solver.terms import AssignCost, Term

from .readings.sectors import health_side
from .vocabulary.indices import shift_workers
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import length, who, whose


class JoinedTimeRule(Rule):
    """A credit for each joint visit: the minutes its parts would have taken, less the minutes it takes.

    Minutes are worth ``health_price`` for the health side and ``care_price`` for the care side: of a part by its
    organisation's sector, of the joint visit by who makes it. So a nurse's quarter of an hour freed weighs more than
    the ten minutes that a carer stays longer, and a nurse who takes on washing costs something. Visits apart have no
    part in it: what they take at the door is the same on every roster.
    """

    id = "joined_time"
    scope = "round"
    forbids, costs = False, True
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        care, health = case.per_tick("care_price"), case.per_tick("health_price")
        for run, call in timeline.calls():
            visit = call.visit
            if not isinstance(visit, JointVisit):
                continue
            worker = problem.worker[run.shift.worker]
            apart = worth = 0
            for part in visit.commissioned:
                ticks = part.duration * part.workers // visit.workers
                side = problem.organisation[part.organisation].sector
                apart += ticks
                worth += ticks * (health if side == "health" else care)
            cost = visit.duration * (health if health_side(problem, worker) else care) - worth
            saved = apart - visit.duration
            sentence = (
                f"{whose(problem, visit)} takes {who(problem, run)} {length(problem, visit.duration)}; apart it would "
                f"have taken {length(problem, apart)}."
            )
            place = (visit.id, run.shift.id, worker.id, visit.client)
            yield Breach(self.id, False, saved, "ticks", cost, sentence, *place)

    def lower(self, case: Case) -> Iterable[Term]:
        problem = case.problem
        joint = {v: visit for v, visit in enumerate(problem.visits) if isinstance(visit, JointVisit)}
        if not joint:
            return
        price = {"social": case.per_tick("care_price"), "health": case.per_tick("health_price")}
        of_worker = np.array([price[_side(problem, worker)] for worker in problem.workers], dtype=np.int64)
        of_shift = of_worker[shift_workers(problem)]
        cost = np.zeros((len(problem.visits), len(problem.shifts)), dtype=np.int64)
        for v, visit in joint.items():
            credit = sum(
                part.duration * part.workers // visit.workers * price[problem.organisation[part.organisation].sector]
                for part in visit.commissioned
            )
            cost[v] = visit.duration * of_shift - credit
        yield AssignCost(self.id, cost)


def _side(problem: Problem, worker: Worker) -> str:
    return "health" if health_side(problem, worker) else "social"
