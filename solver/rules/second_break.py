"""second_break: where an agreement asks it, a long duty holds two breaks; off until the pack switches it on."""

from __future__ import annotations

from collections.abc import Iterable

from solver.domain import Duty
from solver.terms import FOREVER, DutyLimits, Term

from .vocabulary.duties import duties_of, find_chains
from .vocabulary.nights import only_care_is_work
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, length
from .vocabulary.worker_shifts import latest_back


class SecondBreakRule(Rule):
    """Who works longer in a duty than the threshold has two breaks: in a round, or off duty between two shifts.

    It comes on top of ``break``. A visit that is so long that it holds a break holds both, and so does a sleep-in.

    Hard. The search puts at most one break into a round, so the terms are stricter: they let no duty be worked longer
    than the threshold. A round made by hand may hold two, and is judged by them.
    """

    id = "second_break"
    scope = "worker"
    forbids, costs = True, False
    literature = False
    break_mends = True
    wants_two_breaks = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        if problem.horizon.abstract:
            return
        threshold, least = case.ticks("threshold_minutes"), case.ticks("minutes")
        for worker, duty in duties_of(case, timeline):
            if duty.worked <= threshold or any(stretch.relieves for stretch in duty.stretches):
                continue
            had = _count_breaks(timeline, duty, least)
            if had < 2:
                shift = next(stretch.shift for stretch in duty.stretches if stretch.shift)
                sentence = (
                    f"{problem.worker[worker].name} works {length(problem, duty.worked)} from "
                    f"{at(problem, duty.start)} to {at(problem, duty.end)} and has "
                    f"{'one break' if had else 'no break'} of {length(problem, least)}; two are owed."
                )
                yield Breach(self.id, True, 2 - had, "count", 0, sentence, "", shift, worker)

    def lower(self, case: Case) -> Iterable[Term]:
        if case.problem.horizon.abstract:
            return
        threshold, bounds = case.ticks("threshold_minutes"), case.of("shift_bounds")
        for chain in find_chains(case):
            before = chain.before
            done = 0 if before is None or before.began is None else max(0, before.until - before.began)
            longest = sum(latest_back(bounds, shift) - shift.start for shift in chain.shifts)
            if done + longest <= threshold:
                continue
            count = len(chain.shifts)
            yield DutyLimits(
                rule=self.id,
                shifts=tuple(case.problem.shift_number[shift.id] for shift in chain.shifts),
                rest=chain.rest,
                began=-FOREVER,
                until=-FOREVER,
                span=FOREVER,
                work=max(0, threshold - done),
                threshold=FOREVER,
                pause=0,
                asleep=tuple(only_care_is_work(case, shift) for shift in chain.shifts),
                own=(FOREVER,) * count,
                unowed=(0,) * count,
            )


def _count_breaks(timeline: Timeline, duty: Duty, least: int) -> int:
    """Breaks of that length in the rounds of a duty, and off duty between them."""
    calls = (call for stretch in duty.stretches if stretch.shift for call in timeline.runs[stretch.shift].calls)
    named = sum(call.visit is None and call.end - call.start >= least for call in calls)
    return named + sum(pause >= least for pause in duty.pauses)
