"""Problem, roster and joins as a partner is told of them."""

from __future__ import annotations

from collections.abc import Callable

from solver.domain import COLLECTIONS, Horizon, Join, Stop, Unserved
from solver.domain.joint import REMAINS, SECOND

from .partner import Part
from .partner_authority import authority_part
from .telling import Document, Table, tell


def problem_part(document: Document, part: Part) -> Document:
    """The part of a problem's document. No problem to solve: it says "sight": "partner"."""
    fields = part.tables
    seen: Document = {"onevisit": "problem", "version": document["version"], "sight": "partner"}
    if "carried_over" in document:
        seen["carried_over"] = document["carried_over"]
    if not part.tells_of_others(document.get("name", "")):
        seen["name"] = document.get("name", "")
    seen["horizon"] = tell(document["horizon"], fields[Horizon])
    schemes = {one.get("scheme") for one in document["places"] if one["id"] in part.places}
    own: dict[str, Callable[[Document], bool]] = {
        "organisations": lambda one: True,
        "agreements": lambda one: part.organisation in one["between"],
        "competencies": lambda one: True,
        "places": lambda one: one["id"] in part.places,
        "schemes": lambda one: one["id"] in schemes,
        "households": lambda one: one["id"] in part.households,
        "clients": lambda one: one["id"] in part.clients,
        "visits": lambda one: one["id"] in part.visits,
        "links": lambda one: {one["first"], one["second"]} <= part.visits,
        "workers": lambda one: one["id"] in part.workers,
        "shifts": lambda one: one["id"] in part.shifts,
        "history": lambda one: one["client"] in part.clients and one["worker"] in part.workers,
        "pins": lambda one: one["visit"] in part.visits,
        "promises": lambda one: one["visit"] in part.visits and set(one["workers"]) <= part.workers,
        "join_decisions": lambda one: _shared(one, part),
    }
    for name, is_own in own.items():
        seen[name] = [tell(one, fields[COLLECTIONS[name]]) for one in document.get(name, ()) if is_own(one)]
    for name, mine in authority_part(document, part).items():
        seen[name] = [tell(one, fields[COLLECTIONS[name]]) for one in mine]
    seen["pins"] = [pin for pin in seen["pins"] if len(pin) > 1]  # one that holds to others' staff alone is none here
    shared = [one for one in document.get("join_decisions", ()) if _shared(one, part)]
    for decision, whole_ in zip(seen["join_decisions"], shared, strict=True):
        decision |= sides(whole_["visits"], part)
    return seen


def _shared(entry: Document, part: Part) -> bool:
    return bool(part.visits & set(entry["visits"]))


def sides(visits: list[str], part: Part) -> Document:
    """Visits that are or could be one: the own ones by name, of the others whose they are."""
    return {"visits": [one for one in visits if one in part.visits], "with": part.others(visits)}


def roster_part(document: Document, part: Part) -> Document:
    """The part of a roster's document.

    A round of others' staff stands under a code, with who comes: id, name, organisation. Where own staff are with
    others' clients is left out.
    """
    fields, joins = part.tables, document.get("joins", [])
    names: dict[str, str] = {visit: visit for visit in part.visits}
    for join in joins:
        names |= _stops_of(join, part)
    rounds = [seen for one in document["rounds"] if (seen := _round(one, names, part, fields[Stop])) is not None]
    unserved = [
        {**tell(one, fields[Unserved]), "reason": part.reason(one.get("verdict"), one.get("reason", ""))}
        for one in document.get("unserved", ())
        if one["visit"] in part.visits
    ]
    return {
        "onevisit": "roster",
        "version": document["version"],
        "sight": "partner",
        "rounds": rounds,
        "unserved": unserved,
        "joins": [join_part(join, part) for join in joins if _shared(join, part)],
    }


def _stops_of(join: Document, part: Part) -> dict[str, str]:
    """The stops that a join makes for own visits, and the names they have here."""
    problem, name = part.problem, join["id"]
    here = part.joint(name)
    taken = {(step["visit"], step["task"]) for step in join["steps"]}
    found = {name: here} if _shared(join, part) else {}
    for visit in join["visits"]:
        if visit not in part.visits:
            continue
        commissioned = problem.visit[visit]
        if join["outcome"] == "co_attend":
            if commissioned.workers > 1:
                found[name + SECOND] = here + SECOND
        elif any((visit, number) not in taken for number in range(len(commissioned.tasks))):
            found[name + REMAINS] = here + REMAINS
    return found


def _round(one: Document, names: dict[str, str], part: Part, table: Table) -> Document | None:
    own = one["shift"] in part.shifts
    stops = []
    for stop in one.get("stops", ()):
        if stop.get("visit") in names:
            stops.append({"visit": names[stop["visit"]], **tell(stop, table)})
        elif stop.get("visit") is None and own:
            stops.append(tell(stop, table))
    if not stops:
        return None
    if own:
        return {"shift": one["shift"], "stops": stops}
    worker = part.problem.worker[part.problem.shift[one["shift"]].worker]
    who = {"id": worker.id, "name": worker.name, "organisation": worker.organisation}
    return {"shift": part.code("shift", one["shift"]), "worker": who, "stops": stops}


def join_part(join: Document, part: Part) -> Document:
    """A join with the tasks of own visits; once_with: whose task is done in the same go."""
    steps = []
    for number, step in enumerate(join["steps"]):
        if step["visit"] not in part.visits:
            continue
        seen = {"visit": step["visit"], "task": step["task"]}
        doer = step.get("done_by")
        same = [join["steps"][doer]] if doer is not None else []
        same += [other for other in join["steps"] if other.get("done_by") == number]
        if whose := part.others(other["visit"] for other in same):
            seen["once_with"] = whose
        steps.append(seen)
    return {
        "id": part.joint(join["id"]),
        **tell(join, part.tables[Join]),
        **sides(join["visits"], part),
        "steps": steps,
        "signed": bool(join.get("signed_by")),
    }
