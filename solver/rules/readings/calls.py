"""Calls of one client that keep their order and distance, and between which moments a visit is made. Reading only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from solver.domain import CallKind, Catalogue, Problem, Visit

from ..task_catalogue import CALLS, call_kinds
from .carried import carried_by, commissioned_links, commissioned_visits, is_joint, visits_together
from .dose_gaps import gap_of_doses, has_gap
from .remembered import remember_commissioned


@dataclass(frozen=True, slots=True)
class CallPair:
    """Two visits of one client whose calls are of one kind, in the order of their windows.

    least: ticks from the end of the first to the start of the second at least, hard. wanted: below that it costs. dose:
    the code of a medicine that both give. ordered: False where the windows have no order; then dose says why they are a
    pair, either may come first, and least lies between the two.
    """

    client: str
    first: str
    second: str
    kinds: frozenset[CallKind]
    least: int
    wanted: int
    dose: str = ""
    ordered: bool = True


def call_pairs(
    problem: Problem, visits: Iterable[Visit], catalogue: Catalogue, values: Mapping[str, Any]
) -> list[CallPair]:
    """Every pair of these (commissioned) visits that has one client and one kind of call, and an order; and of those
    that give one medicine also the ones without.

    An order: of their agreed spans (start of the first window to end of the last) neither lies strictly inside the
    other, and they are not the same. values: those of the rule call_spacing, minutes by kind. Visits two days apart or
    more are no pair. None on a literature clock.
    """
    if problem.horizon.abstract:
        return []
    by_client: dict[str, list[tuple[int, int, frozenset[CallKind], Visit]]] = defaultdict(list)
    for visit in problem_order(visits):
        kinds = call_kinds(visit.tasks, catalogue).intersection(CALLS)
        if kinds or any(has_gap(task, catalogue) for task in visit.tasks):
            by_client[visit.client].append((visit.windows[0].start, visit.windows[-1].end, kinds, visit))
    minute = problem.horizon.ticks_per_minute
    far = 24 * 60 * minute
    pairs = []
    for client, calls in by_client.items():
        for number, (opens, closes, kinds, visit) in enumerate(calls):
            for then_opens, then_closes, then_kinds, then in calls[number + 1 :]:
                if then_opens > closes + far:
                    break
                ordered = then_closes >= closes and (then_opens, then_closes) != (opens, closes)
                shared = kinds & then_kinds
                least, dose = gap_of_doses(visit.tasks, then.tasks, catalogue, values, minute)
                if not ordered or not shared:
                    if dose:
                        pairs.append(CallPair(client, visit.id, then.id, shared, least, least, dose, ordered=False))
                    continue
                usual, wanted = distance(shared, values, minute)
                least = max(least, usual)
                pairs.append(CallPair(client, visit.id, then.id, shared, least, max(least, wanted), dose))
    return pairs


def distance(kinds: Iterable[CallKind], values: Mapping[str, Any], minute: int) -> tuple[int, int]:
    """(least, wanted) ticks between two calls that are both of these kinds, the largest of each counts.

    values: those of the rule call_spacing. minute: ticks of one.
    """
    shared = tuple(kinds)
    least = max((float(values["least_minutes"].get(kind, 0)) for kind in shared), default=0.0)
    wanted = max([least, *(float(values["wanted_minutes"].get(kind, 0)) for kind in shared)])
    return round(least * minute), round(wanted * minute)


def problem_order(visits: Iterable[Visit]) -> list[Visit]:
    """Visits by the start of their first window, then the end of the last."""
    return sorted(visits, key=lambda visit: (visit.windows[0].start, visit.windows[-1].end, visit.id))


def agreed_spans_meet(one: Visit, other: Visit) -> bool:
    """Whether two visits may begin at one moment, each from the opening of its first window to the end of its last."""
    return one.windows[0].start <= other.windows[-1].end and other.windows[0].start <= one.windows[-1].end


@dataclass(frozen=True, slots=True)
class NextCall:
    """The call of one kind that follows a visit. free_by: its opening less the least gap; by then the visit is over."""

    visit: str
    opens: int
    free_by: int


@remember_commissioned
def next_calls(problem: Problem, catalogue: Catalogue, spacing: Mapping[str, Any]) -> dict[str, NextCall]:
    """By commissioned visit, of the calls of one kind that follow it the one that leaves it the least time.

    spacing: values of the rule call_spacing. Calls that a gap link keeps apart, or that links bring together, do not
    follow each other in this sense: the link says it.
    """
    commissioned = commissioned_visits(problem)
    opens = {visit.id: visit.windows[0].start for visit in commissioned}
    links = commissioned_links(problem)
    apart = {frozenset((link.first, link.second)) for link in links if link.kind == "gap"}
    together = visits_together(links)
    found: dict[str, NextCall] = {}
    for pair in call_pairs(problem, commissioned, catalogue, spacing):
        if (
            not pair.ordered
            or frozenset((pair.first, pair.second)) in apart
            or pair.second in together.get(pair.first, ())
        ):
            continue
        call = NextCall(pair.second, opens[pair.second], opens[pair.second] - pair.least)
        if pair.first not in found or call.free_by < found[pair.first].free_by:
            found[pair.first] = call
    return found


@dataclass(frozen=True, slots=True)
class Span:
    """The time within which a visit may be made, wherever in it that is.

    earliest: the first start it may have; latest: the last end; ticks since the horizon's start. first_day, last_day:
    the local dates of the two. What has a start date is asked on first_day, what has an end date on last_day.
    """

    earliest: int
    latest: int
    first_day: date
    last_day: date


def span_of(problem: Problem, visit: Visit, latest: Mapping[str, tuple[int, ...]]) -> Span:
    """When a visit may be made. latest: what ``latest_starts_by_window`` says of it, or of the visits as commissioned.

    What remains of a visit may last as long as that visit might have.
    """
    whole = visit if visit.id in latest or is_joint(visit) else carried_by(visit)[0].part
    starts, ends = visit.windows[0].start, latest.get(whole.id, (visit.windows[-1].end,))[-1] + whole.duration
    return Span(starts, ends, problem.horizon.date(starts), problem.horizon.date(max(starts, ends - 1)))
