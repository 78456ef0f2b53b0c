"""One judge for all: a peer's roster as it came, then mended with a free hand, priced by our checker with one list.

The repair is generous, and every peer gets the same. What holds of a roster is kept visit by visit; each round is
timed anew (least waiting, breaks at their best place); visits that break a hard rule where the peer put them are taken
out; and whatever is then unserved is put in greedily where there is room. This is the start our own search makes from a
roster, with no move made after it. So a peer is never charged for a break it cannot express where one fits, nor for a
visit it dropped while there was an easy place. What the repair changed stands in the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from solver import Pack, Problem, Roster, Unserved
from solver.check import Check, check
from solver.engine import search
from solver.terms import Term
from solver.travel import Journeys

PRICES = Path(__file__).with_name("prices.toml")


@dataclass(frozen=True)
class Verdict:
    """raw: as it came. mended: after the repair. taken_out: visits it moved or dropped. put_in: served only by it."""

    raw: Check
    mended: Check
    roster: Roster
    taken_out: int
    put_in: int


def price_list(problem: Problem) -> Pack:
    """The one price list, with what the day itself switches off."""
    return Pack.for_problem(problem, PRICES)


def complete(problem: Problem, roster: Roster) -> Roster:
    """The roster with everything it does not place listed as unserved."""
    placed = _placed(roster)
    return roster.model_copy(
        update={"unserved": tuple(Unserved(visit=visit.id) for visit in problem.visits if visit.id not in placed)}
    )


def judge(problem: Problem, terms: Sequence[Term], travel: Journeys, pack: Pack, roster: Roster) -> Verdict:
    """Judge a roster as it came and mended; a roster that needs no mending keeps whichever of the two is cheaper."""
    came = complete(problem, roster)
    raw = check(problem, came, pack, travel)
    mended = search(problem, terms, travel, moves=0, start=came).roster
    judged = check(problem, mended, pack, travel)
    if raw.feasible and raw.score.total <= judged.score.total:
        mended, judged = came, raw
    before, after = _placed(came), _placed(mended)
    return Verdict(
        raw=raw,
        mended=judged,
        roster=mended,
        taken_out=sum(after.get(visit) != shifts for visit, shifts in before.items()),
        put_in=sum(visit not in before for visit in after),
    )


def _placed(roster: Roster) -> dict[str, frozenset[str]]:
    """The shifts that go to each visit."""
    found: dict[str, frozenset[str]] = {}
    for round_ in roster.rounds:
        for stop in round_.stops:
            if stop.visit is not None:
                found[stop.visit] = found.get(stop.visit, frozenset()) | {round_.shift}
    return found
