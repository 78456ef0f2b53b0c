"""Who may do what for whom: the delegation register, consents and agreements, found by what they are about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from solver.domain import Agreement, ConsentKind, Delegation, JointVisit, Problem, Sector, Task, Visit, Worker
from solver.rules import Pack

from .values import JoinValues


class Register:
    """A problem's records, with what the rule pack says about joining."""

    def __init__(self, problem: Problem, values: JoinValues):
        self.problem, self.values = problem, values
        self._delegations: dict[tuple[str, str, str], list[Delegation]] = defaultdict(list)
        for entry in problem.delegations:
            self._delegations[entry.client, entry.task, entry.worker].append(entry)
        self._agreements: dict[frozenset[str], list[Agreement]] = defaultdict(list)
        for agreement in problem.agreements:
            self._agreements[frozenset(agreement.between)].append(agreement)
        self._side: dict[str, Sector] = {worker.id: self._find_side(worker) for worker in problem.workers}

    @classmethod
    def of(cls, problem: Problem, pack: Pack) -> Register:
        """The register of a problem under a rule pack."""
        return cls(problem, JoinValues.of(pack, problem))

    def _find_side(self, worker: Worker) -> Sector:
        health = worker.registered_nurse or self.problem.organisation[worker.organisation].sector == "health"
        return "health" if health else "social"

    def side_of(self, worker: Worker) -> Sector:
        """health: of a health organisation, or a registered nurse; else the care side."""
        return self._side[worker.id]

    def day_of(self, visit: Visit) -> date:
        """The local date on which the visit's last window ends: the one that expiry dates are set against."""
        return self.problem.horizon.date(visit.windows[-1].end)

    def has_consent(self, client: str, kind: ConsentKind, day: date) -> bool:
        """Whether the client's last answer by that day is a yes, and still in force."""
        answer = self.problem.client[client].last_answer(kind, day)
        return answer is not None and answer.given is True and answer.in_force(day)

    def delegations(self, client: str, code: str, worker: str) -> list[Delegation]:
        """Every entry of the register for that client, task and worker, in force or not."""
        return self._delegations.get((client, code, worker), [])

    def delegations_in_force(self, client: str, code: str, worker: str, day: date) -> list[Delegation]:
        """Those in force on that day."""
        return [entry for entry in self.delegations(client, code, worker) if entry.in_force(day)]

    def agreements_in_force(self, first: str, second: str, day: date) -> list[Agreement]:
        """Agreements between two organisations that are in force on a day."""
        between = self._agreements.get(frozenset((first, second)), ())
        return [entry for entry in between if entry.in_force(day)]


@dataclass(frozen=True)
class Suitability:
    """A joint visit and a worker who might make it: what every condition for joining looks at."""

    register: Register
    visit: JointVisit
    worker: Worker

    @cached_property
    def day(self) -> date:
        return self.register.day_of(self.visit)

    @cached_property
    def side(self) -> Sector:
        return self.register.side_of(self.worker)

    @cached_property
    def tasks(self) -> tuple[tuple[Task, Visit], ...]:
        """Each step's task, those done by another step too, with the visit it was commissioned in."""
        return tuple((self.visit.task_of(step), self.visit.part[step.visit]) for step in self.visit.join.steps)

    @cached_property
    def changes_organisation(self) -> bool:
        """Whether any task is done by somebody of another organisation than its own."""
        return any(part.organisation != self.worker.organisation for _, part in self.tasks)

    @cached_property
    def crossing_tasks(self) -> tuple[tuple[Task, Visit], ...]:
        """Tasks that go to another organisation's worker of the other side."""
        return tuple(
            (task, part)
            for task, part in self.tasks
            if part.organisation != self.worker.organisation and task.owner != self.side
        )

    @cached_property
    def delegated_tasks(self) -> tuple[tuple[Task, Visit], ...]:
        """Health tasks that go to a care worker."""
        return tuple(pair for pair in self.crossing_tasks if pair[0].owner == "health")
