"""Visits put where they cost least of all, or left out with the reason that the explanations find."""

from __future__ import annotations

from collections.abc import Sequence

from solver.domain import Unserved
from solver.explain import explain_unserved
from solver.explain.audit import Auditor
from solver.explain.model import named

from .draft import Draft
from .insertion import insert_at_one_start, price_change
from .reschedule import TrialRounds, insert_visit


def place_best(draft: Draft, names: Sequence[str]) -> tuple[Draft, list[str]]:
    """Visits on no round, put in together at their cheapest place that breaks nothing; optional ones where it pays.

    names: one visit, or those that stand or fall together. Whoever is visited before and after keeps their time where
    that can be. Else they stay out, with verdict and reason; a sentence each says so.
    """
    pays_only = all(draft.visit(name).optional for name in names)
    alone = len(names) == 1 and draft.visit(names[0]).workers == 1
    trial = _find_quiet_place(draft, names[0], pays_only) if alone else None
    if trial is not None:
        return draft.with_rounds(trial.rounds), []
    place = Auditor(draft.pricing).best([draft.visit(name) for name in names])
    if place is not None and (place.cost_change < 0 or not pays_only):
        if not alone and len({one.start for one in place.placings}) == 1:
            placements = [(one.visit, one.shift) for one in place.placings]
            quiet = insert_at_one_start(draft, placements)
            trial = price_change(draft, quiet, placements)
            if not trial.worse and (trial.cost < 0 or not pays_only):
                return quiet, []
        return draft.with_rounds({one.shift: one for one in place.rounds}), []
    told = explain_unserved(draft.problem, draft.roster(), draft.pack, draft.travel, only=names)
    left = {one.visit: one for one in told if one.visit in names}
    entries = [Unserved(visit=one.visit, verdict=one.verdict, reason=one.reason) for one in left.values()]
    sentences = [f"{named(draft.problem, one.visit)} is left out. {one.verdict}: {one.reason}" for one in left.values()]
    return draft.with_unserved(entries), sentences


def _find_quiet_place(draft: Draft, name: str, pays_only: bool) -> TrialRounds | None:
    """The cheapest round for a visit for one worker; nobody else is told of another time to save waiting."""
    trials = (insert_visit(draft, name, shift.id) for shift in draft.problem.shifts)
    sound = [trial for trial in trials if not trial.worse and (trial.cost < 0 or not pays_only)]
    return min(sound, key=lambda trial: trial.cost, default=None)
