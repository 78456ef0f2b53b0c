"""join_floor: a joint visit is long enough for all that is done in it."""

from __future__ import annotations

from collections.abc import Iterable

from solver.domain import JointVisit, Visit
from solver.terms import Term

from ..readings.sectors import tasks_in, visit_day
from ..vocabulary.rule import Breach, Case, Rule
from ..vocabulary.timeline import Timeline
from ..vocabulary.wording import length, who
from .told import breach, made, on


class JoinFloorRule(Rule):
    """Never under ``floor_minutes``, ``floor_share`` of the tasks really done, the longest part, or the parts together
    less what is done once for two and ``shared_overhead_minutes`` (entry, greeting, record) for each visit saved. Of a
    part that only sends some tasks along, its length without those that remain counts. Where all that is done belongs
    to one part, for the others are duplicates of it, nothing is merged: as long as its longest part is enough.

    Hard, with the pack's values. lower: nothing; the engine's side is solver/joining, and a test keeps the two equal.
    """

    id = "join_floor"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run, _, visit in made(timeline):
            least, why = _least(case, visit)
            short = least - visit.duration
            if short > 0:
                sentence = (
                    f"{who(problem, run)}'s joint visit {visit.id} on {on(visit_day(problem, visit))} lasts "
                    f"{length(problem, visit.duration)}; it takes at least {length(problem, least)} ({why})."
                )
                yield breach(self.id, sentence, run, visit, "", short, "ticks")

    def lower(self, case: Case) -> Iterable[Term]:
        return ()


def _least(case: Case, visit: JointVisit) -> tuple[int, str]:
    """The ticks a joint visit takes at least, and which floor asks for them."""
    steps = visit.join.steps
    done = sum(task.duration for number, _, task in tasks_in(visit) if steps[number].done_by is None)
    twice = sum(task.duration for number, _, task in tasks_in(visit) if steps[number].done_by is not None)
    parts = [_inside(visit, part) for part in visit.parts]
    if len({step.visit for step in steps if step.done_by is None}) == 1:
        return max(parts), "its longest part"
    share = float(case.values["floor_share"])
    floors = [
        (case.ticks("floor_minutes"), "the floor for any joint visit"),
        (-int(-share * done // 1), f"{share:.0%} of its tasks"),
        (max(parts), "its longest part"),
        (
            sum(parts) - twice - case.ticks("shared_overhead_minutes") * (len(parts) - 1),
            "its parts together, less what is done once and the shared overhead",
        ),
    ]
    return max(floors, key=lambda floor: floor[0])


def _inside(visit: JointVisit, part: Visit) -> int:
    """The length of what a part sends along: all of it, or what is left when the tasks that remain have their time."""
    taken = {step.task for step in visit.join.steps if step.visit == part.id}
    remain = [task.duration for number, task in enumerate(part.tasks) if number not in taken]
    if not remain:
        return part.duration
    along = sum(task.duration for task in part.tasks) - sum(remain)
    return min(along, max(0, part.duration - sum(remain)))
