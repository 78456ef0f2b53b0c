"""The records of a problem, read as the specification says: consents, registrants, agreements, who acts for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from solver.domain import (
    Agreement,
    Catalogue,
    Client,
    Consent,
    Organisation,
    Problem,
    Registrant,
    Sector,
    Shift,
    Suspension,
    Task,
    TaskClass,
    TaskCode,
    UnpaidCarer,
    Visit,
    Worker,
    fold,
)
from solver.domain.authority import WEEKDAYS, CoverHours

from .clock import clock_moments
from .made import Span
from .names import is_name, is_registered_as, is_registered_no_more, reaches_somebody, says_gone
from .spoken import is_spoken_of, spoken_words

Answer = Literal["given", "refused", "unknown"]
STRICTNESS: tuple[TaskClass, ...] = ("registered", "delegated", "protocol", "ordinary")
GRACE_DAYS = 90  # after an upgrade, for what older documents could not tell of a registrant


class Register:
    """What the problem's records say. pack: the task codes that the rule pack brings; the problem's own come first."""

    def __init__(self, problem: Problem, pack: Iterable[TaskCode] = ()):
        self.problem = problem
        known = Catalogue(pack)
        self.catalogue = Catalogue(pack, [_no_laxer(entry, known.get(entry.code)) for entry in problem.task_catalogue])
        self._called = {fold(row.code): [row.name, *row.also] for row in problem.task_catalogue}
        self._unclassed = {fold(row.code) for row in problem.task_catalogue if row.task_class is None}
        self.declared = {competency.id for competency in problem.competencies}
        self._everybodys = known
        self._meant: dict[str, list[TaskCode]] = {}

    # --- tasks ---

    def entry(self, task: Task) -> TaskCode | None:
        """The task's entry in the catalogue; None: an unknown code."""
        return self.catalogue.get(task.code)

    def class_of(self, task: Task) -> TaskClass:
        """Who may do it: the strictest of what catalogue and row say; a nurse where the order says more than the code,
        for delegations and protocols are about codes.
        """
        beyond = [one for one in self.ordered(task) if one.task_class not in (None, "ordinary")]
        return "registered" if beyond else self._class_by_code(task)

    def _class_by_code(self, task: Task) -> TaskClass:
        entry = self.entry(task)
        unsaid = entry is None or entry.task_class is None
        said: list[TaskClass] = [(entry and entry.task_class) or "ordinary"]
        said += [one.task_class or "ordinary" for one in (*self.meant(task), *self._meant_by_row(task))]
        if task.registered_nurse_only or (unsaid and task.owner == "health"):
            said.append("registered")
        if task.delegable and task.owner == "health":
            said.append("delegated")
        return min(said, key=STRICTNESS.index)

    def competencies_of(self, task: Task) -> set[str]:
        """What it asks for: the row's, else those of the catalogue that the problem declares."""
        entry = self.entry(task)
        entries = self.meant(task) if entry is None else [entry]
        if entry is not None and not entry.competencies:
            entries = self._meant_by_row(task)
        asked = [] if task.competencies else entries
        added = {name for one in (*asked, *self.ordered(task)) for name in one.competencies if name in self.declared}
        return added | set(task.competencies)

    def meant(self, task: Task) -> list[TaskCode]:
        """What an unknown code says of medicines and of tasks that are not everybody's; as strict as those it is."""
        if self.entry(task) is not None:
            return []
        return self._spoken(task.code)

    def _meant_by_row(self, task: Task) -> list[TaskCode]:
        """What a row of the day's own catalogue that says of no class says by its code, name and other names; where the
        code says it itself, that is all that it is.
        """
        if fold(task.code) not in self._unclassed:
            return []
        said = [one for name in self._called[fold(task.code)] for one in self._spoken(name)]
        itself = any(fold(one.code) == fold(task.code) and one.task_class not in (None, "ordinary") for one in said)
        return [] if itself else [*said, *self._spoken(task.code)]

    def _spoken(self, text: str) -> list[TaskCode]:
        """Medicines and tasks that are not everybody's among the words of a text."""
        if text not in self._meant:
            strict = [one for one in self.catalogue.values() if one.task_class != "ordinary" or one.call == "medicine"]
            self._meant[text] = [one for one in strict if _is_spoken_in(one, text)]
        return self._meant[text]

    def ordered(self, task: Task) -> list[TaskCode]:
        """What the order says and the code does not: nothing laxer than the code; medicines of everybody's where the
        code is ordinary care and no medicine.
        """
        if not task.order.strip():
            return []
        entry, own_class = self.entry(task), self._class_by_code(task)
        own = self.meant(task) if entry is None else [entry]
        same = {fold(one.code) for one in own}
        for one in own:  # the words of a code, and what else it is called, are what the code says already
            for name in (one.code, *one.also, *self._called.get(fold(one.code), ())):
                same |= {fold(other.code) for other in self._spoken(name) if not _is_stricter(other, own_class)}
        heard = own_class == "ordinary" and "medicine" not in {one.call for one in (*own, *self._meant_by_row(task))}
        text = task.order
        spoken = [self.catalogue[text]] if text in self.catalogue else self._spoken(text)
        found = []
        for one in spoken:
            kind = one.task_class or "ordinary"
            if kind == "ordinary":
                counts = one.call == "medicine" and heard
            else:
                counts = STRICTNESS.index(kind) <= STRICTNESS.index(own_class)
            if counts and fold(one.code) not in same:
                found.append(one)
        return found

    def kind_of(self, task: Task) -> str:
        entry = self.entry(task)
        if entry is not None and entry.call == "other" and self._is_medicine_by_row(task):
            return "medicine"
        return "other" if entry is None else entry.call

    def _is_medicine_by_row(self, task: Task) -> bool:
        return any(one.call == "medicine" for one in self._meant_by_row(task))

    def is_medicine(self, task: Task) -> bool:
        """Whether it gives a medicine: by its code, by what an unknown code says, or by its order."""
        entry = self.entry(task)
        entries = [*([entry] if entry else self.meant(task)), *self.ordered(task)]
        return any(one.call == "medicine" for one in entries) or self.kind_of(task) == "medicine"

    def owner_of(self, task: Task) -> Sector:
        """Whose record holds it: the health side's where the row says so or the catalogue does."""
        entry = self.entry(task)
        return "health" if "health" in (task.owner, entry and entry.owner) else "social"

    def is_health(self, task: Task) -> bool:
        """A health task, which only a nurse lead signs for: by the row's owner, the catalogue's, or its class."""
        return self.owner_of(task) == "health" or self.class_of(task) != "ordinary"

    # --- people ---

    def holds(self, worker: Worker, competency: str, day: date) -> Literal["yes", "expired", "no"]:
        held = [own for own in worker.competencies if own.competency == competency]
        if any(own.expires is None or own.expires >= day for own in held):
            return "yes"
        return "expired" if held else "no"

    def side_of(self, worker: Worker) -> Sector:
        return "health" if worker.registered_nurse else self.problem.organisation[worker.organisation].sector

    @cached_property
    def delivering(self) -> list[Organisation]:
        """The organisations that deliver visits, agencies apart."""
        names = {visit.delivered_by for visit in self.problem.visits}
        return [one for one in self.problem.organisations if one.id in names and one.kind != "agency"]

    def acts_for(self, shift: Shift, worker: Worker) -> str:
        """The organisation that a worker acts for on a shift."""
        if not worker.agency:
            return worker.organisation
        if shift.engaged_by is not None:
            return shift.engaged_by
        could = [one.id for one in self.delivering if one.sector == self.side_of(worker)]
        return could[0] if len(could) == 1 else worker.organisation

    def carer_of(self, visit: Visit, span: Span) -> UnpaidCarer | None:
        """The unpaid carer a visit names, if both have agreed to it over the span."""
        carer = self.problem.unpaid_carer.get(visit.unpaid_carer or "")
        if carer is None or carer.client != visit.client:
            return None
        agreed = (carer.carer_agreed, carer.client_agreed)
        if not all(day is not None and day <= span.first_day for day in agreed):
            return None
        if any(stop.of == carer.id for stop in self.stopped("unpaid_carer", span.earliest, span.latest)):
            return None
        return None if carer.until is not None and carer.until < span.last_day else carer

    # --- consents ---

    def consent(self, client: Client, kind: str, span: Span) -> tuple[Answer, date | None]:
        """The client's answer over a span, and the day of the last one. The latest counts; of one day the refusal.

        A refusal counts from its day on, wherever in the span that is; a withdrawal is a refusal of that moment. Asked
        and not known is unknown, not the yes of before; what was refused stays so until somebody says yes.
        """
        horizon = self.problem.horizon
        answers: list[tuple[date, int, Answer]] = []
        for row in client.consents:
            if row.kind != kind:
                continue
            if row.given is True and not _by_nobody(row) and row.recorded <= span.first_day:
                run_out = row.expires is not None and row.expires < span.last_day
                answers.append((row.recorded, 0, "unknown") if run_out else (row.recorded, 1, "given"))
            if row.given is False and row.recorded <= span.last_day:
                answers.append((row.recorded, 2, "refused"))
            if row.withdrawn is not None and row.withdrawn < span.latest:
                answers.append((horizon.date(row.withdrawn), 2, "refused"))
        if not answers:
            return "unknown", None
        day, _, answer = max(answers)
        open_ = (row for row in client.consents if row.kind == kind and (row.given is None or _by_nobody(row)))
        asked = [row.recorded for row in open_]
        if answer == "given" and any(day <= then <= span.last_day for then in asked):
            answer = "unknown"
        return answer, day

    # --- registrants ---

    def grace(self, span: Span) -> date | None:
        """The day from which what older documents could not say may stay unknown, if the span lies in that time."""
        since, today = self.problem.carried_over, self.problem.horizon.date(0)
        if since is None and self.problem.version == "1":
            since = today
        since = None if since is None else min(since, today)
        return since if since is not None and span.last_day <= since + timedelta(days=GRACE_DAYS) else None

    def person(self, named: str) -> Registrant | None:
        """By id, or by a name that only one of them has."""
        known = self.problem.registrant.get(named) or self.problem.registrant.get(named.strip())
        called = [one for one in self.problem.registrants if _words(one.name) == _words(named)]
        return known or (called[0] if len(called) == 1 else None)

    def no_registrant(self, named: str, span: Span, waived: bool = False) -> str | None:
        """Why a named registrant answers for nothing over a span; None where they do. waived: unknown is enough."""
        person = self.person(named)
        if not is_name(person.name if person else named):
            return "no name"
        if person is None:
            return None if waived else "person unknown"
        if person.left is not None and person.left < span.last_day:
            return "left"
        if person.registered_until is not None and person.registered_until < span.last_day:
            return "registration lapsed"
        if is_registered_no_more(person.registration):
            return "registration over"
        if not waived and not is_registered_as(person.registration):
            return "registration unknown"
        if not waived and person.registered_until is None:
            return "end of registration unknown"
        return None

    def is_carer(self, named: str, theirs: Iterable[str]) -> bool:
        """Whether somebody named as registrant is a worker and no registered nurse. theirs: whose delegation it is. By
        name, which somebody in another organisation may share, where the delegation is not their own.
        """
        person, carers = self.person(named), [one for one in self.problem.workers if not one.registered_nurse]
        if person is None:
            return any(_words(one.name) == _words(named) or one.id == named.strip() for one in carers)
        alike = [one for one in carers if _words(one.name) == _words(person.name)]
        return any(one.id in theirs or person.organisation in (None, one.organisation) for one in alike)

    def no_cover(self, named: str, contact: str, span: Span, waived: bool = False) -> str | None:
        """Why a registrant cannot be reached over a span; None where they can."""
        person = self.person(named)
        own = person.contact if person else ""
        if not reaches_somebody(contact if contact.strip() else own):
            return "contact"
        if says_gone(contact) or says_gone(own):
            return "contact"
        if person is None or not person.cover:
            return None if waived else "cover unknown"
        return None if self._covered(person.cover, span) else "off cover"

    def _covered(self, hours: Iterable[CoverHours], span: Span) -> bool:
        """Whether the whole span lies in the cover hours, which may join up to longer ones."""
        horizon, spans = self.problem.horizon, []
        day = span.first_day - timedelta(days=1)
        while day <= span.last_day:
            for row in hours:
                if WEEKDAYS[day.weekday()] in row.days:
                    spans.append(clock_moments(horizon, day, row.from_, row.until))
            day += timedelta(days=1)
        reached = span.earliest
        for begin, finish in sorted(spans):
            if begin <= reached:
                reached = max(reached, finish)
        return reached >= span.latest

    # --- organisations ---

    def subcontracted(self, provider: str, acting: str, client: str, span: Span) -> bool:
        return any(
            row.provider == provider
            and row.to == acting
            and (not row.clients or client in row.clients)
            and in_force(row.starts, row.ends, span)
            for row in self.problem.subcontracts
        )

    def agreements(self, one: str, other: str, span: Span) -> list[Agreement]:
        """Those in force between two organisations over a span."""
        return [
            row
            for row in self.problem.agreements
            if set(row.between) == {one, other} and in_force(row.starts, row.ends, span)
        ]

    # --- suspensions ---

    def stopped(self, what: str, begin: int, finish: int) -> Iterator[Suspension]:
        """Suspensions of one kind in force at some moment between two; each ends as its end begins."""
        for stop in self.problem.suspensions:
            until = float("inf") if stop.ends is None else stop.ends
            if stop.what == what and stop.starts < finish and begin < until:
                yield stop

    def registrant_stopped(self, named: str, span: Span) -> bool:
        person = self.person(named)
        return any(
            stop.of == named or (person is not None and self.person(stop.of) == person)
            for stop in self.stopped("registrant", span.earliest, span.latest)
        )

    def task_stopped(self, task: Task, client: str, span: Span) -> bool:
        return any(
            self.is_about(stop.of, task) and (not stop.client or stop.client == client)
            for stop in self.stopped("task", span.earliest, span.latest)
        )

    def is_about(self, code: str, task: Task) -> bool:
        """Whether a stop of a code stops this task: the code itself, or one whose code or order says it."""
        if fold(code) == fold(task.code):
            return True
        texts = [task.order, *self._called.get(fold(task.code), ())]
        texts += [] if task.code in self._everybodys and fold(task.code) not in self._called else [task.code]
        if code not in self.catalogue:
            return any(is_spoken_of(code, spoken_words(text), nearly=False) for text in texts)
        entry = self.entry(task)
        said = [*(self.meant(task) if entry is None else [entry]), *self.ordered(task)]
        said += [one for text in texts for one in self._spoken(text) if one.task_class not in (None, "ordinary")]
        if not said:
            said = [one for one in self.catalogue.values() if _is_spoken_in(one, task.code)]
        return any(fold(one.code) == fold(self.catalogue[code].code) for one in said)


