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
    """Local hours in which a registrant can be reached, on some days of the week.

    until at or before from: it ends on the next day.
    """

    days: tuple[Weekday, ...] = Field(default=WEEKDAYS, min_length=1)
    from_: TimeOfDay = Field(default="00:00", alias="from")
    until: TimeOfDay = "24:00"


class Registrant(Frozen):
    """Somebody registered who answers for delegations and protocols. What is not said is not known, neither yes nor no.

    registration: the number with the NMC or another register; registered_until: the last day of it. contact: how they
    are reached; cover: when. left: the last day on which they answered for anything.
    """

    id: Id
    name: Named
    organisation: Id | None = None
    registration: Text = ""
    registered_until: date | None = None
    contact: Text = ""
    cover: tuple[CoverHours, ...] = ()
    left: date | None = None


class Protocol(Frozen):
    """A registrant lets those of one organisation's staff who hold a task's competencies do that task."""

    id: Id
    organisation: Id
    task: Code
    registrant: Named
    signed: date
    expires: date | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Protocol:
        if self.expires and self.expires < self.signed:
            raise ValueError("want expires on or after signed")
        return self

    def in_force(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.signed <= day and (self.expires is None or day <= self.expires)


class Subcontract(Frozen):
    """An organisation lets another deliver its visits as if it were itself. clients: only theirs, all where empty."""

    id: Id
    provider: Id
    to: Id
    clients: tuple[Id, ...] = ()
    starts: date | None = None
    ends: date | None = None

    @model_validator(mode="after")
    def _sensible(self) -> Subcontract:
        if self.provider == self.to:
            raise ValueError("want a subcontract between two different organisations")
        if self.starts and self.ends and self.ends < self.starts:
            raise ValueError("want ends on or after starts")
        return self


class UnpaidCarer(Frozen):
    """A relative or friend who helps with care. They are no worker; no rule of duty applies to them.

    second_hands: may be the second pair of hands of a double-handed visit. tasks: codes they do themselves. Both hold
    only with carer_agreed and client_agreed, the days on which each of the two agreed; until: the last day of it.
    """

    id: Id
    client: Id
    name: Text = Field(min_length=1)
    second_hands: bool = False
    tasks: tuple[Id, ...] = ()
    carer_agreed: date | None = None
    client_agreed: date | None = None
    until: date | None = None


class StandingAgreement(Frozen):
    """What one organisation lets become of its own visits without a signature for each: signed, dated, reviewed.

    outcome: see joint.py; tasks: the codes it is about. signed_by and role: a nurse lead, where any of them is a health
    task. review: the day by which it is looked at again; not in force after it.
    """

    id: Id
    organisation: Id
    outcome: Outcome
    tasks: tuple[Id, ...] = Field(min_length=1)
    signed_by: Text = Field(min_length=1)
    role: SigningRole
    signed: date
    review: date

    @model_validator(mode="after")
    def _ordered(self) -> StandingAgreement:
        if self.review < self.signed:
            raise ValueError("want review on or after signed")
        return self


SuspensionKind = Literal["client", "worker", "registrant", "task", "delegation"]


class Suspension(Frozen):
    """Something stopped: a client in hospital, a worker, a registrant, a task code or a delegation.

    what and of: which one, by id (of a registrant without id: the name). starts: from that moment on; ends: until then,
    None: until it is lifted. by and reason: who stopped it and why. ended_by: who lifted it, where somebody did.
    """

    id: Id
    what: SuspensionKind
    of: Named
    starts: Instant
    ends: Instant | None = None
    reason: Text = Field(min_length=1)
    by: Text = Field(min_length=1)
    ended_by: Text = Field(default="", exclude_if=is_absent)

    @model_validator(mode="after")
    def _ordered(self) -> Suspension:
        if self.ends is not None and self.ends < self.starts:
            raise ValueError("want ends that is not before starts")
        return self

    @property
    def is_void(self) -> bool:
        """Whether it was lifted at the moment it was made, so that it stops nothing."""
        return self.ends is not None and self.ends <= self.starts
