"""Which visits of a problem keep their order and distance because of the calls that are made at them. Reading only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from solver.domain import CallKind, Catalogue, Problem, Task, TaskBefore, Visit, fold, fold_order

from ..task_catalogue import CALLS, call_kinds
from .by_visit import ByVisit
from .calls import CallPair, call_pairs, distance
from .carried import Carried, are_alternatives, carried_by, commissioned_links, commissioned_visits, visits_together
from .dose_gaps import doses_at_once, gap_of_doses, has_gap
from .remembered import remember


@dataclass(frozen=True, slots=True)
class Distance:
    """Two visits of a problem and the commissioned calls of one client that they stand for (``of``), in their order.

    first and second are the same where a joint visit holds both. least, wanted: ticks from the end of the first to the
    start of the second, hard and priced. dose: the code of a medicine that both give, if they do. ordered: False where
    either may come first.
    """

    client: str
    first: Visit
    second: Visit
    of: tuple[str, str]
    kinds: frozenset[CallKind]
    least: int
    wanted: int
    dose: str
    ordered: bool


@dataclass(frozen=True, slots=True)
class FirstCalls:
    """A client's visits with a call of one kind, of which the first keeps its distance from the last one (``before``).

    after: ticks at which that was over. least, wanted, dose: as for Distance.
    """

    before: TaskBefore
    kind: CallKind
    visits: tuple[Visit, ...]
    after: int
    least: int
    wanted: int
    dose: str = ""


@remember
def distances(problem: Problem, catalogue: Catalogue, values: Mapping[str, Any]) -> ByVisit[Distance]:
    """Every such pair. Of two that a gap link is about, or that links bring together, only what keeps doses apart:
    no link reaches those. values: of rule call_spacing.
    """
    links = commissioned_links(problem)
    apart = {frozenset((link.first, link.second)) for link in links if link.kind == "gap"}
    together = visits_together(links)
    serving: dict[str, list[Carried]] = defaultdict(list)
    for visit in problem.visits:
        for one in carried_by(visit):
            serving[one.part.id].append(one)
    found: list[Distance] = []
    for pair in call_pairs(problem, commissioned_visits(problem), catalogue, values):
        of = pair.first, pair.second
        linked = frozenset(of) in apart or pair.second in together.get(pair.first, ())
        for mine in serving[pair.first]:
            for its in serving[pair.second]:
                if not are_alternatives(mine.visit, its.visit):
                    minute = problem.horizon.ticks_per_minute
                    found += _between(pair, mine, its, catalogue, values, minute, linked)
    found += _at_once(problem, catalogue, values)
    return ByVisit(found, lambda pair: (pair.first.id, pair.second.id))


def doses_tied_together(
    problem: Problem, catalogue: Catalogue, values: Mapping[str, Any]
) -> Iterator[tuple[Distance, str]]:
    """Pairs of visits that give one medicine and that a link brings nearer than two doses may lie, with the link's id.

    Brought together by links through a third visit: the id is empty.
    """
    links = commissioned_links(problem)
    together = visits_together(links)
    for pair in distances(problem, catalogue, values):
        if not pair.dose or pair.first is pair.second:
            continue
        own = [link for link in links if {link.first, link.second} == set(pair.of)]
        near = [
            link.id
            for link in own
            if link.kind in ("double_handed", "same_start")
            or (link.kind == "gap" and link.max_gap is not None and link.max_gap < pair.first.duration + pair.least)
        ]
        if near or pair.of[1] in together.get(pair.of[0], ()):
            yield pair, next(iter(near), "")


def _at_once(problem: Problem, catalogue: Catalogue, values: Mapping[str, Any]) -> Iterator[Distance]:
    """Visits that hold two doses of one medicine for one client, as pairs of a visit with itself."""
    minute = problem.horizon.ticks_per_minute
    for visit in () if problem.horizon.abstract else problem.visits:
        by_client: dict[str, list[Carried]] = defaultdict(list)
        for one in carried_by(visit):
            by_client[one.part.client].append(one)
        for client, parts in by_client.items():
            least, dose = doses_at_once([one.tasks for one in parts], catalogue, values, minute)
            if dose is not None:
                of = visit.id, visit.id
                yield Distance(client, visit, visit, of, frozenset(), least, least, dose.code, ordered=False)


def _between(
    pair: CallPair,
    mine: Carried,
    its: Carried,
    catalogue: Catalogue,
    values: Mapping[str, Any],
    minute: int,
    linked: bool,
) -> Iterator[Distance]:
    """The distance of two visits that do something of the two of a pair, if what they do wants one.

    linked: a link says of their order and of calls of a kind what is asked; two doses keep apart all the same.
    """
    kinds = pair.kinds & call_kinds(mine.tasks, catalogue) & call_kinds(its.tasks, catalogue)
    least, wanted, dose = 0, 0, ""
    if mine.visit.id != its.visit.id:  # whether one visit may give two doses is no question of distance
        least, dose = gap_of_doses(mine.tasks, its.tasks, catalogue, values, minute)
    ordered = pair.ordered and not linked
    if ordered:
        usual, wanted = distance(kinds, values, minute)
        least = max(least, usual)
    if (kinds and ordered) or dose:
        of = pair.first, pair.second
        yield Distance(pair.client, mine.visit, its.visit, of, kinds, least, max(least, wanted), dose, ordered)


@remember
def first_calls(problem: Problem, catalogue: Catalogue, values: Mapping[str, Any]) -> ByVisit[FirstCalls]:
    """By client and kind, what was done last before the horizon and the visits that may come next; and by medicine each
    visit that gives more of it.

    A visit that a gap link ties to that of before is not among those of a kind: the link says how far apart. It is
    among those of a medicine.
    """
    if problem.horizon.abstract or not problem.tasks_before:
        return ByVisit([], _visit_ids)
    linked = {(link.first, link.second) for link in commissioned_links(problem) if link.kind == "gap"}
    carried: dict[str, list[Carried]] = defaultdict(list)
    for visit in problem.visits:
        for one in carried_by(visit):
            carried[one.part.client].append(one)
    found: list[FirstCalls] = []
    for kind, before in _last_calls(problem, catalogue):
        visits: list[Visit] = []
        for one in carried[before.client]:
            if kind in call_kinds(one.tasks, catalogue) and (before.visit, one.part.id) not in linked:
                visits += [] if one.visit in visits else [one.visit]
        least, wanted = distance((kind,), values, problem.horizon.ticks_per_minute)
        if visits:
            found.append(FirstCalls(before, kind, tuple(visits), done_by(before), least, wanted))
    for before in _last_doses(problem):
        entry, given = catalogue.get(before.task), Task(code=before.task, duration=0, order=before.order)
        if not has_gap(given, catalogue):
            continue
        call: CallKind = "medicine" if entry is None else entry.call
        for one in carried[before.client]:
            minute = problem.horizon.ticks_per_minute
            least, dose = gap_of_doses((given,), one.tasks, catalogue, values, minute)
            if dose:
                found.append(FirstCalls(before, call, (one.visit,), done_by(before), least, least, dose))
    return ByVisit(found, _visit_ids)


def _visit_ids(calls: FirstCalls) -> list[str]:
    return [visit.id for visit in calls.visits]


def _last_doses(problem: Problem) -> Iterable[TaskBefore]:
    """By client, code and order, what was over last; two rows of one moment are one, the longer."""
    last: dict[tuple[str, str, str], TaskBefore] = {}
    for before in problem.tasks_before:
        key = before.client, fold(before.task), fold_order(before.order)
        if key not in last or done_by(before) > done_by(last[key]):
            last[key] = before
    return last.values()


def _last_calls(problem: Problem, catalogue: Catalogue) -> Iterator[tuple[CallKind, TaskBefore]]:
    """By client and kind of call, the one that was over last."""
    last: dict[tuple[str, CallKind], TaskBefore] = {}
    for before in problem.tasks_before:
        entry = catalogue.get(before.task)
        if entry is not None and entry.call in CALLS:
            known = last.get((before.client, entry.call))
            if known is None or done_by(before) > done_by(known):
                last[before.client, entry.call] = before
    yield from ((kind, before) for (_, kind), before in last.items())


def done_by(before: TaskBefore) -> int:
    """When a task of before the horizon was over; where that is not known, when it began."""
    return before.start if before.end is None else before.end