def in_force(starts: date | None, ends: date | None, span: Span) -> bool:
    """From its first day to its last; a start is asked at the earliest moment, an end at the latest."""
    return (starts is None or starts <= span.first_day) and (ends is None or ends >= span.last_day)


def _by_nobody(row: Consent) -> bool:
    """A yes in their best interests without a name of who recorded it."""
    return row.given is True and row.basis == "best_interests" and not is_name(row.recorder)


def _words(name: str) -> list[str]:
    return name.casefold().split()


def _is_stricter(entry: TaskCode, than: TaskClass) -> bool:
    return STRICTNESS.index(entry.task_class or "ordinary") < STRICTNESS.index(than)


def _is_spoken_in(entry: TaskCode, text: str) -> bool:
    spoken = spoken_words(text)
    return any(is_spoken_of(name, spoken, entry.task_class != "ordinary") for name in (entry.code, *entry.also))


def _no_laxer(entry: TaskCode, known: TaskCode | None) -> TaskCode:
    """An entry of the problem; it adds to what is known already and takes nothing away."""
    if known is None:
        return entry
    both = [one for one in (entry.task_class, known.task_class) if one is not None]
    strictest = min(both, key=STRICTNESS.index, default=None)
    owner = "health" if "health" in (entry.owner, known.owner) else "social"
    asked = tuple(dict.fromkeys((*known.competencies, *entry.competencies)))
    also, gap = (*known.also, *entry.also), max(entry.gap, known.gap)
    said = {"task_class": strictest, "owner": owner, "competencies": asked, "also": also, "gap": gap}
    nothing = {"call": "other", "hygiene": "neutral", "meal": "either"}
    kept = {name: value for name, none in nothing.items() if (value := getattr(known, name)) != none}
    return entry.model_copy(update=said | kept | {"least": max(entry.least, known.least)})
