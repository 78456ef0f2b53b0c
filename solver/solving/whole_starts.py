"""What a search found, with its starts moved to whole minutes, and the same as it was to the second.

Searches, bounds and proofs are about starts to the second (decision 101); costs that people read are of whole minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from solver.check import Check
from solver.domain import Problem
from solver.engine import Found
from solver.rules import Pack, Term
from solver.travel import Journeys
from solver.whole_minutes import round_starts

from .confirm import confirm


@dataclass(frozen=True, slots=True)
class Rounded(Found):
    """What a search found with its starts moved to whole minutes. before: the same to the second."""

    before: Found


def confirm_and_round(problem: Problem, found: Found, pack: Pack, travel: Journeys, terms: Sequence[Term]) -> Found:
    """What was found, confirmed by the checker, with its starts where people can read them; the cost is of those."""
    return round_found(problem, found, confirm(problem, found, pack, travel), pack, travel, terms)


def round_found(
    problem: Problem, found: Found, judged: Check, pack: Pack, travel: Journeys, terms: Sequence[Term] | None = None
) -> Found:
    """What was found and judged, with its starts moved; itself where none moves. terms: the problem's, to save time."""
    rounded = round_starts(problem, found.roster, pack, travel, judged, terms)
    if not rounded.moved:
        return found
    return Rounded(rounded.roster, rounded.check.score.total, found.moves, found.seconds, found.trace, found)


def to_the_second(found: Found) -> Found:
    """What was found before its starts were moved: what a bound is about, and what is proven."""
    return found.before if isinstance(found, Rounded) else found


def follow(first: Found, then: Found) -> Found:
    """A search that went on from another, as one; the trace tells what costs less to the second."""
    at, cost = first.seconds + then.seconds, to_the_second(then).cost
    trace = (*first.trace, (at, cost)) if not first.trace or cost < first.trace[-1][1] else first.trace
    return replace(then, moves=first.moves + then.moves, seconds=at, trace=trace)
