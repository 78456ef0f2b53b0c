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
    """Its id. Example: council"""
    name: Text
    """What to call it. Example: Samplecare at Home"""
    sector: Sector
    """Which record its tasks belong to."""
    kind: Literal["nhs_trust", "council", "provider", "agency", "other"] = "other"
    """What sort of organisation it is."""


class Agreement(Frozen):
    """What two organisations let each other's staff do, by direction and date.

    With a basis for sharing an ordinary visit may go to the other organisation's staff while consent is not known; a
    join and a delegation still want consent.
    """

    id: Id
    """Its id. Example: trust-council"""
    between: tuple[Id, Id]
    """The two organisations."""
    health_task_to_care_worker: bool = False
    """Whether care workers of the one may do health tasks of the other."""
    social_task_to_nurse: bool = False
    """Whether nurses of the one may do social tasks of the other."""
    pre_agreed: tuple[Outcome, ...] = ()
    """What may become of two of their visits without a signature for each."""
    starts: date | None = None
    """First day; empty: it has long been so."""
    ends: date | None = None
    """Last day; empty: until further notice."""
    sharing_basis: Text = Field(default="", exclude_if=is_absent)
    """What lets the two share a client's record while that client's consent is not known; the agreement must then be
    signed. Example: Health and Social Care Act 2012 s. 251B"""
    signed_by: Text = Field(default="", exclude_if=is_absent)
    """Who signed it. Example: Lea Example"""
    signed: date | None = Field(default=None, exclude_if=is_absent)
    """When it was signed."""
    overhead_borne_by: Id | None = Field(default=None, exclude_if=is_absent)
    """Which of the two pays for what a joint visit is longer than its tasks, and keeps what it is shorter; empty: each
    in proportion."""

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
    """Its id. Example: medicines"""
    name: Text = ""
    """What to call it. Example: medicines, level 2"""


class HeldCompetency(Frozen):
    """A competency a worker holds."""

    competency: Id
    """What they hold."""
    expires: date | None = None
    """Its last day; empty: it does not end."""

    def in_force(self, day: date) -> bool:
        """Whether it has not expired by that day."""
        return self.expires is None or day <= self.expires


class Worker(Frozen):
    """Someone who gives care."""

    id: Id
    """Their id. Example: W7"""
    name: Text
    """Their name. Example: Cy Madeup"""
    organisation: Id
    """Their employer."""
    home: Id | None = None
    """Where they live, or their base: rounds begin and end there unless a shift says otherwise. Nothing: a round begins
    at its first visit and ends at its last, without a way there or back."""
    # Left out of what is written where there is none, so that a problem without teams keeps its fingerprint.
    team: Text = Field(default="", exclude_if=lambda team: not team)
    """The name of their team. No rule looks at it; the page can show it alone. Example: Harbour evening"""
    sex: Sex | None = None
    """For clients who asked for one."""
    mode: Mode = "car"
    """How they travel."""
    competencies: tuple[HeldCompetency, ...] = ()
    """What they are signed off for."""
    registered_nurse: bool = False
    """Whether they are a registered nurse."""
    agency: bool = False
    """Whether an agency sends them: each shift worked has a call-out price."""
    under_18: bool = False
    """Whether they are under 18, where no date of birth is given."""
    contract: Duration | None = Field(default=None, alias="contract_minutes")
    """Contracted hours of the week. Example: 2220"""
    limit: Duration | None = Field(default=None, alias="limit_minutes")
    """The most in any seven days, where it is not the rule pack's. Example: 2400"""
    hour_pence: int | None = Field(default=None, ge=0, le=10**6)
    """Pay for an hour, in pence; empty: the rule pack's price. Example: 1320"""
    refused_clients: tuple[Id, ...] = ()
    """Clients they declined."""
    accepts_delegation: bool = True
    """Whether they are willing to work under delegations. Empty is yes."""
    longest_walk: Duration | None = Field(default=None, alias="longest_walk_minutes", exclude_if=is_absent)
    """The longest single journey on foot, where it is not the rule pack's. Example: 30"""
    born: date | None = Field(default=None, exclude_if=is_absent)
    """Date of birth: says whether they are young, which minimum wage holds, and who is one person under two ids.
    Example: 1984-05-17"""
    apprentice: bool = Field(default=False, exclude_if=lambda apprentice: not apprentice)
    """On the apprentices' minimum wage: under 19, or in the first year."""
    tax_year_miles: int | None = Field(default=None, ge=0, le=10**6, exclude_if=is_absent)
    """Business miles in their own car since the last 6 April. Example: 9100"""
    most_visits: int | None = Field(default=None, ge=1, le=99, exclude_if=is_absent)
    """The most visits of a shift that cost nothing more; empty: the rule pack's number. Example: 12"""

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
    """A named registrant lets named workers do a named health task for a named client."""

    id: Id
    """Its id. Example: D1"""
    client: Id
    """For whom."""
    task: Code
    """The task code. Example: insulin"""
    worker: Id
    """Who may do it."""
    registrant: Named
    """Who answers for it, by id or name. Example: R1"""
    contact: Text = ""
    """How they are reached while the task is done; nobody may work under it without. Example: 01632 960001"""
    trained: date
    """The day of the training."""
    signed_off: date
    """The day on which they were found competent."""
    expires: date
    """The last day of it."""
    review: date | None = None
    """The day by which it is looked at again; not in force after it."""
    also: tuple[Id, ...] = Field(default=(), exclude_if=is_absent)
    """Others who may."""

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
    """A rest inside a shift."""

    duration: Duration = Field(alias="duration_minutes")
    """How long it is. Example: 30"""
    earliest: Instant
    """The earliest it may begin."""
    latest: Instant
    """The latest it may begin."""

    @model_validator(mode="after")
    def _ordered(self) -> Break:
        if self.latest < self.earliest:
            raise ValueError("want a latest that is not before earliest")
        return self


class Shift(Frozen):
    """One stretch of one worker's paid time: the vehicle of the routing problem."""

    id: Id
    """Its id. Example: S3"""
    worker: Id
    """Whose it is. A split day is two shifts."""
    start: Instant
    """Nobody leaves before."""
    end: Instant
    """The planned end; work beyond it, up to the overtime allowed, has a price."""
    start_place: Id | None = None
    """Where it begins, where that is not the worker's home."""
    end_place: Id | None = None
    """Where it ends, where that is not the worker's home."""
    max_overtime: Duration | None = Field(default=None, alias="max_overtime_minutes")
    """The most overtime, where it is not the rule pack's. Example: 15"""
    break_: Break | None = Field(default=None, alias="break")
    """A planned break, besides what the law asks."""
    mode: Mode | None = None
    """How they travel on this shift, where it is not as usual."""
    engaged_by: Id | None = Field(default=None, exclude_if=is_absent)
    """The organisation that an agency worker acts for on this shift."""
    kind: ShiftKind | None = Field(default=None, exclude_if=is_absent)
    """What it is where it is not plain work. sleep_in, live_in: only the care given is work; standby: work once called;
    waking_night: plain work at night."""
    told_on: date | None = Field(default=None, exclude_if=is_absent)
    """The day on which the worker was told of it."""

    @property
    def only_care_is_work(self) -> bool:
        """Somebody sleeps or lives in: what is not care given is no work."""
        return self.kind in ("sleep_in", "live_in")

    @model_validator(mode="after")
    def _ordered(self) -> Shift:
        if self.end <= self.start:
            raise ValueError("want an end after the start")
        return self
