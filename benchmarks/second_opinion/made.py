"""What is really made under a roster: each visit on a round with its tasks, when each is reached, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import permutations
from typing import Literal

from solver.domain import Horizon, Join, Problem, Roster, Shift, Task, Visit, Window, Worker

SECOND, REMAINS = " (second pair of hands)", " (what remains)"  # how rosters name what goes with a joint visit
# Of a commissioned visit, its opening, its end made in time and its end made as late as it can be: by when it is over.
OverBy = Callable[[Visit, int, int, int], int | None]
# Of two commissioned visits of a client, the ticks between them; None where the second does not follow the first.
LeastBetween = Callable[[Visit, Visit], int | None]
# Minutes a soft window may be overrun, by priority 1 to 5 (section 7).
LATENESS_CAPS = (180, 120, 90, 60, 60)


@dataclass(frozen=True, slots=True)
class Job:
    """A task of a commissioned visit that is done at a visit made. at: ticks from the start of that visit.

    dropped: not done by itself but by the same task of another part, at that task's moment.
    """

    task: Task
    part: Visit
    number: int
    at: int
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """From the earliest moment a visit may be made, or is, to its latest end; and the local days of both."""

    earliest: int
    latest: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Made:
    """A visit on a round.

    role: ``ordinary`` is a commissioned visit; ``joint`` does the steps of a join; ``second`` is the second pair of
    hands that a co-attended visit keeps, ``rest`` what a join left behind. parts: the commissioned visits it does tasks
    of. by: the shifts it stands on, with their workers. hands: how many workers it takes when no unpaid carer helps.
    """

    id: str
    role: Literal["ordinary", "joint", "second", "rest"]
    parts: tuple[Visit, ...]
    jobs: tuple[Job, ...]
    hands: int
    start: int
    end: int
    span: Span
    by: tuple[tuple[Shift, Worker], ...]
    join: Join | None = None
    together: bool = True  # all its workers start at one moment

    @property
    def clients(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.client for part in self.parts))

    @property
    def workers(self) -> tuple[Worker, ...]:
        return tuple(worker for _, worker in self.by)


def all_made(
    problem: Problem,
    roster: Roster,
    least: LeastBetween,
    over_by: OverBy,
    accepted_until: Callable[[Visit], int | None],
) -> list[Made]:
    """Every visit on a round. Joins must be such as can be carried out; what is on no round is not made.

    least: how far apart two calls lie of which one follows the other. over_by: by when a late visit is over, for
    something that it rests on ends then. accepted_until: the latest start that somebody who may has accepted.
    """
    ends = _latest_by_next_call(problem, least)
    stops: dict[str, list[tuple[int, Shift]]] = {}
    for round_ in roster.rounds:
        for stop in round_.stops:
            if stop.visit is not None:
                if stop.start is None:
                    raise ValueError(f"want a start for {stop.visit}: the second opinion judges timed rosters")
                stops.setdefault(stop.visit, []).append((stop.start, problem.shift[round_.shift]))
    found = []
    for name, role, parts, jobs, hands, length, windows, hard, priority, join in _visits(problem, roster):
        if name not in stops:
            continue
        start = min(moment for moment, _ in stops[name])
        end = start + length
        may_be_late = not hard and role in ("ordinary", "rest")
        limit = partial(over_by, parts[0]) if may_be_late else None
        accepted = accepted_until(parts[0]) if may_be_late else None
        # What remains of a visit may last as long as the visit might have.
        known, lasts = (parts[0].id, parts[0].duration) if role == "rest" else (name, length)
        span = _span(problem.horizon, windows, limit, priority, start, end, lasts, ends.get(known), accepted)
        by = tuple((shift, problem.worker[shift.worker]) for _, shift in stops[name])
        together = len({moment for moment, _ in stops[name]}) == 1
        found.append(Made(name, role, parts, jobs, hands, start, end, span, by, join, together))
    return found


_Role = Literal["ordinary", "joint", "second", "rest"]
_Row = tuple[
    str, _Role, tuple[Visit, ...], tuple[Job, ...], int, int, Sequence[Window], bool, int, Join | None
]  # name, role, parts, jobs, hands, length, windows, windows hard, priority, join


def _visits(problem: Problem, roster: Roster) -> Iterator[_Row]:
    """Every visit that could stand on a round, made or not."""
    joined = {visit for join in roster.joins for visit in join.visits}
    for visit in problem.visits:
        if visit.id not in joined:
            jobs = tuple(_in_turn(visit, range(len(visit.tasks))))
            yield (
                *(visit.id, "ordinary", (visit,), jobs, visit.workers, visit.duration),
                *(visit.windows, visit.windows_hard, visit.priority, None),
            )
    for join in roster.joins:
        yield from _of_join(problem, join)


def _of_join(problem: Problem, join: Join) -> Iterator[_Row]:
    parts = tuple(problem.visit[visit] for visit in join.visits)
    windows = common_windows(parts) or list(parts[0].windows)
    hard, priority = any(part.windows_hard for part in parts), max(part.priority for part in parts)
    agreed = (windows, hard, priority, join)
    hands = 1 if join.outcome == "co_attend" else parts[0].workers
    yield join.id, "joint", parts, tuple(_steps(problem, join)), hands, join.duration, *agreed
    if join.outcome == "co_attend":
        helped = next(part for part in parts if part.workers > 1)
        jobs = tuple(_in_turn(helped, range(len(helped.tasks))))
        yield join.id + SECOND, "second", (helped,), jobs, 1, helped.duration, *agreed
        return
    for part in parts:
        done = {step.task for step in join.steps if step.visit == part.id}
        left = [number for number in range(len(part.tasks)) if number not in done]
        if left:
            least = sum(part.tasks[number].duration for number in left)
            gone = sum(part.tasks[number].duration for number in done)
            length = least if part.length is None else max(part.length - gone, least)
            own = (part.windows, part.windows_hard, part.priority, join)
            yield join.id + REMAINS, "rest", (part,), tuple(_in_turn(part, left)), part.workers, length, *own


def _in_turn(visit: Visit, numbers: Sequence[int]) -> Iterator[Job]:
    clock = 0
    for number in numbers:
        yield Job(visit.tasks[number], visit, number, clock)
        clock += visit.tasks[number].duration


def _steps(problem: Problem, join: Join) -> Iterator[Job]:
    begins, clock = [], 0
    for step in join.steps:
        begins.append(clock)
        if step.done_by is None:
            clock += problem.visit[step.visit].tasks[step.task].duration
    for number, step in enumerate(join.steps):
        part = problem.visit[step.visit]
        at = begins[number] if step.done_by is None else begins[step.done_by]
        yield Job(part.tasks[step.task], part, step.task, at, step.done_by is not None)


def common_windows(parts: Sequence[Visit]) -> list[Window]:
    """The moments that lie in a window of every part, as windows in order."""
    found = list(parts[0].windows)
    for part in parts[1:]:
        found = [
            Window(start=max(one.start, other.start), end=min(one.end, other.end))
            for one in found
            for other in part.windows
            if max(one.start, other.start) <= min(one.end, other.end)
        ]
    return sorted(found, key=lambda window: (window.start, window.end))


def _latest_by_next_call(problem: Problem, least: LeastBetween) -> dict[str, int]:
    """By commissioned visit, when it must have begun so that the client's next call of its kind can come in time."""
    found: dict[str, int] = {}
    said = {(link.first, link.second) for link in problem.links if link.kind in ("gap", "double_handed", "same_start")}
    for visit, then in permutations(problem.visits, 2):
        if visit.client != then.client or {(visit.id, then.id), (then.id, visit.id)} & said:
            continue  # the link says when the next one is
        if (between := least(visit, then)) is not None:
            last = then.windows[0].start - between - visit.duration
            found[visit.id] = min(last, found.get(visit.id, last))
    return found


