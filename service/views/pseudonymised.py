"""The whole without anybody in it: codes for names and ids, places on a coarse grid, no free text; dates are kept.

Each table says which of its fields are told and how; what it does not name is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    Matrix,
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
    Travel,
    UnpaidCarer,
    Unserved,
    Visit,
    Window,
    Worker,
    WorkerBefore,
)
from solver.domain.joint import REMAINS, SECOND
from solver.rules import count_lifted_caps, count_near_links, tells_of_visit

from .codes import Codes
from .general import in_general
from .telling import Document, Names, Table, Tables, as_is, each_by, one_by, told, whole

_LATITUDE, _LONGITUDE = 0.02, 0.03  # degrees: 2.2 km, and 1.9 to 2.2 km between 50 and 55 degrees north
_MINUTES, _METRES = 5, 2_000  # steps of a given matrix: exact ways between places would tell where they are

# What analysts are not told.
HIDDEN: Names = {
    Scheme: ("name",),
    Place: ("name", "address"),
    Client: ("nhs_number",),
    JoinDecision: ("reason",),
    TaskCode: ("name",),
    Worker: ("born", "tax_year_miles"),  # both would tell people apart
}
# Told in another way than a table can say: people's names are the codes of their ids; the rest stands in the functions
# below.
OTHERWISE: Names = {
    Problem: ("version", "carried_over", "name", "horizon", "travel", "pack", *COLLECTIONS),
    Travel: ("matrices",),
    Matrix: ("mode", "places", "durations_minutes", "metres"),
    Client: ("name",),
    Worker: ("name",),
    Registrant: ("name",),
    UnpaidCarer: ("name",),
    Suspension: ("of",),
    Roster: ("rounds", "unserved", "joins"),
    Round: ("shift", "stops"),
    Unserved: ("visit", "verdict", "reason"),
}


def _stated(value: Any) -> str:
    """That there is a text, not what it says."""
    return "stated"


class _Coding:
    """The tables for one organisation's codes."""

    def __init__(self, codes: Codes):
        self.codes = codes

    def code(self, kind: str) -> Callable[[Any], Any]:
        return lambda name: self.codes(kind, name)

    def many(self, kind: str) -> Callable[[Any], Any]:
        return lambda names: [self.codes(kind, name) for name in names]

    def visit(self, name: str) -> str:
        """A visit, or what a join makes of visits."""
        return self.codes("visit", name)

    def stop(self, joins: Iterable[Document]) -> Table:
        """A stop, where these joins are made."""
        names: dict[str, str] = {}
        for join in joins:
            here = self.codes("joint", join["id"])
            names |= {join["id"] + end: here + end for end in ("", SECOND, REMAINS)}
        return {
            "visit": lambda name: names.get(name) or self.visit(name),
            **whole("start", "duration_minutes"),
        }

    def tables(self) -> Tables:
        """How each field of each object is told, by its name in documents; in their own order, lists of objects by the
        tables of those.
        """
        code, many, visit = self.code, self.many, self.visit
        window = whole("start", "end")
        consent = {**whole("kind", "given", "recorded", "expires", "basis", "withdrawn"), "recorder": code("person")}
        held = whole("competency", "expires")
        critical = whole("at", "tolerance_minutes")
        rest = whole("duration_minutes", "earliest", "latest")
        late = {**whole("until", "on", "role"), "by": code("person"), "reason": _stated}
        step = {"visit": visit, **whole("task", "done_by")}
        task = {
            **whole("code", "duration_minutes", "owner", "competencies", "registered_nurse_only", "delegable"),
            "clinical_window": one_by(window), "clinical_window_set_by": code("registrant"),
            "time_critical": one_by(critical), "order": code("order"), "duplicate_of": visit,
            "duplicate_declared_by": code("registrant"),
        }  # fmt: skip
        return {
            Horizon: whole("timezone", "start", "days", "ticks_per_minute"),
            Travel: whole(
                "preset", "parking_minutes", "door_minutes", "traffic", "transit_wait_minutes", "transit_slowdown"
            ),
            Organisation: whole("id", "name", "sector", "kind"),
            Agreement: {
                **whole(
                    "id", "between", "health_task_to_care_worker", "social_task_to_nurse", "pre_agreed", "starts",
                    "ends", "signed", "overhead_borne_by",
                ),
                "sharing_basis": _stated, "signed_by": code("person"),
            },
            Competency: whole("id", "name"),
            Scheme: {"id": code("scheme")},
            Place: {
                "id": code("place"), "scheme": code("scheme"),
                "lat": lambda degrees: _grid(degrees, _LATITUDE, 90),
                "lon": lambda degrees: _grid(degrees, _LONGITUDE, 180),
            },
            Household: {"id": code("household"), "place": code("place")},
            Client: {
                "id": code("client"), "place": code("place"), "household": code("household"),
                "refused_workers": many("worker"), "preferred_workers": many("worker"), "consents": each_by(consent),
                **whole("worker_sex", "lone_working", "stable"),
            },
            Consent: consent,
            Visit: {
                "id": visit, "client": code("client"), "tasks": each_by(task), "windows": each_by(window),
                "place": code("place"), "preferred_workers": many("worker"),
                "unpaid_carer": code("carer"), "late_accepted": each_by(late),
                **whole(
                    "organisation", "windows_hard", "workers", "priority", "optional", "value_pence", "length_minutes",
                    "kind", "commissioner", "provider",
                ),
            },
            Task: task,
            Window: window,
            TimeCritical: critical,
            LateAcceptance: late,
            Link: {
                "id": code("link"), "first": visit, "second": visit,
                **whole("kind", "min_gap_minutes", "max_gap_minutes"),
            },
            Worker: {
                "id": code("worker"), "home": code("place"), "team": code("team"), "competencies": each_by(held),
                "refused_clients": many("client"),
                **whole(
                    "organisation", "sex", "mode", "registered_nurse", "agency", "under_18", "contract_minutes",
                    "limit_minutes", "longest_walk_minutes", "hour_pence", "accepts_delegation", "apprentice",
                ),
            },
            HeldCompetency: held,
            Delegation: {
                "id": code("delegation"), "client": code("client"), "worker": code("worker"),
                "registrant": code("registrant"), "contact": code("contact"), "also": many("worker"),
                **whole("task", "trained", "signed_off", "expires", "review"),
            },
            Shift: {
                "id": code("shift"), "worker": code("worker"), "start_place": code("place"), "end_place": code("place"),
                "break": one_by(rest),
                **whole("start", "end", "max_overtime_minutes", "mode", "engaged_by", "kind", "told_on"),
            },
            Break: rest,
            PastVisit: {"client": code("client"), "worker": code("worker"), **whole("start", "sector")},
            Pin: {"visit": visit, "shift": code("shift"), "worker": code("worker"), "start": as_is},
            JoinDecision: {
                "id": code("decision"), "visits": many("visit"), "by": code("person"),
                "worker": code("worker"), "answers": code("decision"),
                **whole("approved", "role", "on", "outcome", "tasks", "worker_kind", "since", "until"),
            },
            Join: {
                "id": code("joint"), "visits": many("visit"), "steps": each_by(step), "signed_by": lambda _: "signed",
                **whole("outcome", "duration_minutes"),
            },
            Step: step,
            Stop: self.stop(()),
            **self.authority(),
        }  # fmt: skip

    def authority(self) -> Tables:
        """What lets somebody do something, what was stopped and what was done before."""
        code, many = self.code, self.many
        cover = whole("days", "from", "until")
        return {
            Registrant: {
                "id": code("registrant"), "registration": code("registration"), "contact": code("contact"),
                "cover": each_by(cover), **whole("organisation", "registered_until", "left"),
            },
            CoverHours: cover,
            Protocol: {
                "id": code("protocol"), "registrant": code("registrant"),
                **whole("organisation", "task", "signed", "expires"),
            },
            Subcontract: {
                "id": code("subcontract"), "clients": many("client"), **whole("provider", "to", "starts", "ends"),
            },
            UnpaidCarer: {
                "id": code("carer"), "client": code("client"),
                **whole("second_hands", "tasks", "carer_agreed", "client_agreed", "until"),
            },
            StandingAgreement: {
                "id": code("standing"), "signed_by": code("person"),
                **whole("organisation", "outcome", "tasks", "role", "signed", "review"),
            },
            TaskCode: whole(
                "code", "owner", "class", "hygiene", "meal", "call", "competencies", "least_minutes", "also",
                "gap_minutes",
            ),
            WorkerBefore: {"worker": code("worker"), **whole("until", "began", "week_minutes")},
            TaskBefore: {
                "client": code("client"), "order": code("order"), "visit": self.visit, **whole("task", "start", "end"),
            },
            CancelledVisit: {
                "id": self.visit, "client": code("client"), "by": code("person"), "reason": _stated,
                **whole("organisation", "on"),
            },
            Suspension: {
                "id": code("suspension"), "by": code("person"), "ended_by": code("person"), "reason": _stated,
                **whole("what", "starts", "ends"),
            },
        }  # fmt: skip


