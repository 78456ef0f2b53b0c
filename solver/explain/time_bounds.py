"""The stops of each round with the times they may take, links to other rounds held where they are."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property, lru_cache

from solver.domain import Shift, Visit
from solver.rules import FOREVER, start_spans_by_visit
from solver.rules.authority.stopped import starts_left
from solver.rules.lone_working import daylight_spans
from solver.rules.readings.meal_times import MealTime, meal_times

from .companions import Companions
from .settling import Ways
from .timing import Halt, Legs, Span, intersect, legal_starts, legs_of
from .trial_pricing import TrialPricing

_TOGETHER = ("double_handed", "same_start")


class TimeBounds:
    """When the stops of a roster's rounds may start, and the bounds of its shifts; remembers what it has worked out."""

    def __init__(self, pricing: TrialPricing):
        self.pricing, self.problem = pricing, pricing.problem
        self.alone = lru_cache(maxsize=None)(self._alone)
        self.however_late = lru_cache(maxsize=None)(self._however_late)
        self.halts = lru_cache(maxsize=None)(self._halts)
        self.legs = lru_cache(maxsize=None)(self._legs)

    def _alone(self, visit_id: str) -> tuple[Span, ...]:
        """Starts that the visit's own windows, what stops its clients, the cap on lateness, and daylight where it is
        wanted, allow.
        """
        spans = self.however_late(visit_id)
        return intersect(spans, self._start_spans[visit_id]) if visit_id in self._start_spans else spans

    @cached_property
    def _start_spans(self) -> dict[str, list[Span]]:
        return start_spans_by_visit(self.pricing.case("time_window"))

    def last_start(self, visit_id: str, start: int) -> int | None:
        """The last start that lateness caps leave of the span that was open before one; None where there is no cap."""
        opened = [high for low, high in self._start_spans.get(visit_id, ()) if low <= start]
        return opened[-1] if opened else None

    def _however_late(self, visit_id: str) -> tuple[Span, ...]:
        """The same as if lateness had no end."""
        visit = self.problem.visit[visit_id]
        at_end = bool(self.pricing.pack.values("time_window")["at_end"])
        spans = legal_starts(visit, self.pricing.pins_of(visit.id), at_end)
        if self.problem.suspensions and not self.problem.horizon.abstract:
            spans = intersect(spans, starts_left(self.problem, visit))
        return intersect(spans, self._daylight(visit)) if self._wants_daylight(visit) else spans

    def in_the_dark(self, visit_id: str) -> bool:
        """Whether a visit has no start left only because the address is visited in daylight."""
        visit = self.problem.visit[visit_id]
        if not self._wants_daylight(visit):
            return False
        at_end = bool(self.pricing.pack.values("time_window")["at_end"])
        spans = legal_starts(visit, self.pricing.pins_of(visit_id), at_end)
        if visit_id in self._start_spans:
            spans = intersect(spans, self._start_spans[visit_id])
        return bool(spans) and not intersect(spans, self._daylight(visit))

    def with_partners(self, visit: Visit, shift: str, without: frozenset[str] = frozenset()) -> tuple[Span, ...]:
        """Starts that also keep the visit's links and its distance from its client's other visits, those on other
        shifts staying where they are. without: visits that are taken off their rounds.
        """
        spans = self.alone(visit.id)
        for link in self.pricing.links.get(visit.id, ()):
            first = link.first == visit.id
            other = link.second if first else link.first
            served = self.pricing.serving.get(other, ())
            if not served or shift in served:
                continue
            at = self.starts[other]
            if link.kind in _TOGETHER:
                spans = intersect(spans, [(at, at)])
            elif link.kind == "gap":
                least, most = link.min_gap or 0, link.max_gap if link.max_gap is not None else FOREVER
                spans = intersect(spans, [(at - most, at - least) if first else (at + least, at + most)])
        return self._apart(spans, visit.id, lambda serving: shift not in serving, without)

    def beside(self, spans: tuple[Span, ...], visit: Visit, shift: str, without: frozenset[str]) -> tuple[Span, ...]:
        """Those of some starts that keep the distance from the client's other visits on this very shift as well, where
        they are now. That is more than must be: they could be made at another time.
        """
        return self._apart(spans, visit.id, lambda serving: shift in serving, without)

    def in_turn(self, spans: tuple[Span, ...], visit: Visit, without: frozenset[str]) -> tuple[Span, ...]:
        """Those of some starts at which a visit is before, or after, the client's meal of that time as it should be.

        Nothing forbids the others: they cost. Where nobody makes the other visit, it is left room in its windows.
        """
        meals = [meal for meal in self._meals.get(visit.id, ()) if not {meal.first.id, meal.second.id} & without]
        for meal in meals:
            if visit.id == meal.second.id:
                at = self.starts.get(meal.first.id, meal.first.windows[0].start)
                spans = intersect(spans, [(at + meal.first.duration, FOREVER)])
            else:
                at = self.starts.get(meal.second.id, meal.second.windows[-1].end)
                spans = intersect(spans, [(-FOREVER, at - visit.duration)])
        return spans

    def out_of_turn(self, visit: str, start: int) -> int:
        """Ticks by which a start is too early, or too late, for the client's meals that somebody makes."""
        short = 0
        for meal in self._meals.get(visit, ()):
            first = start if visit == meal.first.id else self.starts.get(meal.first.id)
            second = start if visit == meal.second.id else self.starts.get(meal.second.id)
            if first is not None and second is not None:
                short += max(0, first + meal.first.duration - second)
        return short

    @cached_property
    def _meals(self) -> dict[str, list[MealTime]]:
        """Visit -> what comes before or after a meal in it, or before or after its meal; as far as that has a price."""
        found: dict[str, list[MealTime]] = {}
        if self.pricing.pack.enabled("call_spacing") and self.pricing.case("call_spacing").per_tick():
            for meal in meal_times(self.problem, self.pricing.readings.catalogue):
                for end in (meal.first.id, meal.second.id):
                    found.setdefault(end, []).append(meal)
        return found

    def around_meals(self, visit: str) -> set[str]:
        """A visit with those that come before or after it because one of the two is a meal; else none."""
        return {end for meal in self._meals.get(visit, ()) for end in (meal.first.id, meal.second.id)}

    def comes_after(self, visit: str) -> bool:
        """Whether something else of the client comes before a visit, by a meal that one of the two is."""
        return any(meal.second.id == visit for meal in self._meals.get(visit, ()))

    def _apart(
        self, spans: tuple[Span, ...], visit: str, counts: Callable[[Collection[str]], bool], without: frozenset[str]
    ) -> tuple[Span, ...]:
        """counts: whether a visit counts that is made on these shifts."""
        for first, second, ways in self._companions.spacings(visit):
            other = second if first == visit else first
            serving = self.pricing.serving.get(other, ())
            if serving and other not in without and counts(serving):
                spans = intersect(spans, self._apart_from(other, 0 if first == visit else 1, ways))
        return spans

    def _apart_from(self, other: str, mine: int, ways: Ways) -> list[Span]:
        """Starts far enough from a visit that stays where it is. mine: 0 where that is the second one."""
        at = self.starts[other]
        open_ = [] if ways else [(-FOREVER, FOREVER)]
        for waits in ways:
            low, high = -FOREVER, FOREVER
            for _, then, ticks in waits:
                low, high = (max(low, at + ticks), high) if then == mine else (low, min(high, at - ticks))
            open_.append((low, high))
        return sorted(open_)

    def followers(self, visit: str) -> dict[str, int]:
        """Visits of the client that come after one, in the order of their windows, and the ticks from start to start at
        least.
        """
        return {
            second: ways[0][0][2]
            for first, second, ways in self._companions.spacings(visit)
            if first == visit and len(ways) == 1
        }

    def keepers_out(self, visit: str) -> list[str]:
        """Served visits of the client each of which, where it is now, leaves a visit no start at all."""
        return [
            second if first == visit else first
            for first, second, ways in self._companions.spacings(visit, "call_spacing")
            if (second if first == visit else first) in self.starts
            and not intersect(
                self.alone(visit),
                self._apart_from(second if first == visit else first, 0 if first == visit else 1, ways),
            )
        ]

    @cached_property
    def _companions(self) -> Companions:
        return Companions(self.pricing)

    @cached_property
    def starts(self) -> dict[str, int]:
        """When each served visit starts."""
        return {
            stop.visit: stop.start
            for round_ in self.pricing.rounds.values()
            for stop in round_.stops
            if stop.visit is not None and stop.start is not None
        }

    def _halts(self, shift_id: str) -> tuple[Halt, ...]:
        """The present stops of a shift, ready to be re-timed."""
        round_ = self.pricing.rounds.get(shift_id)
        if round_ is None:
            return ()
        result = []
        for stop in round_.stops:
            assert stop.start is not None
            if stop.visit is None:
                result.append(self.rest(self.problem.shift[shift_id], stop.duration or 0, stop.start))
                continue
            visit = self.problem.visit[stop.visit]
            held = visit.workers > 1 and len(self.pricing.serving[visit.id]) > 1
            spans = ((stop.start, stop.start),) if held else self.with_partners(visit, shift_id)
            result.append(self.halt(visit, spans, stop.start))
        return tuple(result)

    def halt(self, visit: Visit, spans: tuple[Span, ...], start: int | None = None) -> Halt:
        """A visit as a stop. A present start that breaks a window stays possible: it is not ours to mend."""
        if start is not None and not any(low <= start <= high for low, high in spans):
            spans = tuple(sorted((*spans, (start, start))))
        windows = tuple((window.start, window.end) for window in visit.windows)
        place = self.problem.place_number[self.problem.place_of(visit)]
        return Halt(visit.id, place, visit.duration, spans, start, windows)

    def rest(self, shift: Shift, duration: int, start: int | None = None) -> Halt:
        """A break as a stop."""
        spans: tuple[Span, ...] = ((shift.start, shift.end),)
        if shift.break_:
            latest = shift.break_.latest
            if self.pricing.pack.values("break").get("must_end_by_latest"):
                latest -= duration
            spans = ((shift.break_.earliest, latest),)
        if start is not None and not any(low <= start <= high for low, high in spans):
            spans = tuple(sorted((*spans, (start, start))))
        return Halt(None, -1, duration, spans, start)

    def owed(self, shift: Shift) -> int:
        """Ticks of the break a long round of this shift needs, 0 for none."""
        if not self.pricing.pack.enabled("break"):
            return 0
        case = self.pricing.case("break")
        law = case.ticks(case.for_age("minutes", shift.worker)) if case.values["statutory"] else 0
        return max(law, shift.break_.duration if shift.break_ else 0)

    def _legs(self, shift_id: str) -> Legs:
        shift = self.problem.shift[shift_id]
        overtime = self.pricing.case("shift_bounds").ticks("max_overtime_minutes")
        return legs_of(self.problem, shift, overtime, self.pricing.ticks[self.problem.mode_of(shift)])

    def _wants_daylight(self, visit: Visit) -> bool:
        wishes = {self.problem.client[client].lone_working for client in visit.clients}
        return "daylight" in wishes and not self.problem.horizon.abstract

    def _daylight(self, visit: Visit) -> tuple[Span, ...]:
        """Starts of a visit that lies in one local day's light."""
        return tuple((a, b - visit.duration) for a, b in daylight_spans(self.pricing.case("lone_working"), visit))
