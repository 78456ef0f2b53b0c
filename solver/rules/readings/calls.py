"""Calls of one client that keep their order and distance, and how late a visit may be made. Reading only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from solver.domain import CallKind, Catalogue, Problem, Visit, Window

from ..task_catalogue import CALLS, call_kinds
from .carried import carried_by, commissioned_links, commissioned_visits, is_joint, visits_together
from .dose_gaps import gap_of_doses, has_gap, room_between
from .lasting import End, Lasting
from .remembered import remember


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
                room = room_between(visit, then) if ordered else -1
                least, dose = gap_of_doses(visit.tasks, then.tasks, catalogue, values, minute, room)
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


@dataclass(frozen=True, slots=True)
class NextCall:
    """The call of one kind that follows a visit. free_by: its opening less the least gap; by then the visit is over."""

    visit: str
    opens: int
    free_by: int


@remember
def next_calls(problem: Problem, catalogue: Catalogue, spacing: Mapping[str, Any]) -> dict[str, NextCall]:
    """By commissioned visit, of the calls of one kind that follow it the one that leaves it the least time.

    spacing: values of the rule call_spacing. Calls that a gap link keeps apart, or that links bring together, do not
    follow each other in this sense: the link says it.
    """
    commissioned = commissioned_visits(getattr(problem, "origin", problem))
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


def may_be_late(visit: Visit) -> bool:
    """Whether a visit may begin after its window: not with hard windows, and not where visits were joined.

    What remains of a visit when some of its tasks were joined may be late like any other.
    """
    return not visit.windows_hard and not is_joint(visit)


@remember
def latest_starts(
    problem: Problem, catalogue: Catalogue, caps: Mapping[str, Any] | None, spacing: Mapping[str, Any]
) -> dict[str, tuple[int, ...]]:
    """By visit, the latest start that each of its windows allows, in order.

    A hard window: its end. A soft one: its end and the cap of the visit's priority (caps: values of the rule
    lateness_cap, None where it is off), but never past ``last_of_day``, not past the opening of the client's next call
    of the same kind less the visit's own length and the least gap, and under a cap not past the moment at which
    something that the visit rests on ends (``ends_when_late``), its length before that; never before the end.
    Where somebody has accepted a later start, that one counts in the place of the cap and of the next call.
    A joint visit begins inside the agreed windows of its parts. No cap on a literature clock: an empty mapping. The
    calls that follow are those commissioned: how late a visit may be does not change because others could be joined.
    """
    if problem.horizon.abstract:
        return {}
    following = next_calls(problem, catalogue, spacing)
    ending = {} if caps is None else ends_when_late(problem, catalogue, caps, spacing)
    found = {}
    for visit in problem.visits:
        if not may_be_late(visit):
            found[visit.id] = tuple(window.end for window in visit.windows)
            continue
        part = carried_by(visit)[0].part.id
        latest = []
        for window, last in zip(visit.windows, _capped(problem, visit, caps, following.get(part)), strict=True):
            if part in ending:
                last = min(last, ending[part].moment - visit.duration)
            latest.append(max(window.end, last))
        found[visit.id] = tuple(latest)
    return found


@remember
def ends_when_late(
    problem: Problem, catalogue: Catalogue, caps: Mapping[str, Any], spacing: Mapping[str, Any]
) -> dict[str, End]:
    """By commissioned visit that may be late, the first moment of its lateness at which what it rests on ends."""
    origin: Problem = getattr(problem, "origin", problem)
    following = next_calls(problem, catalogue, spacing)
    lasting = Lasting(origin, catalogue)
    found = {}
    for part in commissioned_visits(origin):
        if may_be_late(part):
            last = max(_capped(origin, part, caps, following.get(part.id))[-1], part.windows[-1].end)
            if end := lasting.first_end(part, last + part.duration):
                found[part.id] = end
    return found


def _capped(
    problem: Problem, visit: Visit, caps: Mapping[str, Any] | None, next_call: NextCall | None
) -> tuple[int, ...]:
    """The latest start after each window by cap, day and next call; it may lie before the window's end.

    Where somebody has accepted a later start that one counts, on the same local day.
    """
    accepted = accepted_spans(carried_by(visit)[0].part)
    found = []
    for number, window in enumerate(visit.windows):
        last = tonight = last_of_day(problem, visit, window)
        if caps is not None:
            last = min(last, window.end + round(float(caps["minutes"][visit.priority - 1]) * _minute(problem)))
        if next_call is not None:
            last = min(last, next_call.free_by - visit.duration)
        if number in accepted:
            last = max(last, min(tonight, accepted[number]))
        found.append(last)
    return tuple(found)


def _minute(problem: Problem) -> int:
    return problem.horizon.ticks_per_minute


def last_of_day(problem: Problem, visit: Visit, window: Window) -> int:
    """The last start of a late visit by its local day, that in which the window ends.

    Where it is over by midnight when made in time, it is so when it is late: what lets somebody make it is in force by
    whole days. Where it lasts into the next day anyway, it begins before midnight.
    """
    midnight = day_end(problem, max(window.start, window.end - 1))
    return midnight - visit.duration if 0 < visit.duration <= midnight - window.end else midnight - 1


def accepted_spans(visit: Visit) -> dict[int, int]:
    """By number, the window after which somebody has accepted a late start, and the latest such start; or nothing.

    It is the last window that opens by then.
    """
    until = visit.accepted_until
    opened = [number for number, window in enumerate(visit.windows) if until is not None and window.start <= until]
    return {opened[-1]: until} if opened and until is not None else {}


def late_spans(visit: Visit, latest: tuple[int, ...]) -> list[tuple[int, int]]:
    """Starts from the opening of each window to the latest that it allows, as spans in order and apart.

    latest: one for each window, as ``latest_starts`` says. From the opening of the next window that one is in force.
    """
    spans: list[tuple[int, int]] = []
    for window, last in zip(visit.windows, latest, strict=True):
        if spans and window.start <= spans[-1][1] + 1:
            spans[-1] = spans[-1][0], last
        else:
            spans.append((window.start, last))
    return spans


def day_end(problem: Problem, ticks: int) -> int:
    """The instant at which the local day of an instant ends."""
    horizon = problem.horizon
    tomorrow = horizon.date(ticks) + timedelta(days=1)
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=ZoneInfo(horizon.timezone))
    return horizon.ticks(midnight)


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
    """When a visit may be made. latest: what ``latest_starts`` says of it, or of the visits as commissioned.

    What remains of a visit may last as long as that visit might have.
    """
    whole = visit if visit.id in latest or is_joint(visit) else carried_by(visit)[0].part
    starts, ends = visit.windows[0].start, latest.get(whole.id, (visit.windows[-1].end,))[-1] + whole.duration
    return Span(starts, ends, problem.horizon.date(starts), problem.horizon.date(max(starts, ends - 1)))
