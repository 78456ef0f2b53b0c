"""What a worker would have to be told, or have written down for them, before they may make a visit.

Read from what stands between them and the visit (rules/permits). What is missing and can be known, such as a consent
that nobody asked for, becomes a key; what is known to be no, such as a refusal, closes the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from solver.domain import Consent, ConsentKind, Delegation, Protocol, Visit, Worker, fold
from solver.rules.authority.facts import Facts
from solver.rules.authority.registrants import find_carer_answering
from solver.rules.permits import Obstacle, Permits
from solver.rules.permits.sheets import Staff
from solver.rules.readings.acting import organisations_that_engage
from solver.rules.readings.calls import Span
from solver.rules.readings.readings import Readings

from .unknown import Key

SOON = 28  # days before its end from which something is told to be near it

Keys = frozenset[Key]
# What is lacked because of the class of a task; of an unknown code, because nobody has said what it is.
_OF_ITS_CLASS = ("registered", "sign_off", "protocol", "own_staff", "training", "code", "medicine")


@dataclass(frozen=True, slots=True)
class Route:
    """A way for somebody to make a visit.

    gaps: what has to be known before they may; empty: they may. rests: what they rely on although it is not known, or
    ends soon.
    """

    gaps: Keys
    rests: Keys


@dataclass(frozen=True, slots=True)
class _Somebody:
    """A worker, and when they are on duty for one organisation."""

    worker: Worker
    hours: list[tuple[int, int]]

    def is_there(self, span: Span) -> bool:
        """Whether they are on duty at some moment of a span."""
        return any(start < span.latest and span.earliest < end for start, end in self.hours)


class Routes:
    """The ways for everybody on the shifts of one problem."""

    def __init__(self, readings: Readings):
        self.readings, self.problem = readings, readings.problem
        self.permits, self._facts = readings.once(Permits), readings.once(Facts)
        self._last = self.problem.horizon.date(self.problem.horizon.end - 1)
        self._soon = self._last + timedelta(days=SOON)
        self._delegation = {one.id: one for one in self.problem.delegations}
        self._protocol = {one.id: one for one in self.problem.protocols}
        self._alike: dict[tuple[Staff, Keys], list[_Somebody]] = {}
        for worker, acting, assumed, hours in self._everybody():
            staff = self.permits.staff_of(worker, acting)
            self._alike.setdefault((staff, assumed), []).append(_Somebody(worker, hours))
        self._said_by_orders = {
            f"{visit.id} {fold(task.code)}"
            for visit in self.problem.visits
            for task in visit.tasks
            if readings.says_beyond(task)
        }
        self._unknown_of = lru_cache(maxsize=None)(self._find_unknown)

    def _everybody(self) -> Iterator[tuple[Worker, str, Keys, list[tuple[int, int]]]]:
        """(worker, organisation acted for, what is assumed by that, their hours so), each once."""
        found: dict[tuple[str, str, Keys], list[tuple[int, int]]] = {}
        for shift in self.problem.shifts:
            worker, acting = self.problem.worker[shift.worker], self.readings.acting[shift.id]
            ways = [(acting, frozenset[Key]())]
            if worker.agency and shift.engaged_by is None and acting == worker.organisation:
                assumed = frozenset({Key("engaged", shift.id)})
                ways += [(other, assumed) for other in organisations_that_engage(self.problem, worker)]
            for organisation, keys in ways:
                found.setdefault((worker.id, organisation, keys), []).append((shift.start, shift.end))
        for (name, organisation, keys), hours in found.items():
            yield self.problem.worker[name], organisation, keys, hours

    def of(self, visit: Visit) -> list[Route]:
        """Every different way to have a visit made by those who are on duty at some moment of its span. Workers who are
        alike for it are looked at once, those whom a delegation names one by one.
        """
        sheet = self.permits.sheets.of(visit)
        apart = self.permits.named(sheet) | self.permits.stops.workers.keys()
        found: dict[Route, None] = {}
        for (staff, assumed), people in self._alike.items():
            there = [one.worker for one in people if one.is_there(sheet.span)]
            others = [worker for worker in there if worker.id not in apart]
            gaps = self._gaps(self.permits.judge(sheet, staff, None), assumed) if others else None
            if gaps is not None:
                able = next((worker for worker in others if self.permits.is_competent(visit, worker)), None)
                if able is not None:
                    found.update(dict.fromkeys(self._ways(visit, able, staff.acting, gaps)))
            for worker in there:
                if worker.id in apart:
                    found.update(dict.fromkeys(self.by(visit, worker, staff.acting, assumed)))
        return list(found)

    def by(self, visit: Visit, worker: Worker, acting: str, assumed: Keys = frozenset()) -> list[Route]:
        """The ways in which one worker could make a visit; none where something known stands against it."""
        gaps = self._gaps(self.permits.obstacles(visit, worker, acting), assumed)
        if gaps is None or not self.permits.is_competent(visit, worker):
            return []
        return self._ways(visit, worker, acting, gaps)

    def _gaps(self, obstacles: Iterable[Obstacle], assumed: Keys) -> set[Key] | None:
        """What would have to be known so that nothing stands in the way any more; None: what is known does."""
        gaps = set(assumed)
        for obstacle in obstacles:
            keys = self._missing(obstacle)
            if not keys:
                return None
            gaps |= keys
        return gaps

    def _ways(self, visit: Visit, worker: Worker, acting: str, gaps: set[Key]) -> list[Route]:
        rests = frozenset(self._relied_on(visit, worker, acting))
        ways = [Route(frozenset(gaps), rests)]
        sharing = {key for key in gaps if key.kind == "consent_sharing"}
        basis = self._agreements_without_basis(visit, acting) if sharing else ()
        ways += [Route(frozenset(gaps - sharing | {Key("agreement_basis", one)}), rests) for one in basis]
        return ways

    def _missing(self, obstacle: Obstacle) -> set[Key] | Keys:
        """What would have to be known; nothing: what stands in the way is known."""
        said = f"{obstacle.part} {fold(obstacle.code)}"
        if obstacle.lack == "registered" and said in self._said_by_orders:
            return {Key("spoken_order", said)}
        return self._recorded(obstacle)

    def _recorded(self, obstacle: Obstacle) -> set[Key] | Keys:
        if obstacle.lack in _OF_ITS_CLASS and obstacle.code not in self.readings.catalogue:
            return {Key("code", fold(obstacle.code))}
        match obstacle.lack:
            case "consent":
                return {Key("consent_delegation", obstacle.client)}
            case "sharing":
                return {Key("consent_sharing", obstacle.client)}
            case "stable":
                return {Key("stable", obstacle.client)}
            case "protocol":
                return {Key("protocol", f"{obstacle.between[1]} {fold(obstacle.code)}")}
            case "training":
                return set(self._training(fold(obstacle.code)))
            case "agreement":
                if any(self.problem.organisation[one].kind == "agency" for one in obstacle.between):
                    return set()  # agency staff act for who engages them; that is asked instead
                return {Key("agreement", " ".join(sorted(obstacle.between)))}
            case "person" | "contact" | "cover" | "gone" | "no_nurse":
                if obstacle.of in self._delegation:
                    return self.unknown_of(self._delegation[obstacle.of])
                if obstacle.of in self._protocol:
                    return self.unknown_of(self._protocol[obstacle.of])
        return set()

    def unknown_of(self, row: Delegation | Protocol) -> Keys:
        """What is not known of who answers for a delegation or a protocol; see below."""
        return self._unknown_of("delegation" if isinstance(row, Delegation) else "protocol", row.id)

    def _find_unknown(self, what: str, name: str) -> Keys:
        """What is not known of who answers for a delegation or a protocol; of a protocol contact and cover are not
        asked. Nothing where they are known to answer no longer.
        """
        row = self._delegation[name] if what == "delegation" else self._protocol[name]
        wording, known = self.readings.wording, self.readings.registrant(row.registrant)
        person = row.registrant if known is None else known.name
        own = row.workers if isinstance(row, Delegation) else ()
        if not wording.names_somebody(person) or find_carer_answering(self._facts, row.registrant, own):
            return frozenset({Key("registrant", f"{what} {row.id}")})
        found = set()
        if known is None:
            found.add(Key("registrant", row.registrant))
        elif (known.left is not None and known.left < self._last) or (
            wording.registration(known.registration) == "gone"
        ):
            return frozenset()
        elif wording.registration(known.registration) == "unknown" or known.registered_until is None:
            found.add(Key("registration", known.id))
        if isinstance(row, Delegation):
            told = row.contact if row.contact.strip() or known is None else known.contact
            if not wording.reaches_somebody(told):
                found.add(Key("contact", row.registrant if known is None else known.id))
            if known is not None and not known.cover:
                found.add(Key("cover", known.id))
        return frozenset(found)

    def _relied_on(self, visit: Visit, worker: Worker, acting: str) -> Iterator[Key]:
        sheet = self.permits.sheets.of(visit)
        last = sheet.span.last_day
        for row in self.permits.delegations_for(visit, worker):
            yield from self.unknown_of(row)
            yield from self._record(visit.client, "delegation", sheet.span.first_day)
            if min(row.expires, row.review or row.expires) <= self._soon:
                yield Key("delegation_due", row.id)
        declared = {competency.id for competency in self.problem.competencies}
        for duty in sheet.duties:
            if not duty.known:
                yield Key("code", duty.code)
            if duty.beyond:
                yield Key("spoken_order", f"{duty.part} {duty.code}")
            if duty.task_class == "protocol" and not worker.registered_nurse:
                yield from self._protocols(acting, duty.code, sheet.span.first_day, last)
            entry = self.readings.catalogue.get(duty.code)
            if not duty.competencies and entry is not None:
                yield from (Key("competency", name) for name in entry.competencies if name not in declared)
        for client in sheet.clients if acting != visit.delivered_by else ():
            if self._answer(client, "sharing", sheet.span.first_day) is None:
                if not self._is_subcontracted(visit, acting):
                    yield Key("consent_sharing", client)
            else:
                yield from self._record(client, "sharing", sheet.span.first_day)

    def _training(self, code: str) -> Iterator[Key]:
        """What would tell who is trained for a task by protocol: competencies that the catalogue asks for and nobody
        declares, else that any is named at all.
        """
        entry = self.readings.catalogue.get(code)
        named = () if entry is None else entry.competencies
        yield from (Key("competency", name) for name in named)
        if not named:
            yield Key("training", code)

    def _protocols(self, acting: str, code: str, first: date, last: date) -> Iterator[Key]:
        rows = [
            one
            for one in self.problem.protocols
            if one.organisation == acting
            and fold(one.task) == code
            and one.signed <= first
            and (one.expires is None or last <= one.expires)
        ]
        if not rows:
            yield Key("protocol", f"{acting} {code}")
        for row in rows[:1]:
            yield from self.unknown_of(row)
            if row.expires is not None and row.expires <= self._soon:
                yield Key("protocol_due", row.id)

    def _is_subcontracted(self, visit: Visit, acting: str) -> bool:
        return any(
            one.provider == visit.delivered_by and one.to == acting and (not one.clients or visit.client in one.clients)
            for one in self.problem.subcontracts
        )

    def _answer(self, client: str, kind: ConsentKind, day: date) -> Consent | None:
        return self.problem.client[client].last_answer(kind, day)

    def _record(self, client: str, kind: ConsentKind, day: date) -> Iterator[Key]:
        """Whether the consent relied on says whose decision it was and who wrote it down."""
        answer = self._answer(client, kind, day)
        if answer is not None and (answer.basis is None or not answer.recorder.strip()):
            yield Key("consent_record", f"{client} {kind}")

    def _agreements_without_basis(self, visit: Visit, acting: str) -> list[str]:
        """Agreements in force with the provider that would do for a client's unknown consent if they said on what
        basis, and were signed.
        """
        day = self.permits.sheets.of(visit).span.first_day
        return [
            one.id
            for one in self.problem.agreements
            if {*one.between} == {visit.delivered_by, acting} and one.in_force(day)
        ]
