"""What clients have answered about sharing and delegation: given, refused or unknown. The checker's side.

It is asked over a span, the time within which a visit may be made (see rules/readings/calls.py).
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import Literal, NamedTuple

from solver.domain import Client, Consent, ConsentKind, Horizon

from ..readings.calls import Span
from .look import on


class Answer(NamedTuple):
    """why: in words why the state is not "given", such as "it was refused on 4 January 2027"."""

    state: Literal["given", "refused", "unknown"]
    why: str = ""


class _Said(IntEnum):
    """What was recorded of a client's answer; of what was recorded on one day the later of these counts."""

    YES = 0
    UNNAMED = 1  # a yes in their best interests, by nobody
    ASKED = 2  # and no answer known
    NO = 3
    WITHDRAWN = 4


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
    """The answer on one day: of those recorded by then the latest; of two of the same day the stricter.

    A withdrawal before the end of the span counts as a refusal that was recorded on its day. Who was asked again and
    has not answered says yes no more; a no stays one until somebody says yes.
    """
    rows = [one for one in client.consents if one.kind == kind]
    by_then = [one for one in rows if one.recorded <= day]
    said = [(one.recorded, _said(one), one.expires or date.max) for one in by_then]
    withdrawals = [one.withdrawn for one in rows if one.withdrawn is not None and one.withdrawn < span.latest]
    said += [(then, _Said.WITHDRAWN, date.max) for then in map(horizon.date, withdrawals) if then <= day]
    if not said:
        return Answer("unknown", "none is recorded by then")
    standing, *later = sorted(said)
    for one in later:
        if one[1] not in (_Said.UNNAMED, _Said.ASKED) or standing[1] < _Said.NO:
            standing = one
    return _in_words(*standing, day)


def _said(row: Consent) -> _Said:
    if row.is_unnamed:
        return _Said.UNNAMED
    if row.given is None:
        return _Said.ASKED
    return _Said.YES if row.given else _Said.NO


def _in_words(recorded: date, said: _Said, last: date, day: date) -> Answer:
    """last: the last day on which a yes holds."""
    match said:
        case _Said.WITHDRAWN:
            return Answer("refused", f"it was withdrawn on {on(recorded)}")
        case _Said.NO:
            return Answer("refused", f"it was refused on {on(recorded)}")
        case _Said.UNNAMED:
            return Answer(
                "unknown", f"the yes of {on(recorded)} is in their best interests, and names nobody who wrote it down"
            )
        case _Said.ASKED:
            return Answer("unknown", f"asked on {on(recorded)}, and the answer is not known")
    return Answer("unknown", f"the one of {on(recorded)} expired on {on(last)}") if last < day else Answer("given")
