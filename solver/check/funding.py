"""Who pays for which minutes at a door: a joint visit is paid for by the tasks of each, never one's nursing by another.

A task whose funder is not known (nursing in a visit that a council pays for) is charged to nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from solver.domain import Catalogue, Horizon, JointVisit, Problem, Visit, helped_of
from solver.rules import Timeline
from solver.rules.funders import funder_of
from solver.rules.readings.remembered import remember
from solver.rules.task_catalogue import catalogue_of


@dataclass(frozen=True, slots=True)
class Charge:
    """Minutes of one worker at the door that one commissioned task is charged with.

    visit, task: the commissioned visit and the number of its task, from 0. funder: the organisation that pays, None
    where nobody may be charged. ticks: its share of the whole visit.
    """

    visit: str
    task: int
    funder: str | None
    ticks: int


def charges_of(problem: Problem, visit: Visit, catalogue: Catalogue | None = None) -> tuple[Charge, ...]:
    """What a visit, as it is made, is charged to each task it does, for each worker who makes it: duration in all.

    A task counts with its own minutes; one that is done once for two visits with half of them for each. What the visit
    is longer or shorter than its tasks is borne as the agreement between the funders says (``overhead_borne_by``), else
    by all in proportion. catalogue: the one in force, with what a rule pack adds; the problem's own unless given.
    """
    lines = _lines(visit)
    weights = [weight for _, _, weight in lines]
    known = _catalogue(problem) if catalogue is None else catalogue
    payers = [funder_of(problem, part, part.tasks[number], known) for part, number, _ in lines]
    rest = visit.duration - sum(weights)
    bearer = _bearer(problem, visit, payers)
    bears = [weight if bearer in (None, payer) else Fraction(0) for weight, payer in zip(weights, payers, strict=True)]
    if rest + sum(bears) < 0 or not sum(bears):  # more is saved than the bearer's own tasks take: all share it
        bears = weights if sum(weights) else [Fraction(1)] * len(lines)
    each = [weight + rest * share / sum(bears) for weight, share in zip(weights, bears, strict=True)]
    return tuple(
        Charge(part.id, number, payer, ticks)
        for (part, number, _), payer, ticks in zip(lines, payers, _rounded(each, problem.horizon), strict=True)
    )


def charged_minutes(
    problem: Problem, measured: Timeline, catalogue: Catalogue | None = None
) -> dict[str | None, float]:
    """Worker minutes at doors by who pays for them, in the problem's order; None: nobody may be charged.

    catalogue: as for ``charges_of``.
    """
    ticks: Counter[str | None] = Counter()
    for name, pairs in measured.served.items():
        for charge in charges_of(problem, problem.visit[name], catalogue):
            ticks[charge.funder] += charge.ticks * len(pairs)
    payers = [*(one.id for one in problem.organisations), None]
    return {payer: problem.horizon.minutes(ticks[payer]) for payer in payers if payer in ticks}


@remember
def _catalogue(problem: Problem) -> Catalogue:
    return catalogue_of(problem)


def _lines(visit: Visit) -> list[tuple[Visit, int, Fraction]]:
    """The commissioned tasks that a visit does: commissioned visit, number of the task, its ticks."""
    if not isinstance(visit, JointVisit):
        return _all_of(visit)
    if visit.role == "second":
        helped = helped_of(visit.parts)
        return _all_of(helped) if helped is not None else []
    steps = visit.join.steps
    if visit.role == "rest":
        taken = {(step.visit, step.task) for step in steps}
        return [line for part in visit.parts for line in _all_of(part) if (part.id, line[1]) not in taken]
    shared = Counter(step.done_by if step.done_by is not None else number for number, step in enumerate(steps))
    lines = []
    for number, step in enumerate(steps):
        doer = step.done_by if step.done_by is not None else number
        ticks = Fraction(visit.task_of(steps[doer]).duration, shared[doer])
        lines.append((visit.part[step.visit], step.task, ticks))
    return lines


def _all_of(visit: Visit) -> list[tuple[Visit, int, Fraction]]:
    return [(visit, number, Fraction(task.duration)) for number, task in enumerate(visit.tasks)]


def _bearer(problem: Problem, visit: Visit, payers: Sequence[str | None]) -> str | None:
    """Who bears the difference, where the funders of a joint visit are two and an agreement in force names one."""
    between = {payer for payer in payers if payer is not None}
    if not isinstance(visit, JointVisit) or len(between) != 2:
        return None
    day = None if problem.horizon.abstract else problem.horizon.date(visit.windows[0].start)
    for one in problem.agreements:
        if set(one.between) == between and one.overhead_borne_by and (day is None or one.in_force(day)):
            return one.overhead_borne_by
    return None


def _rounded(exact: Sequence[Fraction], horizon: Horizon) -> list[int]:
    """Whole ticks with the same sum, tenths of a minute as far as the sum is one (any ticks on another clock): each
    running total is rounded, and the differences are taken.
    """
    unit = 1 if horizon.abstract else horizon.ticks_per_minute // 10
    totals = [Fraction(0)]
    for one in exact:
        totals.append(totals[-1] + one)
    whole = [unit * round(total / unit) for total in totals[:-1]] + [round(totals[-1])]
    return [later - before for before, later in pairwise(whole)]
