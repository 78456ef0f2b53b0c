"""time_critical: a task with a prescribed moment is reached within its tolerance."""

from __future__ import annotations

from collections.abc import Iterable

from solver.terms import Term

from .readings.carried import is_joint
from .vocabulary.indices import Span, common, start_within
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, length, who, whose


class TimeCriticalRule(Rule):
    """Parkinson's medicine, insulin before a meal: hard, each task of the visit for itself, when it is reached.

    A joint visit is judged by the rule join_windows.
    """

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
            if is_joint(visit):
                continue
            gone_by = 0
            for task in visit.tasks:
                moment, gone_by = call.start + gone_by, gone_by + task.duration
                prescribed = task.time_critical
                if prescribed is None:
                    continue
                away = abs(moment - prescribed.at)
                if away <= prescribed.tolerance:
                    continue
                reached = "" if moment == call.start else f" and comes to {task.code} at {at(problem, moment)}"
                sentence = (
                    f"{whose(problem, visit)} starts at {at(problem, call.start)} with {who(problem, run)}{reached}; "
                    f"{task.code} is prescribed for {at(problem, prescribed.at)}, "
                    f"give or take {length(problem, prescribed.tolerance)}."
                )
                place = (visit.id, run.shift.id, run.shift.worker, visit.client)
                over = away - prescribed.tolerance
                yield Breach(self.id, True, over, "ticks", 0, sentence, *place, about=task.code)

    def lower(self, case: Case) -> Iterable[Term]:
        spans: dict[str, list[Span]] = {}
        for visit in case.problem.visits:
            for task, offset in () if is_joint(visit) else visit.tasks_reached:
                if prescribed := task.time_critical:
                    due = prescribed.at - offset
                    span = [(due - prescribed.tolerance, due + prescribed.tolerance)]
                    spans[visit.id] = common(spans.get(visit.id, span), span)
        yield from start_within(case.problem, self.id, spans)
