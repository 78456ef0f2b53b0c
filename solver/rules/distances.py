"""Which visits of a problem keep their order and distance because of the calls that are made at them. Reading only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from solver.domain import CallKind, Catalogue, Problem, TaskBefore, Visit

from .calls import call_pairs, distance
from .carried import are_alternatives, carried_by, commissioned_links, commissioned_visits, visits_together
from .remembered import remember
from .task_catalogue import CALLS, call_kinds


@dataclass(frozen=True, slots=True)
class Distance:
    """Two visits of a problem and the commissioned calls of one client that they stand for (``of``), in their order.

    first and second are the same where a joint visit holds both. least, wanted: ticks from the end of the first to the
    start of the second, hard and priced.
    """

    client: str
    first: Visit
    second: Visit
    of: tuple[str, str]
    kinds: frozenset[CallKind]
    least: int
    wanted: int


@dataclass(frozen=True, slots=True)
class FirstCalls:
    """A client's visits with a call of one kind, of which the first keeps its distance from the last one (``before``).

    after: ticks at which that was over. least, wanted: as for Distance.
    """

    before: TaskBefore
    kind: CallKind
    visits: tuple[Visit, ...]
    after: int
    least: int
    wanted: int


@remember
def distances(problem: Problem, catalogue: Catalogue, values: Mapping[str, Any]) -> list[Distance]:
    """Every such pair; none that a gap link is about or that links bring together. values: of rule call_spacing."""
    links = commissioned_links(problem)
    apart = {frozenset((link.first, link.second)) for link in links if link.kind == "gap"}
    together = visits_together(links)
    serving: dict[str, list[tuple[Visit, frozenset[CallKind]]]] = defaultdict(list)
    for visit in problem.visits:
        for one in carried_by(visit):
            serving[one.part.id].append((visit, call_kinds(one.tasks, catalogue)))
    found = []
    for pair in call_pairs(problem, commissioned_visits(problem), catalogue, values):
        of = pair.first, pair.second
        if frozenset(of) in apart or pair.second in together.get(pair.first, ()):
            continue
        for first, mine in serving[pair.first]:
            for second, its in serving[pair.second]:
                kinds = pair.kinds & mine & its
                if not kinds or are_alternatives(first, second):
                    continue
                least, wanted = distance(kinds, values, problem.horizon.ticks_per_minute)
                found.append(Distance(pair.client, first, second, of, kinds, least, wanted))
    return found


@remember
def first_calls(problem: Problem, catalogue: Catalogue, values: Mapping[str, Any]) -> list[FirstCalls]:
    """By client and kind, what was done last before the horizon and the visits that may come next.

    A visit that a gap link ties to that of before is not among them: the link says how far apart.
    """
    if problem.horizon.abstract:
        return []
    last: dict[tuple[str, CallKind], TaskBefore] = {}
    for before in problem.tasks_before:
        entry = catalogue.get(before.task)
        if entry is not None and entry.call in CALLS:
            known = last.get((before.client, entry.call))
            if known is None or done_by(before) > done_by(known):
                last[before.client, entry.call] = before
    linked = {(link.first, link.second) for link in commissioned_links(problem) if link.kind == "gap"}
    visits: dict[tuple[str, CallKind], list[Visit]] = defaultdict(list)
    for visit in problem.visits if last else ():
        for one in carried_by(visit):
            for kind in call_kinds(one.tasks, catalogue):
                key = one.part.client, kind
                if key in last and (last[key].visit, one.part.id) not in linked and visit not in visits[key]:
                    visits[key].append(visit)
    found = []
    for (client, kind), before in last.items():
        least, wanted = distance((kind,), values, problem.horizon.ticks_per_minute)
        if visits[client, kind]:
            found.append(FirstCalls(before, kind, tuple(visits[client, kind]), done_by(before), least, wanted))
    return found


def done_by(before: TaskBefore) -> int:
    """When a task of before the horizon was over; where that is not known, when it began."""
    return before.start if before.end is None else before.end


def begun_before(problem: Problem) -> dict[str, int]:
    """Visits of before the horizon that tasks_before tells of, and when the first of their tasks began."""
    known = set(problem.visit)
    found: dict[str, int] = {}
    for before in problem.tasks_before:
        if before.visit is not None and before.visit not in known:
            found[before.visit] = min(before.start, found.get(before.visit, before.start))
    return found
