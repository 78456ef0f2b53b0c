"""time_critical: a visit with a prescribed moment starts within its tolerance."""

from __future__ import annotations

from collections.abc import Iterable

from .numbering import Span, common, start_within
from .rule import Breach, Case, Rule
from .terms import Term
from .timeline import Timeline
from .words import at, length, who, whose


class TimeCriticalRule(Rule):
    """Parkinson's medicine, insulin before a meal: hard, each task of the visit for itself."""

    id = "time_critical"
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
                prescribed = task.time_critical
                if prescribed is None:
                    continue
                away = abs(call.start - prescribed.at)
                if away <= prescribed.tolerance:
                    continue
                sentence = (
                    f"{whose(problem, visit)} starts at {at(problem, call.start)} with {who(problem, run)}; "
                    f"{task.code} is prescribed for {at(problem, prescribed.at)}, "
                    f"give or take {length(problem, prescribed.tolerance)}."
                )
                place = (visit.id, run.shift.id, run.shift.worker, visit.client)
                over = away - prescribed.tolerance
                yield Breach(self.id, True, over, "ticks", 0, sentence, *place, about=task.code)

    def lower(self, case: Case) -> Iterable[Term]:
        spans: dict[str, list[Span]] = {}
        for visit in case.problem.visits:
            for task in visit.tasks:
                if moment := task.time_critical:
                    span = [(moment.at - moment.tolerance, moment.at + moment.tolerance)]
                    spans[visit.id] = common(spans.get(visit.id, span), span)
        yield from start_within(case.problem, self.id, spans)
