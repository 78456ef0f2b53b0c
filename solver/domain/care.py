"""Who needs what, when: clients, tasks, visits and the links between visits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import accumulate
from typing import Literal

from pydantic import Field, field_validator, model_validator

from .clock import Duration, Frozen, Instant
from .names import is_name
from .place import Code, Id, Reference, Text
from .role import AcceptingRole

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
    """A client's recorded answer to sharing their record between organisations, or to delegated tasks."""

    kind: ConsentKind
    """What was asked: whether their record may be shared with another organisation's staff, or whether a task may be
    delegated."""
    given: bool | None = None
    """yes: given; no: refused; empty: asked, and not known: a yes of before is none any more, a no stays. No row at all
    is unknown too."""
    recorded: date
    """The day of the answer."""
    expires: date | None = None
    """Its last day; empty: until another answer."""
    basis: Literal["own", "best_interests", "attorney"] | None = Field(default=None, exclude_if=is_absent)
    """Whose decision it was: their own, in their best interests, or an attorney's."""
    recorder: Text = Field(default="", exclude_if=is_absent)
    """Who wrote it down; without a name a yes in their best interests does not count. Example: Lea Example"""
    withdrawn: Instant | None = Field(default=None, exclude_if=is_absent)
    """From this moment on it is refused, and what rests on it ends."""

    @model_validator(mode="after")
    def _ordered(self) -> Consent:
        if self.expires and self.expires < self.recorded:
            raise ValueError("want expires on or after recorded")
        return self

    @property
    def said(self) -> bool | None:
        """The answer as far as it counts. Who says yes in somebody's best interests is not the client: a row that names
        nobody who wrote it down is a question without an answer.
        """
        return None if self.is_unnamed else self.given

    @property
    def is_unnamed(self) -> bool:
        """Whether it is a yes in somebody's best interests, and nobody is named who wrote it down."""
        return self.given is True and self.basis == "best_interests" and not is_name(self.recorder)

    def in_force(self, day: date) -> bool:
        """Whether this answer, yes or no, is recorded by that day and has not expired; both days are included."""
        return self.recorded <= day and (self.expires is None or day <= self.expires)


class Client(Frozen):
    """The person who receives care. Everyone in project data is invented."""

    id: Id
    """Their id. Example: C12"""
    name: Text
    """Their name. Example: Ada Sample"""
    place: Id
    """Where they live."""
    nhs_number: str | None = Field(default=None, repr=False)
    """Ten digits, checked by the last (modulus 11). Example: 999 000 1006"""
    household: Id | None = None
    """The household they live in, where somebody else receives care too."""
    worker_sex: Sex | None = None
    """Whom they asked to be visited by."""
    refused_workers: tuple[Id, ...] = ()
    """Workers they declined."""
    preferred_workers: tuple[Id, ...] = ()
    """Workers they asked for, or know best."""
    lone_working: Literal["none", "pair", "daylight"] = "none"
    """What a flagged address wants: two workers, or daylight."""
    stable: bool = False
    """Whether their condition is recorded as stable; a delegated task needs it. Empty is no. Visits of kind first or
    changed count as not stable whatever stands here."""
    consents: tuple[Consent, ...] = ()
    """Their recorded answers to sharing and to delegation."""

    @field_validator("nhs_number")
    @classmethod
    def _checked(cls, value: str | None) -> str | None:
        digits = value.replace(" ", "").replace("-", "") if value is not None else None
        if digits is None or nhs_number_is_valid(digits):
            return digits
        raise ValueError("want ten digits whose last is the modulus 11 check digit")

    def last_answer(self, kind: ConsentKind, day: date) -> Consent | None:
        """The answer that counts on a day: the one recorded last by then, expired or not; None: nobody has asked, or
        who said yes was asked again, and has not answered.

        Of several recorded on one day a refusal counts, else the one that expires last.
        """
        rows = [one for one in self.consents if one.kind == kind and one.recorded <= day]
        known = [one for one in rows if one.said is not None]
        last = max(known, key=lambda one: (one.recorded, not one.said, one.expires or date.max), default=None)
        asked_again = last is not None and any(one.said is None and one.recorded >= last.recorded for one in rows)
        return None if last is not None and last.said and asked_again else last


class Window(Frozen):
    """A span in which a visit may start, both ends included."""

    start: Instant
    """The earliest moment to begin."""
    end: Instant
    """The latest moment to begin; a visit that starts later is late."""

    @model_validator(mode="after")
    def _ordered(self) -> Window:
        if self.end < self.start:
            raise ValueError("want an end that is not before the start")
        return self


class TimeCritical(Frozen):
    """A prescribed moment (Parkinson's medicine, insulin): the task is reached within ``tolerance`` of ``at``."""

    at: Instant
    """The prescribed moment at which the task is reached."""
    tolerance: Duration = Field(alias="tolerance_minutes")
    """How far from it is still right. Example: 30"""


