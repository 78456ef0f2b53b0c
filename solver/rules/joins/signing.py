"""What lets a joint visit be made as one: a signature that covers it, or what organisations agreed beforehand.

The checker's side. The engine's is solver/joining/signatures.py; neither knows the other's code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import combinations

from solver.domain import (
    Agreement,
    Catalogue,
    ConsentKind,
    JoinDecision,
    JointVisit,
    Outcome,
    Problem,
    Role,
    Shift,
    StandingAgreement,
    Task,
    Visit,
    fold,
)
from solver.domain.names import is_name

from ..readings.acting import acting_organisation, is_subcontracted
from ..readings.calls import Span, span_of
from ..readings.sectors import health_side, tasks_in
from ..task_catalogue import class_of
from .signers import why_no_signer


class Signing:
    """A joint visit on these shifts, and what people have decided about it. problem: as commissioned.

    grace: the first and last day on which what an older document could not tell is excused.
    """

    def __init__(
        self,
        problem: Problem,
        catalogue: Catalogue,
        visit: JointVisit,
        shifts: Sequence[Shift],
        grace: tuple[date, date] | None = None,
    ):
        self.problem, self.catalogue, self.visit, self.shifts, self.grace = problem, catalogue, visit, shifts, grace
        self.workers = [problem.worker[shift.worker] for shift in shifts]
        self.inside = {part.id for part in visit.parts}

    @cached_property
    def span(self) -> Span:
        """The moments between which the joint visit may be made: inside the agreed windows of its parts."""
        return span_of(self.problem, self.visit, {})

    @cached_property
    def is_health(self) -> bool:
        """Whether any task of its parts is a health task, so that only a nurse lead signs."""
        return any(_is_health(task, self.catalogue) for part in self.visit.parts for task in part.tasks)

    @cached_property
    def tasks(self) -> list[tuple[Visit, Task]]:
        """The tasks that the joint visit does, with the part each was commissioned in; what is dropped counts too."""
        return [(part, task) for _, part, task in tasks_in(self.visit)]

    def outcomes(self) -> Iterator[Outcome]:
        """What the roster says becomes of the parts and, where that is something else, what really does."""
        said = self.visit.join.outcome
        yield said
        if said in ("co_attend", "drop_duplicate"):
            return
        crossing = {
            _owner_is_health(task, self.catalogue)
            for shift in self.shifts
            for part, task in self.tasks
            if part.delivered_by != acting_organisation(self.problem, shift)
            and _owner_is_health(task, self.catalogue) != health_side(self.problem, self.problem.worker[shift.worker])
        }
        really: Outcome = "delegate" if True in crossing else "absorb" if False in crossing else "join"
        if really != said:
            yield really

    def faults(self, outcome: Outcome, needed: bool = True) -> Iterator[str]:
        """Why the joint visit may not be made as this outcome. needed: False where a missing signature is no fault."""
        about = [one for one in self.problem.join_decisions if one.approved and set(one.visits) == self.inside]
        signed = [one for one in about if not self.flaw(one, outcome)]
        for refusal in self.problem.join_decisions:
            if refusal.approved or not set(refusal.visits) <= self.inside:
                continue
            if not any(_answers(one, refusal) for one in signed):
                names = " and ".join(refusal.visits)
                yield (
                    f"{refusal.by} ({refusal.role}) refused on {refusal.on:%d.%m.%Y} to make {names} as one, and no "
                    "later signature for this answers it."
                )
        if not needed or signed or all(self._agreed(*pair, outcome) for pair in combinations(self.visit.parts, 2)):
            return
        role = Role.NURSE_LEAD if self.is_health else "nurse lead, a scheduler or a team lead"
        flaws = " ".join(
            dict.fromkeys(f"{one.by} ({one.role}) does not count: {self.flaw(one, outcome)}." for one in about)
        )
        word = outcome.replace("_", " ")
        yield f"nobody has signed for it as {word}; want a {role}'s signature.{f' {flaws}' if flaws else ''}"

    def flaw(self, one: JoinDecision, outcome: Outcome) -> str:
        """Why an approval of these visits does not cover them as they are made; empty where it does."""
        if not is_name(one.by):
            return "that is nobody's name"
        if self.is_health and one.role is not Role.NURSE_LEAD:
            return "only a nurse lead signs where there is a health task"
        if why := why_no_signer(self.problem, one.by, one.role, one.on, self.span):
            return why
        if one.outcome is not None and one.outcome != outcome:
            return f"it is for {one.outcome.replace('_', ' ')}"
        codes = {fold(code) for code in one.tasks}
        if codes and not codes.issuperset(fold(task.code) for _, task in self.tasks):
            return "it is for other tasks"
        if one.worker is not None and any(worker.id != one.worker for worker in self.workers):
            return "it is for another worker"
        nurse = one.worker_kind == "registered_nurse"
        if one.worker_kind is not None and any(worker.registered_nurse != nurse for worker in self.workers):
            return "it is for another kind of worker"
        since = max(one.on, one.since or one.on)
        if since > self.span.first_day:
            return f"it holds from {since:%d.%m.%Y}"
        until = one.until or _a_year_after(since)
        if until < self.span.last_day:
            return f"it held until {until:%d.%m.%Y}"
        newest = max(self._rests_on(), default=one.on)
        if newest > one.on:
            return f"it is older than what it rests on, of {newest:%d.%m.%Y}"
        return ""

    def _rests_on(self) -> Iterator[date]:
        """The days of the delegations, consents and agreements that the joint visit needs; of several, the oldest."""
        for shift, worker in zip(self.shifts, self.workers, strict=True):
            for part, task in self.tasks:
                if class_of(task, self.catalogue) == "delegated" and not worker.registered_nurse:
                    days = [
                        entry.signed_off
                        for entry in self.problem.delegations
                        if worker.id in entry.workers
                        and entry.client == part.client
                        and fold(entry.task) == fold(task.code)
                        and entry.in_force(self.span.first_day)
                        and entry.in_force(self.span.last_day)
                    ]
                    yield from sorted(days)[:1]
                    yield from self._answered(part.client, "delegation")
            acting = acting_organisation(self.problem, shift)
            for part in self.visit.parts:
                provider, dates = part.delivered_by, (self.span.first_day, self.span.last_day)
                if acting == provider or is_subcontracted(self.problem, provider, acting, part.client, *dates):
                    continue
                agreements = self._agreements(provider, acting)
                known = [day for entry in agreements if (day := entry.signed or entry.starts)]
                if known and len(known) == len(agreements):
                    yield min(known)
        if len({part.delivered_by for part in self.visit.parts}) > 1:
            for client in self.visit.clients:
                yield from self._answered(client, "sharing")

    def _answered(self, client: str, kind: ConsentKind) -> Iterator[date]:
        """The day of the client's last answer of this kind that counts over the span."""
        days: list[date] = []
        for row in self.problem.client[client].consents:
            if row.kind != kind:
                continue
            if row.said is not None and row.recorded <= (self.span.first_day if row.said else self.span.last_day):
                days.append(row.recorded)
            if row.withdrawn is not None and row.withdrawn < self.span.latest:
                days.append(self.problem.horizon.date(row.withdrawn))
        yield from [max(days)] if days else []

    def _agreements(self, one: str, other: str) -> list[Agreement]:
        """Agreements between two organisations that are in force over the whole span."""
        return [
            entry
            for entry in self.problem.agreements
            if set(entry.between) == {one, other}
            and entry.in_force(self.span.first_day)
            and entry.in_force(self.span.last_day)
        ]

    def _agreed(self, one: Visit, other: Visit, outcome: Outcome) -> bool:
        """Whether two parts need no signature: their two providers agreed beforehand, or their one provider did."""
        if one.delivered_by != other.delivered_by:
            between = self._agreements(one.delivered_by, other.delivered_by)
            return any(outcome in entry.pre_agreed and self._is_signed(entry) for entry in between)
        return any(self._stands(entry, one, other, outcome) for entry in self.problem.standing_agreements)

    def _is_signed(self, entry: Agreement) -> bool:
        """Whether a person has signed the agreement by then; older documents could not tell."""
        if self.grace is not None and self.span.last_day <= self.grace[1]:
            return True
        return is_name(entry.signed_by) and entry.signed is not None and entry.signed <= self.span.first_day

    def _stands(self, entry: StandingAgreement, one: Visit, other: Visit, outcome: Outcome) -> bool:
        """Whether a standing agreement of the provider lets these two be one."""
        if entry.organisation != one.delivered_by or entry.outcome != outcome or not is_name(entry.signed_by):
            return False
        if why_no_signer(self.problem, entry.signed_by, entry.role, entry.signed, self.span):
            return False
        if entry.signed > self.span.first_day or entry.review < self.span.last_day:
            return False
        codes = {fold(code) for code in entry.tasks}
        if not codes.issuperset(fold(task.code) for part, task in self.tasks if part.id in (one.id, other.id)):
            return False
        health = any(_is_health(task, self.catalogue) for part in (one, other) for task in part.tasks)
        return entry.role is Role.NURSE_LEAD or not (health or any(_names_health(c, self.catalogue) for c in codes))


def _owner_is_health(task: Task, catalogue: Catalogue) -> bool:
    known = catalogue.get(task.code)
    return task.owner == "health" or (known is not None and known.owner == "health")


def _is_health(task: Task, catalogue: Catalogue) -> bool:
    """A health task by its row, by the catalogue's owner of its code, or by its class."""
    return _owner_is_health(task, catalogue) or class_of(task, catalogue) != "ordinary"


def _names_health(code: str, catalogue: Catalogue) -> bool:
    known = catalogue.get(code)
    return known is not None and (known.owner == "health" or known.task_class not in (None, "ordinary"))


def _a_year_after(day: date) -> date:
    """The anniversary; that of 29 February is the 28th."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _answers(sign: JoinDecision, refusal: JoinDecision) -> bool:
    """A later word, or one of the same day that names what it answers."""
    return sign.on > refusal.on or (sign.on == refusal.on and sign.answers == refusal.id)
