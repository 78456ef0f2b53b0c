"""How late a visit may be made: by windows, cap, day, the call that follows and what it rests on. Reading only.

All moments are ticks since the horizon's start.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from solver.domain import Catalogue, Problem, Visit, Window

from .accepting import acceptance_in_force
from .calls import NextCall, next_calls
from .carried import carried_by, commissioned_visits, is_joint
from .lasting import End, Lasting
from .remembered import remember, remember_commissioned


def may_be_late(visit: Visit) -> bool:
    """Whether a visit may begin after its window: not with hard windows, and not where visits were joined.

    What remains of a visit when some of its tasks were joined may be late like any other.
    """
    return not visit.windows_hard and not is_joint(visit)


@remember
def latest_starts_by_window(
    problem: Problem, catalogue: Catalogue, caps: Mapping[str, Any] | None, spacing: Mapping[str, Any]
) -> dict[str, tuple[int, ...]]:
    """By visit, the latest start that each of its windows allows, in order, in ticks.

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
        for window, last in zip(
            visit.windows, _capped(problem, catalogue, visit, caps, following.get(part)), strict=True
        ):
            if part in ending:
                last = min(last, ending[part].moment - visit.duration)
            latest.append(max(window.end, last))
        found[visit.id] = tuple(latest)
    return found


@remember_commissioned
def ends_when_late(
    problem: Problem, catalogue: Catalogue, caps: Mapping[str, Any], spacing: Mapping[str, Any]
) -> dict[str, End]:
    """By commissioned visit that may be late, the first moment of its lateness at which what it rests on ends."""
    following = next_calls(problem, catalogue, spacing)
    lasting = Lasting(problem, catalogue)
    found = {}
    for part in commissioned_visits(problem):
        if may_be_late(part):
            last = max(_capped(problem, catalogue, part, caps, following.get(part.id))[-1], part.windows[-1].end)
            if end := lasting.first_end(part, last + part.duration):
                found[part.id] = end
    return found


def _capped(
    problem: Problem, catalogue: Catalogue, visit: Visit, caps: Mapping[str, Any] | None, next_call: NextCall | None
) -> tuple[int, ...]:
    """The latest start after each window by cap, day and next call; it may lie before the window's end.

    Where somebody who may has accepted a later start that one counts, on the same local day.
    """
    part = carried_by(visit)[0].part
    accepted = accepted_spans(part) if acceptance_in_force(problem, part, catalogue) else {}
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


def start_spans(visit: Visit, latest: tuple[int, ...]) -> list[tuple[int, int]]:
    """Starts from the opening of each window to the latest that it allows, as spans in order and apart.

    latest: one for each window, as ``latest_starts_by_window`` says. From the opening of the next window that one is in
    force.
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
