"""Who gives care: organisations, workers with competencies that expire, delegations, shifts."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from .care import Outcome, Sector, Sex, is_absent
from .clock import Duration, Frozen, Instant
from .place import Code, Id, Named, Text

Mode = Literal["car", "walk", "bicycle", "transit", "motorcycle"]
MODES: tuple[Mode, ...] = ("car", "walk", "bicycle", "transit", "motorcycle")
_GROWN = 18  # years
# What a shift is where it is not plain work. sleep_in, live_in: only the care given in it is work. standby: on call,
# and at work once called. waking_night: plain work at night, told so that its limits are known.
ShiftKind = Literal["waking_night", "sleep_in", "live_in", "standby"]


class Organisation(Frozen):
    """An NHS trust, a council, a provider or an agency; its sector says which record its tasks belong to."""

    id: Id
    name: Text
    sector: Sector
    kind: Literal["nhs_trust", "council", "provider", "agency", "other"] = "other"


class Agreement(Frozen):
    """What two organisations let each other's staff do, by direction and date.

    pre_agreed: what may become of two of their visits without a signature for each, see joint.py. sharing_basis: what
    lets them share a client's record while that client's consent is not known (the agreement must then be signed):
    an ordinary visit may then go to the other organisation's staff; a join and a delegation still want consent.
    overhead_borne_by: which of the two pays for what a joint visit is longer than its tasks, and keeps what it is
    shorter; unless said each in proportion.
    """

    id: Id
    between: tuple[Id, Id]
    health_task_to_care_worker: bool = False
    social_task_to_nurse: bool = False
    pre_agreed: tuple[Outcome, ...] = ()
    starts: date | None = None
    ends: date | None = None
    sharing_basis: Text = Field(default="", exclude_if=is_absent)
    signed_by: Text = Field(default="", exclude_if=is_absent)
    signed: date | None = Field(default=None, exclude_if=is_absent)
    overhead_borne_by: Id | None = Field(default=None, exclude_if=is_absent)

    @model_validator(mode="after")
    def _sensible(self) -> Agreement:
        if self.between[0] == self.between[1]:
            raise ValueError("want an agreement between two different organisations")
        if self.overhead_borne_by not in (None, *self.between):
            raise ValueError("want overhead_borne_by to be one of the two organisations")
        if self.starts and self.ends and self.ends < self.starts:
            raise ValueError("want ends on or after starts")
        return self

    def in_force(self, day: date) -> bool:
        """Whether the day lies within its dates, first and last day included."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


class Competency(Frozen):
    """Something a worker can be trained and signed off for."""

    id: Id
    name: Text = ""


