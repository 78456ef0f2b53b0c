"""The starts of a roster that was found, once more: all rounds that bind each other together, orders held.

The search starts a visit that is tied to another round as early as both can, and the wait that follows is paid
(decision 6). Here CP-SAT finds the starts that cost least; nobody is later than before. The checker has the last word.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from solver.check import Check, check
from solver.domain import Problem, Roster
from solver.rules import Term, lower_all
from solver.terms import MaxIdleCost, MaxWaitCost, WaitCost
from solver.travel import Journeys
from solver.whole_minutes import Steps

_WORK_A_STOP = 0.0015  # of CP-SAT's own measure; a team of 235 stops takes about a second of CPU
_MOST = 1_500  # stops; of a region's 12,000 it took half a minute of CPU and saved next to nothing of that
_SHARE = 0.03  # of the seconds a search may take, at most the same


@dataclass(frozen=True, slots=True)
class Retimed:
    """A roster with its judgement."""

    roster: Roster
    check: Check


def retime_starts(
    problem: Problem,
    roster: Roster,
    judged: Check,
    travel: Journeys,
    terms: Sequence[Term] | None = None,
    seconds: float | None = None,
    steps: Steps | None = None,
) -> Retimed:
    """The roster with starts that cost less, where CP-SAT finds any and the checker agrees; else itself.

    problem: as commissioned; judged: the roster's check; terms: those of the problem it was judged on, where they are
    known. seconds: what the search took at the most, None: moves were counted. steps: starts that are whole stay whole,
    and as many are on five minutes; None: to the second. To the second only rounds with waiting have anything to gain.
    A roster of more than 1,500 stops stays as it is.
    """
    as_it_is = Retimed(roster, judged)
    pack, runs = judged.pack, judged.timeline.runs
    stops = sum(len(run.calls) for run in runs.values())
    shifts = [shift for shift, run in runs.items() if run.wait or steps is not None]
    if not shifts or stops > _MOST or not _is_timed(roster, judged):
        return as_it_is
    if terms is None or judged.problem is not problem:
        terms = lower_all(judged.problem, travel, pack)
    if not _is_waiting_priced(terms):
        return as_it_is
    work = _WORK_A_STOP * stops
    work = work if seconds is None else min(work, _SHARE * seconds)
    made = _retime(judged.problem, terms, travel, roster, shifts, work, steps)
    after = check(problem, made, pack, travel)
    better = after.feasible and after.score.total < judged.score.total
    return Retimed(made, after) if better and after.figures.lateness <= judged.figures.lateness else as_it_is


def _retime(
    problem: Problem,
    terms: Sequence[Term],
    travel: Journeys,
    roster: Roster,
    shifts: Collection[str],
    work: float,
    steps: Steps | None,
) -> Roster:
    from solver.engine import Whole, retime  # OR-Tools takes half a second to import

    whole = None if steps is None else Whole(steps.minute, steps.step, steps.offset)
    return retime(problem, terms, travel, roster, shifts, work, whole)


def _is_timed(roster: Roster, judged: Check) -> bool:
    """Whether every stop has a start, and the checker has measured it on a shift of the problem."""
    stops = {round_.shift: len(round_.stops) for round_ in roster.rounds if round_.stops}
    measured = {shift: len(run.calls) for shift, run in judged.timeline.runs.items()}
    return stops == measured and all(stop.start is not None for round_ in roster.rounds for stop in round_.stops)


def _is_waiting_priced(terms: Sequence[Term]) -> bool:
    for term in terms:
        match term:
            case WaitCost():
                if term.per_tick.any():
                    return True
            case MaxWaitCost() | MaxIdleCost():
                if term.per_tick:
                    return True
    return False
