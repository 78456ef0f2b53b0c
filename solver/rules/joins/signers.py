"""Whether somebody may sign for a join, as far as the problem knows them. The checker's side.

The engine's is solver/joining/signers.py; neither knows the other's code.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from solver.domain import Horizon, Problem, Role, Visit
from solver.domain.names import registration_state

from ..readings.calls import Span
from ..readings.carers import find_carer, find_registrant, find_stops


def why_no_signer(problem: Problem, by: str, role: Role, on: date, span: Span) -> str:
    """Why a signature of that day does not hold over the span of a joint visit, because of who gave it; else nothing.

    As nurse lead neither a carer of the day signs nor who is registered no more; in no role somebody who has left by
    the last day, or who is stopped on the day of the signature or at any moment of the span.
    """
    if role is Role.NURSE_LEAD and (carer := find_carer(problem, by)):
        return f"{carer} is a worker of the day and no registered nurse"
    known = find_registrant(problem, by)
    name = by if known is None else known.name
    if known is not None:
        if known.left is not None and known.left < span.last_day:
            return f"{name} left on {known.left:%d.%m.%Y}"
        until = known.registered_until
        ended = (until is not None and until < span.last_day) or registration_state(known.registration) == "gone"
        if role is Role.NURSE_LEAD and ended:
            return f"the registration of {name} has ended"
    begin, end = _ticks(problem.horizon, on), _ticks(problem.horizon, on + timedelta(days=1))
    for stop in find_stops(problem, by):
        until_then = float("inf") if stop.ends is None else stop.ends
        if stop.starts < end and begin < until_then:
            return f"{name} was stopped on the day of the signature"
        if stop.starts < max(span.latest, span.earliest + 1) and span.earliest < until_then:
            return f"{name} is stopped"
    return ""


def span_as_one(problem: Problem, parts: Iterable[Visit]) -> Span:
    """About when visits could be made as one: from the last opening to the first end, and as long as the longest."""
    parts = tuple(parts)
    opens = max(part.windows[0].start for part in parts)
    over = max(opens, min(part.windows[-1].end for part in parts)) + max(part.duration for part in parts)
    return Span(opens, over, problem.horizon.date(opens), problem.horizon.date(max(opens, over - 1)))


def span_of_all(problem: Problem, parts: Iterable[Visit]) -> Span:
    """From the first opening of some visits to the last moment at which one of them may be over in time."""
    parts = tuple(parts)
    opens = min(part.windows[0].start for part in parts)
    over = max(part.windows[-1].end + part.duration for part in parts)
    return Span(opens, over, problem.horizon.date(opens), problem.horizon.date(over))


def _ticks(horizon: Horizon, day: date) -> int:
    """The moment at which a local day begins."""
    return horizon.ticks(datetime.combine(day, time(), ZoneInfo(horizon.timezone)))
