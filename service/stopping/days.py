"""Stored days and their rosters as they will be once something is stopped, and these written at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.access import Principal
from service.editing import Ground, judge_ground, save_version
from service.store import problems, rosters, tables
from service.store.compression import pack
from solver import Problem, problem_document
from solver.amend import Resting, TakenOff, find_resting, pin_over, take_off_resting
from solver.domain import Suspension

Change = Callable[[Problem], Problem | None]


@dataclass
class RosterAfter:
    """A stored roster as it will be once something is stopped, or a stop ended.

    number: its version when it was looked at. own: the document of its problem, where it has one of its own. after: the
    roster judged anew; None while it is still being made, and where there is none. resting: what rests on the stop;
    taken: the roster without these, where that was asked for. stays: nothing of it is written.
    """

    id: str
    number: int
    own: bytes | None
    after: Ground | None = None
    resting: tuple[Resting, ...] = ()
    taken: TakenOff | None = None
    stays: bool = False


@dataclass
class DayAfter:
    """A stored day as it will be, with its rosters. digest: the fingerprint of the problem when it was looked at."""

    id: str
    digest: str
    problem: Problem
    rosters: list[RosterAfter] = field(default_factory=list)


class QuickerError(Exception):
    """Somebody else has changed a day or a roster while it was worked on: work it out again."""


def suspension_of(problem: Problem, id_: str) -> Suspension | None:
    """The suspension of that id in a problem."""
    return next((one for one in problem.suspensions if one.id == id_), None)


def work_out(
    session: Session, found: Iterable[tables.Problem], change: Change, stop_id: str, take_off: bool
) -> list[DayAfter]:
    """Every day that a change concerns, with its rosters, as they will be. Nothing is written.

    change: a problem to the problem as it will be; None: this day is not concerned. stop_id: of the suspension that is
    made or ended. take_off: rosters lose the visits that rest on it.
    """
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
    """One roster of a day as it will be; arguments as in ``work_out``."""
    before = rosters.load_problem(session, row)
    after = day.problem if row.problem_document is None else change(before) or before
    own = None if row.problem_document is None else pack(problem_document(after))
    made = RosterAfter(row.id, row.version, own)
    if row.state in rosters.LIVE or row.document is None:
        return made
    made.after = judge_ground(after, rosters.load_roster(row.document, before), row.pack, day.problem.digest)
    stopped = suspension_of(after, stop_id)
    if stopped is not None and _stops(stopped):
        made.resting = find_resting(after, made.after.roster, stopped, made.after.pack, made.after.before)
        held = pin_over(after, made.resting)
        if held is not after:
            after, made.after = held, judge_ground(held, made.after.roster, row.pack, day.problem.digest)
    if take_off and stopped is not None and made.resting:
        taken = take_off_resting(after, made.after.roster, stopped, made.resting, made.after.pack)
        made.taken = taken
        made.after = Ground(after, taken.roster, made.after.pack, made.after.travel, taken.after, made.after.submitted)
    return made


def _stops(one: Suspension) -> bool:
    """Whether a document's suspension stops anything at all: not one lifted at the moment it was made."""
    return one.ends is None or one.ends > one.starts


def keep_days(session: Session, principal: Principal, days: Sequence[DayAfter], what: str) -> list[str]:
    """Write days and rosters as they were worked out; the ids of the rosters that are searched again from their best.

    what: the change in words, for the rosters' versions. Raises QuickerError, or StaleDataError of the store, where
    somebody else has written to one of them since: nothing may then be kept of this session.
    """
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
                save_version(session, principal, roster, one.after, what, by_hand=False)
                continue
            if one.own is not None:
                roster.problem_document = one.own
            if not ended:
                _begin_anew(roster)
                anew.append(roster.id)
        session.flush()
    return anew


def _begin_anew(row: tables.Roster) -> None:
    """A roster that is still being made is taken from its worker; the next one begins with the best so far, on the day
    as it is now.
    """
    row.leased_by = row.leased_until = None
    if not row.cancel_asked and row.document is not None:
        row.start, row.document = row.document, None
        row.best_cost = row.served = row.unserved = None
