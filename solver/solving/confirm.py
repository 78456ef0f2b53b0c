"""The checker's word on what the engine found."""

from __future__ import annotations

from solver.check import Check, check
from solver.domain import Problem
from solver.engine import Found
from solver.rules import Pack
from solver.travel import Journeys


class DisputedScoreError(Exception):
    """The checker does not agree with the engine: hard breaches, or another cost. Nothing is returned then."""


def confirm(problem: Problem, found: Found, pack: Pack, travel: Journeys) -> Check:
    """The checker's judgement of what was found; raises DisputedScoreError where it finds another cost or a breach."""
    judged = check(problem, found.roster, pack, travel)
    if not judged.feasible:
        hard = "; ".join(f"{breach.rule}: {breach.sentence}" for breach in judged.breaches if breach.hard)
        raise DisputedScoreError(f"It finds hard breaches: {hard}")
    if judged.score.total != found.cost:
        raise DisputedScoreError(f"The engine says {found.cost}, the checker {judged.score.total}.")
    return judged
