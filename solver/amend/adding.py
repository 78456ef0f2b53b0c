"""A visit more in the day, of a client whom the day may not know yet: read like a document's, then put in its place."""

from __future__ import annotations

from solver.domain import Client, InputFaults, Place, Problem, Visit
from solver.explain.model import named
from solver.reading import implausible
from solver.reading.doubled import doubled_rows
from solver.travel.placing import place_by_postcode

from .apply import Effect
from .changes import Add
from .draft import Draft
from .faults import ChangeFaults, faults_of_problem
from .linking import describe_link, place_tied, read_links, refuse_loosening, widen
from .objects import read_object
from .suspensions import describe_wanted


def add(draft: Draft, change: Add, faults: ChangeFaults) -> Effect:
    """Commission a visit, and put it in at its best place; where there is none it is unserved, with the reason."""
    problem = draft.problem
    visit = read_object(problem, Visit, change.visit, "visit", faults)
    client = read_object(problem, Client, change.client, "client", faults) if change.client is not None else None
    place = read_object(problem, Place, change.place, "place", faults) if change.place is not None else None
    if faults.found:
        return draft, []
    assert visit is not None
    place = _find_place(problem, place, faults)
    _check_new(draft, visit, client, place, faults)
    _refuse_what_is_signed(visit, client, faults)
    links = read_links(draft, visit, change.links, faults)
    if faults.found:
        return draft, []
    wider = {
        "places": (*problem.places, *([place] if place is not None else [])),
        "clients": (*problem.clients, *([client] if client is not None else [])),
        "visits": (*problem.visits, visit),
        "links": (*problem.links, *links),
    }
    here = {"visits": "visit", "clients": "client", "places": "place"}
    new = {(name, len(getattr(problem, name))): field for name, field in here.items()}
    new |= {("links", len(problem.links) + number): f"links[{number}]" for number in range(len(links))}
    try:
        made = problem.replace(**wider)
    except InputFaults as error:
        faults.add_faults(error.faults, new)
        return draft, []
    odd = implausible({name: getattr(made, name) for name in Problem.model_fields})
    faults.add_faults(faults_of_problem(odd, new), new)
    refuse_loosening(draft, made, links, faults)
    wide = None if faults.found else widen(draft, made, links, faults)
    if wide is None:
        return draft, []
    sentences = [f"{made.client[client.id].name} ({client.id}) is a client now."] if client is not None else []
    sentences.append(f"Visit {visit.id} is added for {made.client[visit.client].name}.")
    for again, other in doubled_rows(made):
        if visit.id in (again, other):
            known = other if again == visit.id else again
            sentences.append(
                f"Look again: it has the same client, tasks and times as {named(made, known)}. If it is that one, "
                f"cancel {visit.id} again."
            )
    sentences += [f"{named(made, visit.id)} is tied by {describe_link(made, link)}." for link in links]
    placed, more = place_tied(wide, visit.id)
    return placed, sentences + more


def _find_place(problem: Problem, place: Place | None, faults: ChangeFaults) -> Place | None:
    """A place with the coordinates of its postcode, where it says no others; a fault where nobody knows it."""
    given = frozenset(name for matrix in problem.travel.matrices for name in matrix.places)
    (found,), unknown = place_by_postcode([place], given)
    for fault in unknown.values():
        faults.add("place.postcode", fault.value, fault.expected)
    return found


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
