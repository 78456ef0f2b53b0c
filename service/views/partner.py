"""A partner's part: its own clients, visits and staff, and of joint visits no more than its own record says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from solver import Problem
from solver.domain.joint import REMAINS, SECOND
from solver.records import tells_of

from .codes import codes_for
from .general import in_general
from .partner_authority import authority_part

Document = dict[str, Any]


class Part:
    """One organisation's part of a problem: what is its own, and which texts tell of others.

    A client is an organisation's own when it has commissioned a visit for them. A client of two organisations is
    both's, and each sees its own visits to them.
    """

    def __init__(self, problem: Problem, organisation: str):
        self.problem, self.organisation = problem, organisation
        self.code = codes_for(organisation)
        own = [visit for visit in problem.visits if visit.organisation == organisation]
        self.visits = {visit.id for visit in own}
        self.clients = {visit.client for visit in own}
        self.workers = {worker.id for worker in problem.workers if worker.organisation == organisation}
        self.shifts = {shift.id for shift in problem.shifts if shift.worker in self.workers}
        self.places = {problem.client[client].place for client in self.clients}
        self.places |= {problem.place_of(visit) for visit in own}
        self.places |= {problem.worker[worker].home for worker in self.workers}
        for shift in problem.shifts:
            if shift.id in self.shifts:
                self.places |= {problem.start_place(shift), problem.end_place(shift)}
        self.households = {problem.client[client].household for client in self.clients}

    @cached_property
    def _tells(self) -> Any:
        problem, words = self.problem, set[str]()
        for client in problem.clients:
            if client.id not in self.clients:
                words |= {client.id, client.name, client.nhs_number or ""}
        for worker in problem.workers:
            if worker.id not in self.workers:
                words |= {worker.id, worker.name}
        for place in problem.places:
            if place.id not in self.places:
                words |= {place.id, place.name, place.address}
        words |= {household.id for household in problem.households if household.id not in self.households}
        words |= {visit.id for visit in problem.visits if visit.id not in self.visits}
        words |= {shift.id for shift in problem.shifts if shift.id not in self.shifts}
        words |= {one.id for one in problem.delegations if one.client not in self.clients}
        own = {visit for visit in words if visit in self.visits | self.clients | self.workers | self.shifts}
        return tells_of(words - own)

    def tells_of_others(self, value: Any) -> bool:
        """Whether a text, or any text in a JSON value, names somebody or something that is not the organisation's."""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return bool(self._tells(text))

    def reason(self, verdict: str | None, reason: str) -> str:
        """Why a visit is left out, in general words where the reason tells of others."""
        return in_general(verdict) if self.tells_of_others(reason) else reason

    def whose(self, visits: Iterable[str]) -> set[str]:
        """The organisations that commissioned these visits."""
        return {self.problem.visit[visit].organisation for visit in visits if visit in self.problem.visit}

    def others(self, visits: Iterable[str]) -> list[str]:
        """The other organisations in a joint visit, all that is told of the other side."""
        return sorted(self.whose(visits) - {self.organisation})

    def joint(self, join: str) -> str:
        """The name of a joint visit here: its own is made of the visits it carries."""
        return self.code("joint", join)


