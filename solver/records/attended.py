"""Who comes for a commissioned visit and who does each of its tasks, joint visits taken apart again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from solver.check import Charge, charges_of
from solver.domain import Catalogue, JointVisit, Problem, Roster, Task, Visit, Worker, helped_of, joined, sound_joins
from solver.rules import Call, Run, Timeline


@dataclass(frozen=True, slots=True)
class Attendance:
    """Workers who come together for a commissioned visit. start, end: ticks, of all they do at that door.

    joint: whether they come for other commissioned visits too. charged: worker ticks of it for which this visit's
    commissioner pays.
    """

    workers: tuple[Worker, ...]
    start: int
    end: int
    joint: bool
    charged: int = 0


@dataclass(frozen=True, slots=True)
class Doing:
    """One commissioned task as planned. workers: empty where nobody does it. start: ticks.

    once_with: the other visit (as commissioned) whose same task is done in the same go; first: this is the one done.
    """

    task: Task
    workers: tuple[Worker, ...] = ()
    start: int = 0
    once_with: Visit | None = None
    first: bool = True


def as_made(problem: Problem, roster: Roster) -> tuple[Problem, Roster]:
    """The problem with the joins of the roster that are on a round in place, and the roster over it.

    A join on no round leaves its visits as commissioned.
    """
    placed = {stop.visit for round_ in roster.rounds for stop in round_.stops}
    joins = sound_joins(problem, [join for join in roster.joins if join.id in placed])
    return joined(problem, joins), roster.model_copy(update={"joins": ()})


class Attended:
    """A measured roster asked about commissioned visits. made: the problem with joint visits that was timed.

    catalogue: the task catalogue in force, the problem's own unless given.
    """

    def __init__(self, made: Problem, measured: Timeline, catalogue: Catalogue | None = None):
        self.problem, self.served, self.catalogue = made, measured.served, catalogue
        self.whole: dict[str, JointVisit] = {}
        self.second: dict[str, JointVisit] = {}  # by the visit that takes several workers
        self.rest: dict[str, JointVisit] = {}  # by the visit of which something remains
        for visit in made.visits:
            if isinstance(visit, JointVisit):
                self._place(visit)

    def _place(self, visit: JointVisit) -> None:
        if visit.role == "whole":
            self.whole |= {part.id: visit for part in visit.parts}
        elif visit.role == "second":
            helped = helped_of(visit.parts)
            self.second |= {helped.id: visit} if helped is not None else {}
        else:
            taken = {(step.visit, step.task) for step in visit.join.steps}
            for part in visit.parts:
                if any((part.id, number) not in taken for number in range(len(part.tasks))):
                    self.rest[part.id] = visit

    def attendances(self, visit: Visit) -> list[Attendance]:
        """Everybody who comes for it, in order of time; none where it is unserved."""
        together: dict[tuple[int, int, bool], list[Worker]] = {}
        charged: Counter[tuple[int, int, bool]] = Counter()
        for stand in self.stands(visit):
            joint = isinstance(stand, JointVisit) and stand.role != "rest"
            each = sum(one.ticks for one in self._charges(stand, visit) if one.funder is not None)
            for run, call in self._pairs(stand):
                key = (call.start, call.end, joint)
                together.setdefault(key, []).append(self._worker(run))
                charged[key] += each
        return [Attendance(tuple(workers), *key, charged[key]) for key, workers in sorted(together.items())]

    def charges(self, visit: Visit) -> dict[int, tuple[str | None, int]]:
        """By number of its tasks who pays, and for how many worker ticks; only tasks that somebody does."""
        found: dict[int, tuple[str | None, int]] = {}
        for stand in self.stands(visit):
            for one in self._charges(stand, visit):
                before = found.get(one.task, (None, 0))[1]
                found[one.task] = one.funder, before + one.ticks * len(self._pairs(stand))
        return found

    def stands(self, visit: Visit) -> list[Visit]:
        """The visits in whose making it is made: itself, or those that stand for it; only what somebody makes."""
        stands = (self.whole.get(visit.id, visit), self.second.get(visit.id), self.rest.get(visit.id))
        return [one for one in stands if one is not None and self._pairs(one)]

    def _charges(self, stand: Visit, visit: Visit) -> list[Charge]:
        return [one for one in charges_of(self.problem, stand, self.catalogue) if one.visit == visit.id]

    def partners(self, visit: Visit) -> list[Visit]:
        """The commissioned visits that are made in one with it."""
        whole = self.whole.get(visit.id)
        return [part for part in whole.parts if part.id != visit.id] if whole is not None else []

    def doings(self, visit: Visit) -> list[Doing]:
        """Each of its tasks once, in the order in which it was commissioned."""
        whole = self.whole.get(visit.id)
        if whole is None:
            return self._in_order(visit, visit.tasks)
        rest = self.rest.get(visit.id)
        steps = {step.task: number for number, step in enumerate(whole.join.steps) if step.visit == visit.id}
        stay = tuple(task for number, task in enumerate(visit.tasks) if number not in steps)
        left = iter(self._in_order(rest, stay) if rest is not None else [Doing(task) for task in stay])
        return [
            self._step(whole, visit, steps[number]) if number in steps else next(left)
            for number in range(len(visit.tasks))
        ]

    def _step(self, whole: JointVisit, visit: Visit, number: int) -> Doing:
        step, task = whole.join.steps[number], whole.task_of(whole.join.steps[number])
        pairs = self._pairs(whole)
        if not pairs:
            return Doing(task)
        others: Mapping[int, str] = {
            one.done_by: one.visit for one in whole.join.steps if one.done_by is not None and one.visit != visit.id
        }
        other = whole.join.steps[step.done_by].visit if step.done_by is not None else others.get(number)
        second = self.second.get(visit.id)
        workers = [self._worker(run) for run, _ in (*pairs, *(self._pairs(second) if second is not None else ()))]
        return Doing(
            task,
            tuple(workers),
            pairs[0][1].start + whole.begins[number],
            whole.part[other] if other is not None else None,
            step.done_by is None,
        )

    def _in_order(self, visit: Visit, tasks: tuple[Task, ...]) -> list[Doing]:
        """The tasks of a visit that is made by itself, one after the other."""
        pairs = self._pairs(visit)
        workers = tuple(self._worker(run) for run, _ in pairs)
        found, clock = [], pairs[0][1].start if pairs else 0
        for task in tasks:
            found.append(Doing(task, workers, clock))
            clock += task.duration
        return found

    def _pairs(self, visit: Visit) -> tuple[tuple[Run, Call], ...]:
        return self.served.get(visit.id, ())

    def _worker(self, run: Run) -> Worker:
        return self.problem.worker[run.shift.worker]