def tables_for(codes: Codes) -> Tables:
    """How each field of each object is told in these codes, by its name in documents."""
    return _Coding(codes).tables()


def _grid(degrees: float, step: float, most: float) -> float:
    return max(-most, min(most, round(round(degrees / step) * step, 4)))


def problem_coded(document: Document, codes: Codes) -> Document:
    """A problem's document in codes. It reads, and solves to much the same."""
    coding = _Coding(codes)
    tables = coding.tables()
    seen: Document = {"onevisit": "problem", "version": document["version"]}
    if document.get("name"):
        seen["name"] = codes("problem", document["name"])
    if "carried_over" in document:
        seen["carried_over"] = document["carried_over"]
    seen["horizon"] = told(document["horizon"], tables[Horizon])
    travel = document.get("travel", {})
    seen["travel"] = told(travel, tables[Travel])
    if "matrices" in travel:
        seen["travel"]["matrices"] = [_matrix(matrix, coding) for matrix in travel["matrices"]]
    for name, kind in COLLECTIONS.items():
        if name in document and kind in tables:
            seen[name] = [told(entry, tables[kind]) for entry in document[name]]
    for kind_, people in (("client", seen["clients"]), ("worker", seen["workers"])):
        for person, entry in zip(people, document[f"{kind_}s"], strict=True):
            person["name"] = codes(kind_, entry["id"])
    for kind_, name in (("registrant", "registrants"), ("carer", "unpaid_carers")):
        for person, entry in zip(seen.get(name, ()), document.get(name, ()), strict=True):
            person["name"] = codes(kind_, entry["name"])  # a registrant may be named by name
    for stop, entry in zip(seen.get("suspensions", ()), document.get("suspensions", ()), strict=True):
        stop["of"] = entry["of"] if entry["what"] == "task" else codes(entry["what"], entry["of"])
    if "pack" in document:
        seen["pack"] = {rule: _plain(values) for rule, values in document["pack"].items()}
    return seen


