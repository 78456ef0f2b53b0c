"""time_window: a visit starts inside an agreed window; lateness costs by the minute and by priority."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.domain import Visit
from solver.terms import LateCost, Term

from .vocabulary.indices import Span, start_within
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import length, who, whose


class TimeWindowRule(Rule):
    """Never before the first window. A start after a window and before the next one is late to the earlier one.

    ``at_end``: the service must end by the window's end (literature); the window in force still follows from the start.
    A visit with hard windows is never late.
    """

    id = "time_window"
    scope = "round"
    forbids, costs = True, True
    literature = True
    label = "lateness"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem, label = case.problem, case.problem.horizon.label
        for pairs in timeline.served.values():
            run, call = pairs[0]
            visit = call.visit
            assert visit is not None
            names = who(problem, run)
            place = (visit.id, run.shift.id, run.shift.worker, visit.client)
            first = visit.windows[0]
            if call.start < first.start:
                early = first.start - call.start
                sentence = (
                    f"{whose(problem, visit)} starts at {label(call.start)} with {names}, "
                    f"{length(problem, early)} before its window opens at {label(first.start)}."
                )
                yield Breach(self.id, True, early, "ticks", 0, sentence, *place)
                continue
            late = lateness(case, visit, call.start)
            if late:
                moment, verb = (call.end, "ends") if case.values["at_end"] else (call.start, "starts")
                sentence = (
                    f"{whose(problem, visit)} {verb} at {label(moment)} with {names}, "
                    f"{length(problem, late)} after its window closed at {label(moment - late)}."
                )
                hard = visit.windows_hard
                cost = 0 if hard else late * _price(case, visit)
                yield Breach(self.id, hard, late, "ticks", cost, sentence, *place)

    def lower(self, case: Case) -> Iterable[Term]:
        hard: dict[str, list[Span]] = {}
        for index, visit in enumerate(case.problem.visits):
            spans = list(_due(visit, case.values["at_end"]))
            if visit.windows_hard:
                # Between two windows a start is late to the earlier one, so each span ends at its own due time.
                after = [start - 1 for start, _ in spans[1:]] + [spans[-1][1]]
                hard[visit.id] = [(a, min(b, c)) for (a, b), c in zip(spans, after, strict=True) if a <= min(b, c)]
            else:
                yield LateCost(self.id, index, tuple(spans), _price(case, visit))
        yield from start_within(case.problem, self.id, hard)


def lateness(case: Case, visit: Visit, start: int) -> int:
    """Ticks by which a start misses the window in force (the last that has opened); 0 before the first."""
    opened = [window for window in visit.windows if window.start <= start]
    judged = start + visit.duration if case.values["at_end"] else start
    return max(0, judged - opened[-1].end) if opened else 0


def _price(case: Case, visit: Visit) -> int:
    return case.per_tick("price", case.values["factors"][visit.priority - 1])


def _due(visit: Visit, at_end: bool) -> Iterator[Span]:
    """(start, due) of each window, due being the last start that is in time."""
    for window in visit.windows:
        yield window.start, window.end - (visit.duration if at_end else 0)
