"""A single change to the register that would let visits be joined. Nothing clinical is ever widened by one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from solver.domain import Agreement, Consent, ConsentKind, Delegation, Problem

Kind = Literal["consent", "stable", "sign_off", "contact", "agreement", "willing"]
DIRECTIONS = {
    "health_task_to_care_worker": "health tasks to care workers",
    "social_task_to_nurse": "social tasks to nurses",
}
_TO_NAME, _TO_RECORD = "registered nurse to be named", "contact to be recorded"


@dataclass(frozen=True, slots=True)
class RegisterChange:
    """One thing to record. what: the kind of consent, the code of the task, or the switch of the agreement.

    since, until: the days it is for. renewal: of a sign-off that exists.
    """

    kind: Kind
    what: str = ""
    client: str = ""
    worker: str = ""
    between: tuple[str, str] = ("", "")
    since: date = date.max
    until: date = date.min
    renewal: bool = False

    @property
    def subject(self) -> tuple[str, ...]:
        """Equal for two changes that differ only in their days."""
        return (self.kind, self.what, self.client, self.worker, *self.between)

    def is_about(self, delegation: Delegation) -> bool:
        """Whether a delegation is for the change's client, task and worker."""
        return (delegation.client, delegation.task, delegation.worker) == (self.client, self.what, self.worker)

    def merge(self, other: RegisterChange) -> RegisterChange:
        """The same change for the days of both."""
        renewal = self.renewal and other.renewal
        return replace(self, since=min(self.since, other.since), until=max(self.until, other.until), renewal=renewal)


def describe_change(problem: Problem, change: RegisterChange) -> str:
    """The change as something to do, "renew Wanda Example's insulin sign-off for Ada Testperson until 3 March"."""
    client = problem.client[change.client].name if change.client else ""
    worker = problem.worker[change.worker].name if change.worker else ""
    day = f"{change.until.day} {change.until:%B}"
    match change.kind:
        case "consent":
            return f"record {client}'s consent to {change.what}"
        case "stable":
            return f"record that {client} is stable"
        case "sign_off":
            verb = "renew" if change.renewal else "record"
            return f"{verb} {worker}'s {change.what} sign-off for {client} until {day}"
        case "contact":
            return f"record how the registrant behind {worker}'s {change.what} sign-off for {client} is reached"
        case "agreement":
            ends = " and ".join(problem.organisation[end].name for end in change.between)
            return f"let the agreement between {ends} pass {DIRECTIONS[change.what]}"
        case "willing":
            return f"ask {worker} to accept delegated tasks"


def apply_change(problem: Problem, change: RegisterChange) -> Problem:
    """The problem with that change made, for a what-if. Nothing else in it moves."""
    match change.kind:
        case "consent" | "stable":
            clients = tuple(
                one.model_copy(update=_record_answer(one.consents, change)) if one.id == change.client else one
                for one in problem.clients
            )
            return problem.replace(clients=clients)
        case "sign_off":
            return problem.replace(delegations=_sign_off(problem, change))
        case "contact":
            delegations = tuple(
                one.model_copy(update={"contact": one.contact.strip() or _TO_RECORD}) if change.is_about(one) else one
                for one in problem.delegations
            )
            return problem.replace(delegations=delegations)
        case "agreement":
            return problem.replace(agreements=_switch_on(problem, change))
        case "willing":
            workers = tuple(
                one.model_copy(update={"accepts_delegation": True}) if one.id == change.worker else one
                for one in problem.workers
            )
            return problem.replace(workers=workers)


def _record_answer(consents: tuple[Consent, ...], change: RegisterChange) -> dict[str, object]:
    if change.kind == "stable":
        return {"stable": True}
    kind: ConsentKind = "sharing" if change.what == "sharing" else "delegation"
    # A later record of another answer would count instead of this one; a what-if takes those as not given.
    others = tuple(entry for entry in consents if entry.kind != kind)
    return {"consents": (*others, Consent(kind=kind, given=True, recorded=change.since, expires=None))}


def _sign_off(problem: Problem, change: RegisterChange) -> tuple[Delegation, ...]:
    """A sign-off made before the first of the days is renewed, the latest of them; else a new one is recorded."""
    mine = [one for one in problem.delegations if change.is_about(one)]
    old = max((entry for entry in mine if entry.signed_off <= change.since), key=lambda e: e.expires, default=None)
    if old is None:
        registrant, contact = _find_registrant(problem, change)
        new = Delegation(
            id=f"what-if {len(problem.delegations)}",
            client=change.client,
            task=change.what,
            worker=change.worker,
            registrant=registrant,
            contact=contact,
            trained=change.since,
            signed_off=change.since,
            expires=change.until,
        )
        return (*problem.delegations, new)
    renewed = old.model_copy(
        update={
            "expires": max(old.expires, change.until),
            "review": None if old.review is None else max(old.review, change.until),
            "contact": old.contact.strip() or _TO_RECORD,
        }
    )
    return tuple(renewed if entry is old else entry for entry in problem.delegations)


def _find_registrant(problem: Problem, change: RegisterChange) -> tuple[str, str]:
    """Who already answers for that client's task, if anybody."""
    for entry in problem.delegations:
        if (entry.client, entry.task) == (change.client, change.what) and entry.contact.strip():
            return entry.registrant, entry.contact
    return _TO_NAME, _TO_RECORD


def _switch_on(problem: Problem, change: RegisterChange) -> tuple[Agreement, ...]:
    ends = set(change.between)
    for entry in problem.agreements:
        if set(entry.between) == ends and entry.in_force(change.since) and entry.in_force(change.until):
            on = entry.model_copy(update={change.what: True})
            return tuple(on if other is entry else other for other in problem.agreements)
    new = Agreement.model_validate(
        {"id": f"what-if {len(problem.agreements)}", "between": change.between, change.what: True}
    )
    return (*problem.agreements, new)
