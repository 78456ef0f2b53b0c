"""longest_walk: who goes on foot makes no single journey that is longer than a person walks between two visits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from solver.domain import Shift
from solver.terms import FOREVER, LegLimit, Term

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Run, Timeline
from .vocabulary.wording import length, who, whose


class LongestWalkRule(Rule):
    """Hard, for each journey of a round on foot: between two visits, from home and back. A worker may state their own
    limit (``longest_walk``), shorter or longer. On other modes, and on literature clocks, it says nothing.
    """

    id = "longest_walk"
    scope = "round"
    forbids, costs = True, False
    literature = False
    reason_order = 6
    reason = "would walk too far"
    at_any_time = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        for run in timeline.runs.values():
            limit = walk_limit(case, run.shift)
            if limit is None:
                continue
            for ticks, way, visit, client in _ways(case, run):
                if ticks > limit:
                    sentence = (
                        f"{who(problem, run)} walks {length(problem, ticks)} {way}; {length(problem, limit)} is the "
                        "longest walk."
                    )
                    place = (visit, run.shift.id, run.shift.worker, client)
                    yield Breach(self.id, True, ticks - limit, "ticks", 0, sentence, *place, about=way)

    def lower(self, case: Case) -> Iterable[Term]:
        limits = [walk_limit(case, shift) for shift in case.problem.shifts]
        if any(limit is not None for limit in limits):
            yield LegLimit(self.id, np.array([FOREVER if limit is None else limit for limit in limits], np.int64))


def walk_limit(case: Case, shift: Shift) -> int | None:
    """Ticks of the longest journey on a shift; None where nobody goes on foot."""
    problem = case.problem
    if problem.horizon.abstract or problem.mode_of(shift) != "walk":
        return None
    own = problem.worker[shift.worker].longest_walk
    return case.ticks("minutes") if own is None else own


def _ways(case: Case, run: Run) -> Iterator[tuple[int, str, str, str]]:
    """Each journey of a round: ticks, words, and the visit and the client that it leads to, or last comes from."""
    for position, call in enumerate(run.calls):
        visit = next((later.visit for later in run.calls[position:] if later.visit is not None), None)
        named = ("", "") if visit is None else (visit.id, visit.client)
        where = "the end of the shift" if visit is None else whose(case.problem, visit)
        yield (call.journey if position else run.home_out), f"to {where}", *named
    last = next((call.visit for call in reversed(run.calls) if call.visit is not None), None)
    named = ("", "") if last is None else (last.id, last.client)
    yield run.home_in, "to where the shift ends", *named
