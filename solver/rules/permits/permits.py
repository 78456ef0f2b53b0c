"""Who may not make which visit, and what is missing.

Answers hold for the whole span of a visit (the time within which it may be made): they are the same whenever it begins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import cached_property

import numpy as np

from solver.domain import Agreement, Delegation, Problem, Protocol, Subcontract, Suspension, Visit, Worker
from solver.terms import Bools, Ints, Term

from ..readings.calls import Span
from ..readings.readings import Readings
from .answerers import Answerers
from .consent import Answers, State
from .forbidden import Forbidden
from .obstacles import Lack, Obstacle
from .sheets import Duty, Sheet, Sheets, Staff
from .stops import Stops


class Permits:
    """Answers for one problem. sheet, duty and staff are those of sheets.py."""

    def __init__(self, readings: Readings):
        self._readings = readings
        self.sheets = Sheets(readings)
        problem = readings.problem
        self._delegations: dict[tuple[str, str], dict[str, list[Delegation]]] = {}
        for one in problem.delegations:
            named = self._delegations.setdefault((one.client, self.sheets.fold(one.task)), {})
            for worker in one.workers:
                named.setdefault(worker, []).append(one)
        self._protocols: dict[tuple[str, str], list[Protocol]] = defaultdict(list)
        for protocol in problem.protocols:
            self._protocols[protocol.organisation, self.sheets.fold(protocol.task)].append(protocol)
        self._contracts: dict[tuple[str, str], list[Subcontract]] = defaultdict(list)
        for contract in problem.subcontracts:
            self._contracts[contract.provider, contract.to].append(contract)
        self._agreed = defaultdict(list)
        for agreement in problem.agreements:
            self._agreed[frozenset(agreement.between)].append(agreement)
        self.stops = Stops(readings)
        self._answers: dict[str, Answers] = {}
        self._forbidden: Forbidden | None = None

    @cached_property
    def _answerers(self) -> Answerers:
        horizon, visits = self._readings.problem.horizon, self._readings.problem.visits
        first = min((visit.windows[0].start for visit in visits), default=0)
        last = max((visit.windows[-1].end + visit.duration for visit in visits), default=0)
        around = timedelta(days=3)  # how late a visit may begin ends with the local day
        return Answerers(self._readings, horizon.date(first) - around, horizon.date(last) + around)

    # One by one.

    def staff_of(self, worker: Worker, acting: str) -> Staff:
        """What counts of a worker who acts for an organisation."""
        return Staff(acting, worker.registered_nurse, self._readings.side_of(worker), worker.accepts_delegation)

    def obstacles(self, visit: Visit, worker: Worker, acting: str) -> list[Obstacle]:
        """All that stands between a visit and a worker who acts for an organisation.

        Suspensions of its clients are not among it: they may leave some times, see ``Stops.free_starts``.
        """
        if self._readings.abstract:
            return []
        sheet = self.sheets.of(visit)
        found = list(self.judge(sheet, self.staff_of(worker, acting), worker))
        if stop := self.stops.find("worker", worker.id, sheet.span):
            found.append(Obstacle("suspended", "stop", of=stop.id))
        return found

    def blocked(self, visit: Visit) -> Bools:
        """Which shifts of the problem may not make a visit, shape (K,)."""
        problem, acting = self._readings.problem, self._readings.acting
        sheet, alike = self.sheets.of(visit), dict[Staff, bool]()
        named, stopped = self.named(sheet), self.stops.workers
        found = np.zeros(len(problem.shifts), dtype=np.bool_)
        for column, shift in enumerate(problem.shifts):
            worker = problem.worker[shift.worker]
            staff = self.staff_of(worker, acting[shift.id])
            if worker.id in named or worker.id in stopped:
                found[column] = bool(self.obstacles(visit, worker, staff.acting))
                continue
            if staff not in alike:
                alike[staff] = not self._readings.abstract and any(self.judge(sheet, staff, None))
            found[column] = alike[staff]
        return found

    def delegations_for(self, visit: Visit, worker: Worker) -> list[Delegation]:
        """The delegations in force, with somebody who answers for them, under which a worker would do tasks of a visit;
        none for a registered nurse.
        """
        if worker.registered_nurse:
            return []
        sheet, found = self.sheets.of(visit), dict[str, Delegation]()
        for duty in sheet.duties:
            if duty.task_class in ("delegated", "protocol"):
                in_force = self._in_force(sheet, duty, worker.id)
                found |= {one.id: one for one in in_force if self._unanswered(one, sheet.span) is None}
        return list(found.values())

    def is_competent(self, visit: Visit, worker: Worker) -> bool:
        """Whether a worker holds what a visit asks of them; who works under a delegation is asked nothing here."""
        sheet = self.sheets.of(visit)
        good = {item.competency for item in worker.competencies if item.in_force(sheet.span.last_day)}
        for duty in sheet.duties:
            delegated = duty.task_class == "delegated" or (
                duty.task_class == "protocol" and worker.id in self.delegated_to(sheet, duty)
            )
            if not good.issuperset(duty.competencies) and (worker.registered_nurse or not delegated):
                return False
        return True

    def delegated_to(self, sheet: Sheet, duty: Duty) -> set[str]:
        """Workers who may do a duty under a delegation, registered nurses apart."""
        found = set()
        for name in self._delegations.get((duty.client, duty.code), ()):
            worker = self._readings.problem.worker[name]
            if not worker.registered_nurse and self._is_delegated(sheet, duty, worker):
                found.add(name)
        return found

    def terms(self, rule: str, problem: Problem) -> Iterator[Term]:
        """What one rule forbids. problem: the very one that the readings are of, its visits and shifts."""
        if self._readings.abstract:
            return
        if self._forbidden is None or self._forbidden.problem is not problem:
            self._forbidden = Forbidden(self, self._readings.acting, problem)
        yield from self._forbidden.terms(rule)

    def hands(self, problem: Problem) -> Ints:
        """How many workers each visit takes, shape (V,)."""
        return np.array([self.sheets.hands(visit) for visit in problem.visits], dtype=np.int64)

    def named(self, sheet: Sheet) -> set[str]:
        """Workers whom delegations name for any duty of a visit, in force or not."""
        asked = [duty for duty in sheet.duties if duty.task_class in ("delegated", "protocol")]
        return {worker for duty in asked for worker in self._delegations.get((duty.client, duty.code), ())}

    # What each condition asks.

    def judge(self, sheet: Sheet, staff: Staff, worker: Worker | None) -> Iterator[Obstacle]:
        """What is missing so that staff of a kind may make a visit.

        worker: which of them, whose delegations then count; None: anybody of them whom no delegation names.
        """
        for client, task in sheet.tasks:
            if stop := self.stops.of_task(task, client, sheet.span):
                code = self.sheets.fold(task.code)
                yield Obstacle("suspended", "stop", client, code, sheet.visit, of=stop.id)
        for duty in sheet.duties:
            unknown = not duty.known and duty.owner == "social" and (staff.nurse or duty.task_class != "registered")
            if unknown and staff.acting != duty.provider:
                yield _about(duty, staff, "authority_catalogue", "code")
            if unknown and not staff.nurse and duty.untaught:
                yield _about(duty, staff, "authority_catalogue", "medicine")
            if not staff.nurse and duty.task_class == "registered":
                yield _about(duty, staff, "authority_registered", "registered")
            elif not staff.nurse and duty.task_class == "delegated":
                yield from self._delegated(sheet, duty, staff, worker)
            elif not staff.nurse and duty.task_class == "protocol":
                yield from self._by_protocol(sheet, duty, staff, worker)
            if not self._is_own(duty.provider, duty.client, staff, sheet.span):
                yield from self._agreed_to(sheet, duty, staff)
        for provider, client in sheet.helped:
            own = self._is_own(provider, client, staff, sheet.span)
            if not own and not self._agreements(provider, staff.acting, sheet.span):
                between = (provider, staff.acting)
                yield Obstacle("authority_agreement", "agreement", client, "", sheet.visit, between)
        yield from self._shared(sheet, staff)

    def _delegated(self, sheet: Sheet, duty: Duty, staff: Staff, worker: Worker | None) -> Iterator[Obstacle]:
        in_force = [] if worker is None else self._in_force(sheet, duty, worker.id)
        for lack in self._against(sheet, duty, staff.willing, worker):
            yield _about(duty, staff, "authority_delegated", lack)
        if not in_force:
            yield _about(duty, staff, "authority_delegated", "sign_off")
            return
        whys = [self._unanswered(one, sheet.span) for one in in_force]
        answered = [one for one, why in zip(in_force, whys, strict=True) if why is None]
        if answered:
            yield from _stopped(duty, staff, [self.stops.of_delegation(one, sheet.span) for one in answered])
        else:
            yield _about(duty, staff, "authority_registrant", _easiest(whys), in_force[whys.index(_easiest(whys))].id)

    def _by_protocol(self, sheet: Sheet, duty: Duty, staff: Staff, worker: Worker | None) -> Iterator[Obstacle]:
        span = sheet.span
        if worker is not None and self._is_delegated(sheet, duty, worker):
            return
        own = self._is_own(duty.provider, duty.client, staff, span)
        grace = self._readings.grace
        excused = grace is not None and span.last_day <= grace[1] and staff.acting == duty.provider
        in_force = [
            one
            for one in self._protocols.get((staff.acting, duty.code), ())
            if one.signed <= span.first_day and (one.expires is None or span.last_day <= one.expires)
        ]
        if not own:
            yield _about(duty, staff, "authority_protocol", "own_staff")
        if not duty.competencies:
            yield _about(duty, staff, "authority_protocol", "training")
        if not in_force and not excused:
            yield _about(duty, staff, "authority_protocol", "protocol")
        if not own or not in_force:
            return
        whys = [None if excused else self._answerers.lack(one.registrant, one.signed, span) for one in in_force]
        answered = [one for one, why in zip(in_force, whys, strict=True) if why is None]
        if answered:
            yield from _stopped(duty, staff, [self.stops.of_registrant(one.registrant, span) for one in answered])
        else:
            # A protocol stands for many visits: who answers for it is no single thing to record for one of them.
            yield _about(duty, staff, "authority_registrant", "gone", in_force[0].id)

    def _is_delegated(self, sheet: Sheet, duty: Duty, worker: Worker) -> bool:
        """Whether a worker who is no nurse may do a duty under a delegation."""
        if (duty.task_class != "delegated" and not duty.delegable) or any(
            self._against(sheet, duty, worker.accepts_delegation, worker)
        ):
            return False
        return any(
            self._unanswered(one, sheet.span) is None and self.stops.of_delegation(one, sheet.span) is None
            for one in self._in_force(sheet, duty, worker.id)
        )

    def _against(self, sheet: Sheet, duty: Duty, willing: bool, worker: Worker | None) -> Iterator[Lack]:
        """What keeps a task from being delegated to a worker, or to anybody like them, sign-offs apart."""
        if not self._readings.problem.client[duty.client].stable:
            yield "stable"
        if not duty.settled:
            yield "unsettled"
        state = self._answers_of(duty.client).worst("delegation", sheet.span)
        if state is not State.GIVEN:
            yield "consent" if state is State.UNKNOWN else "refused"
        if not willing:
            yield "willing"
        if worker is not None and any(_has_run_out(worker, name, sheet.span) for name in duty.competencies):
            yield "competency"

    def _agreements(self, provider: str, acting: str, span: Span) -> list[Agreement]:
        """Those between two organisations that are in force over a span."""
        return [
            one
            for one in self._agreed.get(frozenset((provider, acting)), ())
            if one.in_force(span.first_day) and one.in_force(span.last_day)
        ]

    def _agreed_to(self, sheet: Sheet, duty: Duty, staff: Staff) -> Iterator[Obstacle]:
        agreements = self._agreements(duty.provider, staff.acting, sheet.span)
        switch = "health_task_to_care_worker" if duty.owner == "health" else "social_task_to_nurse"
        if not agreements:
            yield _about(duty, staff, "authority_agreement", "agreement", switch if duty.owner != staff.side else "")
        elif duty.owner != staff.side and not any(getattr(one, switch) for one in agreements):
            yield _about(duty, staff, "authority_agreement", "direction", switch)
        if duty.owner != staff.side and not staff.willing:
            yield _about(duty, staff, "authority_agreement", "willing")

    def _shared(self, sheet: Sheet, staff: Staff) -> Iterator[Obstacle]:
        several = len({provider for provider, _ in sheet.providers}) > 1
        foreign = [pair for pair in sheet.providers if not self._is_own(*pair, staff, sheet.span)]
        if not several and sheet.providers[0][0] == staff.acting:
            return
        between = (foreign or sheet.providers)[0][0], staff.acting
        for client in sheet.clients:
            state = self._answers_of(client).worst("sharing", sheet.span)
            if state is State.REFUSED:  # whatever was agreed or subcontracted
                yield Obstacle("authority_sharing", "refused", client, between=between)
            elif not several and not foreign:
                continue
            elif state is State.UNKNOWN and (sheet.joint or not self._has_basis(between, sheet.span)):
                yield Obstacle("authority_sharing", "sharing", client, between=between)

    def _has_basis(self, between: tuple[str, str], span: Span) -> bool:
        wording = self._readings.wording
        return any(
            one.in_force(span.first_day)
            and one.in_force(span.last_day)
            and wording.states_something(one.sharing_basis)
            and one.signed is not None
            and one.signed <= span.first_day
            and wording.names_somebody(one.signed_by)
            for one in self._agreed.get(frozenset(between), ())
        )

    def _is_own(self, provider: str, client: str, staff: Staff, span: Span) -> bool:
        """Whether staff deliver a provider's visits: its own, or those of one that it has subcontracted them to."""
        return staff.acting == provider or any(
            (not one.clients or client in one.clients)
            and (one.starts is None or one.starts <= span.first_day)
            and (one.ends is None or one.ends >= span.last_day)
            for one in self._contracts.get((provider, staff.acting), ())
        )

    def _in_force(self, sheet: Sheet, duty: Duty, worker: str) -> list[Delegation]:
        named = self._delegations.get((duty.client, duty.code), {}).get(worker, ())
        first, last = sheet.span.first_day, sheet.span.last_day
        return [one for one in named if one.signed_off <= first and last <= min(one.expires, one.review or one.expires)]

    def _unanswered(self, one: Delegation, span: Span) -> Lack | None:
        return self._answerers.lack(one.registrant, one.signed_off, span, one.contact, one.workers)

    def _answers_of(self, client: str) -> Answers:
        if client not in self._answers:
            problem = self._readings.problem
            self._answers[client] = Answers(problem.client[client], problem.horizon)
        return self._answers[client]


_EASIEST: tuple[Lack, ...] = ("contact", "cover", "person", "not_on_cover", "gone", "no_nurse")


def _easiest(whys: Iterable[Lack | None]) -> Lack:
    """What is easiest to mend of several: a word to record rather than somebody else to find."""
    return min((why for why in whys if why is not None), key=_EASIEST.index)


def _has_run_out(worker: Worker, name: str, span: Span) -> bool:
    """Whether a worker has held a competency that does not last as long as the visit may."""
    held = [item for item in worker.competencies if item.competency == name]
    return bool(held) and all(item.expires is not None and item.expires < span.last_day for item in held)


def _about(duty: Duty, staff: Staff, rule: str, lack: Lack, of: str = "") -> Obstacle:
    return Obstacle(rule, lack, duty.client, duty.written, duty.part, (duty.provider, staff.acting), of)


def _stopped(duty: Duty, staff: Staff, stops: list[Suspension | None]) -> Iterator[Obstacle]:
    """An obstacle where all that somebody could work under is stopped."""
    if stops[0] is not None and None not in stops:
        yield _about(duty, staff, "suspended", "stop", stops[0].id)
