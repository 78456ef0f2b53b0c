"""caseload: a report of registered nurses with many visits in a day; no cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from solver.terms import Term

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline


class CaseloadRule(Rule):
    """Visits by local day of their start; a joint visit counts once for each client it is for."""

    id = "caseload"
    scope = "worker"
    forbids, costs = False, False
    literature = False

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem, most = case.problem, int(case.values["visits"])
        counts = Counter(
            (run.shift.worker, problem.horizon.date(call.start))
            for run, call in timeline.calls()
            if problem.worker[run.shift.worker].registered_nurse
            for _ in (call.visit.clients if call.visit else ())
        )
        for (worker, day), count in counts.items():
            if count > most:
                sentence = (
                    f"{problem.worker[worker].name} has {count} nurse visits on {day:%a %d %b}; {most + 1} or more are "
                    f"a risk flag."
                )
                yield Breach(self.id, False, count - most, "count", 0, sentence, "", "", worker)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()
