"""A partner's part: its own clients, visits and staff, and of joint visits no more than its own record says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from solver.domain import (
    COLLECTIONS,
    Agreement,
    Break,
    CancelledVisit,
    Client,
    Competency,
    Consent,
    CoverHours,
    Delegation,
    HeldCompetency,
    Horizon,
    Household,
    Join,
    JoinDecision,
    LateAcceptance,
    Link,
    Organisation,
    PastVisit,
    Pin,
    Place,
    Problem,
    Protocol,
    Registrant,
    Roster,
    Round,
    Scheme,
    Shift,
    StandingAgreement,
    Step,
    Stop,
    Subcontract,
    Suspension,
    Task,
    TaskBefore,
    TaskCode,
    TimeCritical,
    UnpaidCarer,
    Unserved,
    Visit,
    Window,
    Worker,
    WorkerBefore,
)
from solver.domain.joint import REMAINS, SECOND
from solver.records import tells_of

from .codes import codes_for
from .general import in_general
from .partner_authority import authority_part
from .telling import Document, Names, Table, Tables, Tell, as_is, each_by, one_by, tell, whole


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
        self.clients |= {gone.client for gone in problem.cancelled_visits if gone.organisation == organisation}
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
    def tables(self) -> Tables:
        """How each field of what is its own is told, by its name in documents."""
        return _tables(self)

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
        words |= {gone.id for gone in problem.cancelled_visits if gone.organisation != self.organisation}
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


# What partners are not told of what is theirs, or of what they share with others.
HIDDEN: Names = {
    Problem: ("travel", "pack"),
    JoinDecision: ("id", "by", "reason", "answers"),  # who decided, and why, stays with those who did
    Suspension: ("by", "ended_by"),
    Worker: ("born",),  # under_18 is told where it was said
}
# Told in another way than a table can say; it stands in the functions below.
OTHERWISE: Names = {
    Problem: ("version", "carried_over", "name", "horizon", *COLLECTIONS),
    JoinDecision: ("visits",),
    Join: ("id", "visits", "steps", "signed_by"),
    Step: ("visit", "task", "done_by"),
    Round: ("shift", "stops"),
    Stop: ("visit",),
    Unserved: ("reason",),
    Roster: ("rounds", "unserved", "joins"),
}


def _tables(part: Part) -> Tables:
    """How a partner is told each field of what is its own, by its name in documents. Lists of ids keep its own ones."""
    window = whole("start", "end")
    consent = whole("kind", "given", "recorded", "expires", "basis", "recorder", "withdrawn")
    cover = whole("days", "from", "until")
    held = whole("competency", "expires")
    critical = whole("at", "tolerance_minutes")
    rest = whole("duration_minutes", "earliest", "latest")
    late = whole("until", "by", "reason", "on", "role")
    task = {
        **whole(
            "code", "duration_minutes", "owner", "competencies", "clinical_window_set_by", "registered_nurse_only",
            "delegable", "order",
        ),
        "clinical_window": one_by(window), "time_critical": one_by(critical), "duplicate_of": _own(part.visits),
        "duplicate_declared_by": as_is,
    }  # fmt: skip
    return {
        Horizon: whole("timezone", "start", "days", "ticks_per_minute"),
        Organisation: whole("id", "name", "sector", "kind"),
        Agreement: whole(
            "id", "between", "health_task_to_care_worker", "social_task_to_nurse", "pre_agreed", "starts", "ends",
            "sharing_basis", "signed_by", "signed", "overhead_borne_by",
        ),
        Competency: whole("id", "name"),
        Scheme: whole("id", "name"),
        Place: whole("id", "lat", "lon", "name", "address", "scheme"),
        Household: whole("id", "place"),
        Client: {
            **whole("id", "name", "place", "nhs_number", "household", "worker_sex", "lone_working", "stable"),
            "refused_workers": _among(part.workers), "preferred_workers": _among(part.workers),
            "consents": each_by(consent),
        },
        Consent: consent,
        Visit: {
            **whole(
                "id", "client", "organisation", "windows_hard", "workers", "priority", "optional", "value_pence",
                "length_minutes", "place", "kind", "commissioner", "provider", "unpaid_carer",
            ),
            "tasks": each_by(task), "windows": each_by(window), "preferred_workers": _among(part.workers),
            "late_accepted": each_by(late),
        },
        Task: task,
        Window: window,
        TimeCritical: critical,
        LateAcceptance: late,
        Link: whole("id", "kind", "first", "second", "min_gap_minutes", "max_gap_minutes"),
        Worker: {
            **whole(
                "id", "name", "organisation", "home", "team", "sex", "mode", "registered_nurse", "agency", "under_18",
                "contract_minutes", "limit_minutes", "longest_walk_minutes", "hour_pence", "accepts_delegation",
                "apprentice", "tax_year_miles", "most_visits",
            ),
            "competencies": each_by(held), "refused_clients": _among(part.clients),
        },
        HeldCompetency: held,
        Delegation: whole(
            "id", "client", "task", "worker", "also", "registrant", "contact", "trained", "signed_off", "expires",
            "review",
        ),
        Registrant: {
            **whole("id", "name", "organisation", "registration", "registered_until", "contact", "left"),
            "cover": each_by(cover),
        },
        CoverHours: cover,
        Protocol: whole("id", "organisation", "task", "registrant", "signed", "expires"),
        Subcontract: whole("id", "provider", "to", "clients", "starts", "ends"),
        UnpaidCarer: whole(
            "id", "client", "name", "second_hands", "tasks", "carer_agreed", "client_agreed", "until"
        ),
        StandingAgreement: whole("id", "organisation", "outcome", "tasks", "signed_by", "role", "signed", "review"),
        TaskCode: whole(
            "code", "name", "owner", "class", "hygiene", "meal", "call", "competencies", "least_minutes", "also",
            "gap_minutes",
        ),
        Suspension: whole("id", "what", "of", "starts", "ends", "reason"),
        CancelledVisit: whole("id", "client", "organisation", "reason", "by", "on"),
        WorkerBefore: whole("worker", "until", "began", "week_minutes"),
        TaskBefore: whole("client", "task", "start", "end", "order", "visit"),
        Shift: {
            **whole(
                "id", "worker", "start", "end", "start_place", "end_place", "max_overtime_minutes", "mode",
                "engaged_by", "kind", "told_on",
            ),
            "break": one_by(rest),
        },
        Break: rest,
        PastVisit: whole("client", "worker", "start", "sector"),
        Pin: {"visit": as_is, "shift": _own(part.shifts), "worker": _own(part.workers), "start": as_is},
        JoinDecision: {
            **whole("approved", "role", "on", "outcome", "tasks", "worker_kind", "since", "until"),
            "worker": _own(part.workers),
        },
        Join: whole("outcome", "duration_minutes"),
        Stop: whole("start", "duration_minutes"),
        Unserved: whole("visit", "verdict"),
    }  # fmt: skip


def _among(known: set[str]) -> Tell:
    """Tells of a list of ids the known ones."""
    return lambda ids: [one for one in ids if one in known]


def _own(known: set[str]) -> Tell:
    """Tells an id that is known."""
    return lambda id_: id_ if id_ in known else None


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
