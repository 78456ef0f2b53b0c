"""A single change to the register that would let visits be joined. Nothing clinical is ever widened by one.

A what-if supposes names, numbers and contacts that are not recorded yet. They count in the problem that it makes, and
nowhere else: written down they read as what they are, things to be named (see ``Supposed``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from solver.domain import (
    Agreement,
    Consent,
    ConsentKind,
    CoverHours,
    Delegation,
    Problem,
    Protocol,
    Registrant,
    Subcontract,
    TaskCode,
    fold,
)
from solver.rules import Supposed
from solver.rules.task_catalogue import STRICTEST, catalogue_of, meant_by

Kind = Literal[
    "consent",
    "stable",
    "sign_off",
    "contact",
    "registrant",
    "protocol",
    "agreement",
    "subcontract",
    "willing",
    "catalogue",
    "suspension",
]
DIRECTIONS = {
    "health_task_to_care_worker": "health tasks to care workers",
    "social_task_to_nurse": "social tasks to nurses",
}
_TO_NAME, _TO_RECORD = Supposed("registered nurse to be named"), Supposed("to be recorded")
_SUPPOSED = "what-if registrant"  # the id of who answers for what is supposed


@dataclass(frozen=True, slots=True)
class RegisterChange:
    """One thing to record. what: the kind of consent, the code of the task, the switch of the agreement (none: any
    agreement), or the suspension.

    between: the organisations of an agreement; else the provider and the one whose staff would come. since, until: the
    days it is for. renewal: of a sign-off that exists.
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
        about = delegation.client, fold(delegation.task)
        return about == (self.client, fold(self.what)) and self.worker in delegation.workers

    def merge(self, other: RegisterChange) -> RegisterChange:
        """The same change for the days of both."""
        renewal = self.renewal and other.renewal
        return replace(self, since=min(self.since, other.since), until=max(self.until, other.until), renewal=renewal)


def describe_change(problem: Problem, change: RegisterChange) -> str:
    """The change as something to do, "renew Wanda Example's insulin sign-off for Ada Testperson until 3 March"."""
    client = problem.client[change.client].name if change.client else ""
    match change.kind:
        case "sign_off" | "contact" | "registrant" | "willing":
            return _describe_delegation(problem, change, client)
        case "consent":
            return f"record {client}'s consent to {change.what}"
        case "stable":
            return f"record that {client} is stable"
        case "protocol":
            return f"record {problem.organisation[change.between[1]].name}'s protocol for {change.what}"
        case "agreement":
            ends = " and ".join(problem.organisation[end].name for end in change.between)
            if not change.what:
                return f"record an agreement between {ends}"
            return f"let the agreement between {ends} pass {DIRECTIONS[change.what]}"
        case "subcontract":
            provider, to = (problem.organisation[end].name for end in change.between)
            return f"record that {to} delivers {provider}'s visits to {client} under a subcontract"
        case "catalogue":
            return f"say in the task catalogue what {change.what} is"
        case "suspension":
            return f"end suspension {change.what}"


def _describe_delegation(problem: Problem, change: RegisterChange, client: str) -> str:
    """What a worker's delegation wants."""
    worker = problem.worker[change.worker].name
    sign_off = f"{worker}'s {change.what} sign-off for {client}"
    if change.kind == "willing":
        return f"ask {worker} to accept delegated tasks"
    if change.kind == "contact":
        return f"record how the registrant behind {sign_off} is reached"
    if change.kind == "registrant":
        return f"record who answers for {sign_off}: registration and cover hours"
    return f"{'renew' if change.renewal else 'record'} {sign_off} until {change.until.day} {change.until:%B}"


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
            known = _suppose_registrant(problem, change)
            return known.replace(delegations=_sign_off(known, change))
        case "contact":
            return problem.replace(delegations=_updated(problem, change, {"contact": _TO_RECORD}))
        case "registrant":
            known = _suppose_registrant(problem, change)
            update = {"registrant": _SUPPOSED, "contact": _TO_RECORD}
            return known.replace(delegations=_updated(known, change, update))
        case "protocol":
            known = _suppose_registrant(problem, change)
            new = Protocol(
                id=f"what-if {len(problem.protocols)}",
                organisation=change.between[1],
                task=change.what,
                registrant=_SUPPOSED,
                signed=change.since,
            )
            return known.replace(protocols=(*known.protocols, new))
        case "agreement":
            return problem.replace(agreements=_switch_on(problem, change))
        case "subcontract":
            provider, to = change.between
            contract = Subcontract(
                id=f"what-if {len(problem.subcontracts)}", provider=provider, to=to, clients=(change.client,)
            )
            return problem.replace(subcontracts=(*problem.subcontracts, contract))
        case "catalogue":
            return problem.replace(task_catalogue=(*problem.task_catalogue, _classify(problem, change.what)))
        case "suspension":
            return problem.replace(suspensions=tuple(one for one in problem.suspensions if one.id != change.what))
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


