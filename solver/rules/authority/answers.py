"""What clients have answered: given, refused or unknown, over the span of a visit. The checker's side."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from solver.domain import Client, ConsentKind, Horizon

from ..calls import Span
from .look import on


class Answer(NamedTuple):
    """state, and in words why it is not given."""

    state: Literal["given", "refused", "unknown"]
    why: str = ""


def answer_of(client: Client, kind: ConsentKind, span: Span, horizon: Horizon) -> Answer:
    """The answer that counts on every day of a span. A refusal on any of them is one; so is what is unknown."""
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
    """The answer of one day: the latest recorded by then, of two of one day a refusal.

    What was withdrawn before the span ends is refused from the day on which that was.
    """
    latest: tuple[date, bool, date] | None = None  # recorded, refused, the last day of it
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
