"""What a search found, its starts found once more, to the second and moved to whole minutes.

Searches, bounds and proofs are about starts to the second (decision 101); costs that people read are of whole minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from solver.check import Check
from solver.domain import Problem, Roster
from solver.engine import Found
from solver.rules import Pack, Term, lower_all
from solver.travel import Journeys
from solver.whole_minutes import read_steps, round_starts

from .confirm import confirm
from .timing import retime_starts


@dataclass(frozen=True, slots=True)
class Rounded(Found):
    """What a search found with its starts moved to whole minutes. before: the same to the second."""

    before: Found


def confirm_and_round(
    problem: Problem, found: Found, pack: Pack, travel: Journeys, terms: Sequence[Term], seconds: float | None = None
) -> Found:
    """What was found, confirmed by the checker, with its starts where people can read them; the cost is of those.

    seconds: as in round_found.
    """
    return round_found(problem, found, confirm(problem, found, pack, travel), pack, travel, terms, seconds)


def round_found(
    problem: Problem,
    found: Found,
    judged: Check,
    pack: Pack,
    travel: Journeys,
    terms: Sequence[Term] | None = None,
    seconds: float | None = None,
) -> Found:
    """What was found and judged, retimed, with its starts moved; itself where none moves.

    terms: the problem's, to save time. seconds: what the search took at the most, None: moves were counted. To the
    second it costs no more than it did. In whole minutes it costs no more than the last pass makes it, with as many
    starts on five minutes; nobody is later in the one than in what was found, in the other than by the last pass.
    """
    if judged.problem is not problem or terms is None:
        terms = lower_all(judged.problem, travel, pack)
    finer = retime_starts(problem, found.roster, judged, travel, terms, seconds)
    exactly = found if finer.check is judged else _with_cost(found, finer.roster, finer.check.score.total)
    rounded, steps = round_starts(problem, found.roster, pack, travel, judged, terms), read_steps(problem, pack)
    if steps is None or (exactly is found and not rounded.moved):
        return exactly
    whole = retime_starts(problem, rounded.roster, rounded.check, travel, terms, seconds, steps)
    if whole.roster == exactly.roster:
        return exactly
    return Rounded(whole.roster, whole.check.score.total, found.moves, found.seconds, exactly.trace, exactly)


def _with_cost(found: Found, roster: Roster, cost: int) -> Found:
    """What was found, with a roster that costs less."""
    return replace(found, roster=roster, cost=cost, trace=(*found.trace, (found.seconds, cost)))


def to_the_second(found: Found) -> Found:
    """What was found before its starts were moved: what a bound is about, and what is proven."""
    return found.before if isinstance(found, Rounded) else found


def follow(first: Found, then: Found) -> Found:
    """A search that went on from another, as one; the trace tells what costs less to the second."""
    at, cost = first.seconds + then.seconds, to_the_second(then).cost
    trace = (*first.trace, (at, cost)) if not first.trace or cost < first.trace[-1][1] else first.trace
    return replace(then, moves=first.moves + then.moves, seconds=at, trace=trace)
