"""Who may do what for whom, as joining asks it: a problem's records, and a worker beside a joint visit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from solver.domain import Agreement, Delegation, JointVisit, Problem, Sector, Shift, Task, Visit, Worker
from solver.rules import Obstacle, Pack, Permits, Readings

from .values import JoinValues


class Register:
    """A problem's records, with what the rule pack says about joining."""

    def __init__(self, problem: Problem, values: JoinValues, readings: Readings):
        self.problem, self.values, self.readings = problem, values, readings
        self.permits = readings.once(Permits)
        self._agreements: dict[frozenset[str], list[Agreement]] = defaultdict(list)
        for agreement in problem.agreements:
            self._agreements[frozenset(agreement.between)].append(agreement)
        self._acting: dict[str, str] = {}
        for shift in problem.shifts:
            self._acting.setdefault(shift.worker, readings.acting[shift.id])

    @classmethod
    def of(cls, problem: Problem, pack: Pack) -> Register:
        """The register of a problem under a rule pack."""
        return cls(problem, JoinValues.of(pack, problem), Readings(problem, pack))

    def side_of(self, worker: Worker) -> Sector:
        """health: of a health organisation, or a registered nurse; else the care side."""
        return self.readings.side_of(worker)

    def acting_for(self, worker: Worker) -> str:
        """The organisation that a worker acts for on their first shift; whom they work for where they have none."""
        return self._acting.get(worker.id, worker.organisation)

    def day_of(self, visit: Visit) -> date:
        """The local date on which the visit's last window ends: the one that people are told."""
        return self.problem.horizon.date(visit.windows[-1].end)

    def agreements_in_force(self, first: str, second: str, day: date) -> list[Agreement]:
        """Agreements between two organisations that are in force on a day."""
        between = self._agreements.get(frozenset((first, second)), ())
        return [entry for entry in between if entry.in_force(day)]


@dataclass(frozen=True)
class Suitability:
    """A joint visit and a worker who might make it: what every condition for joining looks at.

    shift: on which; it says for whom they act. None: on their first.
    """

    register: Register
    visit: JointVisit
    worker: Worker
    shift: Shift | None = None

    @cached_property
    def day(self) -> date:
        return self.register.day_of(self.visit)

    @cached_property
    def side(self) -> Sector:
        return self.register.side_of(self.worker)

    @cached_property
    def acting(self) -> str:
        """The organisation that the worker acts for."""
        if self.shift is not None:
            return self.register.readings.acting[self.shift.id]
        return self.register.acting_for(self.worker)

    @cached_property
    def tasks(self) -> tuple[tuple[Task, Visit], ...]:
        """Each step's task, those done by another step too, with the visit it was commissioned in."""
        return tuple((self.visit.task_of(step), self.visit.part[step.visit]) for step in self.visit.join.steps)

    @cached_property
    def crossing_tasks(self) -> tuple[tuple[Task, Visit], ...]:
        """Tasks that go to somebody who acts for another organisation than their provider, on the other side."""
        return tuple(
            (task, part)
            for task, part in self.tasks
            if part.delivered_by != self.acting and self.register.readings.owner_of(task) != self.side
        )

    @cached_property
    def obstacles(self) -> list[Obstacle]:
        """What the worker lacks of the authority to make the visit."""
        return self.register.permits.obstacles(self.visit, self.worker, self.acting)

    @cached_property
    def delegations(self) -> list[Delegation]:
        """Those under which the worker would do some of it."""
        return self.register.permits.delegations_for(self.visit, self.worker)
