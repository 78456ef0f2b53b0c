"""join_infection: inside a joint visit clean work comes before dirty work."""

from __future__ import annotations

from collections.abc import Iterable

from solver.terms import Term

from ..readings.sectors import tasks_in, visit_day
from ..task_catalogue import hygiene_of
from ..vocabulary.rule import Breach, Case, Rule
from ..vocabulary.timeline import Timeline
from .told import breach, made, on, task_words


class JoinInfectionRule(Rule):
    """``clean`` and ``dirty`` are task codes; of others the task catalogue says it. Two clients of a household are one
    visit here: hands go from one to the other.

    Hard, with the pack's values. lower: nothing; the engine's side is solver/joining, and a test keeps the two equal.
    """

    id = "join_infection"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem, lists = case.problem, (case.values["clean"], case.values["dirty"])
        for run, _, visit in made(timeline):
            soiled = ""
            for number, part, task in tasks_in(visit):
                if visit.join.steps[number].done_by is not None:
                    continue  # done with the step that does it
                hygiene = hygiene_of(task.code, *lists, case.catalogue)
                if hygiene == "clean" and soiled:
                    sentence = (
                        f"In {problem.worker[run.shift.worker].name}'s joint visit {visit.id} on "
                        f"{on(visit_day(problem, visit))} {task_words(problem, part, task)} comes after {soiled}; "
                        f"clean work comes first."
                    )
                    yield breach(self.id, sentence, run, visit, part.client, about=task.code)
                if hygiene == "dirty" and not soiled:
                    soiled = task_words(problem, part, task)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()
