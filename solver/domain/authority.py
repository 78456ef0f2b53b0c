"""What lets somebody do something for somebody: registrants, protocols, subcontracts, unpaid carers, standing
agreements, and what has been stopped. Delegations and agreements between organisations stand in staff.py, consents in
care.py.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from .care import Outcome, is_absent
from .clock import Frozen, Instant
from .place import Code, Id, Named, Text
from .role import SigningRole

# Minutes since local midnight, "08:00" in documents; 24:00 is the end of the day.
TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$|^24:00(:00)?$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class CoverHours(Frozen):
    """Local hours in which a registrant can be reached, on some days of the week."""

    days: tuple[Weekday, ...] = Field(default=WEEKDAYS, min_length=1)
    """On which days of the week. Example: mon; tue; wed"""
    from_: TimeOfDay = Field(default="00:00", alias="from")
    """From which local time. Example: 07:00"""
    until: TimeOfDay = "24:00"
    """Until which local time; at or before `from`: on the next day. Example: 22:00"""


class Registrant(Frozen):
    """Somebody registered who answers for delegations and protocols. What is not said is neither yes nor no."""

    id: Id
    """Their id. Example: R1"""
    name: Named
    """Their name; a post ("duty nurse") names nobody. Example: Nora Example"""
    organisation: Id | None = None
    """Where they work."""
    registration: Text = ""
    """Their number with the NMC or another register. Example: 99A9999E"""
    registered_until: date | None = None
    """The last day of the registration."""
    contact: Text = ""
    """How they are reached while a delegated task is done. Example: 01632 960001"""
    cover: tuple[CoverHours, ...] = ()
    """When they are reached."""
    left: date | None = None
    """The last day on which they answered for anything."""


class Protocol(Frozen):
    """A registrant lets those of one organisation's staff who hold a task's competencies do that task."""

    id: Id
    """Its id. Example: protocol-bp"""
    organisation: Id
    """Whose staff may do the task."""
    task: Code
    """The task code. Example: blood_sample"""
    registrant: Named
    """Who answers for it, by id or name. Example: R1"""
    signed: date
    """When it was signed."""
    expires: date | None = None
    """Its last day; empty: it does not end."""

    @model_validator(mode="after")
    def _ordered(self) -> Protocol:
        if self.expires and self.expires < self.signed:
            raise ValueError("want expires on or after signed")
        return self

    def in_force(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.signed <= day and (self.expires is None or day <= self.expires)


class Subcontract(Frozen):
    """An organisation lets another deliver its visits as if it were itself."""

    id: Id
    """Its id. Example: sub-1"""
    provider: Id
    """Whose visits are delivered."""
    to: Id
    """Who delivers them, as if it were that organisation."""
    clients: tuple[Id, ...] = ()
    """Of these clients only; empty: of all."""
    starts: date | None = None
    """First day; empty: it has long been so."""
    ends: date | None = None
    """Last day; empty: until further notice."""

    @model_validator(mode="after")
    def _sensible(self) -> Subcontract:
        if self.provider == self.to:
            raise ValueError("want a subcontract between two different organisations")
        if self.starts and self.ends and self.ends < self.starts:
            raise ValueError("want ends on or after starts")
        return self


class UnpaidCarer(Frozen):
    """A relative or friend who helps with care. They are no worker; no rule of duty applies to them."""

    id: Id
    """Their id. Example: K3"""
    client: Id
    """Whom they care for."""
    name: Text = Field(min_length=1)
    """Their name. Example: Bo Sample"""
    second_hands: bool = False
    """Whether they may be the second pair of hands of a double-handed visit."""
    tasks: tuple[Id, ...] = ()
    """Codes of tasks that they do themselves. Example: breakfast; lunch"""
    carer_agreed: date | None = None
    """The day on which they agreed; nothing holds without it."""
    client_agreed: date | None = None
    """The day on which the client agreed; nothing holds without it."""
    until: date | None = None
    """The last day of it; empty: until further notice."""


class StandingAgreement(Frozen):
    """What one organisation lets become of its own visits without a signature for each: signed, dated, reviewed."""

    id: Id
    """Its id. Example: standing-1"""
    organisation: Id
    """Whose own visits it is about."""
    outcome: Outcome
    """What may become of them."""
    tasks: tuple[Id, ...] = Field(min_length=1)
    """The task codes it is about. Example: insulin; breakfast"""
    signed_by: Text = Field(min_length=1)
    """Who signed it. Example: Nora Example"""
    role: SigningRole
    """What they are; a nurse lead, where any of the tasks is a health task."""
    signed: date
    """When it was signed."""
    review: date
    """The day by which it is looked at again; not in force after it."""

    @model_validator(mode="after")
    def _ordered(self) -> StandingAgreement:
        if self.review < self.signed:
            raise ValueError("want review on or after signed")
        return self


SuspensionKind = Literal["client", "worker", "registrant", "task", "delegation", "unpaid_carer"]


class Suspension(Frozen):
    """Something stopped: a client in hospital, a worker, a registrant, a task code (of everybody, or of one client), a
    delegation, or an unpaid carer: whom nobody counts on then.
    """

    id: Id
    """Its id. Example: stop-1"""
    what: SuspensionKind
    """What kind of thing is stopped."""
    of: Named
    """Which one, by id (a task by its code, a registrant without id by name). Example: C12"""
    client: Id | None = Field(default=None, exclude_if=is_absent)
    """Of a task: of this client only; empty: of everybody."""
    starts: Instant
    """From this moment on."""
    ends: Instant | None = None
    """Until this moment; empty: until somebody ends it."""
    reason: Text = Field(min_length=1)
    """Why. Example: in hospital"""
    by: Text = Field(min_length=1)
    """Who stopped it. Example: Lea Example"""
    ended_by: Text = Field(default="", exclude_if=is_absent)
    """Who ended it, where somebody did. Example: Lea Example"""

    @model_validator(mode="after")
    def _ordered(self) -> Suspension:
        if self.ends is not None and self.ends < self.starts:
            raise ValueError("want ends that is not before starts")
        if self.client is not None and self.what != "task":
            raise ValueError("want a client only with what task: one task of one client")
        return self

    def is_about(self, client: str) -> bool:
        """Whether what it stops may be one client's: it names that one, or nobody."""
        return self.client in (None, client)

    @property
    def is_void(self) -> bool:
        """Whether it was lifted at the moment it was made, so that it stops nothing."""
        return self.ends is not None and self.ends <= self.starts
