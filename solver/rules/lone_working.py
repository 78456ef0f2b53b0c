"""lone_working: a flagged address wants two workers, or a visit while it is light."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from solver.domain import Problem, Visit
from solver.terms import Forbid, Term

from .authority.facts import Facts
from .authority.look import widened
from .permits import Permits
from .readings.light import civil_light
from .vocabulary.indices import Span, no_pairs, start_within
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, who, whose

_PAIR = 2  # workers who are together at such an address


class LoneWorkingRule(Rule):
    """Hard. Daylight: the whole visit lies between civil dawn and dusk of one local day where it is made.

    And between two local hours, where the pack says so. It says nothing on literature clocks.
    """

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
            if "pair" in wishes and _hands(case, timeline, visit) < _PAIR:
                sentence = f"{where}: the address wants two workers, and {who(problem, run)} goes alone."
                yield Breach(self.id, True, 1, "count", 0, sentence, *place)
            if "daylight" in wishes and not problem.horizon.abstract:
                begins = problem.horizon.date(call.start)
                light = _light(case, visit, begins)
                if light is not None and light[0] <= call.start and call.end <= light[1]:
                    continue
                if light is None or light[1] <= light[0]:
                    span = "which there is none of on that day"
                else:
                    known = problem.place[problem.place_of(visit)].lat is not None
                    where_from = "" if known else " at the rule pack's place"
                    span = f"{at(problem, light[0])} to {at(problem, light[1])}{where_from}"
                sentence = (
                    f"{where} to {at(problem, call.end)} with {who(problem, run)}: the address is visited in daylight "
                    f"only, {span}."
                )
                yield Breach(self.id, True, 1, "count", 0, sentence, *place)

    def lower(self, case: Case) -> Iterable[Term]:
        problem = case.problem
        alone = no_pairs(problem)
        hands = case.readings.once(Permits).hands(problem)
        spans: dict[str, list[Span]] = {}
        for index, visit in enumerate(problem.visits):
            wishes = _wishes(problem, visit)
            beside = (problem.visit_number[other] for other in problem.beside.get(visit.id, ()))
            if "pair" in wishes and hands[[index, *beside]].sum() < _PAIR:
                alone[index] = True
            if "daylight" in wishes and not problem.horizon.abstract:
                light = daylight_spans(case, visit)
                spans[visit.id] = [(a, b - visit.duration) for a, b in light if a <= b - visit.duration]
        if alone.any():
            yield Forbid(self.id, alone)
        yield from start_within(problem, self.id, spans)


def _hands(case: Case, timeline: Timeline, visit: Visit) -> int:
    """How many workers a visit and what is made beside it take. An unpaid carer is none: who is at risk is who is sent,
    and it may be from somebody who lives there.
    """
    if case.readings.abstract:
        return case.problem.hands_of(visit)
    facts = case.readings.once(Facts)
    count = 0
    for other in (visit, *(case.problem.visit[name] for name in case.problem.beside.get(visit.id, ()))):
        made = timeline.served.get(other.id)
        span = case.readings.span(other)
        count += facts.hands(other, widened(facts, span, made[0][1].start, made[0][1].end) if made else span)
    return count


def _wishes(problem: Problem, visit: Visit) -> set[str]:
    """What the clients of the visit want; a joint visit may have two, who need not want the same."""
    return {problem.client[client].lone_working for client in visit.clients}


def daylight_spans(case: Case, visit: Visit) -> list[Span]:
    """(dawn, dusk) in ticks where the visit is made, for every local day of the horizon and the ones beside it.

    ``case`` is this rule's. The place of the rule pack stands for one without coordinates.
    """
    first = case.problem.horizon.date(0)
    days = (first + timedelta(days=day) for day in range(-1, case.problem.horizon.days + 2))
    return [light for light in (_light(case, visit, day) for day in days) if light is not None]


def _light(case: Case, visit: Visit, day: date) -> Span | None:
    """The light of one local day, inside the hours that the pack allows."""
    horizon, place = case.problem.horizon, case.problem.place[case.problem.place_of(visit)]
    lat, lon = place.lat, place.lon
    if lat is None or lon is None:
        lat, lon = float(case.values["latitude"]), float(case.values["longitude"])
    found = civil_light(day, lat, lon)
    if found is None:
        return None
    dawn, dusk = (horizon.ticks(moment.replace(second=0, microsecond=0)) for moment in found)
    opens, closes = (_hour(case, day, f"daylight_{end}_hour") for end in ("from", "to"))
    return max(dawn + horizon.ticks_per_minute, opens), min(dusk, closes)  # whole minutes in which it is light


def _hour(case: Case, day: date, name: str) -> int:
    """An hour of a local day, 24 its end. Hours that a clock change skips or repeats are no hours to go out at."""
    minutes = round(float(case.values[name]) * 60)
    midnight = datetime.combine(day + timedelta(days=minutes // (24 * 60)), time())
    return case.problem.horizon.ticks(midnight + timedelta(minutes=minutes % (24 * 60)))
