"""Two rosters of one problem compared, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from solver.check import joined_as, known_part
from solver.domain import Join, JoinedProblem, JointVisit, Problem, Roster, Round, Stop, Visit, helped_of
from solver.domain.joint import REMAINS, SECOND
from solver.rules import timeline
from solver.travel import Journeys, journeys

from .model import named


@dataclass(frozen=True, slots=True)
class _Held:
    """Who makes a visit: shifts with their workers, a worker None of a shift that left the day and told nobody whose it
    was. start: in ticks; None where a shift that left the day does not say.
    """

    by: tuple[tuple[str, str | None], ...]  # shift and worker
    start: int | None
    joined: tuple[str, ...]  # the visits made as one with it

    @property
    def shifts(self) -> tuple[str, ...]:
        return tuple(shift for shift, _ in self.by)

    def is_by_workers_of(self, other: _Held) -> bool:
        """Whether the same people make it; of somebody whom nobody knows it is not said."""
        ours, theirs = ([worker for _, worker in held.by] for held in (self, other))
        return None not in ours + theirs and sorted(map(str, ours)) == sorted(map(str, theirs))


_NAMED_MOVES = 4  # changes told in words; more are counted


def difference(
    problem: Problem,
    old: Roster,
    new: Roster,
    travel: Journeys | None = None,
    about: Collection[str] | None = None,
    left: Mapping[str, str] | None = None,
) -> list[str]:
    """What changed from old to new, visit by visit in order of time: unserved first, then joins, who goes, then when.

    old: may name shifts that the day has no more. left: whose those were, worker by shift, as far as that is known.
    about: the visits that are told of; all of the problem's unless given.
    Changes of start below a minute are left out. Empty: the same roster to the minute.
    """
    problem = problem.origin if isinstance(problem, JoinedProblem) else problem
    travel = travel or journeys(problem)
    left = left or {}
    before, after = _held(problem, old, travel, left), _held(problem, new, travel, left)
    lost, gained, joins, moved, timed = [], [], [], [], []
    visits = [visit for visit in problem.visits if about is None or visit.id in about]
    for visit in sorted(visits, key=lambda visit: (visit.windows[0].start, visit.id)):
        was, now = before.get(visit.id), after.get(visit.id)
        name = named(problem, visit.id)
        if was and not now:
            lost.append(f"{name} is newly unserved; it was with {_names(problem, was)}{_at(problem, was)}.")
        elif now and not was:
            gained.append(f"{name} is newly served, by {_names(problem, now)}{_at(problem, now)}.")
        elif was and now:
            if was.joined != now.joined:
                others = " and ".join(now.joined)
                joins.append(f"{name} is {f'made as one with {others}' if others else 'a visit of its own'} now.")
            when = _when(problem, was, now)
            if not was.is_by_workers_of(now):
                text = f"{name} moved from {_names(problem, was)} to {_names(problem, now)}"
                moved.append(f"{text} and {when}." if when else f"{text}.")
            elif was.shifts != now.shifts:
                text = f"{name} stays with {_names(problem, now)} but moves to shift {' and '.join(now.shifts)}"
                moved.append(f"{text} and {when}." if when else f"{text}.")
            elif when:
                timed.append(f"{name}, with {_names(problem, now)}, {when}.")
    return lost + gained + joins + moved + timed + _rounds(problem, old, new, left)


def _held(problem: Problem, roster: Roster, travel: Journeys, left: Mapping[str, str]) -> dict[str, _Held]:
    """Who makes each commissioned visit and when; one that is joined is made with its joint visit."""
    judged = joined_as(problem, roster)
    held: dict[str, _Held] = {}
    served = timeline(judged, known_part(judged, roster), travel).served
    for visit in sorted(served, key=lambda visit: not judged.visit[visit].commissioned):  # the whole, then its second
        made, pairs = judged.visit[visit], served[visit]
        by = tuple((run.shift.id, run.shift.worker) for run, _ in pairs)
        for part in _made_for(made):
            others = tuple(other.id for other in made.commissioned if other.id != part.id)
            so_far = held.get(part.id) or _Held((), pairs[0][1].start, others)
            held[part.id] = replace(so_far, by=tuple(sorted((*so_far.by, *by))))
    for round_, stop, parts in _unmeasured(problem, judged, roster):
        worker = problem.shift[round_.shift].worker if round_.shift in problem.shift else left.get(round_.shift)
        for name in parts:
            others = tuple(one for one in parts if one != name)
            so_far = held.get(name) or _Held((), stop.start, others)
            held[name] = replace(so_far, by=tuple(sorted((*so_far.by, (round_.shift, worker)), key=lambda by: by[0])))
    return held


def _made_for(visit: Visit) -> tuple[Visit, ...]:
    """The commissioned visits whose tasks are done at one of a joined day, also by a second pair of hands, or apart."""
    if not isinstance(visit, JointVisit) or visit.role == "whole":
        return visit.commissioned
    if visit.role == "second":
        return (helped_of(visit.parts) or visit.parts[0],)
    return _left_of(visit.join, visit.parts)


def _left_of(join: Join, parts: Iterable[Visit]) -> tuple[Visit, ...]:
    """The visits of which a join does not take every task along."""
    taken = Counter(step.visit for step in join.steps)
    return tuple(part for part in parts if len(part.tasks) > taken[part.id])


def _unmeasured(problem: Problem, judged: Problem, roster: Roster) -> Iterator[tuple[Round, Stop, list[str]]]:
    """The stops that no timeline of the day has, for their shift or their join is gone, with the visits made there."""
    joins: dict[str, tuple[str, ...]] = {}
    for join in roster.joins:
        parts = [problem.visit[part] for part in join.visits if part in problem.visit]
        helped = helped_of(parts)
        joins[join.id] = join.visits
        joins[join.id + SECOND] = (helped.id,) if helped else join.visits
        joins[join.id + REMAINS] = tuple(part.id for part in _left_of(join, parts))
    for round_ in roster.rounds:
        for stop in round_.stops:
            if stop.visit is None or (round_.shift in problem.shift and stop.visit in judged.visit):
                continue
            known = judged.visit.get(stop.visit)
            made = [part.id for part in _made_for(known)] if known else joins.get(stop.visit, (stop.visit,))
            there = [part for part in made if part in problem.visit]
            if there:
                yield round_, stop, there


def _names(problem: Problem, held: _Held) -> str:
    return " and ".join(_name(problem, shift, worker) for shift, worker in sorted(held.by, key=lambda by: by[1] or ""))


def _name(problem: Problem, shift: str, worker: str | None) -> str:
    if worker is None:
        return f"somebody whose shift {shift} left the day"
    known = problem.worker.get(worker)
    return known.name if known is not None else worker


def _at(problem: Problem, held: _Held) -> str:
    if held.start is None:
        return ""
    unknown = any(worker is None for _, worker in held.by)
    return f"{',' if unknown else ''} at {problem.horizon.label(held.start)}"


def _when(problem: Problem, was: _Held, now: _Held) -> str:
    """ "starts 12 min later, at 09:12"; nothing below a minute."""
    if was.start is None or now.start is None:
        return ""
    later, minute = now.start - was.start, problem.horizon.ticks_per_minute
    if abs(later) < minute:
        return ""
    size = f"{abs(later) / minute:.0f} min {'later' if later > 0 else 'earlier'}"
    return f"starts {size}, at {problem.horizon.label(now.start)}"


def _rounds(problem: Problem, old: Roster, new: Roster, left: Mapping[str, str]) -> list[str]:
    """Shifts that go out on one roster only, and those that left the day."""
    was = {round_.shift for round_ in old.rounds if round_.stops}
    now = {round_.shift for round_ in new.rounds if round_.stops}
    gone = [shift for shift in was if shift not in problem.shift]
    whose = {shift: f"{_name(problem, shift, left[shift])}'s shift" if shift in left else "Shift" for shift in gone}
    return [
        f"{problem.worker[shift.worker].name}'s shift {shift.id} {'has visits' if shift.id in now else 'is empty'} now."
        for shift in problem.shifts
        if (shift.id in was) != (shift.id in now)
    ] + [f"{whose[shift]} {shift} left the day." for shift in sorted(gone)]


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
