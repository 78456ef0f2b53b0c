"""Visits and staff as the engine's side of authority looks at them: what is to be done, for whom, and what counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from solver.domain import JointVisit, Sector, Task, TaskClass, UnpaidCarer, Visit, fold

from ..readings.calls import Span
from ..readings.readings import Readings


class Staff(NamedTuple):
    """What counts of a worker on a shift, delegations apart; workers with equal staff may make the same visits.

    acting: the organisation that they act for. nurse: a registered one. side: health or social care, see
    ``Readings.side_of``. willing: whether they accept tasks of the other side, and delegated ones.
    """

    acting: str
    nurse: bool
    side: Sector
    willing: bool


class Duty(NamedTuple):
    """One task that a worker does of a visit.

    part: the visit in which it was commissioned; provider, client: whose that is. written: its code as the document has
    it; code: the same folded, for comparing. task_class: who may do it at all; known: whether some catalogue has the
    code; delegable: whether the task itself says so. settled: neither in a first visit nor after a change.
    untaught: a medicine by an unknown code for which nobody knows who is trained. beyond: the first
    that its order says more than its code; empty: nothing.
    """

    provider: str
    client: str
    part: str
    written: str
    code: str
    task_class: TaskClass
    owner: Sector
    known: bool
    untaught: bool
    beyond: str
    delegable: bool
    settled: bool
    competencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that authority looks at of one visit.

    visit: its id. span: the time within which it may be made. tasks: all of them with the client whose each is, also
    those that an unpaid carer does;
    duties: those that a worker does. providers: (provider, client) of each commissioned visit that
    it stands for. helped: the same of those whose every task an unpaid carer does. joint: whether it stands for
    several, or is made together with one that does.
    """

    visit: str
    span: Span
    clients: tuple[str, ...]
    tasks: tuple[tuple[str, Task], ...]
    duties: tuple[Duty, ...]
    providers: tuple[tuple[str, str], ...]
    helped: tuple[tuple[str, str], ...]
    joint: bool


class Sheets:
    """The sheets of one problem's visits."""

    def __init__(self, readings: Readings):
        self._readings = readings
        self.fold = lru_cache(maxsize=None)(fold)
        self._made: dict[str, tuple[Visit, Sheet]] = {}  # joint visits of one id may be of different tasks

    def of(self, visit: Visit) -> Sheet:
        """The sheet of a visit; made once."""
        known = self._made.get(visit.id)
        if known is None or known[0] is not visit:
            known = self._made[visit.id] = visit, self._make(visit)
        return known[1]

    def _make(self, visit: Visit) -> Sheet:
        if isinstance(visit, JointVisit) and visit.role == "whole":
            tasks = [(visit.part[step.visit], step.task) for step in visit.join.steps]
        else:
            tasks = [(visit, number) for number in range(len(visit.tasks))]
        span = self._readings.span(visit)
        theirs = {part.id: self._done_by_carer(part, span) for part, _ in tasks}
        every = [self._duty(part, number) for part, number in tasks]
        duties = tuple(duty for duty in every if duty.code not in theirs[duty.part])
        worked = {duty.part for duty in duties}
        return Sheet(
            visit.id,
            span,
            visit.clients,
            tuple(dict.fromkeys((part.client, part.tasks[number]) for part, number in tasks)),
            duties,
            tuple(dict.fromkeys((part.delivered_by, part.client) for part in visit.commissioned or (visit,))),
            tuple(dict.fromkeys((duty.provider, duty.client) for duty in every if duty.part not in worked)),
            isinstance(visit, JointVisit) and visit.role != "rest",
        )

    def _duty(self, part: Visit, number: int) -> Duty:
        task, readings = part.tasks[number], self._readings
        return Duty(
            provider=part.delivered_by,
            client=part.client,
            part=part.id,
            written=task.code,
            code=self.fold(task.code),
            task_class=readings.class_of(task),
            owner=readings.owner_of(task),
            known=readings.is_known(task),
            untaught=readings.is_untaught_medicine(task),
            beyond=readings.says_beyond(task),
            delegable=task.delegable,
            settled=part.kind in ("routine", "review"),
            competencies=readings.competencies_of(task),
        )

    def _carer(self, part: Visit, span: Span) -> UnpaidCarer | None:
        """The unpaid carer of a commissioned visit, where both have agreed to it for all of the span and nobody has
        stopped it meanwhile.
        """
        if part.unpaid_carer is None or self._readings.abstract:
            return None
        carer = self._readings.problem.unpaid_carer[part.unpaid_carer]
        latest = max(carer.carer_agreed or date.max, carer.client_agreed or date.max)
        agreed = latest <= span.first_day and span.last_day <= (carer.until or date.max)
        if not agreed or carer.client != part.client:
            return None
        end = max(span.latest, span.earliest + 1)
        stops = (one for one in self._readings.problem.suspensions if one.what == "unpaid_carer" and one.of == carer.id)
        if any(one.starts < end and (one.ends is None or max(span.earliest, one.starts) < one.ends) for one in stops):
            return None
        return carer

    def _done_by_carer(self, part: Visit, span: Span) -> frozenset[str]:
        """Folded codes that an unpaid carer does of a commissioned visit by an agreement of both in force."""
        carer = self._carer(part, span)
        return frozenset() if carer is None else frozenset(self.fold(code) for code in carer.tasks)

    def hands(self, visit: Visit) -> int:
        """How many workers a visit takes: one less where an unpaid carer of each commissioned visit in it has agreed
        to be the second pair of hands.
        """
        if visit.workers == 1:
            return 1
        span = self._readings.span(visit)
        carers = (self._carer(part, span) for part in visit.commissioned or (visit,))
        return visit.workers - all(carer is not None and carer.second_hands for carer in carers)