class Task(Frozen):
    """One thing done for a client. A clinical window is set by a named registered nurse and never moved.

    Clinical window and prescribed moment are about when the task is reached in its visit, not when the visit starts.
    Without ``duplicate_of`` the same code twice in a day is a second dose or call.
    """

    code: Code
    """What is done, by the task catalogue (docs/reference/task-codes.md) or a code of your own. Unknown codes are never
    joined or delegated. Example: wash_and_dress"""
    duration: Duration = Field(alias="duration_minutes")
    """How long it takes. Example: 30"""
    owner: Sector = "social"
    """Whose record it belongs to."""
    competencies: tuple[Id, ...] = ()
    """What whoever does it must hold; empty: what the catalogue asks."""
    clinical_window: Window | None = None
    """When the task must be reached, as a registered nurse set it. Never moved or widened."""
    clinical_window_set_by: Text = ""
    """The registered nurse who set the window. Example: Nora Example"""
    time_critical: TimeCritical | None = None
    """The prescribed moment of the task."""
    registered_nurse_only: bool = False
    """Whether only a registered nurse may do it, whatever the catalogue says."""
    delegable: bool = False
    """Whether it may be done under a delegation, where the catalogue does not say so already."""
    order: Text = Field(default="", exclude_if=is_absent)
    """Which medicine or which order it is: two tasks of one code and two orders are never one. What it says of that not
    everybody may do counts like a code. Example: Paracetamol 500 mg"""
    duplicate_of: Id | None = Field(default=None, exclude_if=is_absent)
    """Another visit of the client whose task of the same code is this very order, as a registrant declared."""
    duplicate_declared_by: Reference = Field(default="", exclude_if=is_absent)
    """The registrant who declared that, by id or name. Example: R1"""

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
    """That a named person accepts a start after the cap on lateness, and why. Rows are added, never changed or taken
    away.
    """

    until: Instant
    """The latest start that is accepted. It moves no clinical window and no prescribed moment."""
    by: Text = Field(min_length=1)
    """Who accepted it. Example: Lea Example"""
    reason: Text = Field(min_length=1)
    """Why. Example: the daughter is there until ten"""
    on: date
    """On which day they did. The last row of a visit counts."""
    role: AcceptingRole | None = Field(default=None, exclude_if=is_absent)
    """What they are: a nurse lead or a registrant where the visit has a health task; one of these or a manager where it
    has a medicine, a clinical window or a prescribed moment. Without it the row does not count for such a visit; nor,
    for a medicine of the health side, from whom the document does not know as a registrant or a nurse of the day."""


class Visit(Frozen):
    """One knock at the door: tasks, agreed windows for its start, and how many workers it takes."""

    id: Id
    """Its id. Example: V12"""
    client: Id
    """Whom it is for."""
    organisation: Id
    """Whose visit it is."""
    tasks: tuple[Task, ...] = Field(min_length=1)
    """What is done, in this order."""
    windows: tuple[Window, ...] = Field(min_length=1)
    """When it may start by agreement."""
    windows_hard: bool = False
    """Whether it may never be late, not even at a price."""
    workers: int = Field(default=1, ge=1, le=2)
    """How many come to the door together: 1 or 2. Example: 1"""
    priority: int = Field(default=2, ge=1, le=5)
    """From 1 (routine) to 5 (critical). It weighs lateness and leaving out. Example: 2"""
    optional: bool = False
    """Whether it may be left out where serving it would cost more than it is worth."""
    value: int | None = Field(default=None, ge=0, le=10**9, alias="value_pence")
    """What an optional visit is worth, in pence; empty: the rule pack's. Example: 2000"""
    length: Duration | None = Field(default=None, alias="length_minutes")
    """Time at the door, where it is not the sum of the tasks. Example: 45"""
    place: Id | None = None
    """Where it happens, where that is not the client's home."""
    kind: Literal["routine", "first", "review", "changed"] = "routine"
    """A first visit, a review, or one after a change of condition never disappears in a joint visit. In a first visit
    and in one after a change nothing is done under a delegation: the situation is not stable yet."""
    preferred_workers: tuple[Id, ...] = ()
    """Workers wanted for this visit; empty: the client's."""
    commissioner: Id | None = Field(default=None, exclude_if=is_absent)
    """Who pays for it; empty: the organisation."""
    provider: Id | None = Field(default=None, exclude_if=is_absent)
    """Who must deliver it; empty: the organisation."""
    unpaid_carer: Id | None = Field(default=None, exclude_if=is_absent)
    """Who is the second pair of hands, or does tasks, by a recorded agreement."""
    late_accepted: tuple[LateAcceptance, ...] = Field(default=(), exclude_if=is_absent)
    """Who has accepted that it begins later than its cap on lateness allows."""

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
    """A tie between two visits; always hard, and in force when both are served."""

    id: Id
    """Its id. Example: L2"""
    kind: LinkKind
    """double_handed: same start, two workers, both or none. same_start. gap: the second starts so long after the first.
    same_worker. different_worker. both_or_none."""
    first: Id
    """The one visit; of a gap the earlier, which may be one of before the horizon."""
    second: Id
    """The other visit."""
    min_gap: Duration | None = Field(default=None, alias="min_gap_minutes")
    """The least from start to start, with kind gap. Example: 240"""
    max_gap: Duration | None = Field(default=None, alias="max_gap_minutes")
    """The most from start to start, with kind gap. Example: 360"""

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
