"""Who could do a visit at all, if it were the only visit in the world; and for everyone else, which rule says no."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache

from solver.domain import Roster, Round, Shift, Visit
from solver.rules import FOREVER, RULE_BY_ID, RULES, Rule, lateness, length
from solver.rules.authority.stopped import why_stopped

from .model import make_stop
from .time_bounds import TimeBounds
from .timing import Halt, Legs, Span, backward, forward, intersect, task_limits
from .trial_pricing import TrialPricing

_STARTS = 12  # later starts that are tried where a rule forbids the earliest


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a worker can never do a visit: the rule, and the words that follow "3 nurses".

    start: the earliest at which they could, where they are only too late.
    """

    rule: str
    words: str
    start: int = FOREVER


class Eligibility:
    """Who could make which visit of one problem, on an empty roster; remembers every answer."""

    def __init__(self, pricing: TrialPricing, bounds: TimeBounds):
        self.bounds = bounds
        self.empty = TrialPricing(pricing.problem, Roster(), pricing.pack, pricing.travel)
        self.obstacle = lru_cache(maxsize=None)(self._find_obstacle)

    def eligible_shifts(self, visit: Visit) -> list[Shift]:
        """Every shift that could hold the visit (one of its workers) if it were empty and there were no other."""
        return [shift for shift in self.empty.problem.shifts if self.obstacle(visit.id, shift.id) is None]

    def _find_obstacle(self, visit_id: str, shift_id: str) -> Obstacle | None:
        problem = self.empty.problem
        visit, shift = problem.visit[visit_id], problem.shift[shift_id]
        spans = self.bounds.alone(visit.id)
        halt = Halt(visit.id, problem.place_number[problem.place_of(visit)], visit.duration, spans)
        legs = self.bounds.legs(shift.id)
        starts = forward([halt], legs)
        if starts is None:  # who could come but too late is told when
            starts = forward([replace(halt, legal=self.bounds.however_late(visit.id))], legs)
        at = starts[0] if starts else max(visit.windows[0].start, shift.start)
        tries = [at, *self._other_starts(halt, legs)] if starts else [at]
        against: list[Rule] = []
        for number, start in enumerate(tries):
            refusing = self._refusing(visit, shift, start)
            if not refusing:
                against = []
                break
            against = against if number else refusing
            if refusing[0].at_any_time:
                break
        if starts is None and not (against and against[0].at_any_time):
            return Obstacle(*_why_no_time(self.bounds, visit, shift, spans))
        if not against:
            return None
        rule = against[0]
        words = rule.explain_refusal(self.empty.case(rule.id), visit, shift)
        return Obstacle(rule.id, words, at if rule.tells_lateness else FOREVER)

    def _refusing(self, visit: Visit, shift: Shift, start: int) -> list[Rule]:
        """The rules that forbid a visit at this start as the only one of a shift, the weightiest first."""
        part = self.empty.cut([shift.id], [visit.id])
        after = part.price({shift.id: Round.model_construct(shift=shift.id, stops=(make_stop(visit.id, start),))})
        broken = {breach.rule for breach in after.worsened_from(part.before)}
        return sorted((rule for rule in RULES if rule.id in broken and _proves(rule)), key=_precedence)

    def _other_starts(self, halt: Halt, legs: Legs) -> list[int]:
        """Later starts on an empty shift: what a rule forbids of the earliest it may allow of another."""
        last = backward([halt], legs)
        first = forward([halt], legs)
        if last is None or first is None:
            return []
        minute = self.empty.problem.horizon.ticks_per_minute
        step = max(minute, (last[0] - first[0]) // _STARTS // minute * minute)
        inside = [start for low, high in halt.legal for start in (low, min(high, last[0])) if start <= last[0]]
        found = {last[0], *inside, *range(first[0] + step, last[0], step)}
        legal = (start for start in found if start > first[0] and any(a <= start <= b for a, b in halt.legal))
        return sorted(legal, key=lambda start: (start != last[0], start))

    def describe_ineligible(self, visit: Visit) -> str:
        """Everybody who cannot come, grouped by reason: "24 care workers lack insulin; 3 nurses are off duty then".

        Of a visit that somebody has stopped that alone is said.
        """
        problem = self.empty.problem
        if stopped := why_stopped(self.empty.readings, visit):
            return f"{stopped} [suspended]"
        best: dict[str, Obstacle] = {}
        for shift in problem.shifts:
            obstacle = self.obstacle(visit.id, shift.id)
            if obstacle is None:
                continue
            known = best.get(shift.worker)
            if known is None or (_rank(obstacle), -obstacle.start) > (_rank(known), -known.start):
                best[shift.worker] = obstacle
        able = {shift.worker for shift in self.eligible_shifts(visit)}
        counts: Counter[tuple[int, str, str, str]] = Counter()
        names: dict[tuple[int, str, str, str], list[str]] = defaultdict(list)
        earliest: dict[tuple[int, str, str, str], int] = {}
        for worker in problem.workers:
            if worker.id in able:
                continue
            obstacle = best.get(worker.id, Obstacle("shift_bounds", "have no shift"))
            key = (
                _rank(obstacle),
                obstacle.words,
                obstacle.rule,
                "nurse" if worker.registered_nurse else "care worker",
            )
            counts[key] += 1
            names[key].append(worker.name)
            earliest[key] = min(obstacle.start, earliest.get(key, FOREVER))
        parts = []
        for key in sorted(counts, key=lambda key: (key[0], -counts[key], key)):
            who = names[key][0] if counts[key] == 1 else f"{counts[key]} {key[3]}s"
            words = _in_singular(key[1]) if counts[key] == 1 else key[1]
            parts.append(f"{who} {words}{self._how_late(visit, earliest[key])} [{key[2]}]")
        return "; ".join(parts)

    def _how_late(self, visit: Visit, start: int) -> str:
        """ "(earliest 09:05, 65 min late; cap 60 min)"; nothing where they are not only too late."""
        if start == FOREVER:
            return ""
        problem = self.empty.problem
        late = lateness(self.empty.case("time_window"), visit, start)
        last = self.bounds.last_start(visit.id, start)
        cap = "" if last is None else f"; cap {length(problem, lateness(self.empty.case('time_window'), visit, last))}"
        return f" (earliest {problem.horizon.label(start)}, {length(problem, late)} late{cap})"


def _proves(rule: Rule) -> bool:
    """Whether a breach by their only visit proves that somebody can never make it: no partner and no break helps."""
    return rule.scope != "partners" and not rule.break_mends


def _precedence(rule: Rule) -> tuple[bool, int, str]:
    """Which of several reasons is given. What matters at one time only may come of a time that is made up."""
    return not rule.at_any_time, rule.reason_order, rule.id


def _rank(obstacle: Obstacle) -> int:
    """Higher: closer to being able to come."""
    return RULE_BY_ID[obstacle.rule].reason_order


def _in_singular(words: str) -> str:
    """The words said of one person."""
    first, _, rest = words.partition(" ")
    singular = {"lack": "lacks", "are": "is", "have": "has", "were": "was"}
    return f"{singular.get(first, first)} {rest}"


def _why_never(bounds: TimeBounds, visit: Visit) -> tuple[str, str]:
    """The rule by which no start of a visit is right, whoever makes it, and its words."""
    left: tuple[Span, ...] = ((visit.windows[0].start, FOREVER),)
    if visit.windows_hard:
        left = tuple((window.start, window.end) for window in visit.windows)
    for rule, code, span in task_limits(visit):
        left = intersect(left, [span])
        if not left:
            return rule, f"have no start from which {code} is reached at its time, and all else at its own"
    if bounds.in_the_dark(visit.id):
        return "lone_working", "would come in the dark to an address that is visited in daylight only"
    return "time_window", "have no moment that meets all the visit's own windows"


def _why_no_time(bounds: TimeBounds, visit: Visit, shift: Shift, spans: tuple[Span, ...]) -> tuple[str, str]:
    """Why a visit has no start on an empty shift: nobody's moment, off duty, too long a visit, or too far a way."""
    if not spans:
        return _why_never(bounds, visit)
    if not any(shift.start <= high and low < shift.end for low, high in spans):
        return "shift_bounds", "are off duty then"
    problem, legs = bounds.problem, bounds.legs(shift.id)
    if visit.duration > legs.latest - legs.earliest:
        return "shift_bounds", f"have no shift as long as the visit ({length(problem, visit.duration)})"
    last = legs.latest - visit.duration
    if not intersect(spans, [(legs.earliest, last)]):
        return "shift_bounds", f"are not on duty for {length(problem, visit.duration)} from then"
    return "travel_time", "cannot get there and back within their shift"
