"""One worker on one visit of a measured roster, as the rules of authority look at it, and how they tell a breach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from solver.domain import JointVisit, Shift, Task, Visit, Worker

from ..readings.calls import Span
from ..readings.sectors import tasks_in
from ..vocabulary.rule import Breach, Case
from ..vocabulary.timeline import Timeline
from ..vocabulary.wording import both
from .facts import Facts


class Duty(NamedTuple):
    """A task to be done, and the visit in which it was commissioned: whose provider and client count."""

    part: Visit
    task: Task


class Reason(NamedTuple):
    """why: what is missing, in words that follow "but". ask: who could mend it, in words that follow "ask"; nothing
    where nobody could, because somebody has said no.
    """

    why: str
    ask: str = ""


class Told(NamedTuple):
    """A breach in words. does: what the worker would do. client: whom it is about; code: the task, or nothing."""

    does: str
    reasons: tuple[Reason, ...]
    client: str
    code: str = ""

    @property
    def sentence(self) -> str:
        """ "Carl Testworker would do Ada Testclient's insulin (visit n1) on 1 March 2027, but ..."."""
        return f"{self.does}, but {both([reason.why for reason in self.reasons])}."


@dataclass(frozen=True)
class Look:
    """span: between which moments the visit may be made, and is made. duties: what the worker does of it.

    is_named: whether reasons call the worker by name; else "they", for a verdict tells several people at once.
    """

    facts: Facts
    visit: Visit
    shift: Shift
    worker: Worker
    span: Span
    duties: tuple[Duty, ...]
    is_named: bool = True

    @property
    def acting(self) -> str:
        """The organisation that the worker acts for on this shift."""
        return self.facts.readings.acting[self.shift.id]

    @property
    def is_joint(self) -> bool:
        """Whether the visit stands for several, or is made together with one that does."""
        return isinstance(self.visit, JointVisit) and self.visit.role != "rest"

    @property
    def them(self) -> str:
        """The worker in the middle of a reason."""
        return self.worker.name if self.is_named else "them"

    @property
    def their(self) -> str:
        return f"{self.worker.name}'s" if self.is_named else "their"

    @property
    def they_have(self) -> str:
        return f"{self.worker.name} has" if self.is_named else "they have"

    def is_own(self, part: Visit) -> bool:
        """Whether the worker acts for the visit's provider, or for one that delivers it as if it were the provider."""
        return self.acting == part.delivered_by or self.facts.is_subcontracted(
            part.delivered_by, self.acting, part.client, self.span
        )

    def does(self, duty: Duty) -> str:
        """ "Carl Testworker would do Ada Testclient's insulin (visit n1) on 1 March 2027"."""
        client = self.facts.problem.client[duty.part.client].name
        where = f" in joint visit {self.visit.id}" if self.visit.id != duty.part.id else ""
        task = f"{client}'s {duty.task.code} (visit {duty.part.id})"
        return f"{self.worker.name} would do {task} on {on(self.span.first_day)}{where}"

    def would_make(self) -> str:
        """ "Carl Testworker would make Ada Testclient's visit n1 on 1 March 2027"."""
        names = [f"{self.facts.problem.client[client].name}'s" for client in self.visit.clients]
        return f"{self.worker.name} would make {' and '.join(names)} visit {self.visit.id} on {on(self.span.first_day)}"


def breaches_of(rule: str, case: Case, timeline: Timeline, find: Callable[[Look], Iterable[Told]]) -> Iterator[Breach]:
    """A hard breach for whatever is found about each worker on each visit; none on a literature clock.

    What is found is the same wherever in its span the visit begins; it is looked for once.
    """
    if case.readings.abstract:
        return
    facts = case.readings.once(Facts)
    for run, call in timeline.calls():
        visit = call.visit
        assert visit is not None
        static = case.readings.span(visit)
        inside = static.earliest <= call.start and call.end <= static.latest
        key = rule, visit.id, run.shift.id
        known = facts.told.get(key) if inside else None
        if known is None or known[0] is not visit:
            found = find(look_at(facts, visit, run.shift, call.start, call.end))
            known = visit, tuple((one.sentence, one.client) for one in found)
            if inside:
                facts.told[key] = known
        for sentence, client in known[1]:
            yield Breach(rule, True, 1, "count", 0, sentence, visit.id, run.shift.id, run.shift.worker, client)


def look_at(facts: Facts, visit: Visit, shift: Shift, start: int, end: int) -> Look:
    """A shift's worker on a visit that is made from start to end."""
    span = widened(facts, facts.readings.span(visit), start, end)
    return Look(facts, visit, shift, facts.problem.worker[shift.worker], span, duties_of(facts, visit, span))


def look_unnamed(case: Case, visit: Visit, shift: Shift) -> Look:
    """A shift's worker on a visit whenever it may be made, for reasons that are told of several people at once."""
    span = case.readings.span(visit)
    return replace(look_at(case.readings.once(Facts), visit, shift, span.earliest, span.latest), is_named=False)


def widened(facts: Facts, span: Span, start: int, end: int) -> Span:
    """A span that holds what was made, too: dates are tested at the moments of the roster as well."""
    if span.earliest <= start and end <= span.latest:
        return span
    first, last = min(span.earliest, start), max(span.latest, end)
    date_of = facts.problem.horizon.date
    return Span(first, last, date_of(first), date_of(max(first, last - 1)))


def tasks_of(visit: Visit) -> Iterator[Duty]:
    """Every task of a visit: of a joint one those of all its parts, also those done once for two."""
    if isinstance(visit, JointVisit) and visit.role == "whole":
        yield from (Duty(part, task) for _, part, task in tasks_in(visit))
    else:
        yield from (Duty(visit, task) for task in visit.tasks)


def duties_of(facts: Facts, visit: Visit, span: Span) -> tuple[Duty, ...]:
    """The tasks that somebody who makes a visit does: not those that an unpaid carer does by agreement."""
    return tuple(duty for duty in tasks_of(visit) if not facts.is_done_by_carer(*duty, span))


def on(day: date) -> str:
    """ "2 March 2026"."""
    return f"{day.day} {day:%B %Y}"
