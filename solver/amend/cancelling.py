"""A visit that is commissioned no more: out of the day with all that names it, its name and the reason kept there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from solver.domain import CancelledVisit, Link, Problem, Visit
from solver.explain.model import named
from solver.reading.said import find_unsaid

from .apply import Effect
from .changes import Cancel
from .draft import Draft
from .faults import ChangeFaults
from .hands import list_by_two, tell_taken_away
from .insertion import take_off
from .joins import take_apart

_TOGETHER = {"double_handed": "are one double-handed visit", "both_or_none": "are made both or not at all"}


def cancel(draft: Draft, change: Cancel, faults: ChangeFaults, cancelled: Collection[str]) -> Effect:
    """Take a visit out of the day. cancelled: all visits that the list of changes cancels."""
    problem = draft.problem
    for field, value, wanted in find_unsaid(problem.horizon, change.by, change.reason, change.on, "whoever cancels it"):
        faults.add(field, value, wanted)
    if not faults.check_visit(draft, change.visit):
        return draft, []
    visit = problem.visit[change.visit]
    for link in _links_of(problem, visit.id):
        other = link.second if link.first == visit.id else link.first
        if link.kind in _TOGETHER and other not in cancelled:
            both = f"{visit.id} and {other} {_TOGETHER[link.kind]}"
            faults.add("visit", visit.id, f"want {other} cancelled in the same list: {both}")
    if faults.found:
        return draft, []
    day = change.on or date.today()
    sentences = [f"{named(problem, visit.id)} is cancelled by {change.by}: {change.reason}."]
    sentences += tell_taken_away(problem, visit, cancelled, draft.pack.catalogue(problem))
    name = draft.name_on_round(visit.id)
    assert name is not None
    join = draft.join_of(name)
    if join is not None:
        others = " and ".join(one for one in join.visits if one != visit.id)
        sentences.append(f"Joint visit {join.id} is taken apart: {others} by itself from now on.")
        draft = take_apart(draft, join, out=[visit.id])
    else:
        draft = take_off(draft, [name])
    sentences += _tell_ties(problem, visit, cancelled)
    gone = CancelledVisit(
        id=visit.id,
        client=visit.client,
        organisation=visit.organisation,
        reason=change.reason,
        by=change.by,
        on=day,
        by_two=list_by_two(problem, visit),
    )
    return draft.with_problem(_without(problem, visit, gone)), sentences


def _without(problem: Problem, visit: Visit, gone: CancelledVisit) -> Problem:
    """The problem without a visit and whatever names it; decisions about it stay."""
    kept = tuple(_stands_alone(one, visit.id) for one in problem.visits if one.id != visit.id)
    ties = _links_of(problem, visit.id)
    return problem.replace(
        visits=kept,
        links=tuple(link for link in problem.links if link not in ties),
        pins=tuple(pin for pin in problem.pins if pin.visit != visit.id),
        promises=tuple(promise for promise in problem.promises if promise.visit != visit.id),
        cancelled_visits=(*problem.cancelled_visits, gone),
    )


def _stands_alone(visit: Visit, gone: str) -> Visit:
    """A visit whose tasks are nobody's duplicate of one that is gone: they have to be done here."""
    if all(task.duplicate_of != gone for task in visit.tasks):
        return visit
    alone = {"duplicate_of": None, "duplicate_declared_by": ""}
    tasks = (task.model_copy(update=alone) if task.duplicate_of == gone else task for task in visit.tasks)
    return visit.model_copy(update={"tasks": tuple(tasks)})


def _tell_ties(problem: Problem, visit: Visit, cancelled: Collection[str]) -> Iterator[str]:
    """What falls with the visit, and what it leaves behind."""
    for link in _links_of(problem, visit.id):
        both = {link.first, link.second} <= {visit.id, *cancelled}
        ends = "falls: both are cancelled" if both else "falls with it"
        kind = link.kind.replace("_", " ")
        yield f"Link {link.id} between {link.first} and {link.second} ({kind}) {ends}."
    for other_visit in problem.visits:
        for task in other_visit.tasks:
            if task.duplicate_of == visit.id:
                yield (
                    f"{task.code} of {named(problem, other_visit.id)} was declared one order with {visit.id}; it is "
                    "an order of its own now."
                )
    if any(pin.visit == visit.id for pin in problem.pins):
        yield f"{visit.id} was pinned; that pin is gone."
    decided = [one.id for one in problem.join_decisions if visit.id in one.visits]
    if decided:
        yield f"What was decided about it stays in the day: {', '.join(decided)}."


def _links_of(problem: Problem, visit: str) -> list[Link]:
    return [link for link in problem.links if visit in (link.first, link.second)]