def _span(
    horizon: Horizon,
    windows: Sequence[Window],
    over_by: Callable[[int, int, int], int | None] | None,
    priority: int,
    start: int,
    end: int,
    length: int,
    before_next: int | None,
    accepted: int | None = None,
) -> Span:
    """From the first window's start to the latest start plus the length; wider where the roster itself is.

    over_by: None for what may not be late.
    """
    last = windows[-1].end
    if over_by is not None and not horizon.abstract:
        cap = LATENESS_CAPS[priority - 1] * horizon.ticks_per_minute
        midnight = midnight_after(horizon, max(windows[-1].start, last - 1))
        tonight = midnight - length if length > 0 and last + length <= midnight else midnight - 1
        late = min(last + cap, tonight)
        late = max(last, late if before_next is None else min(late, before_next))
        if accepted is not None and accepted >= windows[-1].start:
            late = max(late, min(accepted, tonight))
        ends = over_by(windows[0].start, last + length, late + length)
        last = late if ends is None else max(last, ends - length)
    earliest = min(windows[0].start, start)
    latest = max(last + length, end)
    return Span(earliest, latest, horizon.date(earliest), horizon.date(max(earliest, latest - 1)))


def midnight_after(horizon: Horizon, moment: int) -> int:
    """The end of the local day that a moment lies in, in ticks."""
    return horizon.ticks(datetime.combine(horizon.date(moment) + timedelta(days=1), time()))
