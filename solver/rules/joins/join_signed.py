"""join_signed: somebody who may has signed for a joint visit as it is made, and nobody's refusal stands against it."""

from __future__ import annotations

from collections.abc import Iterable

from solver.domain import JoinedProblem
from solver.terms import Term

from ..vocabulary.rule import Breach, Case, Rule
from ..vocabulary.timeline import Timeline
from .signing import Signing
from .told import breach, made, on


class JoinSignedRule(Rule):
    """Looks at the decisions, agreements and standing agreements of the problem as commissioned; see signing.py.

    Hard, and no value of a file reaches it. Only ``Pack.as_if_signed`` does without signatures, for comparisons;
    refusals stand even there. lower: nothing; the engine's side is solver/joining, and a test keeps the two equal.
    """

    id = "join_signed"
    scope = "round"
    forbids, costs = True, False
    literature = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem.origin if isinstance(case.problem, JoinedProblem) else case.problem
        if problem.horizon.abstract:
            return
        needed = not case.values.get("as_if_signed", False)
        for run, _, visit in made(timeline):
            shifts = [other.shift for other, _ in timeline.served[visit.id]]
            signing = Signing(problem, case.catalogue, visit, shifts, case.readings.grace)
            names = " and ".join(problem.worker[shift.worker].name for shift in shifts)
            told = set[str]()
            for outcome in signing.outcomes():
                for reason in signing.faults(outcome, needed):
                    if reason not in told:
                        told.add(reason)
                        sentence = f"Joint visit {visit.id} by {names} on {on(signing.span.first_day)}: {reason}"
                        yield breach(self.id, sentence, run, visit, about=outcome)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()
