"""The whole without anybody in it: codes for names and ids, places on a coarse grid, no free text; dates are kept.

Each table says which of its fields are told and how; what it does not name is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from solver.domain.joint import REMAINS, SECOND

from .codes import Codes
from .general import in_general

Document = dict[str, Any]
Table = Mapping[str, Callable[[Any], Any]]

_LATITUDE, _LONGITUDE = 0.02, 0.03  # degrees: 2.2 km, and 1.9 to 2.2 km between 50 and 55 degrees north
_MINUTES, _METRES = 5, 2_000  # steps of a given matrix: exact ways between places would tell where they are


def _as_is(value: Any) -> Any:
    return value


def _stated(value: Any) -> str:
    """That there is a text, not what it says."""
    return "stated"


class _Coding:
    """The tables for one organisation's codes."""

    def __init__(self, codes: Codes):
        self.codes = codes

    def one(self, kind: str) -> Callable[[Any], Any]:
        return lambda name: self.codes(kind, name)

    def many(self, kind: str) -> Callable[[Any], Any]:
        return lambda names: [self.codes(kind, name) for name in names]

    def visit(self, name: str) -> str:
        """A visit, or what a join makes of visits."""
        return self.codes("visit", name)

    def stop(self, joins: Iterable[Document]) -> Callable[[Any], Any]:
        """A stop's visit, where these joins are made."""
        names: dict[str, str] = {}
        for join in joins:
            here = self.codes("joint", join["id"])
            names |= {join["id"] + end: here + end for end in ("", SECOND, REMAINS)}
        return lambda name: names.get(name) or self.visit(name)

    def tables(self) -> dict[str, Table]:
        one, many = self.one, self.many
        return {
            "schemes": {"id": one("scheme")},
            "places": {
                "id": one("place"), "scheme": one("scheme"),
                "lat": lambda degrees: _grid(degrees, _LATITUDE, 90),
                "lon": lambda degrees: _grid(degrees, _LONGITUDE, 180),
            },
            "households": {"id": one("household"), "place": one("place")},
            "clients": {
                "id": one("client"), "place": one("place"), "household": one("household"), "worker_sex": _as_is,
                "refused_workers": many("worker"), "preferred_workers": many("worker"), "lone_working": _as_is,
                "stable": _as_is, "consents": self.consents,
            },
            "visits": {
                "id": self.visit, "client": one("client"), "organisation": _as_is, "tasks": self.tasks,
                "windows": _as_is, "windows_hard": _as_is, "workers": _as_is, "priority": _as_is, "optional": _as_is,
                "value_pence": _as_is, "length_minutes": _as_is, "place": one("place"), "kind": _as_is,
                "preferred_workers": many("worker"), "commissioner": _as_is, "provider": _as_is,
                "unpaid_carer": one("carer"),
            },
            "links": {
                "id": one("link"), "kind": _as_is, "first": self.visit, "second": self.visit,
                "min_gap_minutes": _as_is, "max_gap_minutes": _as_is,
            },
            "workers": {
                "id": one("worker"), "organisation": _as_is, "home": one("place"), "team": one("team"),
                "sex": _as_is, "mode": _as_is,
                "competencies": _as_is, "registered_nurse": _as_is, "agency": _as_is, "under_18": _as_is,
                "contract_minutes": _as_is, "limit_minutes": _as_is, "hour_pence": _as_is,
                "refused_clients": many("client"), "accepts_delegation": _as_is,
            },
            "delegations": {
                "id": one("delegation"), "client": one("client"), "task": _as_is, "worker": one("worker"),
                "registrant": one("registrant"), "contact": one("contact"), "trained": _as_is, "signed_off": _as_is,
                "expires": _as_is, "review": _as_is, "also": many("worker"),
            },
            "shifts": {
                "id": one("shift"), "worker": one("worker"), "start": _as_is, "end": _as_is,
                "start_place": one("place"), "end_place": one("place"), "max_overtime_minutes": _as_is,
                "break": _as_is, "mode": _as_is, "engaged_by": _as_is,
            },
            "history": {"client": one("client"), "worker": one("worker"), "start": _as_is, "sector": _as_is},
            "pins": {"visit": self.visit, "shift": one("shift"), "worker": one("worker"), "start": _as_is},
            "join_decisions": {
                "id": one("decision"), "visits": many("visit"), "approved": _as_is, "by": one("person"),
                "role": _as_is, "on": _as_is, "outcome": _as_is, "tasks": _as_is, "worker": one("worker"),
                "worker_kind": _as_is, "since": _as_is, "until": _as_is, "answers": one("decision"),
            },
            **self.authority(),
        }  # fmt: skip

    def authority(self) -> dict[str, Table]:
        """What lets somebody do something, what was stopped and what was done before."""
        one, many = self.one, self.many
        return {
            "agreements": {
                "id": _as_is, "between": _as_is, "health_task_to_care_worker": _as_is, "social_task_to_nurse": _as_is,
                "pre_agreed": _as_is, "starts": _as_is, "ends": _as_is, "sharing_basis": _stated,
                "signed_by": one("person"), "signed": _as_is,
            },
            "registrants": {
                "id": one("registrant"), "organisation": _as_is, "registration": one("registration"),
                "registered_until": _as_is, "contact": one("contact"), "cover": _as_is, "left": _as_is,
            },
            "protocols": {
                "id": one("protocol"), "organisation": _as_is, "task": _as_is, "registrant": one("registrant"),
                "signed": _as_is, "expires": _as_is,
            },
            "subcontracts": {
                "id": one("subcontract"), "provider": _as_is, "to": _as_is, "clients": many("client"),
                "starts": _as_is, "ends": _as_is,
            },
            "unpaid_carers": {
                "id": one("carer"), "client": one("client"), "second_hands": _as_is, "tasks": _as_is,
                "carer_agreed": _as_is, "client_agreed": _as_is, "until": _as_is,
            },
            "standing_agreements": {
                "id": one("standing"), "organisation": _as_is, "outcome": _as_is, "tasks": _as_is,
                "signed_by": one("person"), "role": _as_is, "signed": _as_is, "review": _as_is,
            },
            "task_catalogue": {
                "code": _as_is, "owner": _as_is, "class": _as_is, "hygiene": _as_is, "meal": _as_is, "call": _as_is,
                "competencies": _as_is, "least_minutes": _as_is,
            },
            "workers_before": {"worker": one("worker"), "until": _as_is, "began": _as_is, "week_minutes": _as_is},
            "tasks_before": {
                "client": one("client"), "task": _as_is, "start": _as_is, "end": _as_is, "order": one("order"),
                "visit": self.visit,
            },
        }  # fmt: skip

    def suspension(self, entry: Document) -> Document:
        """What is stopped under its code; a task code is nobody's."""
        of = entry["of"] if entry["what"] == "task" else self.codes(entry["what"], entry["of"])
        table: Table = {"id": self.one("suspension"), "what": _as_is, "starts": _as_is, "ends": _as_is}
        return {**_told(entry, table), "of": of, "reason": "stated", "by": self.codes("person", entry["by"])}

    def consents(self, consents: list[Document]) -> list[Document]:
        told = ("kind", "given", "recorded", "expires", "basis", "withdrawn")
        table = {**dict.fromkeys(told, _as_is), "recorder": self.one("person")}
        return [_told(consent, table) for consent in consents]

    def tasks(self, tasks: list[Document]) -> list[Document]:
        told = (
            "code", "duration_minutes", "owner", "competencies", "clinical_window", "time_critical",
            "registered_nurse_only", "delegable",
        )  # fmt: skip
        table = {
            **dict.fromkeys(told, _as_is), "clinical_window_set_by": self.one("registrant"), "order": self.one("order"),
            "duplicate_of": self.visit, "duplicate_declared_by": self.one("registrant"),
        }  # fmt: skip
        return [_told(task, table) for task in tasks]

    def joins(self, joins: Iterable[Document]) -> list[Document]:
        steps = {"visit": self.visit, "task": _as_is, "done_by": _as_is}
        table: Table = {
            "id": self.one("joint"), "outcome": _as_is, "visits": self.many("visit"), "duration_minutes": _as_is,
            "steps": lambda some: [_told(step, steps) for step in some], "signed_by": lambda _: "signed",
        }  # fmt: skip
        return [_told(join, table) for join in joins]


