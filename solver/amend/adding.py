"""A visit more in the day, of a client whom the day may not know yet: read like a document's, then put in its place."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from solver.domain import Client, InputFaults, Place, Problem, Visit
from solver.formats.wording import schema_faults
from solver.reading import implausible

from .apply import Effect
from .changes import Add
from .draft import Draft
from .faults import ChangeFaults, faults_of_problem
from .placing import place_best
from .suspensions import describe_wanted

Model = TypeVar("Model", bound=BaseModel)


def add(draft: Draft, change: Add, faults: ChangeFaults) -> Effect:
    """Commission a visit, and put it in at its best place; where there is none it is unserved, with the reason."""
    problem = draft.problem
    visit = _read(problem, Visit, change.visit, "visit", faults)
    client = _read(problem, Client, change.client, "client", faults) if change.client is not None else None
    place = _read(problem, Place, change.place, "place", faults) if change.place is not None else None
    if faults.found:
        return draft, []
    assert visit is not None
    _check_new(draft, visit, client, place, faults)
    _refuse_what_is_signed(visit, client, faults)
    if faults.found:
        return draft, []
    wider = {
        "places": (*problem.places, *([place] if place is not None else [])),
        "clients": (*problem.clients, *([client] if client is not None else [])),
        "visits": (*problem.visits, visit),
    }
    here = {"visits": "visit", "clients": "client", "places": "place"}
    new = {(name, len(getattr(problem, name))): field for name, field in here.items()}
    try:
        made = problem.replace(**wider)
    except InputFaults as error:
        faults.add_faults(error.faults, new)
        return draft, []
    odd = implausible({name: getattr(made, name) for name in Problem.model_fields})
    faults.add_faults(faults_of_problem(odd, new), new)
    if faults.found:
        return draft, []
    sentences = [f"{made.client[client.id].name} ({client.id}) is a client now."] if client is not None else []
    sentences.append(f"Visit {visit.id} is added for {made.client[visit.client].name}.")
    placed, more = place_best(draft.with_problem(made), [visit.id])
    return placed, sentences + more


def _read(problem: Problem, kind: type[Model], plain: dict[str, Any], where: str, faults: ChangeFaults) -> Model | None:
    """An object as documents have it; None, and every fault told, where it is none."""
    try:
        return kind.model_validate_json(
            json.dumps(plain), strict=True, context={"horizon": problem.horizon}, by_alias=True, by_name=False
        )
    except ValidationError as error:
        root = ("changes", faults.index, where)
        faults.found += [fault for _, fault in schema_faults(error.errors(include_url=False), root, kind)]
    return None


def _check_new(draft: Draft, visit: Visit, client: Client | None, place: Place | None, faults: ChangeFaults) -> None:
    """What is there already, and who and where is not known."""
    problem = draft.problem
    if visit.id in problem.visit:
        faults.add("visit.id", visit.id, "want an id that no visit has")
    elif any(one.id == visit.id for one in problem.cancelled_visits):
        faults.add("visit.id", visit.id, "want another id: this visit was cancelled, and decisions about it stay")
    elif draft.name_on_round(visit.id) is not None:
        faults.add("visit.id", visit.id, "want another id: a joint visit has this one")
    if client is None:
        if visit.client not in problem.client:
            wanted = f"{describe_wanted(problem, 'client', visit.client)}; a new one comes with the change, as client"
            faults.add("visit.client", visit.client, wanted)
    elif client.id in problem.client:
        faults.add("client.id", client.id, "want a client whom the day does not know; leave it out for one it does")
    elif client.id != visit.client:
        faults.add("client.id", client.id, f"want the client of the visit, {visit.client}")
    if place is not None and place.id in problem.place:
        faults.add("place.id", place.id, "want a place that the day does not know; leave it out for one it does")


def _refuse_what_is_signed(visit: Visit, client: Client | None, faults: ChangeFaults) -> None:
    """What somebody answers for is written down by them, and comes with no change of a roster."""
    if visit.late_accepted:
        faults.add("visit.late_accepted", len(visit.late_accepted), "want none; a change late says who accepts it")
    for number, task in enumerate(visit.tasks):
        if task.duplicate_of is not None:
            where, wanted = f"visit.tasks[{number}].duplicate_of", "want none: a registrant declares it in the document"
            faults.add(where, task.duplicate_of, wanted)
        if task.clinical_window is not None:
            wanted = "want none: whoever answers for it sets it by a change window with task, by and role"
            faults.add(f"visit.tasks[{number}].clinical_window", task.clinical_window_set_by, wanted)
    if client is None:
        return
    for number, consent in enumerate(client.consents):
        if consent.given:
            wanted = "want no consent given by this door: whoever took it writes it into the client's record"
            faults.add(f"client.consents[{number}].given", True, wanted)
    if client.stable:
        wanted = "want none: that the condition is stable, a nurse writes into the client's record"
        faults.add("client.stable", True, wanted)
