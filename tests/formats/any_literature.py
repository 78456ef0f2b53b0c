"""Any problem as an instance of the literature can tell it."""

from __future__ import annotations

from typing import Any

from solver.domain import Organisation, Problem
from solver.reading.literature import PUBLISHED_FORMATS, TOLD_BY_INSTANCES


def as_literature(problem: Problem) -> Problem:
    """Without what only a day of real care has, and of the one organisation by which instances name their format."""
    name = PUBLISHED_FORMATS[-1]
    lists: dict[str, Any] = {
        field: tuple(_as_told(one) for one in getattr(problem, field))
        for field in ("places", "clients", "visits", "workers", "shifts")
    }
    lists["visits"] = tuple(one.model_copy(update={"organisation": name}) for one in lists["visits"])
    lists["workers"] = tuple(one.model_copy(update={"organisation": name}) for one in lists["workers"])
    known = {visit.id for visit in problem.visits}
    lists["links"] = tuple(link for link in problem.links if {link.first, link.second} <= known)
    untold = {
        field: kind.get_default(call_default_factory=True)
        for field, kind in Problem.model_fields.items()
        if field not in TOLD_BY_INSTANCES[""]
    }
    organisation = Organisation(id=name, name=problem.organisations[0].name, sector=problem.organisations[0].sector)
    return problem.replace(**untold, **lists, organisations=(organisation,))


def _as_told(one: Any) -> Any:
    """An object with what instances tell of it; so are the tasks and competencies in it."""
    told = TOLD_BY_INSTANCES[type(one).__name__]
    update = {
        field: kind.get_default(call_default_factory=True)
        for field, kind in type(one).model_fields.items()
        if field not in told
    }
    for field in told & {"tasks", "competencies"}:
        inner = getattr(one, field)
        update[field] = tuple(_as_told(each) if type(each).__name__ in TOLD_BY_INSTANCES else each for each in inner)
    return one.model_copy(update=update)
