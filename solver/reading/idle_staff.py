"""Staff of an organisation that has no visit: one employer under two names, most likely, and nobody is sent."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domain import Problem
from solver.rules.vocabulary.wording import list_some

from .oddity import Oddity, rows_of

_TOLD = 5


def find_idle_staff(problem: Problem) -> Iterator[Oddity]:
    """Staff on duty for an organisation without a visit, where others of its sector have visits. Those of an agency act
    for others, and so may those of whom an agreement speaks.
    """
    busy = {visit.delivered_by for visit in problem.visits}
    sectors = {problem.organisation[name].sector for name in busy if name in problem.organisation}
    agreed = {name for one in problem.agreements for name in one.between}
    idle = {
        one.id: one.name
        for one in problem.organisations
        if one.id not in busy | agreed and one.kind != "agency" and one.sector in sectors
    }
    on_duty = {shift.worker for shift in problem.shifts}
    found = [one for one in problem.workers if one.id in on_duty and one.organisation in idle and not one.agency]
    if found:
        names = [f"{one.name} of {idle[one.organisation]}" for one in found]
        what = f"On duty for an organisation that has no visit: {list_some(names, _TOLD)}."
        effect = "As it stands they are sent to nobody; where it is the same employer by another name, write one name."
        yield Oddity("staff_idle", rows_of("workers", (one.id for one in found)), what, effect)
