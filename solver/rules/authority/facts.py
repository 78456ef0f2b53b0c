"""What is recorded about authority, found by what it is about, and whether it holds over the span of a visit.

The checker's side: plain loops over the records. A condition with a start date is asked on the first day of a span, one
with an end date on the last.
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

from ..calls import Span
from ..readings import Readings


class Facts:
    """The records of one problem. told: what rules have said of a visit (that very one) and a shift, by rule."""

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
        self._suspensions: dict[tuple[SuspensionKind, str], list[Suspension]] = defaultdict(list)
        for stop in self.problem.suspensions:
            name = self._compared(stop)
            self._suspensions[stop.what, name].append(stop)

    def _compared(self, stop: Suspension) -> str:
        """What is stopped as it is compared."""
        if stop.what == "task":
            return self.fold(stop.of)
        return fold_name(stop.of) if stop.what == "registrant" else stop.of

    def delegations(self, worker: Worker, client: str, task: Task) -> list[Delegation]:
        """Those that name this worker for this task and client, in force or not."""
        named = self._delegations.get((client, self.fold(task.code)), ())
        return [one for one in named if worker.id in one.workers]

    def delegations_in_force(self, worker: Worker, client: str, task: Task, span: Span) -> list[Delegation]:
        """Those of them that are signed off by the first day of a span, and neither expired nor overdue on the last."""
        return [
            one
            for one in self.delegations(worker, client, task)
            if one.in_force(span.first_day) and one.in_force(span.last_day)
        ]

    def protocols(self, organisation: str, task: Task) -> list[Protocol]:
        """What an organisation's staff do this task under, in force or not."""
        return self._protocols.get((organisation, self.fold(task.code)), [])

    def agreements(self, one: str, other: str, span: Span) -> list[Agreement]:
        """Those between two organisations that are in force over a span."""
        return [
            agreement
            for agreement in self.problem.agreements
            if {one, other} == set(agreement.between)
            and agreement.in_force(span.first_day)
            and agreement.in_force(span.last_day)
        ]

    def is_subcontracted(self, provider: str, to: str, client: str, span: Span) -> bool:
        """Whether one organisation delivers another's visits to a client as if it were that one."""
        for contract in self.problem.subcontracts:
            if (contract.provider, contract.to) != (provider, to) or (
                contract.clients and client not in contract.clients
            ):
                continue
            begun = contract.starts is None or contract.starts <= span.first_day
            if begun and (contract.ends is None or span.last_day <= contract.ends):
                return True
        return False

    def suspension(self, what: SuspensionKind, name: str, begin: int, end: int) -> Suspension | None:
        """What stops something at some moment from begin to end. name: as codes and registrants are compared."""
        for stop in self._suspensions.get((what, name), ()):
            if stop.ends is not None and stop.ends <= stop.starts:
                continue  # lifted at the moment it was made
            if stop.starts < max(end, begin + 1) and (stop.ends is None or begin < stop.ends):
                return stop
        return None

    def registrant_suspension(self, text: str, span: Span) -> Suspension | None:
        """What stops the registrant whom a delegation or protocol calls so: by that word, by id or by name."""
        known = self.readings.registrant(text)
        for name in (text,) if known is None else (text, known.id, known.name):
            if stop := self.suspension("registrant", fold_name(name), span.earliest, span.latest):
                return stop
        return None

    def delegation_suspension(self, delegation: Delegation, span: Span) -> Suspension | None:
        """What stops a delegation, or its registrant."""
        own = self.suspension("delegation", delegation.id, span.earliest, span.latest)
        return own or self.registrant_suspension(delegation.registrant, span)

    def carer_of(self, visit: Visit, span: Span) -> UnpaidCarer | None:
        """The unpaid carer whom a visit names, where they and the client have agreed to it by then."""
        if visit.unpaid_carer is None:
            return None
        carer = self.problem.unpaid_carer[visit.unpaid_carer]
        agreed = (carer.carer_agreed, carer.client_agreed)
        if carer.client != visit.client or any(day is None or day > span.first_day for day in agreed):
            return None
        return carer if carer.until is None or span.last_day <= carer.until else None

    def is_done_by_carer(self, part: Visit, task: Task, span: Span) -> bool:
        """Whether the unpaid carer of the visit that a task was commissioned in does it by agreement."""
        carer = self.carer_of(part, span)
        return carer is not None and self.fold(task.code) in {self.fold(code) for code in carer.tasks}

    def hands(self, visit: Visit, span: Span) -> int:
        """How many workers a visit takes: one less where an unpaid carer is the second pair of hands by agreement; of a
        joint one, for each of its parts.
        """
        parts = visit.commissioned or (visit,)
        carers = [self.carer_of(part, span) for part in parts] if visit.workers > 1 else [None]
        return visit.workers - all(carer is not None and carer.second_hands for carer in carers)
