"""What changes have re-timed goes to whole minutes; times that people know already stay as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from solver.check import Check
from solver.domain import Problem, Roster, Round, Stop
from solver.rules import Pack
from solver.travel import Journeys
from solver.whole_minutes import Rounded, round_starts

from .changes import Change, Move
from .draft import Draft


def round_new_starts(first: Draft, last: Draft, after: Check, changes: Sequence[Change]) -> tuple[Draft, Check]:
    """The last draft with the starts that the changes have set on whole minutes, and its check; after: as it was.

    Stops that start when they did in the first draft stay to the second, and so does a start that a change has named.
    """
    named = {last.name_on_round(change.visit) for change in changes if isinstance(change, Move) and change.start}
    rounded = round_but_known(last.problem, last.roster(), first.rounds, last.pack, last.travel, after, named - {None})
    if not rounded.moved:
        return last, after
    return last.with_rounds({one.shift: one for one in rounded.roster.rounds}), rounded.check


def round_but_known(
    problem: Problem,
    roster: Roster,
    before: Mapping[str, Round],
    pack: Pack,
    travel: Journeys,
    judged: Check,
    named: Collection[str | None] = (),
) -> Rounded:
    """A roster with its starts on whole minutes, but for those that people know.

    before: by shift, the rounds that people know; a stop on the same shift at the same start stays to the second.
    judged: the roster's check. named: visits, as they stand on the rounds, whose start somebody has said.
    """
    known = {(shift, stop.visit, stop.start) for shift, one in before.items() for stop in one.stops}

    def is_promised(shift: str, stop: Stop) -> bool:
        return stop.visit in named or (shift, stop.visit, stop.start) in known

    if all(is_promised(one.shift, stop) for one in roster.rounds for stop in one.stops):
        return Rounded(roster, judged, 0)
    return round_starts(problem, roster, pack, travel, judged, keep=is_promised)