class HeldCompetency(Frozen):
    """A competency a worker holds; valid through ``expires``, that day included."""

    competency: Id
    expires: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether it has not expired by that day."""
        return self.expires is None or day <= self.expires


class Worker(Frozen):
    """Someone who gives care. weekly contract and limit in minutes; hour_pence: pay for an hour; longest_walk: the
    longest single journey on foot, where it is not the pack's.

    born: where it is known, it says whether they are under 18, and who is the same person under two ids.

    team: the name of the team they work in, such as "Harbour evening". Rules do not look at it.

    apprentice: on the apprentices' minimum wage (under 19, or in the first year). tax_year_miles: business miles in
    their own car since the last 6 April, up to the horizon. most_visits: more on a shift cost; None: the pack's number.
    """

    id: Id
    name: Text
    organisation: Id
    home: Id
    # Left out of what is written where there is none, so that a problem without teams keeps its fingerprint.
    team: Text = Field(default="", exclude_if=lambda team: not team)
    sex: Sex | None = None
    mode: Mode = "car"
    competencies: tuple[HeldCompetency, ...] = ()
    registered_nurse: bool = False
    agency: bool = False
    under_18: bool = False
    contract: Duration | None = Field(default=None, alias="contract_minutes")  # over the horizon's week
    limit: Duration | None = Field(default=None, alias="limit_minutes")  # in any seven days; None: the pack's
    hour_pence: int | None = Field(default=None, ge=0, le=10**6)
    refused_clients: tuple[Id, ...] = ()
    accepts_delegation: bool = True
    longest_walk: Duration | None = Field(default=None, alias="longest_walk_minutes", exclude_if=is_absent)
    born: date | None = Field(default=None, exclude_if=is_absent)
    apprentice: bool = Field(default=False, exclude_if=lambda apprentice: not apprentice)
    tax_year_miles: int | None = Field(default=None, ge=0, le=10**6, exclude_if=is_absent)
    most_visits: int | None = Field(default=None, ge=1, le=99, exclude_if=is_absent)

    def age(self, day: date) -> int | None:
        """Whole years on a day; None where the date of birth is not known."""
        if self.born is None:
            return None
        had = (day.month, day.day) >= (self.born.month, self.born.day)  # their birthday in that year
        return day.year - self.born.year - (not had)

    def is_young(self, day: date) -> bool:
        """Whether they are under 18 on a day, by the date of birth or because it was said so."""
        age = self.age(day)
        return self.under_18 or (age is not None and age < _GROWN)


class Delegation(Frozen):
    """A named registrant lets named workers do a named health task for a named client.

    worker: the first of them; also: the others. registrant: the id of one of the registrants, or a name (of a document
    from before there were registrants). contact: how the registrant is reached while the task is done; without it
    nobody may work under the delegation.
    """

    id: Id
    client: Id
    task: Code
    worker: Id
    registrant: Named
    contact: Text = ""
    trained: date
    signed_off: date
    expires: date
    review: date | None = None
    also: tuple[Id, ...] = Field(default=(), exclude_if=is_absent)

    @property
    def workers(self) -> tuple[str, ...]:
        """Everybody it names."""
        return (self.worker, *self.also)

    @model_validator(mode="after")
    def _ordered(self) -> Delegation:
        if self.expires < self.signed_off:
            raise ValueError("want expires on or after signed_off")
        if self.signed_off < self.trained:
            raise ValueError("want signed_off on or after trained")
        return self

    def in_force(self, day: date) -> bool:
        """Whether it is signed off on that day, not expired and not overdue for review; these days are included.

        By its dates alone: whether the registrant is named and can be reached is another question.
        """
        return self.signed_off <= day <= self.expires and (self.review is None or day <= self.review)


class Break(Frozen):
    """A rest inside a shift: it starts between earliest and latest."""

    duration: Duration = Field(alias="duration_minutes")
    earliest: Instant
    latest: Instant

    @model_validator(mode="after")
    def _ordered(self) -> Break:
        if self.latest < self.earliest:
            raise ValueError("want a latest that is not before earliest")
        return self


class Shift(Frozen):
    """One stretch of one worker's paid time: the vehicle of the routing problem. A split day is two shifts.

    start: nobody leaves before. end: planned end; work up to ``max_overtime`` past it is allowed at a price.
    Places default to the worker's home. engaged_by: the organisation that an agency worker acts for on this shift.
    told_on: the day on which the worker was told of it.
    """

    id: Id
    worker: Id
    start: Instant
    end: Instant
    start_place: Id | None = None
    end_place: Id | None = None
    max_overtime: Duration | None = Field(default=None, alias="max_overtime_minutes")
    break_: Break | None = Field(default=None, alias="break")
    mode: Mode | None = None
    engaged_by: Id | None = Field(default=None, exclude_if=is_absent)
    kind: ShiftKind | None = Field(default=None, exclude_if=is_absent)
    told_on: date | None = Field(default=None, exclude_if=is_absent)

    @property
    def only_care_is_work(self) -> bool:
        """Somebody sleeps or lives in: what is not care given is no work."""
        return self.kind in ("sleep_in", "live_in")

    @model_validator(mode="after")
    def _ordered(self) -> Shift:
        if self.end <= self.start:
            raise ValueError("want an end after the start")
        return self
