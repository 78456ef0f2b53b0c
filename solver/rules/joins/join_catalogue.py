"""join_catalogue: a task of a code that no catalogue knows is joined with nothing."""

from __future__ import annotations

from collections.abc import Iterable

from ..rule import Breach, Case
from ..sides import tasks_in, visit_day
from ..terms import Term
from ..timeline import Timeline
from .told import breach, made, on, task_words


class JoinCatalogueRule:
    """Nobody can tell whether it is clean or dirty, before or after a meal, or whose it is.

    Hard, and no value reaches it. lower: nothing; the engine's side is solver/joining, and a test keeps the two equal.
    """

    id = "join_catalogue"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run, _, visit in made(timeline):
            for _, part, task in tasks_in(visit):
                if not case.readings.is_known(task):
                    sentence = (
                        f"In {problem.worker[run.shift.worker].name}'s joint visit {visit.id} on "
                        f"{on(visit_day(problem, visit))} is {task_words(problem, part, task)}, whose code no "
                        f"catalogue knows: it stays a visit of its own."
                    )
                    yield breach(self.id, sentence, run, visit, part.client)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()
