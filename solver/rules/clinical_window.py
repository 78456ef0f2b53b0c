"""clinical_window: a task is reached inside the window that a registered nurse set for it."""

from __future__ import annotations

from collections.abc import Iterable

from solver.terms import Term

from .readings.carried import is_joint
from .vocabulary.indices import Span, common, start_within
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, length, who, whose


class ClinicalWindowRule(Rule):
    """Hard, and never moved or widened. What counts is when each task is reached, after those before it in its visit.

    Tasks of one visit that cannot all be reached in their windows leave it no start at all. A joint visit is judged by
    the rule join_windows.
    """

    id = "clinical_window"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for pairs in timeline.served.values():
            run, call = pairs[0]
            visit = call.visit
            assert visit is not None
            if is_joint(visit):
                continue
            gone_by = 0
            for task in visit.tasks:
                moment, gone_by = call.start + gone_by, gone_by + task.duration
                window = task.clinical_window
                if window is None or window.start <= moment <= window.end:
                    continue
                away = max(window.start - moment, moment - window.end)
                reached = "" if moment == call.start else f" and comes to {task.code} at {at(problem, moment)}"
                sentence = (
                    f"{whose(problem, visit)} starts at {at(problem, call.start)} with {who(problem, run)}{reached}, "
                    f"{length(problem, away)} outside the clinical window {at(problem, window.start)} to "
                    f"{at(problem, window.end)} that {task.clinical_window_set_by} set for {task.code}."
                )
                place = (visit.id, run.shift.id, run.shift.worker, visit.client)
                yield Breach(self.id, True, away, "ticks", 0, sentence, *place, about=task.code)

    def lower(self, case: Case) -> Iterable[Term]:
        spans: dict[str, list[Span]] = {}
        for visit in case.problem.visits:
            for task, offset in () if is_joint(visit) else visit.tasks_reached:
                if window := task.clinical_window:
                    span = [(window.start - offset, window.end - offset)]
                    spans[visit.id] = common(spans.get(visit.id, span), span)
        yield from start_within(case.problem, self.id, spans)
