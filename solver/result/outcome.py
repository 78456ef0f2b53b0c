"""All that is told of a roster beside the roster itself, as one document of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from solver.check import Check
from solver.domain import Horizon, Unserved
from solver.domain.money import pence
from solver.explain import Explanation
from solver.formats import shift_workers
from solver.reading import problem_notes
from solver.rules import Pack, list_loosened

from .headline import headline, provenance_notes
from .joins import about_joins
from .judgement import judgement
from .record import Result


def outcome(result: Result, pack: Pack | None = None) -> dict[str, Any]:
    """What a solve tells: judgement, headline, provenance, why visits were left out, joins, and the cost over time.

    pack: the rules it was solved under, as in judged_outcome. trace: (CPU or wall seconds, pence) of each better roster
    found.
    """
    explained = {one.visit: one for one in result.explanations}
    return {
        **judged_outcome(result.check, result.roster.unserved, explained, pack),
        "provenance": result.provenance(),
        "notes": provenance_notes(result),
        "joins": about_joins(result),
        "trace": [[round(seconds, 2), pence(cost)] for seconds, cost in result.trace],
    }


def describe_beside(result: Result, first: Sequence[str] | None = None) -> dict[str, Any]:
    """What a roster's document says beside the roster: what is loosened stands first.

    first: the sentences to be told before any figure, as ``problem_notes``; None: what is said of the problem itself.
    """
    problem, check = result.problem, result.check
    return {
        **shift_workers(result.roster, problem),
        "loosened": list_loosened(problem, check.pack),
        "problem_notes": problem_notes(problem, check.pack) if first is None else list(first),
        "judgement": judgement(check.problem, check, result.roster.unserved),
        "provenance": result.provenance(),
        **about_joins(result),
    }


def judged_outcome(
    check: Check,
    unserved: Sequence[Unserved],
    explained: dict[str, Explanation] | None = None,
    pack: Pack | None = None,
) -> dict[str, Any]:
    """The part of it that the checker alone knows, for any roster: also one changed by hand.

    pack: the rules in force, where they are not the built-in ones. problem_notes: sentences to be told first.
    """
    problem, known = check.problem, explained or {}
    left = [entry for entry in unserved if entry.visit in problem.visit]
    return {
        "loosened": list_loosened(problem, check.pack),
        "problem_notes": problem_notes(problem, pack),
        "judgement": judgement(problem, check, left),
        "headline": [asdict(figure) for figure in headline(problem, check)],
        "explanations": [_why(check, entry, known.get(entry.visit)) for entry in left],
    }


def _why(check: Check, entry: Unserved, found: Explanation | None) -> dict[str, Any]:
    problem = check.problem
    place = None
    if found is not None and found.insertion is not None:
        place = {
            "placings": [
                {"visit": one.visit, "shift": one.shift, "start": _instant(problem.horizon, one.start)}
                for one in found.insertion.placings
            ],
            "cost_change": pence(found.insertion.cost_change),
        }
    return {
        "visit": entry.visit,
        "verdict": entry.verdict,
        "reason": entry.reason,
        "place": place,
        "displaces": [] if found is None else list(found.displaces),
    }


def _instant(horizon: Horizon, ticks: int) -> str | float:
    """As documents hold it."""
    return horizon.minutes(ticks) if horizon.abstract else horizon.moment(ticks).isoformat()
