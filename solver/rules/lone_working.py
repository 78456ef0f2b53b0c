"""lone_working: a flagged address wants two workers, or a visit within daylight hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from solver.domain import Problem, Visit

from .numbering import Span, no_pairs, start_within
from .rule import Breach, Case, Rule
from .terms import Forbid, Term
from .timeline import Timeline
from .words import at, who, whose

_PAIR = 2  # workers who are together at such an address


class LoneWorkingRule(Rule):
    """Hard. Daylight: the whole visit lies between two local hours of one day; it says nothing on literature clocks."""

    id = "lone_working"
    scope = "round"
    forbids, costs = True, False
    literature = True
    reason_order = 3
    reason = "would go alone where two are wanted"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for pairs in timeline.served.values():
            run, call = pairs[0]
            visit = call.visit
            assert visit is not None
            wishes = _wishes(problem, visit)
            where = f"{whose(problem, visit)} at {at(problem, call.start)}"
            place = (visit.id, run.shift.id, run.shift.worker, visit.client)
            if "pair" in wishes and problem.hands_of(visit) < _PAIR:
                sentence = f"{where}: the address wants two workers, and {who(problem, run)} goes alone."
                yield Breach(self.id, True, 1, "count", 0, sentence, *place)
            if "daylight" in wishes and not problem.horizon.abstract:
                begins, ends = problem.horizon.moment(call.start), problem.horizon.moment(call.end)
                opens, closes = _clock(case, "daylight_from_hour"), _clock(case, "daylight_to_hour")
                if begins.date() == ends.date() and opens <= begins.time() and ends.time() <= closes:
                    continue
                sentence = (
                    f"{where} to {at(problem, call.end)} with {who(problem, run)}: the address is visited in daylight "
                    f"only, {opens:%H:%M} to {closes:%H:%M}."
                )
                yield Breach(self.id, True, 1, "count", 0, sentence, *place)

    def lower(self, case: Case) -> Iterable[Term]:
        problem = case.problem
        alone = no_pairs(problem)
        spans: dict[str, list[Span]] = {}
        days = list(_daylight(case))
        for index, visit in enumerate(problem.visits):
            wishes = _wishes(problem, visit)
            if "pair" in wishes and problem.hands_of(visit) < _PAIR:
                alone[index] = True
            if "daylight" in wishes and not problem.horizon.abstract:
                spans[visit.id] = [(a, b - visit.duration) for a, b in days if a <= b - visit.duration]
        if alone.any():
            yield Forbid(self.id, alone)
        yield from start_within(problem, self.id, spans)


def _wishes(problem: Problem, visit: Visit) -> set[str]:
    """What the clients of the visit want; a joint visit may have two, who need not want the same."""
    return {problem.client[client].lone_working for client in visit.clients}


def _clock(case: Case, name: str) -> time:
    minutes = min(round(float(case.values[name]) * 60), 24 * 60 - 1)
    return time(minutes // 60, minutes % 60)


def _daylight(case: Case) -> Iterable[Span]:
    """(from, to) in ticks for every local day of the horizon and the one after."""
    horizon = case.problem.horizon
    if horizon.abstract:
        return
    opens, closes = _clock(case, "daylight_from_hour"), _clock(case, "daylight_to_hour")
    for day in range(-1, horizon.days + 2):
        today = horizon.date(0) + timedelta(days=day)
        yield horizon.ticks(datetime.combine(today, opens)), horizon.ticks(datetime.combine(today, closes))
