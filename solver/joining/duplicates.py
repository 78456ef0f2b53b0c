"""The duplication audit, before any optimising: which visits meet, what joining could save at most, what is in the way.

The bounds are no promise: they count every join that place and window allow, whoever might make it, and no travel.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import cos, floor, radians
from string import ascii_uppercase

from solver.domain import Problem, Visit, fold

from .candidates import Candidate, find_candidates
from .identity import keeps_apart
from .packing import choose_heaviest
from .refusal import Refusal
from .refusals import find_blocked_joins
from .register import Register, Suitability

SQUARE_KM = 2.0  # side of the squares that stand for neighbourhoods where no housing scheme gives one its name
_KM_A_DEGREE = 111.2


@dataclass(frozen=True)
class Meeting:
    """Visits of one client or household that overlap. minutes of staff at the door; nurse_minutes of nurses, at most.

    same: task codes commissioned twice. possible: by place, window and what they are they could be one; allowed:
    somebody on duty may make it so by all conditions; in_the_way: what stops the one whom fewest conditions stop.
    """

    visits: tuple[str, ...]
    clients: tuple[str, ...]
    day: date
    organisations: tuple[str, ...]
    neighbourhood: str
    same: tuple[str, ...]
    possible: bool
    allowed: bool
    doors: int
    minutes: float
    nurse_minutes: float
    in_the_way: tuple[Refusal, ...]


@dataclass(frozen=True)
class SavingBound:
    """What joining could save at most, each figure by itself, and how many meetings there are."""

    name: str
    meetings: int
    doors: int
    minutes: float
    nurse_minutes: float


@dataclass(frozen=True)
class DuplicationAudit:
    """Every meeting, the bounds for all together, for those that are allowed today, and by who and where."""

    meetings: tuple[Meeting, ...]
    total: SavingBound
    allowed: SavingBound
    by_organisation: tuple[SavingBound, ...]
    by_neighbourhood: tuple[SavingBound, ...]


def audit_duplicates(register: Register) -> DuplicationAudit:
    """The audit of a problem."""
    problem = register.problem
    where = name_neighbourhoods(problem)
    blocked = {join.visits: join.blockers for join in find_blocked_joins(register)[0]}
    found = [_make_meeting(register, candidate, blocked, where) for candidate in find_candidates(register)]
    known = {meeting.visits for meeting in found}
    found += [meeting for meeting in _find_repeated_tasks(register, where) if meeting.visits not in known]
    meetings = tuple(found)
    return DuplicationAudit(
        meetings,
        bound_saving("all", meetings),
        bound_saving("allowed today", [meeting for meeting in meetings if meeting.allowed]),
        _bound_by(meetings, lambda meeting: " + ".join(meeting.organisations)),
        _bound_by(meetings, lambda meeting: meeting.neighbourhood),
    )


def bound_saving(name: str, meetings: Iterable[Meeting]) -> SavingBound:
    """Upper bounds: of meetings that share a visit only those count that save most."""
    all_of_them = list(meetings)
    some = [meeting for meeting in all_of_them if meeting.possible]

    def most(worth: Callable[[Meeting], float]) -> float:
        return sum(worth(meeting) for meeting in choose_heaviest(some, lambda meeting: meeting.visits, worth))

    doors = int(most(lambda meeting: meeting.doors))
    return SavingBound(
        name, len(all_of_them), doors, most(lambda meeting: meeting.minutes), most(lambda one: one.nurse_minutes)
    )


def _bound_by(meetings: Sequence[Meeting], name: Callable[[Meeting], str]) -> tuple[SavingBound, ...]:
    by: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        by[name(meeting)].append(meeting)
    return tuple(sorted((bound_saving(*pair) for pair in by.items()), key=lambda one: (-one.minutes, one.name)))


def _make_meeting(
    register: Register, candidate: Candidate, blocked: dict[tuple[str, ...], tuple[Refusal, ...]], where: dict[str, str]
) -> Meeting:
    problem, whole = register.problem, candidate.whole
    twice = [step for step in candidate.join.steps if step.done_by is not None]
    minutes = problem.horizon.minutes
    in_the_way = blocked.get(candidate.join.visits, ())
    apart = keeps_apart(Suitability(register, whole, problem.workers[0])) if problem.workers else None
    if apart is not None and not in_the_way:
        in_the_way = (apart,)
    return Meeting(
        visits=candidate.join.visits,
        clients=whole.clients,
        day=register.day_of(whole),
        organisations=tuple(sorted({part.organisation for part in candidate.parts})),
        neighbourhood=where[problem.place_of(whole)],
        same=tuple(dict.fromkeys(whole.task_of(step).code for step in twice)),
        possible=apart is None,
        allowed=not in_the_way,
        doors=candidate.doors_saved,
        minutes=minutes(candidate.ticks_saved),
        nurse_minutes=minutes(sum(_nurse_ticks_freed(problem, part) for part in candidate.parts)),
        in_the_way=in_the_way,
    )


def _nurse_ticks_freed(problem: Problem, part: Visit) -> int:
    """Ticks of a health visit that a care worker could take over: all of it, where every task may be delegated."""
    health = problem.organisation[part.organisation].sector == "health" and part.kind == "routine"
    return part.duration * part.workers if health and all(task.delegable for task in part.tasks) else 0


def _find_repeated_tasks(register: Register, where: dict[str, str]) -> Iterator[Meeting]:
    """Pairs of one client and day of whom two organisations ask the same task, although their windows do not meet."""
    problem = register.problem
    by: dict[tuple[str, object], list[Visit]] = defaultdict(list)
    for visit in problem.visits:
        by[visit.client, register.day_of(visit)].append(visit)
    for visits in by.values():
        for one, other in combinations(visits, 2):
            same = [
                task.code
                for task in one.tasks
                for then in other.tasks
                if one.organisation != other.organisation and fold(task.code) == fold(then.code)
            ]
            if same:
                sentence = "They are two calls: their windows do not meet, or they are pinned or tied to other visits."
                yield Meeting(
                    visits=(one.id, other.id),
                    clients=(one.client,),
                    day=register.day_of(one),
                    organisations=tuple(sorted({one.organisation, other.organisation})),
                    neighbourhood=where[problem.place_of(one)],
                    same=tuple(dict.fromkeys(same)),
                    possible=False,
                    allowed=False,
                    doors=0,
                    minutes=0.0,
                    nurse_minutes=0.0,
                    in_the_way=(Refusal("join_windows", sentence),),
                )


def name_neighbourhoods(problem: Problem) -> dict[str, str]:
    """A name for where each place is: its housing scheme, else a square of the map, columns A, B, ... from the west,
    rows 1, 2, ... from the north.
    """
    schemes = {scheme.id: scheme.name or scheme.id for scheme in problem.schemes}
    spots = [(place.lat, place.lon) for place in problem.places if place.lat is not None and place.lon is not None]
    north, west = max((lat for lat, _ in spots), default=0.0), min((lon for _, lon in spots), default=0.0)
    names = {}
    for place in problem.places:
        if place.scheme is not None:
            names[place.id] = schemes[place.scheme]
        elif place.lat is None or place.lon is None:
            names[place.id] = "not on the map"
        else:
            row = floor((north - place.lat) * _KM_A_DEGREE / SQUARE_KM)
            column = floor((place.lon - west) * _KM_A_DEGREE * cos(radians(north)) / SQUARE_KM)
            names[place.id] = f"square {_letters(column)}{row + 1}"
    return names


def _letters(column: int) -> str:
    """A to Z, then AA, AB, ..."""
    ahead, last = divmod(column, 26)
    return (_letters(ahead - 1) if ahead else "") + ascii_uppercase[last]
