"""call_spacing: calls of one client and one kind keep the order of their windows, and a distance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from solver.domain import Shift, Visit
from solver.terms import FOREVER, Apart, Forbid, Gap, GapCost, Term

from .readings.distances import Distance, FirstCalls, distances, first_calls
from .readings.meal_times import MealTime, meal_times
from .vocabulary.indices import start_within
from .vocabulary.last_start import latest_start_by_visit
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Call, Run, Timeline
from .vocabulary.wording import at, length, whose

_AT_ONCE = "two doses at once, where two visits, or two orders that differ, are wanted"


class CallSpacingRule(Rule):
    """Meals, medicines and personal care, each by itself, from the END of one call to the START of the next.

    At least ``least_minutes`` by kind; below ``wanted_minutes`` each minute costs. In the order of the agreed windows,
    unless one call's span lies strictly inside the other's or both are the same. A gap link between the two says it
    instead; double-handed and same-start links lift it; ``list_loosened`` tells where that asks for less. The first
    call of a kind keeps the least from the last one done before the horizon; what it is short of the wanted is told and
    has no price.

    Two doses of one medicine (``dose_gaps``) keep ``dose_minutes``, or what the catalogue states of its code, whoever
    gives them and whatever a link says; where windows have no order, either may be the first. So does the first dose
    after one given before. Two doses in one visit (``doses_at_once``) are made by nobody.

    What comes before a meal is over when another visit of that meal time begins the meal, and what comes after it waits
    for it (``meal_times``): each minute costs, and it is told. It is never hard: the catalogue does not say how strict.

    It is about visits as commissioned; where joint visits are made, about those. Two calls that want a distance are
    never one visit; whether two doses may be one is no question of distance (``join_identity``).

    lower: no tie where windows and lateness caps keep two calls so far apart already.
    """

    id = "call_spacing"
    scope = "client"
    forbids, costs = True, True
    literature = True
    label = "calls closer than wanted"
    reason = "would come too near another call"
    tells_costs = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        for pair in distances(case.problem, case.catalogue, case.values).with_all(timeline.served):
            if pair.first.id == pair.second.id:
                yield from self._joined(case, timeline, pair)
            else:
                yield from self._apart(case, timeline, pair)
        for calls in first_calls(case.problem, case.catalogue, case.values).with_any(timeline.served):
            yield from self._since(case, timeline, calls)
        for meal in meal_times(case.problem, case.catalogue):
            if meal.first.id in timeline.served and meal.second.id in timeline.served:
                yield from self._around_meal(case, timeline, meal)

    def _joined(self, case: Case, timeline: Timeline, pair: Distance) -> Iterator[Breach]:
        if pair.least:
            run, _ = timeline.served[pair.first.id][0]
            if pair.of[0] == pair.of[1]:
                name = case.problem.client[pair.client].name
                sentence = f"{name}'s visit {pair.first.id} gives {pair.dose} twice: {_AT_ONCE}."
                yield self._breach(True, pair.least, 0, sentence, pair.first, run, pair.client, pair.dose)
                return
            sentence = (
                f"{case.problem.client[pair.client].name}'s {_calls(pair)} {pair.of[0]} and {pair.of[1]} want "
                f"{length(case.problem, pair.least)} between them, and are one visit, {pair.first.id}."
            )
            yield self._breach(True, pair.least, 0, sentence, pair.first, run, pair.client, _name(pair))

    def _apart(self, case: Case, timeline: Timeline, pair: Distance) -> Iterator[Breach]:
        problem = case.problem
        one, other = timeline.served[pair.first.id][0], timeline.served[pair.second.id][0]
        if not pair.ordered and one[1].start > other[1].start:
            one, other = other, one
            pair = replace(pair, first=pair.second, second=pair.first, of=pair.of[::-1])
        (_, first), (run, second) = one, other
        gap = second.start - first.end
        if gap >= pair.wanted:
            return
        calls = f"{case.problem.client[pair.client].name}'s {_calls(pair)}"
        told = f"{calls}: {pair.second.id} starts at {at(problem, second.start)}, {_after(case, gap, pair, first)}"
        if gap < pair.least:
            sentence = f"{told}; {_order(case, pair)}."
            yield self._breach(True, pair.least - gap, 0, sentence, pair.second, run, pair.client, _name(pair))
        if short := pair.wanted - max(gap, pair.least):
            sentence = f"{told}; {length(problem, pair.wanted)} are wanted."
            cost = (pair.wanted - gap) * case.per_tick()
            yield self._breach(False, short, cost, sentence, pair.second, run, pair.client, _name(pair))

    def _since(self, case: Case, timeline: Timeline, calls: FirstCalls) -> Iterator[Breach]:
        problem = case.problem
        served = [(timeline.served[visit.id][0], visit) for visit in calls.visits if visit.id in timeline.served]
        if not served:
            return
        (run, call), visit = min(served, key=lambda pair: (pair[0][1].start, pair[1].id))
        gap = call.start - calls.after
        name = problem.client[calls.before.client].name
        told = (
            f"{whose(problem, visit)} starts at {at(problem, call.start)}, {_since_words(case, gap)} {name}'s "
            f"{calls.before.task} of before was done at {at(problem, calls.after)}"
        )
        if gap < calls.least:
            two = f"two doses of {calls.dose}" if calls.dose else f"two {_kind(calls.kind)} calls"
            sentence = f"{told}; at least {length(problem, calls.least)} lie between {two}."
            about = calls.dose or calls.kind
            yield self._breach(True, calls.least - gap, 0, sentence, visit, run, calls.before.client, about)
        if short := max(0, calls.wanted - max(gap, calls.least)):
            sentence = f"{told}; {length(problem, calls.wanted)} are wanted."
            yield self._breach(False, short, 0, sentence, visit, run, calls.before.client, calls.kind)

    def _around_meal(self, case: Case, timeline: Timeline, meal: MealTime) -> Iterator[Breach]:
        problem = case.problem
        (_, first), (run, second) = timeline.served[meal.first.id][0], timeline.served[meal.second.id][0]
        short = first.end - second.start
        if short > 0:
            comes = f"{meal.code} comes {'before' if meal.before else 'after'} the meal"
            name = problem.client[meal.client].name
            sentence = (
                f"{name}'s {comes}: {meal.second.id} starts at {at(problem, second.start)}, before {meal.first.id} "
                f"ends at {at(problem, first.end)}."
            )
            cost, about = short * case.per_tick(), f"{meal.code}: {' > '.join(meal.of)}"
            yield self._breach(False, short, cost, sentence, meal.second, run, meal.client, about)

    def _breach(
        self, hard: bool, amount: int, cost: int, sentence: str, visit: Visit, run: Run, client: str, about: str
    ) -> Breach:
        place = (visit.id, run.shift.id, run.shift.worker, client)
        return Breach(self.id, hard, amount, "ticks", cost, sentence, *place, about=about)

    def explain_refusal(self, case: Case, visit: Visit, shift: Shift) -> str:
        """Of doses, which: two in this very visit, or one too soon after that of before."""
        problem = case.problem
        for pair in distances(problem, case.catalogue, case.values):
            if pair.first.id == pair.second.id == visit.id and pair.dose:
                return f"would give {pair.dose} twice in one visit: two doses of one medicine lie apart"
        for calls in first_calls(problem, case.catalogue, case.values):
            if calls.dose and any(one.id == visit.id for one in calls.visits):
                return (
                    f"would give {calls.dose} less than {length(problem, calls.least)} after the dose of before, which "
                    f"was over at {at(problem, calls.after)}: two doses of one medicine lie apart"
                )
        return super().explain_refusal(case, visit, shift)

    def lower(self, case: Case) -> Iterable[Term]:
        latest = latest_start_by_visit(case)
        yield from _keep_apart(self.id, case, latest)
        yield from _keep_meals(self.id, case, latest)
        yield from _forbid_at_once(self.id, case)
        yield from _wait_for_before(self.id, case)


def _keep_apart(rule: str, case: Case, latest: Mapping[str, int]) -> Iterator[Term]:
    """What keeps two visits apart where windows and caps do not. latest: the last start of each visit, in ticks."""
    number = case.problem.visit_number
    for pair in distances(case.problem, case.catalogue, case.values):
        if pair.first.id == pair.second.id:
            continue
        first, second = number[pair.first.id], number[pair.second.id]
        length_of_first = pair.first.duration + pair.least
        opens, ends = pair.second.windows[0].start, latest[pair.first.id] + pair.first.duration
        if not pair.ordered:
            soonest, last = pair.first.windows[0].start, latest[pair.second.id] + pair.second.duration
            if ends + pair.least > opens and last + pair.least > soonest:
                yield Apart(rule, first, second, length_of_first, pair.second.duration + pair.least)
            continue
        if ends + pair.least > opens:
            yield Gap(rule, first, second, length_of_first, FOREVER)
        if pair.wanted > pair.least and ends + pair.wanted > opens and case.per_tick():
            yield GapCost(rule, first, second, pair.first.duration + pair.wanted, case.per_tick())


def _keep_meals(rule: str, case: Case, latest: Mapping[str, int]) -> Iterator[Term]:
    """What each minute costs for which something before a meal is not over when the meal begins, and the reverse."""
    number = case.problem.visit_number
    for meal in meal_times(case.problem, case.catalogue) if case.per_tick() else ():
        if latest[meal.first.id] + meal.first.duration > meal.second.windows[0].start:
            first, second = number[meal.first.id], number[meal.second.id]
            yield GapCost(rule, first, second, meal.first.duration, case.per_tick())


def _forbid_at_once(rule: str, case: Case) -> Iterator[Term]:
    """Visits that hold two calls which want a distance: for nobody."""
    problem = case.problem
    forbidden = np.zeros((len(problem.visits), len(problem.shifts)), dtype=np.bool_)
    for pair in distances(problem, case.catalogue, case.values):
        if pair.first.id == pair.second.id:
            forbidden[problem.visit_number[pair.first.id]] |= pair.least > 0
    if forbidden.any():
        yield Forbid(rule, forbidden)


def _wait_for_before(rule: str, case: Case) -> Iterator[Term]:
    """The starts that what was done before the horizon leaves."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for calls in first_calls(case.problem, case.catalogue, case.values):
        for visit in calls.visits:
            earliest = calls.after + calls.least
            if earliest > visit.windows[0].start:
                ((known, _),) = spans.get(visit.id, [(earliest, FOREVER)])
                spans[visit.id] = [(max(known, earliest), FOREVER)]
    yield from start_within(case.problem, rule, spans)


def _name(pair: Distance) -> str:
    return " > ".join(pair.of)


def _kind(kind: str) -> str:
    return kind.replace("_", " ")


def _calls(pair: Distance) -> str:
    """ "meal calls"; of several kinds "meal and medicine calls"; where one medicine is given twice "insulin calls"."""
    return f"{pair.dose or ' and '.join(_kind(kind) for kind in sorted(pair.kinds))} calls"


def _after(case: Case, gap: int, pair: Distance, first: Call) -> str:
    """How long after the end of the first call the second begins."""
    end = at(case.problem, first.end)
    if gap >= 0:
        return f"{length(case.problem, gap)} after {pair.first.id} ended at {end}"
    return f"before {pair.first.id} ended at {end}"


def _order(case: Case, pair: Distance) -> str:
    if pair.least:
        order = ", in the order of their windows" if pair.ordered else ""
        return f"at least {length(case.problem, pair.least)} lie between them{order}"
    return "they keep the order of their windows, one after the other"


def _since_words(case: Case, gap: int) -> str:
    return f"{length(case.problem, gap)} after" if gap >= 0 else "before"
