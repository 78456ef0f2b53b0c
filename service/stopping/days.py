"""Stored days and their rosters as they will be once something is stopped, and these written at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.access import Principal
from service.changing import Ground, ground_on, kept
from service.store import problems, rosters, tables
from service.store.packing import pack
from solver import Problem, problem_document
from solver.amend import Resting, TakenOff, find_resting, pin_over, take_off_resting
from solver.domain import Suspension

Change = Callable[[Problem], Problem | None]


@dataclass
class RosterAfter:
    """A roster as it will be. after: judged anew; None where it is being made, or there is none. number: its version
    when it was looked at.
    """

    id: str
    number: int
    own: bytes | None  # its problem's document, where that is not the stored problem's
    after: Ground | None = None
    resting: tuple[Resting, ...] = ()
    taken: TakenOff | None = None
    stays: bool = False  # nothing is written of it


@dataclass
class DayAfter:
    """A stored problem as it will be. digest: its fingerprint when it was looked at."""

    id: str
    digest: str
    problem: Problem
    rosters: list[RosterAfter] = field(default_factory=list)


class QuickerError(Exception):
    """Somebody has changed what was worked on."""


def suspension_of(problem: Problem, id_: str) -> Suspension | None:
    return next((one for one in problem.suspensions if one.id == id_), None)


def work_out(
    session: Session, found: Iterable[tables.Problem], change: Change, stop_id: str, take_off: bool
) -> list[DayAfter]:
    """Every day that a change concerns, with its rosters, as they will be. Nothing is written."""
    days = []
    for row in found:
        problem = change(problems.load(row.document))
        if problem is None:
            continue
        day = DayAfter(row.id, row.digest, problem)
        for roster in session.scalars(select(tables.Roster).where(tables.Roster.problem == row.id)):
            day.rosters.append(_roster(session, roster, day, change, stop_id, take_off))
        days.append(day)
    return days


def _roster(
    session: Session, row: tables.Roster, day: DayAfter, change: Change, stop_id: str, take_off: bool
) -> RosterAfter:
    before = rosters.problem_of(session, row)
    after = day.problem if row.problem_document is None else change(before) or before
    own = None if row.problem_document is None else pack(problem_document(after))
    made = RosterAfter(row.id, row.version, own)
    if row.state in rosters.LIVE or row.document is None:
        return made
    made.after = ground_on(after, rosters.roster_of(row.document, before), row.pack, day.problem.digest)
    stopped = suspension_of(after, stop_id)
    if stopped is not None and _stops(stopped):
        made.resting = find_resting(after, made.after.roster, stopped, made.after.pack, made.after.before)
        held = pin_over(after, made.resting)
        if held is not after:
            after, made.after = held, ground_on(held, made.after.roster, row.pack, day.problem.digest)
    if take_off and stopped is not None and made.resting:
        taken = take_off_resting(after, made.after.roster, stopped, made.resting, made.after.pack)
        made.taken = taken
        made.after = Ground(after, taken.roster, made.after.pack, made.after.travel, taken.after, made.after.submitted)
    return made


def _stops(one: Suspension) -> bool:
    """Whether a document's suspension stops anything at all: not one lifted at the moment it was made."""
    return one.ends is None or one.ends > one.starts


def keep_days(session: Session, who: Principal, days: Sequence[DayAfter], what: str) -> list[str]:
    """Write days and rosters as worked out, and say which rosters are begun anew. Raises what tells of others."""
    anew = []
    for day in days:
        row = session.get_one(tables.Problem, day.id, with_for_update=True)
        there = session.scalars(select(tables.Roster).where(tables.Roster.problem == day.id).with_for_update()).all()
        numbers = {one.id: one.number for one in day.rosters}
        if row.digest != day.digest or row.erased is not None or {one.id for one in there} != set(numbers):
            raise QuickerError
        row.document, row.digest = pack(problem_document(day.problem)), day.problem.digest
        session.flush()  # the rosters' documents are read with it
        by_id = {one.id: one for one in there}
        for one in day.rosters:
            if one.stays:
                continue
            roster = by_id[one.id]
            ended = roster.state not in rosters.LIVE
            if (one.after is not None and roster.version != one.number) or (
                ended and one.after is None and roster.document
            ):
                raise QuickerError
            if one.after is not None:
                kept(session, who, roster, one.after, what, by_hand=False)
                continue
            if one.own is not None:
                roster.problem_document = one.own
            if not ended:
                _begin_anew(roster)
                anew.append(roster.id)
        session.flush()
    return anew


def _begin_anew(row: tables.Roster) -> None:
    """Whoever makes it loses it, and somebody begins again on the day as it is now, from the best so far."""
    row.leased_by = row.leased_until = None
    if not row.cancel_asked and row.document is not None:
        row.start, row.document = row.document, None
        row.best_cost = row.served = row.unserved = None
