"""pins: what a scheduler fixed by hand stays where it is."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.domain import JointVisit, Pin, Problem, Shift, Visit
from solver.terms import Forbid, Ints, Term, UnservedCost

from .vocabulary.indices import Span, common, no_pairs, start_within
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, both, who, whose


class PinsRule(Rule):
    """Hard where the visit is served; leaving a pinned visit out has a very high price.

    A visit for one worker obeys all its pins. A visit for two is pinned by naming both: each who comes is one of those
    named; a single name holds neither. A joint visit obeys the pins of all its parts, and where it is made these are
    not left out.
    """

    id = "pins"
    scope = "round"
    forbids, costs = True, True
    literature = True
    reason_order = 4
    reason = "are not who it is pinned to"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        done = {part.id for name in timeline.served for part in problem.visit[name].commissioned}
        for visit_id, pins in _by_visit(problem).items():
            visit, served = problem.visit[visit_id], timeline.served.get(visit_id)
            if not served:
                if visit_id in done or isinstance(visit, JointVisit):
                    continue
                sentence = f"{whose(problem, visit)} is pinned, and nobody serves it."
                yield Breach(self.id, False, 1, "count", case.cost(), sentence, visit_id, client=visit.client)
                continue
            for run, call in served:
                shift = run.shift
                place = (visit_id, shift.id, shift.worker, visit.client)
                if not _allowed(visit, pins, shift):
                    sentence = (
                        f"{whose(problem, visit)} is pinned to {_named(problem, pins)}, but {who(problem, run)} "
                        f"goes at {at(problem, call.start)} on shift {shift.id}."
                    )
                    yield Breach(self.id, True, 1, "count", 0, sentence, *place)
            run, call = served[0]
            for pin in pins:
                if pin.start is not None and pin.start != call.start:
                    sentence = (
                        f"{whose(problem, visit)} is pinned to {at(problem, pin.start)}, but {who(problem, run)} "
                        f"starts at {at(problem, call.start)}."
                    )
                    place = (visit_id, run.shift.id, run.shift.worker, visit.client)
                    yield Breach(self.id, True, abs(pin.start - call.start), "ticks", 0, sentence, *place)

    def lower(self, case: Case) -> Iterable[Term]:
        problem = case.problem
        pinned = _by_visit(problem)
        if not pinned:
            return
        pairs = no_pairs(problem)
        spans: dict[str, list[Span]] = {}
        cost: Ints = np.zeros(len(problem.visits), dtype=np.int64)
        for visit_id, pins in pinned.items():
            index = problem.visit_number[visit_id]
            cost[index] = 0 if isinstance(problem.visits[index], JointVisit) else case.cost()
            pairs[index] = [not _allowed(problem.visit[visit_id], pins, shift) for shift in problem.shifts]
            starts: list[list[Span]] = [[(pin.start, pin.start)] for pin in pins if pin.start is not None]
            for span in starts:
                spans[visit_id] = common(spans.get(visit_id, span), span)
        if pairs.any():
            yield Forbid(self.id, pairs)
        yield from start_within(problem, self.id, spans)
        yield UnservedCost(self.id, cost)


def _by_visit(problem: Problem) -> dict[str, list[Pin]]:
    """The pins of each visit; a joint visit obeys those of all its parts."""
    known: dict[str, list[Pin]] = {}
    for pin in problem.pins:
        known.setdefault(pin.visit, []).append(pin)
    pinned: dict[str, list[Pin]] = {}
    for visit in problem.visits if known else ():
        names = dict.fromkeys([visit.id, *(part.id for part in visit.commissioned)])
        if found := [pin for name in names for pin in known.get(name, ())]:
            pinned[visit.id] = found
    return pinned


def _allowed(visit: Visit, pins: list[Pin], shift: Shift) -> bool:
    named = [pin for pin in pins if pin.shift is not None or pin.worker is not None]
    held = [pin.shift in (None, shift.id) and pin.worker in (None, shift.worker) for pin in named]
    if visit.workers == 1:
        return all(held)
    return len(held) < visit.workers or any(held)


def _named(problem: Problem, pins: list[Pin]) -> str:
    names = [f"shift {pin.shift}" for pin in pins if pin.shift is not None]
    names += [problem.worker[pin.worker].name for pin in pins if pin.worker is not None]
    return both(names)