def _told(entry: Document, table: Table) -> Document:
    return {name: tell(entry[name]) for name, tell in table.items() if entry.get(name) is not None}


def _grid(degrees: float, step: float, most: float) -> float:
    return max(-most, min(most, round(round(degrees / step) * step, 4)))


def problem_coded(document: Document, codes: Codes) -> Document:
    """A problem's document in codes. It reads, and solves to much the same."""
    coding = _Coding(codes)
    seen: Document = {"onevisit": "problem", "version": document["version"]}
    if document.get("name"):
        seen["name"] = codes("problem", document["name"])
    for name in ("carried_over", "horizon", "organisations", "competencies"):
        if name in document:
            seen[name] = document[name]
    travel = document.get("travel", {})
    seen["travel"] = {name: value for name, value in travel.items() if name != "matrices"}
    if "matrices" in travel:
        seen["travel"]["matrices"] = [_matrix(one, coding) for one in travel["matrices"]]
    for name, table in coding.tables().items():
        if name in document:
            seen[name] = [_told(entry, table) for entry in document[name]]
    for kind, people in (("client", seen["clients"]), ("worker", seen["workers"])):
        for person, entry in zip(people, document[f"{kind}s"], strict=True):
            person["name"] = codes(kind, entry["id"])
    for kind, name in (("registrant", "registrants"), ("carer", "unpaid_carers")):
        for person, entry in zip(seen.get(name, ()), document.get(name, ()), strict=True):
            person["name"] = codes(kind, entry["name"])  # a registrant may be named by name
    if "suspensions" in document:
        seen["suspensions"] = [coding.suspension(one) for one in document["suspensions"]]
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
    stop: Table = {"visit": coding.stop(joins), "start": _as_is, "duration_minutes": _as_is}
    seen = {
        "onevisit": "roster",
        "version": document["version"],
        "rounds": [
            {"shift": codes("shift", one["shift"]), "stops": [_told(each, stop) for each in one.get("stops", ())]}
            for one in document["rounds"]
        ],
        "unserved": [_left_out(one, coding) for one in document.get("unserved", ())],
    }
    return seen | ({"joins": coding.joins(joins)} if joins else {})


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
        "rule": _as_is,
        "visit": coding.visit,
        "shift": coding.one("shift"),
        "amount": _as_is,
        "unit": _as_is,
    }
    if "breaches" in judged:
        some = [{name: value for name, value in one.items() if value != ""} for one in judged["breaches"]]
        judged["breaches"] = [_told(one, breach) for one in some]
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
        "headline": outcome.get("headline", []),
        "provenance": how,
        "explanations": explained,
        "joins": _joins_coded(outcome.get("joins") or {}, coding),
        "trace": outcome.get("trace", []),
    }


def _joins_coded(joins: Document, coding: _Coding) -> Document:
    one, many = coding.one, coding.many
    change: Table = {"kind": _as_is, "what": _as_is}
    tables: dict[str, Table] = {
        "proposals": {
            "join": lambda join: coding.joins([join])[0], "clients": many("client"), "workers": many("worker"),
            "gain": _as_is, "alone": _as_is, "doors": _as_is, "minutes": _as_is, "travel_minutes": _as_is,
            "nurse_minutes": _as_is, "delegations": many("delegation"), "sign": _as_is, "signed": bool,
        },
        "refusals": {
            "visits": many("visit"), "client": one("client"), "day": _as_is, "worker": one("worker"),
            "conditions": _as_is, "changes": lambda some: [_told(each, change) for each in some],
        },
        "changes": {
            "change": lambda each: _told(each, change), "joins": lambda some: [many("visit")(each) for each in some],
            "doors": _as_is, "minutes": _as_is, "nurse_minutes": _as_is,
        },
    }  # fmt: skip
    return {name: [_told(entry, table) for entry in joins[name]] for name, table in tables.items() if name in joins}
