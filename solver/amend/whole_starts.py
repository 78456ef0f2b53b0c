"""What changes have re-timed goes to whole minutes; times that people know already stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

from solver.check import Check
from solver.domain import Stop
from solver.whole_minutes import round_starts

from .changes import Change, Move
from .draft import Draft


def round_new_starts(first: Draft, last: Draft, after: Check, changes: Sequence[Change]) -> tuple[Draft, Check]:
    """The last draft with the starts that the changes have set on whole minutes, and its check; after: as it was.

    Stops that start when they did in the first draft stay to the second, and so does a start that a change has named.
    """
    named = {last.name_on_round(change.visit) for change in changes if isinstance(change, Move) and change.start}
    known = {(shift, stop.visit, stop.start) for shift, one in first.rounds.items() for stop in one.stops}

    def is_promised(shift: str, stop: Stop) -> bool:
        return stop.visit in named - {None} or (shift, stop.visit, stop.start) in known

    roster = last.roster()
    if all(is_promised(one.shift, stop) for one in roster.rounds for stop in one.stops):
        return last, after
    rounded = round_starts(last.problem, roster, last.pack, last.travel, after, keep=is_promised)
    if not rounded.moved:
        return last, after
    return last.with_rounds({one.shift: one for one in rounded.roster.rounds}), rounded.check
