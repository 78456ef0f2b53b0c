"""Who needs what, when: clients, tasks, visits and the links between visits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import accumulate
from typing import Literal

from pydantic import Field, field_validator, model_validator

from .clock import Duration, Frozen, Instant
from .place import Code, Id, Reference, Text
from .role import SigningRole

Sector = Literal["health", "social"]
Sex = Literal["female", "male", "other"]
ConsentKind = Literal["sharing", "delegation"]
LinkKind = Literal["double_handed", "same_start", "gap", "same_worker", "different_worker", "both_or_none"]
# What can become of visits that are joined, see joint.py; keeping them apart needs no name.
Outcome = Literal["join", "delegate", "absorb", "co_attend", "drop_duplicate"]


def is_absent(value: object) -> bool:
    """Left out of what is written, so that a problem without it keeps its fingerprint."""
    return value in (None, "", ())


def nhs_number_is_valid(number: str) -> bool:
    """Ten digits, modulus 11 with weights 10..2; a remainder of 11 reads 0 and 10 is invalid (NHS Data Dictionary)."""
    if len(number) != 10 or not (number.isascii() and number.isdigit()):
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(number[:9], range(10, 1, -1), strict=True)) % 11
    return check != 10 and check % 11 == int(number[9])


class Consent(Frozen):
    """A client's recorded answer to sharing their record between organisations, or to delegated tasks.

    given: True given, False refused, None asked but not known; no row at all is unknown too. basis: whose decision it
    is; recorder: who wrote it down. withdrawn: from that moment on it is refused, and what rests on it ends.
    """

    kind: ConsentKind
    given: bool | None = None
    recorded: date
    expires: date | None = None
    basis: Literal["own", "best_interests", "attorney"] | None = Field(default=None, exclude_if=is_absent)
    recorder: Text = Field(default="", exclude_if=is_absent)
    withdrawn: Instant | None = Field(default=None, exclude_if=is_absent)

    @model_validator(mode="after")
    def _ordered(self) -> Consent:
        if self.expires and self.expires < self.recorded:
            raise ValueError("want expires on or after recorded")
        return self

    def in_force(self, day: date) -> bool:
        """Whether this answer, yes or no, is recorded by that day and has not expired; both days are included."""
        return self.recorded <= day and (self.expires is None or day <= self.expires)


class Client(Frozen):
    """The person who receives care. Everyone in project data is invented."""

    id: Id
    name: Text
    place: Id
    nhs_number: str | None = Field(default=None, repr=False)
    household: Id | None = None
    worker_sex: Sex | None = None  # set where the client asked
    refused_workers: tuple[Id, ...] = ()
    preferred_workers: tuple[Id, ...] = ()
    lone_working: Literal["none", "pair", "daylight"] = "none"  # what a risk-flagged address wants
    stable: bool = False  # a delegable task needs a stable condition
    consents: tuple[Consent, ...] = ()

    @field_validator("nhs_number")
    @classmethod
    def _checked(cls, value: str | None) -> str | None:
        digits = value.replace(" ", "").replace("-", "") if value is not None else None
        if digits is None or nhs_number_is_valid(digits):
            return digits
        raise ValueError("want ten digits whose last is the modulus 11 check digit")

    def last_answer(self, kind: ConsentKind, day: date) -> Consent | None:
        """The answer that counts on a day: the one recorded last by then, expired or not; None: nobody has asked.

        Of several recorded on one day a refusal counts, else the one that expires last.
        """
        known = [one for one in self.consents if one.kind == kind and one.recorded <= day and one.given is not None]
        return max(known, key=lambda one: (one.recorded, not one.given, one.expires or date.max), default=None)


class Window(Frozen):
    """A span in which a visit may start, both ends included."""

    start: Instant
    end: Instant

    @model_validator(mode="after")
    def _ordered(self) -> Window:
        if self.end < self.start:
            raise ValueError("want an end that is not before the start")
        return self


class TimeCritical(Frozen):
    """A prescribed moment (Parkinson's medicine, insulin): the task is reached within ``tolerance`` of ``at``."""

    at: Instant
    tolerance: Duration = Field(alias="tolerance_minutes")


class Task(Frozen):
    """One thing done for a client. A clinical window is set by a named registered nurse and never moved.

    Clinical window and prescribed moment are about when the task is reached in its visit, not when the visit starts.
    code: of the task catalogue (tasks.py); other codes are read and never joined or delegated. order: which medicine or
    which order it is, where known: two tasks of one code and two orders are never one. duplicate_of: the id of another
    visit of the client whose task of the same code is this very order, by a registrant (duplicate_declared_by: a name
    or the id of one of the registrants); without that the same code twice in a day is a second dose or call.
    """

    code: Code
    duration: Duration = Field(alias="duration_minutes")
    owner: Sector = "social"
    competencies: tuple[Id, ...] = ()
    clinical_window: Window | None = None
    clinical_window_set_by: Text = ""
    time_critical: TimeCritical | None = None
    registered_nurse_only: bool = False
    delegable: bool = False
    order: Text = Field(default="", exclude_if=is_absent)
    duplicate_of: Id | None = Field(default=None, exclude_if=is_absent)
    duplicate_declared_by: Reference = Field(default="", exclude_if=is_absent)

    @model_validator(mode="after")
    def _signed(self) -> Task:
        if self.clinical_window and not self.clinical_window_set_by:
            raise ValueError("want clinical_window_set_by, the registered nurse who set the clinical window")
        if self.registered_nurse_only and self.delegable:
            raise ValueError("want registered_nurse_only or delegable, not both")
        if self.duplicate_of is not None and not self.duplicate_declared_by.strip():
            raise ValueError("want duplicate_declared_by, the registrant who declared it one and the same order")
        return self


class LateAcceptance(Frozen):
    """That a named person accepts a start after the cap on lateness, up to ``until``, and why. Rows are added, never
    changed or taken away; of several the last counts. It moves no clinical window and no prescribed moment.
    role: theirs; a nurse lead's where the visit has a health task.
    """

    until: Instant
    by: Text = Field(min_length=1)
    reason: Text = Field(min_length=1)
    on: date
    role: SigningRole | None = Field(default=None, exclude_if=is_absent)


class Visit(Frozen):
    """One knock at the door: tasks, agreed windows for its start, and how many workers it takes.

    organisation: whose visit it is. commissioner: who pays, provider: who must deliver; both the organisation unless
    said. unpaid_carer: who is the second pair of hands, or does tasks, by a recorded agreement (authority.py).
    priority: 1 (routine) to 5 (critical). value: pence an optional visit is worth; it may be left out when serving it
    would cost more. length: minutes at the door when they differ from the sum of the tasks. late_accepted: who has
    accepted that it begins later than its cap on lateness allows.
    """

    id: Id
    client: Id
    organisation: Id
    tasks: tuple[Task, ...] = Field(min_length=1)
    windows: tuple[Window, ...] = Field(min_length=1)
    windows_hard: bool = False
    workers: int = Field(default=1, ge=1, le=2)
    priority: int = Field(default=2, ge=1, le=5)
    optional: bool = False
    value: int | None = Field(default=None, ge=0, le=10**9, alias="value_pence")
    length: Duration | None = Field(default=None, alias="length_minutes")
    place: Id | None = None
    kind: Literal["routine", "first", "review", "changed"] = "routine"
    preferred_workers: tuple[Id, ...] = ()
    commissioner: Id | None = Field(default=None, exclude_if=is_absent)
    provider: Id | None = Field(default=None, exclude_if=is_absent)
    unpaid_carer: Id | None = Field(default=None, exclude_if=is_absent)
    late_accepted: tuple[LateAcceptance, ...] = Field(default=(), exclude_if=is_absent)

    @model_validator(mode="after")
    def _apart(self) -> Visit:
        if self.windows_hard and self.late_accepted:
            raise ValueError("want windows that are not hard where somebody has accepted a late start")
        for before, after in zip(self.windows, self.windows[1:], strict=False):
            if after.start < before.end:  # they may touch: a start at that moment belongs to the later one
                raise ValueError("want windows in order that do not overlap")
        return self

    @property
    def duration(self) -> int:
        """Ticks at the door."""
        return self.length if self.length is not None else sum(task.duration for task in self.tasks)

    @property
    def tasks_reached(self) -> tuple[tuple[Task, int], ...]:
        """Its tasks in their order, each with the ticks from the start of the visit until it is reached."""
        begins = accumulate((task.duration for task in self.tasks), initial=0)
        return tuple(zip(self.tasks, begins, strict=False))

    @property
    def accepted_until(self) -> int | None:
        """The latest start that somebody has accepted beyond the cap on lateness; None where nobody has."""
        return self.late_accepted[-1].until if self.late_accepted else None

    @property
    def delivered_by(self) -> str:
        """The organisation whose staff must deliver it."""
        return self.provider or self.organisation

    @property
    def paid_by(self) -> str:
        """The organisation that pays for it."""
        return self.commissioner or self.organisation

    @property
    def competencies(self) -> frozenset[str]:
        """Every competency its tasks ask for."""
        return frozenset(competency for task in self.tasks for competency in task.competencies)

    @property
    def commissioned(self) -> tuple[Visit, ...]:
        """The commissioned visits that are done when this one is: itself, or the parts of a joint visit."""
        return (self,)

    @property
    def clients(self) -> tuple[str, ...]:
        """Everybody it is for; a joint visit may be for two people of one household."""
        return (self.client,)


class Link(Frozen):
    """A tie between two visits; always hard, and in force when both are served.

    double_handed: same start, different workers, both or none. same_start. gap: the second starts at least ``min_gap``
    and at most ``max_gap`` after the first starts; the first may be a visit of before the horizon, where tasks_before
    tells of it. same_worker. different_worker. both_or_none.
    """

    id: Id
    kind: LinkKind
    first: Id
    second: Id
    min_gap: Duration | None = Field(default=None, alias="min_gap_minutes")
    max_gap: Duration | None = Field(default=None, alias="max_gap_minutes")

    @model_validator(mode="after")
    def _sensible(self) -> Link:
        if self.first == self.second:
            raise ValueError("want a link between two different visits")
        if self.kind == "gap":
            if self.min_gap is None and self.max_gap is None:
                raise ValueError("want min_gap_minutes, max_gap_minutes or both for a gap")
            if self.max_gap is not None and self.max_gap < (self.min_gap or 0):
                raise ValueError("want a max_gap_minutes that is not below min_gap_minutes")
        elif self.min_gap is not None or self.max_gap is not None:
            raise ValueError("want min_gap_minutes and max_gap_minutes only with kind gap")
        return self


def made_beside(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """By visit, all others that double-handed links (as pairs of ids) tie to it, at once or through others; sorted."""
    together: dict[str, set[str]] = {}
    for first, second in pairs:
        group = together.get(first, {first}) | together.get(second, {second})
        together.update(dict.fromkeys(group, group))
    return {visit: tuple(sorted(group - {visit})) for visit, group in together.items()}
