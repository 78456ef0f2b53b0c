"""The whole without anybody in it: a problem, a roster and an outcome in an organisation's codes.

Documents are those of onevisit's JSON format, as read from a store. What each field of each object is told as stands
in the tables of pseudonymised.py.
"""

from __future__ import annotations

from solver.domain import COLLECTIONS, Horizon, Join, Travel
from solver.rules import count_loosened

from .codes import Codes
from .general import in_general
from .pseudonymised import Coding
from .telling import Document, Table, as_is, each_by, one_by, tell, whole

_MINUTES, _METRES = 5, 2_000  # steps of a given matrix: exact ways between places would tell where they are


def code_problem(document: Document, codes: Codes) -> Document:
    """A problem's document in codes. It reads, and solves to much the same."""
    coding = Coding(codes)
    tables = coding.tables()
    seen: Document = {"onevisit": "problem", "version": document["version"]}
    if document.get("name"):
        seen["name"] = codes("problem", document["name"])
    if "carried_over" in document:
        seen["carried_over"] = document["carried_over"]
    seen["horizon"] = tell(document["horizon"], tables[Horizon])
    travel = document.get("travel", {})
    seen["travel"] = tell(travel, tables[Travel])
    if "matrices" in travel:
        seen["travel"]["matrices"] = [_code_matrix(matrix, coding) for matrix in travel["matrices"]]
    for name, kind in COLLECTIONS.items():
        if name in document and kind in tables:
            seen[name] = [tell(entry, tables[kind]) for entry in document[name]]
    for kind_, people in (("client", seen["clients"]), ("worker", seen["workers"])):
        for person, entry in zip(people, document[f"{kind_}s"], strict=True):
            person["name"] = codes(kind_, entry["id"])
    for kind_, name in (("registrant", "registrants"), ("carer", "unpaid_carers")):
        for person, entry in zip(seen.get(name, ()), document.get(name, ()), strict=True):
            person["name"] = codes(kind_, entry["name"])  # a registrant may be named by name
    for stop, entry in zip(seen.get("suspensions", ()), document.get("suspensions", ()), strict=True):
        kind_ = "carer" if entry["what"] == "unpaid_carer" else entry["what"]
        stop["of"] = entry["of"] if kind_ == "task" else codes(kind_, entry["of"])
    if "pack" in document:
        seen["pack"] = {rule: _figures_alone(values) for rule, values in document["pack"].items()}
    return seen


def _code_matrix(matrix: Document, coding: Coding) -> Document:
    def step_of(value: float | None, step: int) -> int | None:
        if not value:
            return None if value is None else 0
        return max(1, round(value / step)) * step

    def stepped(rows: list[list[float | None]], step: int) -> list[list[int | None]]:
        return [[step_of(value, step) for value in row] for row in rows]

    seen = {"mode": matrix["mode"], "places": coding.many("place")(matrix["places"])}
    seen["durations_minutes"] = stepped(matrix["durations_minutes"], _MINUTES)
    if matrix.get("metres") is not None:
        seen["metres"] = stepped(matrix["metres"], _METRES)
    return seen


def _figures_alone(values: Document) -> Document:
    """The figures and switches of a rule; its texts could say anything."""
    return {name: value for name, value in values.items() if isinstance(value, bool | int | float)}


def code_roster(document: Document, codes: Codes) -> Document:
    """A roster's document in codes; it belongs to the problem in the same codes."""
    coding = Coding(codes)
    joins = document.get("joins", [])
    tables, stop = coding.tables(), coding.stop(joins)
    seen = {
        "onevisit": "roster",
        "version": document["version"],
        "rounds": [
            {
                "shift": codes("shift", round_["shift"]),
                "stops": [tell(entry, stop) for entry in round_.get("stops", ())],
            }
            for round_ in document["rounds"]
        ],
        "unserved": [_code_left_out(entry, coding) for entry in document.get("unserved", ())],
    }
    return seen | ({"joins": [tell(join, tables[Join]) for join in joins]} if joins else {})


def _code_left_out(one: Document, coding: Coding) -> Document:
    seen = {"visit": coding.visit(one["visit"])}
    if one.get("verdict"):
        seen |= {"verdict": one["verdict"], "reason": in_general(one["verdict"])}
    return seen


def code_outcome(outcome: Document, codes: Codes) -> Document:
    """An outcome in codes: every figure, no sentence about anybody."""
    coding = Coding(codes)
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
        judged["breaches"] = [tell(one, breach) for one in some]
    if "unserved_visits" in judged:
        judged["unserved_visits"] = [_code_left_out(one, coding) for one in judged["unserved_visits"]]
    how = dict(outcome.get("provenance") or {})
    how.pop("problem", None)  # of the problem under its own names
    explained = [
        {**_code_left_out(one, coding), "displaces": coding.many("visit")(one.get("displaces") or ())}
        for one in outcome.get("explanations", ())
    ]
    return {
        "judgement": judged,
        "loosened": count_loosened(outcome.get("loosened", [])),
        "headline": outcome.get("headline", []),
        "provenance": how,
        "explanations": explained,
        "joins": _code_joins(outcome.get("joins") or {}, coding),
        "trace": outcome.get("trace", []),
    }


def _code_joins(joins: Document, coding: Coding) -> Document:
    code, many = coding.code, coding.many
    change = whole("kind", "what")
    join = coding.tables()[Join]
    tables: dict[str, Table] = {
        "proposals": {
            "join": one_by(join),
            "clients": many("client"),
            "workers": many("worker"),
            "gain": as_is,
            "alone": as_is,
            "doors": as_is,
            "minutes": as_is,
            "travel_minutes": as_is,
            "nurse_minutes": as_is,
            "delegations": many("delegation"),
            "sign": as_is,
            "signed": bool,
        },
        "refusals": {
            "visits": many("visit"),
            "client": code("client"),
            "day": as_is,
            "worker": code("worker"),
            "conditions": as_is,
            "changes": each_by(change),
        },
        "changes": {
            "change": one_by(change),
            "joins": lambda some: [many("visit")(each) for each in some],
            "doors": as_is,
            "minutes": as_is,
            "nurse_minutes": as_is,
        },
    }
    return {name: [tell(entry, table) for entry in joins[name]] for name, table in tables.items() if name in joins}