def _updated(problem: Problem, change: RegisterChange, update: Mapping[str, str]) -> tuple[Delegation, ...]:
    return tuple(one.model_copy(update=update) if change.is_about(one) else one for one in problem.delegations)


def _suppose_registrant(problem: Problem, change: RegisterChange) -> Problem:
    """The problem with somebody registered, reached and on cover at all hours, to answer for what is supposed."""
    if any(one.id == _SUPPOSED for one in problem.registrants):
        return problem
    plain = Registrant(id=_SUPPOSED, name=_TO_NAME, registered_until=change.until, cover=(CoverHours(),))
    supposed = plain.model_copy(update={"name": _TO_NAME, "registration": _TO_RECORD, "contact": _TO_RECORD})
    return problem.replace(registrants=(*problem.registrants, supposed))


def _sign_off(problem: Problem, change: RegisterChange) -> tuple[Delegation, ...]:
    """A sign-off made before the first of the days is renewed, the latest of them; else a new one is recorded. Either
    way somebody registered signs now, and answers for it.
    """
    mine = [one for one in problem.delegations if change.is_about(one)]
    old = max((entry for entry in mine if entry.signed_off <= change.since), key=lambda e: e.expires, default=None)
    if old is None:
        new = Delegation(
            id=f"what-if {len(problem.delegations)}",
            client=change.client,
            task=change.what,
            worker=change.worker,
            registrant=_SUPPOSED,
            contact=_TO_RECORD,
            trained=change.since,
            signed_off=change.since,
            expires=change.until,
        )
        return (*problem.delegations, new.model_copy(update={"contact": _TO_RECORD}))
    renewed = old.model_copy(
        update={
            "expires": max(old.expires, change.until),
            "review": None if old.review is None else max(old.review, change.until),
            "registrant": _SUPPOSED,
            "contact": _TO_RECORD,
        }
    )
    return tuple(renewed if entry is old else entry for entry in problem.delegations)


def _classify(problem: Problem, code: str) -> TaskCode:
    """An entry for an unknown code: for nurses only where it is a health task, else as strict as what it says."""
    same = [task for visit in problem.visits for task in visit.tasks if fold(task.code) == fold(code)]
    if any(task.owner == "health" for task in same):
        return TaskCode(code=code, owner="health", task_class="registered")
    said = [one.task_class or "ordinary" for one in meant_by(code, catalogue_of(problem))]
    return TaskCode(code=code, task_class=min(said, key=STRICTEST.index, default="ordinary"))


def _switch_on(problem: Problem, change: RegisterChange) -> tuple[Agreement, ...]:
    ends = set(change.between)
    for entry in problem.agreements if change.what else ():
        if set(entry.between) == ends and entry.in_force(change.since) and entry.in_force(change.until):
            on = entry.model_copy(update={change.what: True})
            return tuple(on if other is entry else other for other in problem.agreements)
    new = Agreement(id=f"what-if {len(problem.agreements)}", between=change.between)
    if change.what:
        new = new.model_copy(update={change.what: True})
    return (*problem.agreements, new)
