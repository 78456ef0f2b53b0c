"""daily_rest: eleven hours of rest in each twenty-four, so that a duty is over after thirteen; under 18 twelve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np

from solver.domain import Duty, Shift, WorkerBefore
from solver.terms import FOREVER, DutyLimits, ShiftBounds, Term

from .vocabulary.duties import Chain, daily_rest, duties_of, find_chains
from .vocabulary.nights import only_care_is_work, ticks_asleep
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, length
from .vocabulary.worker_shifts import latest_back


class DailyRestRule(Rule):
    """A duty lasts from the first leaving to the last being back, over all shifts without that rest between them.

    So a day of two shifts is one duty, and so are a night and a day that touch, whatever their dates. The last shift of
    before the horizon counts where workers_before tells of it; where nobody knows when that one began, its duty is
    over, and the rest is asked for whole.
    """

    id = "daily_rest"
    scope = "worker"
    forbids, costs = True, False
    literature = False
    reason = "would not have the daily rest around their duty, or be on duty for too long"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        for worker, duty in duties_of(case, timeline):
            first = next(stretch for stretch in duty.stretches if stretch.shift)
            most, rest = _most(case, worker), daily_rest(case, worker)
            if duty.unknown:
                short, about = duty.stretches[0].end + rest - first.start, "before"
            elif duty.span > most:
                short = min([duty.span - most, *(rest - pause for pause in duty.pauses)])
                about = "" if duty.stretches[0].shift else "before"
            else:
                continue
            sentence = _sentence(case, worker, duty, most, rest)
            yield Breach(self.id, True, short, "ticks", 0, sentence, "", first.shift, worker, about=about)

    def lower(self, case: Case) -> Iterable[Term]:
        problem = case.problem
        earliest = np.full(len(problem.shifts), -FOREVER, dtype=np.int64)
        for chain in find_chains(case):
            before = chain.before
            if before is not None:
                over = min(before.until, before.until if before.began is None else before.began) + _most(
                    case, chain.worker
                )
                rested = [shift for shift in chain.shifts if before.began is None or _soonest_end(case, shift) > over]
                for shift in rested:  # no round of it can be part of that duty: it begins after the rest
                    index = problem.shift_number[shift.id]
                    earliest[index] = max(earliest[index], before.until + chain.rest)
                before = None if len(rested) == len(chain.shifts) else before
            yield from _duties(self.id, case, chain, before)
        if (earliest > -FOREVER).any():
            yield ShiftBounds(self.id, earliest, np.full(len(earliest), FOREVER, dtype=np.int64))


def _soonest_end(case: Case, shift: Shift) -> int:
    """A moment before which no round of a shift is over, by the windows of all visits; -FOREVER where some sleep."""
    visits, shifts = case.problem.visits, case.problem.shifts
    if any(ticks_asleep(case, visit) for visit in visits) or any(only_care_is_work(case, one) for one in shifts):
        return -FOREVER
    return min((max(shift.start, visit.windows[0].start) + visit.duration for visit in visits), default=FOREVER)


def _duties(rule: str, case: Case, chain: Chain, before: WorkerBefore | None) -> Iterator[DutyLimits]:
    """The term of a chain; none where its bounds keep the duty short enough."""
    shifts, bounds, most = chain.shifts, case.of("shift_bounds"), _most(case, chain.worker)
    began = until = -FOREVER
    if before is not None and before.began is not None:
        began, until = min(before.began, before.until), before.until
    opens = shifts[0].start if before is None else began
    if max(latest_back(bounds, shift) for shift in shifts) - opens <= most:
        return
    count, number = len(shifts), case.problem.shift_number
    numbers = tuple(number[shift.id] for shift in shifts)
    yield DutyLimits(
        rule=rule,
        shifts=numbers,
        rest=chain.rest,
        began=began,
        until=until,
        span=most,
        work=FOREVER,
        threshold=FOREVER,
        pause=0,
        asleep=tuple(only_care_is_work(case, shift) for shift in shifts),
        own=(FOREVER,) * count,
        unowed=(0,) * count,
    )


def _most(case: Case, worker: str) -> int:
    """The longest a duty of the worker may last, in ticks; ``case`` is this rule's."""
    return case.ticks(case.for_age("duty_minutes", worker))


def _sentence(case: Case, worker: str, duty: Duty, most: int, rest: int) -> str:
    problem, name = case.problem, case.problem.worker[worker].name
    worked = [stretch for stretch in duty.stretches if stretch.shift]
    if not duty.stretches[0].shift:
        back, leave, shift = duty.stretches[0].end, worked[0].start, worked[0].shift
        return (
            f"{name} is back at {_moment(case, back)} from the last shift before this roster and leaves at "
            f"{at(problem, leave)} for {shift}: {length(problem, max(0, leave - back))} of rest; "
            f"{length(problem, rest)} are wanted."
        )
    if len(worked) == 1:
        return (
            f"{name} is on duty from {at(problem, duty.start)} to {at(problem, duty.end)}, "
            f"{length(problem, duty.span)}; {length(problem, most)} are the most, "
            f"for {length(problem, rest)} of rest are wanted in a day."
        )
    one, two = max(pairwise(worked), key=lambda pair: pair[1].start - pair[0].end)
    pause = two.start - one.end
    return (
        f"{name} is back at {at(problem, one.end)} from shift {one.shift} and leaves at {at(problem, two.start)} for "
        f"{two.shift}: {length(problem, max(0, pause))} of rest in a duty of {length(problem, duty.span)}, "
        f"{at(problem, duty.start)} to {at(problem, duty.end)}; {length(problem, rest)} are wanted."
    )


def _moment(case: Case, ticks: int) -> str:
    """ "Sun 28 Feb 23:30": a bare time of day would be understood as one of the horizon's first day."""
    horizon = case.problem.horizon
    return f"{horizon.moment(ticks):%a %d %b %H:%M}" if ticks < 0 else at(case.problem, ticks)
