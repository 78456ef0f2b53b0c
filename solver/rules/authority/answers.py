"""What clients have answered about sharing and delegation: given, refused or unknown. The checker's side.

It is asked over a span, the time within which a visit may be made (see rules/readings/calls.py).
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from solver.domain import Client, ConsentKind, Horizon

from ..readings.calls import Span
from .look import on


class Answer(NamedTuple):
    """why: in words why the state is not "given", such as "it was refused on 4 January 2027"."""

    state: Literal["given", "refused", "unknown"]
    why: str = ""


def answer_of(client: Client, kind: ConsentKind, span: Span, horizon: Horizon) -> Answer:
    """A client's answer over a span: refused if it is refused on any day of it, else unknown if it is on any, else
    given. Looked at are its first and last day, and the days between on which something was recorded or withdrawn.
    """
    asked = {span.first_day, span.last_day}
    for one in client.consents:
        changed = [one.recorded] if one.withdrawn is None else [one.recorded, horizon.date(one.withdrawn)]
        asked.update(day for day in changed if span.first_day < day < span.last_day)
    found = [_on(client, kind, day, span, horizon) for day in sorted(asked)]
    for state in ("refused", "unknown"):
        for answer in found:
            if answer.state == state:
                return answer
    return Answer("given")


def _on(client: Client, kind: ConsentKind, day: date, span: Span, horizon: Horizon) -> Answer:
    """The answer on one day: of those recorded by then the latest; of two of the same day the refusal.

    A withdrawal before the end of the span counts as a refusal that was recorded on its day.
    """
    latest: tuple[date, bool, date] | None = None  # (day recorded, whether refused, last day on which it holds)
    withdrawn = False
    for one in client.consents:
        if one.kind != kind:
            continue
        if one.given is not None and one.recorded <= day:
            known = (one.recorded, not one.given, one.expires or date.max)
            if latest is None or known > latest:
                latest, withdrawn = known, False
        if one.withdrawn is not None and one.withdrawn < span.latest:
            then = horizon.date(one.withdrawn)
            if then <= day and (latest is None or (then, True, date.max) > latest):
                latest, withdrawn = (then, True, date.max), True
    if latest is None:
        return Answer("unknown", "none is recorded by then")
    recorded, refused, last = latest
    if refused:
        return Answer("refused", f"it was {'withdrawn' if withdrawn else 'refused'} on {on(recorded)}")
    if last < day:
        return Answer("unknown", f"the one of {on(recorded)} expired on {on(last)}")
    return Answer("given")
