"""A roster made for another version of the day: what is gone is dropped, what is new is not served, and all is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from solver.rules.vocabulary.wording import list_some

from ..domain import Fault, InputFaults, Join, Problem, Roster, Round, Stop, Unserved
from ..domain.joint import joins_by_name
from .joins import join_faults, joint_names

_LISTED = 12  # ids of one kind that are told; the rest are counted


def adopt_roster(
    problem: Problem, rounds: Iterable[Round], unserved: Iterable[Unserved], joins: Sequence[Join], file: str
) -> tuple[Roster, list[str]]:
    """The roster as far as it is one of this problem, and what became of the rest, in sentences.

    Stops keep their times. Visits and shifts that the day has no more go; a join goes with any of its visits, and the
    one that remains of two is made where both were. New visits, and those of a shift that has gone, are unserved.
    Raises InputFaults where less than half of the visits that are made belong to this day.
    """
    rounds = tuple(rounds)
    kept, alone = _sort_joins(problem, joins)
    names = joint_names(problem, kept, ())
    made_of = joins_by_name(joins)
    refuse_strange(problem, rounds, set(made_of), file)
    placed: list[Round] = []
    gone: dict[str, None] = {}
    dissolved: dict[str, None] = {}
    lost_shifts: dict[str, None] = {}
    for round_ in rounds:
        stops: list[Stop] = []
        for stop in round_.stops:
            if stop.visit is None or stop.visit in problem.visit or stop.visit in names:
                stops.append(stop)
            elif stop.visit in made_of:
                join = made_of[stop.visit]
                dissolved[join.id] = None
                gone.update(dict.fromkeys(visit for visit in join.visits if visit not in problem.visit))
                if stop.visit in alone:
                    stops.append(Stop(visit=alone[stop.visit], start=stop.start))
            else:
                gone[stop.visit] = None
        if round_.shift in problem.shift:
            placed.append(Round(shift=round_.shift, stops=_without_bare_breaks(round_.stops, stops)))
        else:
            lost_shifts[round_.shift] = None
    unserved = tuple(unserved)
    gone.update(dict.fromkeys(entry.visit for entry in unserved if entry.visit not in problem.visit))
    served = {stop.visit for round_ in placed for stop in round_.stops if stop.visit is not None}
    joined = {visit for join in kept if join.id in served for visit in join.visits}
    left = [entry for entry in unserved if entry.visit in problem.visit and entry.visit not in served | joined]
    known = {stop.visit for round_ in rounds for stop in round_.stops} | {entry.visit for entry in unserved}
    known |= {visit for join in joins for visit in join.visits}
    missing = [one for one in problem.visit if one not in served | joined | {entry.visit for entry in left}]
    roster = Roster(
        rounds=tuple(placed),
        unserved=(*left, *(Unserved(visit=visit) for visit in missing)),
        joins=tuple(join for join in kept if join.id in served),
    )
    return roster, list(
        _sentences(
            list(gone),
            list(lost_shifts),
            list(dissolved),
            [visit for visit in missing if visit in known],
            [visit for visit in missing if visit not in known],
        )
    )


def _without_bare_breaks(before: Sequence[Stop], stops: list[Stop]) -> tuple[Stop, ...]:
    """The stops without a break that came to stand before the first or after the last visit: it is none any more."""
    bare = [bool(before) and before[0].visit is None, bool(before) and before[-1].visit is None]
    kept = list(stops)
    while kept and kept[0].visit is None and not bare[0]:
        kept.pop(0)
    while kept and kept[-1].visit is None and not bare[1]:
        kept.pop()
    return tuple(kept)


def _sort_joins(problem: Problem, joins: Sequence[Join]) -> tuple[list[Join], dict[str, str]]:
    """The joins that still work; and by the id of one that does not, the only visit of it that is still there."""
    faulty = {path[1] for path, _ in join_faults(problem, list(enumerate(joins))) if len(path) > 1}
    kept = [join for number, join in enumerate(joins) if number not in faulty]
    alone = {}
    for number, join in enumerate(joins):
        there = [visit for visit in join.visits if visit in problem.visit]
        if number in faulty and len(there) == 1:
            alone[join.id] = there[0]
    return kept, alone


def refuse_strange(problem: Problem, rounds: Sequence[Round], joint: set[str], file: str) -> None:
    """Raise InputFaults where less than half of the visits that are made belong to this day. joint: names that joins
    give.
    """
    made = [stop.visit for round_ in rounds for stop in round_.stops if stop.visit and stop.visit not in joint]
    known = sum(visit in problem.visit for visit in made)
    if made and 2 * known < len(made):
        wanted = f"want a roster of this day, or of another version of it: it has {known} of the visits made here"
        raise InputFaults([Fault("rounds", f"{len(made)} visits", wanted, file)])


def _sentences(
    gone: list[str], shifts: list[str], dissolved: list[str], unplaced: list[str], new: list[str]
) -> Iterable[str]:
    if gone:
        yield f"No longer in the day, and dropped from the roster: {_listed('visit', gone)}."
    if shifts:
        yield f"No longer in the day, and dropped with what was on {_it(shifts)}: {_listed('shift', shifts)}."
    if dissolved:
        yield f"No longer made as one, for the visits have changed: {_listed('join', dissolved)}."
    if unplaced:
        yield f"Not served now because of that: {_listed('visit', unplaced)}."
    if new:
        yield f"New in the day, and not on this roster: {_listed('visit', new)}."


def _it(some: list[str]) -> str:
    return "it" if len(some) == 1 else "them"


def _listed(what: str, ids: list[str]) -> str:
    return f"{what}{'' if len(ids) == 1 else 's'} {list_some(ids, _LISTED)}"
