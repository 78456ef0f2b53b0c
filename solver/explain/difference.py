"""Two rosters of one problem compared, in sentences."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from solver.check import joined_as, known_part
from solver.domain import JoinedProblem, Problem, Roster
from solver.rules import timeline
from solver.travel import Journeys, journeys

from .model import named


@dataclass(frozen=True, slots=True)
class _Held:
    workers: tuple[str, ...]
    shifts: tuple[str, ...]
    start: int
    joined: tuple[str, ...]  # the visits made as one with it


_NAMED_MOVES = 4  # changes told in words; more are counted


def difference(
    problem: Problem, old: Roster, new: Roster, travel: Journeys | None = None, about: Collection[str] | None = None
) -> list[str]:
    """What changed from old to new, visit by visit in order of time: unserved first, then joins, who goes, then when.

    about: the visits that are told of; all of the problem's unless given.
    Changes of start below a minute are left out. Empty: the same roster to the minute.
    """
    problem = problem.origin if isinstance(problem, JoinedProblem) else problem
    travel = travel or journeys(problem)
    before, after = _held(problem, old, travel), _held(problem, new, travel)
    lost, gained, joins, moved, timed = [], [], [], [], []
    minute = problem.horizon.ticks_per_minute
    clock = problem.horizon.label
    visits = [visit for visit in problem.visits if about is None or visit.id in about]
    for visit in sorted(visits, key=lambda visit: (visit.windows[0].start, visit.id)):
        was, now = before.get(visit.id), after.get(visit.id)
        name = named(problem, visit.id)
        if was and not now:
            lost.append(f"{name} is newly unserved; it was with {_names(problem, was)} at {clock(was.start)}.")
        elif now and not was:
            gained.append(f"{name} is newly served, by {_names(problem, now)} at {clock(now.start)}.")
        elif was and now:
            if was.joined != now.joined:
                others = " and ".join(now.joined)
                joins.append(f"{name} is {f'made as one with {others}' if others else 'a visit of its own'} now.")
            later = now.start - was.start
            when = ""
            if abs(later) >= minute:
                size = f"{abs(later) / minute:.0f} min {'later' if later > 0 else 'earlier'}"
                when = f"starts {size}, at {clock(now.start)}"
            if was.workers != now.workers:
                text = f"{name} moved from {_names(problem, was)} to {_names(problem, now)}"
                moved.append(f"{text} and {when}." if when else f"{text}.")
            elif was.shifts != now.shifts:
                text = f"{name} stays with {_names(problem, now)} but moves to shift {' and '.join(now.shifts)}"
                moved.append(f"{text} and {when}." if when else f"{text}.")
            elif when:
                timed.append(f"{name}, with {_names(problem, now)}, {when}.")
    return lost + gained + joins + moved + timed + _rounds(problem, old, new)


def _held(problem: Problem, roster: Roster, travel: Journeys) -> dict[str, _Held]:
    """Who makes each commissioned visit and when; one that is joined is made with its joint visit."""
    judged = joined_as(problem, roster)
    return {
        part.id: _Held(
            tuple(sorted(run.shift.worker for run, _ in pairs)),
            tuple(sorted(run.shift.id for run, _ in pairs)),
            pairs[0][1].start,
            tuple(other.id for other in judged.visit[visit].commissioned if other.id != part.id),
        )
        for visit, pairs in timeline(judged, known_part(judged, roster), travel).served.items()
        for part in judged.visit[visit].commissioned
    }


def _names(problem: Problem, held: _Held) -> str:
    return " and ".join(problem.worker[worker].name for worker in held.workers)


def _rounds(problem: Problem, old: Roster, new: Roster) -> list[str]:
    """Shifts that go out on one roster only."""
    was = {round_.shift for round_ in old.rounds if round_.stops}
    now = {round_.shift for round_ in new.rounds if round_.stops}
    return [
        f"{problem.worker[shift.worker].name}'s shift {shift.id} {'has visits' if shift.id in now else 'is empty'} now."
        for shift in problem.shifts
        if (shift.id in was) != (shift.id in now)
    ]


def describe_moved(problem: Problem, old: Roster, new: Roster, travel: Journeys | None = None) -> str:
    """How many of the visits that a roster to start from serves have another time or worker now, the first few by name;
    empty where all are as they were.
    """
    stops = {stop.visit for round_ in old.rounds for stop in round_.stops if stop.visit is not None}
    parts = {join.id: join.visits for join in old.joins}
    there = {visit for name in stops for visit in parts.get(name, (name,)) if visit in problem.visit}
    changed = difference(problem, old, new, travel, there)
    if not changed:
        return ""
    more = f" And {len(changed) - _NAMED_MOVES} more." if len(changed) > _NAMED_MOVES else ""
    visits = "1 visit is" if len(there) == 1 else f"{len(there)} visits are"
    return f"Since the roster to start from, on which {visits} made: {' '.join(changed[:_NAMED_MOVES])}{more}"
