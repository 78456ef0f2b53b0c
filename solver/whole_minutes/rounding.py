"""Starts of a roster moved to whole minutes; the checker judges what comes of it, and has the last word."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from solver.check import Check, check, worsened
from solver.domain import Problem, Roster, Round, Stop
from solver.rules import Breach, Pack, Term, lower_all
from solver.travel import Journeys, journeys

from .clock_grid import Grid, move_to_grids
from .start_limits import Place, StartLimits, find_limits

SETTING = "round_to"  # of the pack
_TRIES = 8  # rosters judged before all starts stay as they are


@dataclass(frozen=True, slots=True)
class Steps:
    """What starts are moved to, in ticks. minute, step: of one, and of the pack's ``round_to``; offset: as in Grid."""

    minute: int
    step: int
    offset: int


@dataclass(frozen=True, slots=True)
class Rounded:
    """A roster with its judgement. moved: how many stops start at another time than they did."""

    roster: Roster
    check: Check
    moved: int


def read_steps(problem: Problem, pack: Pack) -> Steps | None:
    """What the starts of a problem's rosters are moved to; None where they stay: literature, or ``round_to`` is off."""
    minute = problem.horizon.ticks_per_minute
    step = int(pack.values(SETTING)["minutes"]) * minute
    if problem.horizon.abstract or not step or not pack.enabled(SETTING):
        return None
    midnight = problem.horizon.moment(0)
    return Steps(minute, step, (midnight.hour * 60 + midnight.minute) * minute + midnight.second)


def round_starts(
    problem: Problem,
    roster: Roster,
    pack: Pack | None = None,
    travel: Journeys | None = None,
    judged: Check | None = None,
    terms: Sequence[Term] | None = None,
    keep: Callable[[str, Stop], bool] = lambda shift, stop: False,
) -> Rounded:
    """The roster with starts of visits and breaks at the pack's ``round_to``, else at whole minutes, else as they were.

    Rounds keep their stops and their order; those who make a visit together start together. No hard rule is broken
    that the roster kept, and none by more. For whole minutes a visit may be later than agreed by what the minutes of
    its round add up to; for five, by five minutes, or until the next five where it was late before. No start moves by
    more than half an hour.

    problem: as commissioned. judged: the roster's check, and terms: those of the problem without joins, where they are
    known. keep: asked for each stop with the id of its shift; one that was promised to somebody stays to the second.
    A literature instance, and a pack with round_to 0 or switched off, leave the roster as it is.
    """
    pack, travel = pack or Pack.for_problem(problem), travel or journeys(problem)
    judged = judged or check(problem, roster, pack, travel)
    as_it_is, steps = Rounded(roster, judged, 0), read_steps(problem, pack)
    if steps is None or not _is_measured(roster, judged):
        return as_it_is
    if terms is None or judged.problem is not problem:
        terms = lower_all(judged.problem, travel, pack)
    limits = find_limits(judged.problem, judged.timeline, terms)
    grids = [Grid(steps.minute, steps.offset), *([Grid(steps.step, steps.offset)] if steps.step > steps.minute else [])]
    held = {
        limits.numbers[round_.shift, position]
        for round_ in roster.rounds
        for position, stop in enumerate(round_.stops)
        if keep(round_.shift, stop)
    }
    finest: dict[str, int] = {}  # by shift, how many grids are left to it, where that is not all of them
    for _ in range(_TRIES):
        starts = move_to_grids(limits, _grids_of(limits, grids, held, finest), steps.minute)
        made = _with_starts(roster, limits, starts)
        moved = sum(limits.starts[number] != starts[number] for number in limits.numbers.values())
        if not moved:
            return as_it_is
        after = check(problem, made, pack, travel)
        worse = worsened(judged.breaches, after.breaches)
        if not worse:
            return Rounded(made, after, moved)
        concerned = {shift for shift in _shifts_of(worse, after) if finest.get(shift, len(grids))}
        if not concerned:
            return as_it_is
        finest |= {shift: finest.get(shift, len(grids)) - 1 for shift in concerned}
    return as_it_is


def _is_measured(roster: Roster, judged: Check) -> bool:
    """Whether the checker has measured every stop: nothing on the rounds that it does not know."""
    stops = {round_.shift: len(round_.stops) for round_ in roster.rounds if round_.stops}
    return stops == {shift: len(run.calls) for shift, run in judged.timeline.runs.items()}


def _grids_of(
    limits: StartLimits, grids: Sequence[Grid], held: Collection[int], finest: dict[str, int]
) -> list[Sequence[Grid]]:
    """By number of a start, the grids it may move onto: those that all of its rounds leave it."""
    left = [0 if number in held else len(grids) for number in range(len(limits.starts))]
    for (shift, _), number in limits.numbers.items():
        left[number] = min(left[number], finest.get(shift, len(grids)))
    return [grids[:many] for many in left]


def _with_starts(roster: Roster, limits: StartLimits, starts: Sequence[int]) -> Roster:
    def moved(place: Place, stop: Stop) -> Stop:
        return stop.model_copy(update={"start": starts[limits.numbers[place]]})

    rounds = tuple(
        Round(
            shift=round_.shift,
            stops=tuple(moved((round_.shift, position), stop) for position, stop in enumerate(round_.stops)),
        )
        for round_ in roster.rounds
    )
    return roster.model_copy(update={"rounds": rounds})


def _shifts_of(worse: Iterable[Breach], after: Check) -> set[str]:
    """The rounds that a breach is about: of its shift, its worker, its visit, and of what else it names."""
    runs, served = after.timeline.runs, after.timeline.served
    found: set[str] = set()
    for breach in worse:
        found |= {shift for shift in (breach.shift, breach.about) if shift in runs}
        found |= {shift for shift, run in runs.items() if run.shift.worker == breach.worker}
        for visit in (breach.visit, *breach.about.split(" > ")):
            found |= {run.shift.id for run, _ in served.get(visit, ())}
    return found
