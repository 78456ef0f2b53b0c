"""The records about authority: delegations, protocols, agreements, suspensions, unpaid carers. The checker's side.

Each is found by what it is about, and asked whether it holds over a span: the time within which a visit may be made
(see rules/readings/calls.py). What has a start date must hold on the first day of the span, what has an end date on the
last.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from solver.domain import (
    Agreement,
    Delegation,
    Protocol,
    Suspension,
    SuspensionKind,
    Task,
    UnpaidCarer,
    Visit,
    Worker,
    fold,
)
from solver.domain.names import fold_name

from ..readings.calls import Span
from ..readings.readings import Readings


class Facts:
    """The records of one problem.

    told: what ``breaches_of`` (look.py) has found already. By rule, visit id and shift id: the visit it was found for,
    for joint visits of one id may be made of different tasks, and pairs of a sentence and the client it is about.
    """

    def __init__(self, readings: Readings):
        self.readings, self.problem = readings, readings.problem
        self.told: dict[tuple[str, str, str], tuple[Visit, tuple[tuple[str, str], ...]]] = {}
        self.fold = lru_cache(maxsize=None)(fold)
        self._delegations: dict[tuple[str, str], list[Delegation]] = defaultdict(list)
        for delegation in self.problem.delegations:
            self._delegations[delegation.client, self.fold(delegation.task)].append(delegation)
        self._protocols: dict[tuple[str, str], list[Protocol]] = defaultdict(list)
        for protocol in self.problem.protocols:
            self._protocols[protocol.organisation, self.fold(protocol.task)].append(protocol)
        self._carers: dict[str, list[Worker]] = defaultdict(list)
        for worker in self.problem.workers:
            if not worker.registered_nurse:
                self._carers[fold_name(worker.name)].append(worker)
        self._suspensions: dict[tuple[SuspensionKind, str], list[Suspension]] = defaultdict(list)
        for stop in self.problem.suspensions:
            name = self._compared(stop)
            self._suspensions[stop.what, name].append(stop)

    def carers_called(self, name: str, by_id: bool = False) -> list[Worker]:
        """Workers who are no registered nurses by their name in any spelling, or by their id."""
        if by_id:
            return [one for one in self.problem.workers if one.id == name.strip() and not one.registered_nurse]
        return self._carers.get(fold_name(name), [])

    def _compared(self, stop: Suspension) -> str:
        """The name of what is stopped in the one spelling in which names are compared."""
        if stop.what == "task":
            return self.fold(stop.of)
        return fold_name(stop.of) if stop.what == "registrant" else stop.of

    def delegations(self, worker: Worker, client: str, task: Task) -> list[Delegation]:
        """Delegations that name this worker for this task and client, in force or not."""
        named = self._delegations.get((client, self.fold(task.code)), ())
        return [one for one in named if worker.id in one.workers]

    def delegations_in_force(self, worker: Worker, client: str, task: Task, span: Span) -> list[Delegation]:
        """Those of ``delegations`` that are signed off by the first day of a span, and on its last neither expired nor
        overdue for review.
        """
        return [
            one
            for one in self.delegations(worker, client, task)
            if one.in_force(span.first_day) and one.in_force(span.last_day)
        ]

    def protocols(self, organisation: str, task: Task) -> list[Protocol]:
        """The protocols under which an organisation's staff do this task, in force or not."""
        return self._protocols.get((organisation, self.fold(task.code)), [])

    def agreements(self, one: str, other: str, span: Span) -> list[Agreement]:
        """Agreements between two organisations, in either order, that are in force over a span."""
        return [
            agreement
            for agreement in self.problem.agreements
            if {one, other} == set(agreement.between)
            and agreement.in_force(span.first_day)
            and agreement.in_force(span.last_day)
        ]

    def is_subcontracted(self, provider: str, to: str, client: str, span: Span) -> bool:
        """Whether ``to`` delivers the provider's visits to a client as its subcontractor, over a span."""
        for contract in self.problem.subcontracts:
            if (contract.provider, contract.to) != (provider, to) or (
                contract.clients and client not in contract.clients
            ):
                continue
            begun = contract.starts is None or contract.starts <= span.first_day
            if begun and (contract.ends is None or span.last_day <= contract.ends):
                return True
        return False

    def suspension(
        self, what: SuspensionKind, name: str, begin: int, end: int, client: str | None = None
    ) -> Suspension | None:
        """The suspension of something at any moment from begin to end (ticks, the end not included); None: nothing.

        name: an id; a task code as ``fold`` spells it; a registrant as ``fold_name`` does. begin equal to end is taken
        for one tick. client: whose task it is.
        """
        for stop in self._suspensions.get((what, name), ()):
            if stop.client not in (None, client):
                continue
            if not stop.is_void and stop.starts < max(end, begin + 1) and (stop.ends is None or begin < stop.ends):
                return stop
        return None

    def task_suspension(self, task: Task, client: str, span: Span) -> Suspension | None:
        """The suspension over a span of a client's task: of its code, or of what its code or its order says."""
        codes = (name for what, name in self._suspensions if what == "task" and self.readings.is_reached(task, name))
        found = (self.suspension("task", name, span.earliest, span.latest, client) for name in codes)
        return next((stop for stop in found if stop is not None), None)

    def registrant_suspension(self, text: str, span: Span) -> Suspension | None:
        """The suspension of a registrant over a span.

        text: what a delegation or protocol calls them; they may be stopped by that word, by their id or by their name.
        """
        known = self.readings.registrant(text)
        for name in (text,) if known is None else (text, known.id, known.name):
            if stop := self.suspension("registrant", fold_name(name), span.earliest, span.latest):
                return stop
        return None

    def delegation_suspension(self, delegation: Delegation, span: Span) -> Suspension | None:
        """The suspension over a span of a delegation, or of whoever answers for it."""
        own = self.suspension("delegation", delegation.id, span.earliest, span.latest)
        return own or self.registrant_suspension(delegation.registrant, span)

    def carer_of(self, visit: Visit, span: Span) -> UnpaidCarer | None:
        """The unpaid carer whom a visit names, where they and the client had both agreed to it before the span and it
        is not stopped at any moment of it; else None.
        """
        if visit.unpaid_carer is None:
            return None
        carer = self.problem.unpaid_carer[visit.unpaid_carer]
        agreed = (carer.carer_agreed, carer.client_agreed)
        if carer.client != visit.client or any(day is None or day > span.first_day for day in agreed):
            return None
        if self.suspension("unpaid_carer", carer.id, span.earliest, span.latest) is not None:
            return None
        return carer if carer.until is None or span.last_day <= carer.until else None

    def is_done_by_carer(self, part: Visit, task: Task, span: Span) -> bool:
        """Whether the unpaid carer does a task by agreement. part: the visit in which it was commissioned."""
        carer = self.carer_of(part, span)
        return carer is not None and self.fold(task.code) in {self.fold(code) for code in carer.tasks}

    def hands(self, visit: Visit, span: Span) -> int:
        """How many workers a visit takes: one less where an unpaid carer is the second pair of hands by agreement. Of a
        joint visit, where that is so for each of its parts.
        """
        parts = visit.commissioned or (visit,)
        carers = [self.carer_of(part, span) for part in parts] if visit.workers > 1 else [None]
        return visit.workers - all(carer is not None and carer.second_hands for carer in carers)
