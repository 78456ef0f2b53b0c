"""The whole problem: frozen, every reference checked once at birth, changed by copy."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import cached_property
from typing import Any, Literal, Self, get_args

from pydantic import Field, field_validator, model_validator

from .authority import Protocol, Registrant, StandingAgreement, Subcontract, Suspension, UnpaidCarer
from .before import TaskBefore, WorkerBefore
from .care import Client, Link, Visit, is_absent, made_beside
from .clock import Frozen, Horizon
from .errors import InputFaults
from .journey import Travel
from .place import ANYWHERE, Household, Id, Place, Scheme, Text
from .record import CancelledVisit, JoinDecision, PastVisit, Pin, Promise
from .references import cross_faults
from .staff import Agreement, Competency, Delegation, Organisation, Shift, Worker
from .tasks import TaskCode


class Problem(Frozen):
    """Visits to place on shifts, and all that decides who may do what. Raises InputFaults with every bad reference."""

    version: Literal["1", "2"] = "2"
    """Of the document: write 2. What says no version is of version 1, which is from before registrants, protocols and
    commissioners could be told: all that rests on them is then unknown. Example: 2"""
    carried_over: date | None = Field(default=None, exclude_if=is_absent)
    """The day on which `onevisit convert` wrote it from a document of version 1. What registrants of existing
    delegations have not said may stay unknown for some time from that day on, else from the horizon's first day (rule
    `authority_registrant`)."""
    name: Text = ""
    """What to call the day in summaries and pages. Example: Harbour team, Monday"""
    horizon: Horizon
    """The days it covers, and the zone of its clocks."""
    travel: Travel = Travel()
    """How long journeys take."""
    organisations: tuple[Organisation, ...]
    """Who commissions visits and employs staff."""
    agreements: tuple[Agreement, ...] = ()
    """What two organisations let each other's staff do."""
    competencies: tuple[Competency, ...] = ()
    """What workers can be trained and signed off for."""
    schemes: tuple[Scheme, ...] = ()
    """Sheltered housing and the like: many doors, one car park."""
    places: tuple[Place, ...]
    """Where clients and workers are."""
    households: tuple[Household, ...] = ()
    """Clients behind one door."""
    clients: tuple[Client, ...]
    """The people who receive care."""
    visits: tuple[Visit, ...]
    """What is to be done, for whom and when."""
    links: tuple[Link, ...] = ()
    """Ties between two visits."""
    workers: tuple[Worker, ...]
    """The people who give care."""
    delegations: tuple[Delegation, ...] = ()
    """Who may do which health task for which client, and who answers for it."""
    shifts: tuple[Shift, ...]
    """When workers are at work."""
    history: tuple[PastVisit, ...] = ()
    """Visits of the past, from which it is known who has met whom."""
    pins: tuple[Pin, ...] = ()
    """What a scheduler has fixed by hand."""
    promises: tuple[Promise, ...] = Field(default=(), exclude_if=is_absent)
    """What clients and workers were told of visits to come."""
    join_decisions: tuple[JoinDecision, ...] = ()
    """What named people decided about joining visits."""
    task_catalogue: tuple[TaskCode, ...] = Field(default=(), exclude_if=is_absent)
    """Task codes of your own, beside those that everybody knows."""
    registrants: tuple[Registrant, ...] = Field(default=(), exclude_if=is_absent)
    """Registered professionals who answer for delegations and protocols."""
    protocols: tuple[Protocol, ...] = Field(default=(), exclude_if=is_absent)
    """Which staff may do a task under a registrant's protocol."""
    subcontracts: tuple[Subcontract, ...] = Field(default=(), exclude_if=is_absent)
    """Who delivers whose visits for them."""
    unpaid_carers: tuple[UnpaidCarer, ...] = Field(default=(), exclude_if=is_absent)
    """Relatives and friends who help by agreement."""
    standing_agreements: tuple[StandingAgreement, ...] = Field(default=(), exclude_if=is_absent)
    """What an organisation lets become of its own visits without a signature for each."""
    suspensions: tuple[Suspension, ...] = Field(default=(), exclude_if=is_absent)
    """What somebody has stopped."""
    cancelled_visits: tuple[CancelledVisit, ...] = Field(default=(), exclude_if=is_absent)
    """Visits that were commissioned and are no more."""
    workers_before: tuple[WorkerBefore, ...] = Field(default=(), exclude_if=is_absent)
    """How long each worker was at work before the first day."""
    tasks_before: tuple[TaskBefore, ...] = Field(default=(), exclude_if=is_absent)
    """When each task was last done for each client before the first day."""
    pack: dict[Id, dict[Id, Any]] = Field(default_factory=dict)
    """Values of rules that differ from the rule pack's, by rule and setting."""

    @field_validator("pack")
    @classmethod
    def _plain(cls, value: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Values JSON can hold, in one order, so that equal problems have equal digests."""
        try:
            plain: dict[str, dict[str, Any]] = json.loads(json.dumps(value, allow_nan=False, sort_keys=True))
        except (ValueError, TypeError, RecursionError):
            raise ValueError("want numbers (finite), text, true or false, and lists or tables of these") from None
        return plain

    @model_validator(mode="after")
    def _whole(self) -> Self:
        faults = cross_faults({name: getattr(self, name) for name in Problem.model_fields})
        if faults:
            raise InputFaults(faults)
        return self

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed, validated again."""
        fields = {name: getattr(self, name) for name in Problem.model_fields}
        return type(self)(**{**fields, **changes})

    def __repr__(self) -> str:
        """Its name and how much there is of it; people's names stay in the document."""
        counts = {name: len(getattr(self, name + "s")) for name in ("visit", "client", "worker", "shift")}
        counts["day"] = self.horizon.days
        many = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items())
        return f"<{type(self).__name__} {self.name!r}: {many} from {self.horizon.date(0)}>"

    __str__ = __repr__

    @cached_property
    def digest(self) -> str:
        """A fingerprint of everything in the problem (SHA-256, hex)."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @cached_property
    def client(self) -> dict[str, Client]:
        return {client.id: client for client in self.clients}

    @cached_property
    def visit(self) -> dict[str, Visit]:
        return {visit.id: visit for visit in self.visits}

    @cached_property
    def worker(self) -> dict[str, Worker]:
        return {worker.id: worker for worker in self.workers}

    @cached_property
    def place(self) -> dict[str, Place]:
        return {place.id: place for place in self.places}

    @cached_property
    def shift(self) -> dict[str, Shift]:
        return {shift.id: shift for shift in self.shifts}

    @cached_property
    def organisation(self) -> dict[str, Organisation]:
        return {organisation.id: organisation for organisation in self.organisations}

    @cached_property
    def registrant(self) -> dict[str, Registrant]:
        """Registrants by id, and by name where a name is that of one only."""
        names: dict[str, list[Registrant]] = {}
        for registrant in self.registrants:
            names.setdefault(registrant.name, []).append(registrant)
        single = {name: some[0] for name, some in names.items() if len(some) == 1}
        return single | {registrant.id: registrant for registrant in self.registrants}

    @cached_property
    def unpaid_carer(self) -> dict[str, UnpaidCarer]:
        return {carer.id: carer for carer in self.unpaid_carers}

    @cached_property
    def visit_number(self) -> dict[str, int]:
        """Position of each visit in ``visits``: what the numeric terms count by."""
        return {visit.id: number for number, visit in enumerate(self.visits)}

    @cached_property
    def shift_number(self) -> dict[str, int]:
        """Position of each shift in ``shifts``."""
        return {shift.id: number for number, shift in enumerate(self.shifts)}

    @cached_property
    def place_number(self) -> dict[str, int]:
        """Position of each place in ``places``, and behind them that of ANYWHERE where a shift begins or ends there."""
        found = {place.id: number for number, place in enumerate(self.places)}
        return found | {ANYWHERE: len(found)} if self.roams else found

    @cached_property
    def roams(self) -> bool:
        """Whether somebody's round begins at its first visit or ends at its last, for want of a base."""
        return any(ANYWHERE in (self.start_place(shift), self.end_place(shift)) for shift in self.shifts)

    @cached_property
    def beside(self) -> dict[str, tuple[str, ...]]:
        """Visit -> the other visits made at the same moment by other workers: tied to it as double-handed, at once or
        through others. Visits without such a tie are not in it.
        """
        return made_beside((link.first, link.second) for link in self.links if link.kind == "double_handed")

    @cached_property
    def young(self) -> frozenset[str]:
        """Workers who are under 18 on the first day of the horizon."""
        return frozenset(worker.id for worker in self.workers if worker.is_young(self.horizon.date(0)))

    def hands_of(self, visit: Visit) -> int:
        """How many workers are at the door together for a visit, whichever way that was written down: those it takes,
        and those of the visits tied to it as double-handed. ``visit.workers`` alone is how many rounds it is on.
        """
        return visit.workers + sum(self.visit[other].workers for other in self.beside.get(visit.id, ()))

    def place_of(self, visit: Visit) -> str:
        """Where a visit happens: its own place, or the client's."""
        return visit.place or self.client[visit.client].place

    def start_place(self, shift: Shift) -> str:
        """Where it begins; ANYWHERE where nobody says: at its first visit."""
        return shift.start_place or self.worker[shift.worker].home or ANYWHERE

    def end_place(self, shift: Shift) -> str:
        """Where it ends; ANYWHERE where nobody says: at its last visit."""
        return shift.end_place or self.worker[shift.worker].home or ANYWHERE

    def mode_of(self, shift: Shift) -> str:
        return shift.mode or self.worker[shift.worker].mode


# The fields of Problem that are lists of objects, with the class of the object.
COLLECTIONS: dict[str, type[Frozen]] = {
    name: get_args(field.annotation)[0]
    for name, field in Problem.model_fields.items()
    if get_args(field.annotation)[1:] == (...,)
}
