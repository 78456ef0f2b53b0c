"""The whole without anybody in it: a problem, a roster and an outcome in an organisation's codes.

Documents are those of onevisit's JSON format, as read from a store. What each field of each object is told as stands
in the tables of pseudonymised.py.
"""

from __future__ import annotations

from typing import Any

from solver import Problem
from solver.domain import COLLECTIONS, Horizon, Join, Travel
from solver.rules import count_loosened

from .coarse import Coarse, shuffled
from .codes import Codes
from .general import in_general
from .pseudonymised import Coding
from .retimed import retimed
from .round_figures import in_round_figures, in_round_words
from .telling import Document, Table, as_is, each_by, one_by, tell, whole

_QUARTER = 15  # minutes: the steps in which what is of one visit, or of a pair, is told


def code_problem(document: Document, codes: Codes) -> Document:
    """A problem's document in codes. It reads, and solves to much the same."""
    coding, coarse = Coding(codes), Coarse(document)
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
        seen["travel"]["matrices"] = [_code_matrix(matrix, coding, coarse) for matrix in travel["matrices"]]
    for name, kind in COLLECTIONS.items():
        if name in document and kind in tables:
            seen[name] = [tell(entry, tables[kind]) for entry in document[name]]
    _tell_otherwise(seen, document, codes, coarse)
    for name in COLLECTIONS:
        if name in seen:
            seen[name] = shuffled(seen[name])
    if "pack" in document:
        seen["pack"] = {rule: _figures_alone(values) for rule, values in document["pack"].items()}
    return seen


def _tell_otherwise(seen: Document, document: Document, codes: Codes, coarse: Coarse) -> None:
    """What tables cannot say, while the rows of both documents are in the same order."""
    for kind_, people in (("client", seen["clients"]), ("worker", seen["workers"])):
        for person, entry in zip(people, document[f"{kind_}s"], strict=True):
            person["name"] = codes(kind_, entry["id"])
    for kind_, name in (("registrant", "registrants"), ("carer", "unpaid_carers")):
        for person, entry in zip(seen.get(name, ()), document.get(name, ()), strict=True):
            person["name"] = codes(kind_, entry["name"])  # a registrant may be named by name
    for stop, entry in zip(seen.get("suspensions", ()), document.get("suspensions", ()), strict=True):
        kind_ = "carer" if entry["what"] == "unpaid_carer" else entry["what"]
        stop["of"] = entry["of"] if kind_ == "task" else codes(kind_, entry["of"])
    for place, entry in zip(seen.get("places", ()), document.get("places", ()), strict=True):
        if entry.get("lat") is not None:
            place["lat"], place["lon"] = coarse.spot[coarse.group[entry["id"]]]


def _code_matrix(matrix: Document, coding: Coding, coarse: Coarse) -> Document:
    """Ways between groups of people in the place of those between doors, its rows in the order of the codes."""
    names = coding.many("place")(matrix["places"])
    order = sorted(range(len(names)), key=names.__getitem__)
    told = {
        name: [[rows[here][there] for there in order] for here in order] for name, rows in coarse.matrix(matrix).items()
    }
    return {"mode": matrix["mode"], "places": [names[number] for number in order], **told}


def _figures_alone(values: Document) -> Document:
    """The figures and switches of a rule; its texts could say anything."""
    return {name: value for name, value in values.items() if isinstance(value, bool | int | float)}


def code_roster(document: Document, codes: Codes, problem: Problem) -> Document:
    """A roster's document in codes; it belongs to the problem in the same codes. Its times are made anew on the coarse
    map: what rules were kept or broken is said by the outcome's figures, not by them. problem: the roster's, read.
    """
    coding = Coding(codes)
    document = retimed(document, problem)
    joins = document.get("joins", [])
    tables, stop = coding.tables(), coding.stop(joins)
    seen = {
        "onevisit": "roster",
        "version": document["version"],
        "rounds": shuffled(
            {
                "shift": codes("shift", round_["shift"]),
                "stops": [tell(entry, stop) for entry in round_.get("stops", ())],
            }
            for round_ in document["rounds"]
        ),
        "unserved": shuffled(_code_left_out(entry, coding) for entry in document.get("unserved", ())),
    }
    return seen | ({"joins": shuffled(tell(join, tables[Join]) for join in joins)} if joins else {})


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
        judged["breaches"] = shuffled(_in_steps(tell(one, breach)) for one in some)
    if "unserved_visits" in judged:
        judged["unserved_visits"] = shuffled(_code_left_out(one, coding) for one in judged["unserved_visits"])
    how = dict(outcome.get("provenance") or {})
    how.pop("problem", None)  # of the problem under its own names
    explained = [
        {**_code_left_out(one, coding), "displaces": coding.many("visit")(one.get("displaces") or ())}
        for one in outcome.get("explanations", ())
    ]
    return {
        "judgement": in_round_figures(judged),
        "loosened": count_loosened(outcome.get("loosened", [])),
        "headline": [_in_round_words(line) for line in outcome.get("headline", [])],
        "provenance": how,
        "explanations": shuffled(explained),
        "joins": _code_joins(outcome.get("joins") or {}, coding),
        "trace": in_round_figures(outcome.get("trace", [])),
    }


def _in_round_words(line: Document) -> Document:
    return line | {name: in_round_words(line[name]) for name in ("figure", "small") if name in line}


def _in_steps(breach: Document) -> Document:
    """A breach whose amount is a time told in quarters of an hour; what is counted stays as it is."""
    timed = str(breach.get("unit", "")).startswith("min") and breach.get("amount")
    return breach | {"amount": max(_QUARTER, _in_quarters(breach["amount"]))} if timed else breach


def _in_quarters(value: Any) -> Any:
    """A figure of one visit or one pair, to the nearest fifteen."""
    return value if isinstance(value, bool | str) or value is None else round(value / _QUARTER) * _QUARTER


def _code_joins(joins: Document, coding: Coding) -> Document:
    code, many = coding.code, coding.many
    change = whole("kind", "what")
    join = coding.tables()[Join]
    tables: dict[str, Table] = {
        "proposals": {
            "join": one_by(join),
            "clients": many("client"),
            "workers": many("worker"),
            "gain": _in_quarters,
            "alone": _in_quarters,
            "doors": as_is,
            "minutes": _in_quarters,
            "travel_minutes": _in_quarters,
            "nurse_minutes": _in_quarters,
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
            "minutes": _in_quarters,
            "nurse_minutes": _in_quarters,
        },
    }
    return {
        name: shuffled(tell(entry, table) for entry in joins[name]) for name, table in tables.items() if name in joins
    }
