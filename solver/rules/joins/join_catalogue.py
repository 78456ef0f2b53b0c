"""join_catalogue: a task whose code no catalogue knows is never part of a joint visit."""

from __future__ import annotations

from collections.abc import Iterable

from solver.terms import Term

from ..readings.sectors import tasks_in, visit_day
from ..task_catalogue import said_by_order
from ..vocabulary.rule import Breach, Case, Rule
from ..vocabulary.timeline import Timeline
from .told import breach, made, on, task_words


class JoinCatalogueRule(Rule):
    """What it is, how clean, before or after a meal: nobody can tell, so nobody can say that it may be joined.

    Hard, and no value reaches it. lower: nothing; the engine's side is solver/joining, and a test keeps the two equal.
    """

    id = "join_catalogue"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        if problem.horizon.abstract:
            return
        for run, _, visit in made(timeline):
            for _, part, task in tasks_in(visit):
                about = f"{task_words(problem, part, task)} is in joint visit {visit.id} on "
                about += on(visit_day(problem, visit))
                if says := said_by_order(task, case.catalogue):
                    sentence = f"{about}, but its order says {says[0].code}: till the code is said, it stays apart."
                    yield breach(self.id, sentence, run, visit, part.client, about=task.code)
                if task.code in case.catalogue:
                    continue
                near = case.catalogue.nearest(task.code)
                meant = f"; {' or '.join(near)} may be meant" if near else ""
                sentence = f"{about}, but no task catalogue knows that code{meant}: it stays a visit of its own."
                yield breach(self.id, sentence, run, visit, part.client, about=task.code)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()
