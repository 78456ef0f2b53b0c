"""clinical_window: a visit starts inside every window that a registered nurse set for its tasks."""

from __future__ import annotations

from collections.abc import Iterable

from .numbering import Span, common, start_within
from .rule import Breach, Case, Rule
from .terms import Term
from .timeline import Timeline
from .words import at, length, who, whose


class ClinicalWindowRule(Rule):
    """Hard, and never moved or widened. Tasks of one visit whose windows do not meet leave it no start at all."""

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
            for task in visit.tasks:
                window = task.clinical_window
                if window is None or window.start <= call.start <= window.end:
                    continue
                away = max(window.start - call.start, call.start - window.end)
                sentence = (
                    f"{whose(problem, visit)} starts at {at(problem, call.start)} with {who(problem, run)}, "
                    f"{length(problem, away)} outside the clinical window {at(problem, window.start)} to "
                    f"{at(problem, window.end)} that {task.clinical_window_set_by} set for {task.code}."
                )
                place = (visit.id, run.shift.id, run.shift.worker, visit.client)
                yield Breach(self.id, True, away, "ticks", 0, sentence, *place, about=task.code)

    def lower(self, case: Case) -> Iterable[Term]:
        spans: dict[str, list[Span]] = {}
        for visit in case.problem.visits:
            for task in visit.tasks:
                if window := task.clinical_window:
                    span = [(window.start, window.end)]
                    spans[visit.id] = common(spans.get(visit.id, span), span)
        yield from start_within(case.problem, self.id, spans)