def problem_part(document: Document, part: Part) -> Document:
    """The part of a problem's document. No problem to solve: it says "sight": "partner"."""
    seen: Document = {"onevisit": "problem", "version": document["version"], "sight": "partner"}
    if "carried_over" in document:
        seen["carried_over"] = document["carried_over"]
    if not part.tells_of_others(document.get("name", "")):
        seen["name"] = document.get("name", "")
    seen["horizon"] = document["horizon"]
    seen["organisations"] = document["organisations"]
    seen["agreements"] = [one for one in document.get("agreements", ()) if part.organisation in one["between"]]
    seen["competencies"] = document.get("competencies", [])
    seen["places"] = [one for one in document["places"] if one["id"] in part.places]
    schemes = {one.get("scheme") for one in seen["places"]}
    seen["schemes"] = [one for one in document.get("schemes", ()) if one["id"] in schemes]
    seen["households"] = [one for one in document.get("households", ()) if one["id"] in part.households]
    seen["clients"] = [
        _among(one, part.workers, "refused_workers", "preferred_workers")
        for one in document["clients"]
        if one["id"] in part.clients
    ]
    seen["visits"] = [
        {**_among(one, part.workers, "preferred_workers"), "tasks": [_task(task, part) for task in one["tasks"]]}
        for one in document["visits"]
        if one["id"] in part.visits
    ]
    seen["links"] = [
        one for one in document.get("links", ()) if one["first"] in part.visits and one["second"] in part.visits
    ]
    seen["workers"] = [
        _among(one, part.clients, "refused_clients") for one in document["workers"] if one["id"] in part.workers
    ]
    seen["shifts"] = [one for one in document["shifts"] if one["id"] in part.shifts]
    seen["history"] = [
        one for one in document.get("history", ()) if one["client"] in part.clients and one["worker"] in part.workers
    ]
    seen |= authority_part(document, part)
    seen["pins"] = [pin for one in document.get("pins", ()) if (pin := _pin(one, part)) is not None]
    seen["join_decisions"] = [_decision(one, part) for one in document.get("join_decisions", ()) if _shared(one, part)]
    return seen


def _task(task: Document, part: Part) -> Document:
    """A task; of which visit of others it repeats nothing is told."""
    if task.get("duplicate_of") in part.visits:
        return task
    return {name: value for name, value in task.items() if name not in ("duplicate_of", "duplicate_declared_by")}


def _among(entry: Document, known: set[str], *fields: str) -> Document:
    """An entry whose lists of ids keep only known ones."""
    lists = {field: [one for one in entry[field] if one in known] for field in fields if field in entry}
    return {**entry, **lists}


def _pin(pin: Document, part: Part) -> Document | None:
    """A pin of an own visit, without the shift or worker of others; None where nothing of it is left."""
    if pin["visit"] not in part.visits:
        return None
    known = {"visit": part.visits, "shift": part.shifts, "worker": part.workers}
    kept = {name: value for name, value in pin.items() if name not in known or value in known[name]}
    return kept if len(kept) > 1 else None


def _shared(entry: Document, part: Part) -> bool:
    return bool(part.visits & set(entry["visits"]))


def _decision(decision: Document, part: Part) -> Document:
    """What was decided about own visits. Who decided, and why, stays with those who did."""
    seen: Document = {name: decision[name] for name in ("approved", "role", "on") if name in decision}
    return {**seen, **sides(decision["visits"], part)}


def sides(visits: list[str], part: Part) -> Document:
    """Visits that are or could be one: the own ones by name, of the others whose they are."""
    return {"visits": [one for one in visits if one in part.visits], "with": part.others(visits)}


def roster_part(document: Document, part: Part) -> Document:
    """The part of a roster's document.

    A round of others' staff stands under a code, with who comes: id, name, organisation. Where own staff are with
    others' clients is left out.
    """
    joins = document.get("joins", [])
    names: dict[str, str] = {visit: visit for visit in part.visits}
    for join in joins:
        names |= _stops_of(join, part)
    rounds = [seen for one in document["rounds"] if (seen := _round(one, names, part)) is not None]
    unserved = [
        {**one, "reason": part.reason(one.get("verdict"), one.get("reason", ""))}
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


def _round(one: Document, names: dict[str, str], part: Part) -> Document | None:
    own = one["shift"] in part.shifts
    stops = []
    for stop in one.get("stops", ()):
        if stop.get("visit") in names:
            stops.append({**stop, "visit": names[stop["visit"]]})
        elif stop.get("visit") is None and own:
            stops.append(stop)
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
        "outcome": join["outcome"],
        **sides(join["visits"], part),
        "duration_minutes": join["duration_minutes"],
        "steps": steps,
        "signed": bool(join.get("signed_by")),
    }
