"""visit_length: a report of short visits that the guidance does not allow; no cost."""

from __future__ import annotations

from collections.abc import Iterable

from solver.domain import JointVisit
from solver.terms import Term

from .continuity import familiar
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, both, length, who, whose


class VisitLengthRule(Rule):
    """Short is right only for a familiar worker within a wider package (another, longer visit of the client).

    A joint visit is never right when it is shorter: join_floor asks for as much, and a pack may lower that.

    A registered nurse's visit takes ``nurse_minutes`` at least, travel not counted, whoever knows whom.
    """

    id = "visit_length"
    scope = "round"
    forbids, costs = False, False
    literature = False

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem, least = case.problem, case.ticks("minutes")
        nurses = case.ticks("nurse_minutes")
        known = familiar(problem, float(case.values["window_days"]))
        packages = {client for visit in problem.visits if visit.duration >= least for client in visit.clients}
        for run, call in timeline.calls():
            visit = call.visit
            assert visit is not None
            nurse = problem.worker[run.shift.worker].registered_nurse
            wanted = max(least, nurses) if nurse else least
            short = wanted - visit.duration
            if short <= 0:
                continue
            reasons = []
            if nurse and visit.duration < nurses:
                reasons.append("a nurse makes it")
            if visit.duration < least:
                if any((client, run.shift.worker) not in known for client in visit.clients):
                    reasons.append(f"{who(problem, run)} is not familiar")
                if isinstance(visit, JointVisit) and visit.role == "whole":
                    reasons.append("it is a joint visit")
                if not packages.issuperset(visit.clients):
                    reasons.append("it is not part of a wider package")
            if reasons:
                sentence = (
                    f"{whose(problem, visit)} at {at(problem, call.start)} lasts {length(problem, visit.duration)}, "
                    f"under {length(problem, wanted)}: {both(reasons)}."
                )
                place = (visit.id, run.shift.id, run.shift.worker, visit.client)
                yield Breach(self.id, False, short, "ticks", 0, sentence, *place)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()
