"""What the checker says of a roster, for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from solver.check import Check, charged_minutes
from solver.domain import Problem, Unserved
from solver.domain.money import pence

from .left_out import warn_of_meals, warn_of_urgent
from .reports import list_reports
from .tight import warn_of_tight_windows


def judgement(problem: Problem, check: Check, unserved: Sequence[Unserved]) -> dict[str, Any]:
    """Figures, hard breaches and visits left out as plain values.

    Costs in pence (a literature instance: in its own unit), times in minutes. charged: worker minutes at doors by who
    pays for them; funder null: nursing of which no funder is known.
    """
    figures, minutes = check.figures, problem.horizon.minutes
    times = ("contact", "health_contact", "travel", "home", "waiting", "overtime", "lateness")
    counts = ("commissioned", "served", "unserved", "tasks_served", "tasks_unserved", "rounds", "late", "metres")
    joined = ("joint", "doors")
    return {
        "feasible": check.feasible,
        "cost": pence(check.score.total),
        "cost_by_rule": {rule: pence(cost) for rule, cost in sorted(check.score.by_rule.items())},
        "hard_breaches": check.score.hard,
        **{name: getattr(figures, name) for name in counts + joined},
        **{f"{name}_minutes": minutes(getattr(figures, name)) for name in times},
        "continuity": {
            account: {"clients": held.clients, "faces": held.faces, "share": held.share}
            for account, held in figures.continuity.items()
        },
        "charged": [
            {"funder": funder, "minutes": time}
            for funder, time in charged_minutes(problem, check.timeline, check.pack.catalogue(problem)).items()
        ],
        "breaches": [
            {
                "rule": b.rule,
                "sentence": b.sentence,
                "visit": b.visit,
                "shift": b.shift,
                "amount": b.amount,
                "unit": b.unit,
            }
            for b in check.breaches
            if b.hard
        ],
        "reports": {
            rule: {"count": len(sentences), "sentences": sentences} for rule, sentences in list_reports(check).items()
        },
        "warnings": [*warn_of_urgent(check, unserved), *warn_of_meals(check), *warn_of_tight_windows(check)],
        "unserved_visits": [
            {"visit": entry.visit, "verdict": entry.verdict, "reason": entry.reason} for entry in unserved
        ],
    }
