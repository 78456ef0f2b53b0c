"""join_windows: clinical windows and prescribed moments hold for when each task is really done, none is moved."""

from __future__ import annotations

from collections.abc import Iterable

from solver.terms import Term

from ..readings.sectors import tasks_in, visit_day
from ..vocabulary.rule import Breach, Case, Rule
from ..vocabulary.timeline import Timeline
from ..vocabulary.wording import at, length, who
from .told import Made, breach, made, on, task_words


class JoinWindowsRule(Rule):
    """Each task is judged at the moment at which the joint visit comes to it; one that another does for it, at that
    one's. The visit begins inside an agreed window of every part, also of those that may be late when they
    are made apart: nobody waits longer because visits were joined.

    Hard, and no value reaches it. lower: nothing; the engine's side is solver/joining, and a test keeps the two equal.
    """

    id = "join_windows"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        for found in made(timeline):
            yield from self._agreed(case, found)
            yield from self._tasks(case, found)

    def _agreed(self, case: Case, found: Made) -> Iterable[Breach]:
        problem, (run, call, visit) = case.problem, found
        day = on(visit_day(problem, visit))
        spans = [[(window.start, window.end) for window in part.windows] for part in visit.parts]
        meet = spans[0]
        for own in spans[1:]:
            meet = [(max(a, c), min(b, d)) for a, b in meet for c, d in own if max(a, c) <= min(b, d)]
        if not meet:
            parts = ", ".join(
                f"{part.id} {at(problem, part.windows[0].start)} to {at(problem, part.windows[-1].end)}"
                for part in visit.parts
            )
            sentence = (
                f"{who(problem, run)}'s joint visit {visit.id} on {day} is of visits whose agreed windows do not meet "
                f"({parts}): they stay apart."
            )
            yield breach(self.id, sentence, run, visit)
            return
        for part in visit.parts:
            if any(window.start <= call.start <= window.end for window in part.windows):
                continue
            coming = next((window for window in part.windows if window.start > call.start), None)
            gone = [window for window in part.windows if window.end < call.start]
            if gone:
                away, side, edge = call.start - gone[-1].end, "after", f"closes at {at(problem, gone[-1].end)}"
            else:
                assert coming is not None
                away, side, edge = coming.start - call.start, "before", f"opens at {at(problem, coming.start)}"
            sentence = (
                f"{who(problem, run)}'s joint visit {visit.id} on {day} begins at {at(problem, call.start)}, "
                f"{length(problem, away)} {side} the agreed window of visit {part.id} "
                f"({problem.client[part.client].name}) {edge}."
            )
            yield breach(self.id, sentence, run, visit, part.client, away, "ticks", part.id)

    def _tasks(self, case: Case, found: Made) -> Iterable[Breach]:
        problem, (run, call, visit) = case.problem, found
        for number, part, task in tasks_in(visit):
            moment = call.start + visit.begins[number]
            does = (
                f"{who(problem, run)} comes to {task_words(problem, part, task)} on {on(visit_day(problem, visit))} "
                f"in joint visit {visit.id} at {at(problem, moment)}"
            )
            if (window := task.clinical_window) and not window.start <= moment <= window.end:
                away = max(window.start - moment, moment - window.end)
                sentence = (
                    f"{does}, {length(problem, away)} outside the clinical window {at(problem, window.start)} to "
                    f"{at(problem, window.end)} that {task.clinical_window_set_by} set."
                )
                yield breach(self.id, sentence, run, visit, part.client, away, "ticks", task.code)
            if (prescribed := task.time_critical) and abs(moment - prescribed.at) > prescribed.tolerance:
                sentence = (
                    f"{does}; it is prescribed for {at(problem, prescribed.at)}, give or take "
                    f"{length(problem, prescribed.tolerance)}."
                )
                away = abs(moment - prescribed.at) - prescribed.tolerance
                yield breach(self.id, sentence, run, visit, part.client, away, "ticks", task.code)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()
