"""Faults of a document whose every reference is right: facts that cannot both be true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from solver.domain import Fault, Horizon, Visit

from .contradictions import timed_link_faults
from .literature import people_on_a_literature_clock
from .said import find_unsaid, find_unsaid_lateness


def implausible(parts: Mapping[str, Any]) -> list[Fault]:
    """Every such fault of a problem given as its fields, with its path in the document.

    parts: the fields of Problem as far as they could be read; None stands in a list for an object that could not.
    On a literature clock only what no published instance holds, and rules about people would not be asked of.
    """
    horizon: Horizon | None = parts.get("horizon")
    if horizon is None:
        return []
    if horizon.abstract:
        return [*people_on_a_literature_clock(parts, horizon)]
    kinds = (
        _past_in_the_horizon,
        _began_in_the_horizon,
        _moments_outside_windows,
        _reached_when_over,
        _contradicting_links,
        _unsaid,
    )
    return [fault for kind in kinds for fault in kind(parts, horizon)]


def _past_in_the_horizon(parts: Mapping[str, Any], horizon: Horizon) -> Iterator[Fault]:
    """Past visits that start on the days still to be planned. (Later ones cross_faults names.)"""
    for index, past in enumerate(parts.get("history", ())):
        if past is not None and 0 <= past.start < horizon.end:
            wanted = f"want a visit that took place before the horizon, before {horizon.moment(0):%Y-%m-%d %H:%M}"
            yield Fault(f"history[{index}].start", f"{horizon.moment(past.start):%Y-%m-%d %H:%M}", wanted)


def _began_in_the_horizon(parts: Mapping[str, Any], horizon: Horizon) -> Iterator[Fault]:
    """A last shift of before that set out on the days still to be planned: it is today's, told as yesterday's."""
    for index, one in enumerate(parts.get("workers_before", ())):
        if one is not None and one.began is not None and one.began >= 0:
            wanted = f"want a shift that began before the horizon does, {horizon.moment(0):%Y-%m-%d %H:%M}"
            yield Fault(f"workers_before[{index}].began", f"{horizon.moment(one.began):%Y-%m-%d %H:%M}", wanted)


def _moments_outside_windows(parts: Mapping[str, Any], horizon: Horizon) -> Iterator[Fault]:
    """Prescribed moments that no start within an agreed window meets, of the visit nor of the task inside it."""
    for index, visit in enumerate(parts.get("visits", ())):
        if visit is None:
            continue
        for number, (task, offset) in enumerate(visit.tasks_reached):
            critical = task.time_critical
            if critical is None or _can_be_met(visit, critical.at, critical.tolerance, offset):
                continue
            spans = ", ".join(f"{horizon.label(one.start)}-{horizon.label(one.end)}" for one in visit.windows)
            tolerance = f"{horizon.minutes(critical.tolerance):g} min"
            wanted = f"want a prescribed moment ({tolerance} either way) inside an agreed window of the visit: {spans}"
            at = f"{horizon.moment(critical.at):%Y-%m-%d %H:%M}"
            yield Fault(f"visits[{index}].tasks[{number}].time_critical.at", at, wanted)


def _reached_when_over(parts: Mapping[str, Any], horizon: Horizon) -> Iterator[Fault]:
    """Visits said to be so short that a task with a time of its own is reached when they are over."""
    for index, visit in enumerate(parts.get("visits", ())):
        if visit is None or visit.length is None:
            continue
        late = [
            f"{task.code} after {horizon.minutes(offset):g} min"
            for task, offset in visit.tasks_reached
            if (task.clinical_window or task.time_critical) and offset and offset >= visit.length
        ]
        if late:
            wanted = f"want a visit long enough to reach {', '.join(late)}: the tasks before it take so long"
            yield Fault(f"visits[{index}].length_minutes", f"{horizon.minutes(visit.length):g}", wanted)


def _contradicting_links(parts: Mapping[str, Any], horizon: Horizon) -> Iterator[Fault]:
    """Links that the times of their visits leave nobody a way to keep."""
    visits = {visit.id: visit for visit in parts.get("visits", ()) if visit is not None}
    yield from timed_link_faults(parts.get("links", ()), visits, horizon)


def _unsaid(parts: Mapping[str, Any], horizon: Horizon) -> Iterator[Fault]:
    """Accepted lateness and cancelled visits that nobody could answer for; changes by hand are asked the same."""
    for index, visit in enumerate(parts.get("visits", ())):
        for number, row in enumerate(visit.late_accepted if visit is not None else ()):
            for field, value, wanted in find_unsaid_lateness(horizon, visit, row.by, row.reason, row.on, row.role):
                yield Fault(f"visits[{index}].late_accepted[{number}].{field}", value, wanted)
    for index, gone in enumerate(parts.get("cancelled_visits", ())):
        if gone is not None:
            for field, value, wanted in find_unsaid(horizon, gone.by, gone.reason, gone.on, "whoever cancels it"):
                yield Fault(f"cancelled_visits[{index}].{field}", value, wanted)


def _can_be_met(visit: Visit, at: int, tolerance: int, offset: int) -> bool:
    """offset: ticks from the start of the visit to the task.

    A moment that the start meets and the task cannot is taken: documents meant the start once. Nobody makes the visit,
    and its reason says why.
    """
    return any(one.start - tolerance <= at <= one.end + offset + tolerance for one in visit.windows)