def _matrix(matrix: Document, coding: _Coding) -> Document:
    def stepped(rows: list[list[float]], step: int) -> list[list[int]]:
        return [[0 if value == 0 else max(1, round(value / step)) * step for value in row] for row in rows]

    seen = {"mode": matrix["mode"], "places": coding.many("place")(matrix["places"])}
    seen["durations_minutes"] = stepped(matrix["durations_minutes"], _MINUTES)
    if matrix.get("metres") is not None:
        seen["metres"] = stepped(matrix["metres"], _METRES)
    return seen


def _plain(values: Document) -> Document:
    """The figures and switches of a rule; its texts could say anything."""
    return {name: value for name, value in values.items() if isinstance(value, bool | int | float)}


def roster_coded(document: Document, codes: Codes) -> Document:
    """A roster's document in codes; it belongs to the problem in the same codes."""
    coding = _Coding(codes)
    joins = document.get("joins", [])
    tables, stop = coding.tables(), coding.stop(joins)
    seen = {
        "onevisit": "roster",
        "version": document["version"],
        "rounds": [
            {
                "shift": codes("shift", round_["shift"]),
                "stops": [told(entry, stop) for entry in round_.get("stops", ())],
            }
            for round_ in document["rounds"]
        ],
        "unserved": [_left_out(entry, coding) for entry in document.get("unserved", ())],
    }
    return seen | ({"joins": [told(join, tables[Join]) for join in joins]} if joins else {})


def _left_out(one: Document, coding: _Coding) -> Document:
    seen = {"visit": coding.visit(one["visit"])}
    if one.get("verdict"):
        seen |= {"verdict": one["verdict"], "reason": in_general(one["verdict"])}
    return seen


def outcome_coded(outcome: Document, codes: Codes) -> Document:
    """An outcome in codes: every figure, no sentence about anybody."""
    coding = _Coding(codes)
    judged = dict(outcome.get("judgement") or {})
    breach: Table = {
        "rule": as_is,
        "visit": coding.visit,
        "shift": coding.code("shift"),
        "amount": as_is,
        "unit": as_is,
    }
    if "breaches" in judged:
        some = [{name: value for name, value in one.items() if value != ""} for one in judged["breaches"]]
        judged["breaches"] = [told(one, breach) for one in some]
    if "unserved_visits" in judged:
        judged["unserved_visits"] = [_left_out(one, coding) for one in judged["unserved_visits"]]
    how = dict(outcome.get("provenance") or {})
    how.pop("problem", None)  # of the problem under its own names
    explained = [
        {**_left_out(one, coding), "displaces": coding.many("visit")(one.get("displaces") or ())}
        for one in outcome.get("explanations", ())
    ]
    return {
        "judgement": judged,
        "loosened": _counted(outcome.get("loosened", [])),
        "headline": outcome.get("headline", []),
        "provenance": how,
        "explanations": explained,
        "joins": _joins_coded(outcome.get("joins") or {}, coding),
        "trace": outcome.get("trace", []),
    }


def _counted(loosened: list[str]) -> list[str]:
    """What was loosened of the rules; of visits only how many."""
    rules = [one for one in loosened if not tells_of_visit(one)]
    return [*rules, *count_near_links(loosened), *count_lifted_caps(loosened)]


def _joins_coded(joins: Document, coding: _Coding) -> Document:
    code, many = coding.code, coding.many
    change = whole("kind", "what")
    join = coding.tables()[Join]
    tables: dict[str, Table] = {
        "proposals": {
            "join": one_by(join), "clients": many("client"), "workers": many("worker"),
            "gain": as_is, "alone": as_is, "doors": as_is, "minutes": as_is, "travel_minutes": as_is,
            "nurse_minutes": as_is, "delegations": many("delegation"), "sign": as_is, "signed": bool,
        },
        "refusals": {
            "visits": many("visit"), "client": code("client"), "day": as_is, "worker": code("worker"),
            "conditions": as_is, "changes": each_by(change),
        },
        "changes": {
            "change": one_by(change), "joins": lambda some: [many("visit")(each) for each in some],
            "doors": as_is, "minutes": as_is, "nurse_minutes": as_is,
        },
    }  # fmt: skip
    return {name: [told(entry, table) for entry in joins[name]] for name, table in tables.items() if name in joins}
