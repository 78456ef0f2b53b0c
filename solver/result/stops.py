"""A judged roster as a pandas frame, a row a stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from solver.check import Check

if TYPE_CHECKING:
    from pandas import DataFrame

_COLUMNS = ("shift", "worker", "stop", "visit", "clients", "place", "start", "end", "travel_minutes", "waiting_minutes")


def frame_of(check: Check) -> DataFrame:
    """Every stop with the times the checker found, rounds in the order of the problem's shifts.

    clients: ids with ; between them, for a joint visit may be for two. start, end: local dates and times, or minutes
    since the start on a literature clock.
    """
    from pandas import DataFrame, Series, to_datetime

    problem, horizon = check.problem, check.problem.horizon
    rows: list[tuple[Any, ...]] = []
    for shift in problem.shifts:
        run = check.timeline.runs.get(shift.id)
        for number, call in enumerate(run.calls if run is not None else (), 1):
            visit, clients = (None, None) if call.visit is None else (call.visit.id, "; ".join(call.visit.clients))
            measured = (horizon.minutes(call.start), horizon.minutes(call.end))
            spent = (horizon.minutes(call.journey), horizon.minutes(call.wait))
            rows.append((shift.id, shift.worker, number, visit, clients, call.place, *measured, *spent))
    frame = DataFrame(rows, columns=list(_COLUMNS))
    if not horizon.abstract:
        for name in ("start", "end"):
            moments: Series[Any] = to_datetime(frame[name] * 60, unit="s", origin=horizon.start.replace(tzinfo=None))
            frame[name] = moments.dt.tz_localize("UTC").dt.tz_convert(horizon.timezone)
    return frame
