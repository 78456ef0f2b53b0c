"""Broken JSON documents: where by JSON path, what was seen there, what would be right. All faults at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from solver.domain import InputFaults
from solver.formats import read_problem

from .exactly import exactly

Doc = dict[str, Any]
Spoil = Callable[[Doc], object]
# name -> (how a good day is spoilt, [(where, part of the value shown, part of what would be right), ...] exactly)
Case = tuple[Spoil, list[tuple[str, str, str]]]


def _set(path: str, value: Any) -> Spoil:
    def spoil(day: Doc) -> None:
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        holder: Any = day
        for step in steps:
            holder = holder[step]
        holder[last] = value

    return spoil


def _made_a_roster(day: Doc) -> None:
    day.clear()
    day.update(onevisit="roster", rounds=[{"shift": "s1", "stops": []}], unserved=[])


def _add(name: str, *items: Doc) -> Spoil:
    return lambda day: day.setdefault(name, []).extend(items)


def _gap(link: str, first: str, second: str, least: int | None, most: int | None = None) -> Doc:
    gaps = {"min_gap_minutes": least, "max_gap_minutes": most}
    return {"id": link, "kind": "gap", "first": first, "second": second} | {
        k: v for k, v in gaps.items() if v is not None
    }


def _all(*spoils: Spoil) -> Spoil:
    return lambda day: [spoil(day) for spoil in spoils]


def _summer(day: Doc, date: str, start: str, clock: str) -> None:
    """The same day on another date, with a window that starts at a wall time without an offset."""
    text = json.dumps(day).replace("2026-03-02", date).replace("+00:00", "")
    day.clear()
    day.update(json.loads(text))
    day["visits"][0]["windows"][0] = {"start": f"{date}T{start}", "end": f"{date}T09:00:00"}
    day["horizon"]["start"] = f"{date}T00:00:00{clock}"


DOCUMENTS: dict[str, Case] = {
    "number as text": (
        _set("visits.0.tasks.0.duration_minutes", "30"),
        [("visits[0].tasks[0].duration_minutes", "'30'", "want a number of minutes, such as 30 or 7.5, without")],
    ),
    "text as number": (_set("clients.0.name", 17), [("clients[0].name", "17", "want text in quotes")]),
    "true as a number": (_set("visits.0.workers", True), [("visits[0].workers", "True", "want a whole number")]),
    "true as minutes": (
        _set("visits.0.tasks.0.duration_minutes", True),
        [("visits[0].tasks[0].duration_minutes", "True", "want a whole number")],
    ),
    "yes as true": (_set("visits.0.optional", "yes"), [("visits[0].optional", "'yes'", "want true or false")]),
    "half a worker": (_set("visits.0.workers", 1.5), [("visits[0].workers", "1.5", "want a whole number")]),
    "five workers": (_set("visits.0.workers", 5), [("visits[0].workers", "5", "not above 2")]),
    "three workers": (_set("visits.0.workers", 3), [("visits[0].workers", "3", "one more visit of workers 1")]),
    "priority nought": (_set("visits.0.priority", 0), [("visits[0].priority", "0", "not below 1")]),
    "negative minutes": (
        _set("visits.0.tasks.0.duration_minutes", -30),
        [("visits[0].tasks[0].duration_minutes", "-30", "not negative")],
    ),
    "part of a second": (
        _set("visits.0.tasks.0.duration_minutes", 30.001),
        [("visits[0].tasks[0].duration_minutes", "30.001", "want whole seconds")],
    ),
    "absurd minutes": (
        _set("visits.0.tasks.0.duration_minutes", 10**300),
        [("visits[0].tasks[0].duration_minutes", "100", "of ordinary size")],
    ),
    "latitude on another planet": (_set("places.0.lat", 154), [("places[0].lat", "154", "not above 90")]),
    "latitude without longitude": (
        lambda day: day["places"][0].pop("lon"),
        [("places[0].lon", "nothing", "want both lat and lon")],
    ),
    "place without coordinates": (
        _set("places.0", {"id": "p1"}),
        [("places[0].lat", "nothing", "coordinates, or a travel matrix for car")],
    ),
    "object where a list should be": (_set("visits", {}), [("visits", "{}", "want a list of visits")]),
    "text where an object should be": (_set("visits.1", "v2"), [("visits[1]", "'v2'", "want an object")]),
    "a competency as text": (
        _set("workers.0.competencies", ["hoist"]),
        [("workers[0].competencies[0]", "'hoist'", 'curly brackets, such as {"competency": "hoist"}')],
    ),
    "a task as text": (
        _set("visits.0.tasks", ["lunch"]),
        [("visits[0].tasks[0]", "'lunch'", 'such as {"code": "lunch", "duration_minutes": 30}')],
    ),
    "one for several": (
        lambda day: day.update(worker=day.pop("workers")),
        [
            ("worker", "[", "want one of the known names, the nearest is workers"),
            ("workers", "nothing", "want workers"),
        ],
    ),
    "no visits at all": (lambda day: day.pop("visits"), [("visits", "nothing", "may not be left out")]),
    "no horizon": (lambda day: day.pop("horizon"), [("horizon", "nothing", "want a horizon")]),
    "no days": (_set("horizon.days", 0), [("horizon.days", "0", "not below 1")]),
    "unknown time zone": (_set("horizon.timezone", "Europe"), [("horizon.timezone", "'Europe'", "IANA time zone")]),
    "missing client": (lambda day: day["visits"][0].pop("client"), [("visits[0].client", "nothing", "want client")]),
    "unknown name": (_set("visits.0.clinet", "c1"), [("visits[0].clinet", "'c1'", "id, client, organisation, tasks")]),
    "unknown name inside": (
        _set("visits.0.tasks.0.duration", 30),
        [("visits[0].tasks[0].duration", "30", "code, duration_minutes, owner")],
    ),
    "unknown name at the top": (_set("vists", []), [("vists", "[]", "places, households, clients, visits")]),
    "unknown word": (
        _set("organisations.0.sector", "charity"),
        [("organisations[0].sector", "'charity'", "want 'health' or 'social'")],
    ),
    "unknown version": (_set("version", "7"), [("version", "'7'", 'want "1"')]),
    "another kind of document": (_set("onevisit", "roster"), [("onevisit", "'roster'", 'want "problem"')]),
    "a roster in the place of the day": (
        _made_a_roster,
        [("onevisit", "'roster'", "commands want the day first, then the roster")],
    ),
    "blanks around an id": (
        lambda day: day["competencies"].append({"id": " pen"}),
        [("competencies[1].id", "' pen'", "without control characters and, for an id, without blanks")],
    ),
    "unknown client": (_set("visits.0.client", "c9"), [("visits[0].client", "'c9'", "one of the clients")]),
    "unknown competency": (
        _set("visits.0.tasks.0.competencies", ["hoist", "fly"]),
        [("visits[0].tasks[0].competencies[1]", "'fly'", "one of the competencies")],
    ),
    "unknown worker of a pin": (
        _add("pins", {"visit": "v1", "worker": "w9"}),
        [("pins[0].worker", "'w9'", "one of the workers")],
    ),
    "empty pin": (_add("pins", {"visit": "v1"}), [("pins[0]", "{'visit': 'v1'}", "want a shift, a worker, a start")]),
    "id used twice": (_set("visits.2.id", "v1"), [("visits[2].id", "'v1'", "used once; it is also at visits[0]")]),
    "one NHS number for two": (
        _set("clients.1.nhs_number", "999 000 1006"),
        [("clients[1].nhs_number", "'9990001006'", "clients[0] has it too")],
    ),
    "window ends before it starts": (
        _set("visits.0.windows.0.end", "2026-03-02T07:00:00+00:00"),
        [("visits[0].windows[0]", "2026-03-02T08:00", "want an end that is not before the start")],
    ),
    "windows that overlap": (
        lambda day: day["visits"][0]["windows"].append(day["visits"][0]["windows"][0]),
        [("visits[0]", "'id': 'v1'", "want windows in order that do not overlap")],
    ),
    "visit without windows": (_set("visits.0.windows", []), [("visits[0].windows", "[]", "want at least 1")]),
    "visit without tasks": (_set("visits.0.tasks", []), [("visits[0].tasks", "[]", "want at least 1")]),
    "shift ends before it starts": (
        _set("shifts.0.end", "2026-03-02T06:00:00+00:00"),
        [("shifts[0]", "'s1'", "want an end after the start")],
    ),
    "shift of the year before": (
        _all(_set("shifts.0.start", "2025-03-02T07:00:00"), _set("shifts.0.end", "2025-03-02T14:00:00")),
        [("shifts[0].start", "'2025-03-02 14:00'", "2026-03-02 00:00 to 2026-03-03 00:00")],
    ),
    "break outside its shift": (
        _set(
            "shifts.0.break",
            {"duration_minutes": 20, "earliest": "2026-03-02T17:00:00", "latest": "2026-03-02T18:00:00"},
        ),
        [("shifts[0].break", "'2026-03-02 17:00'", "inside the shift, 2026-03-02 07:00 to 2026-03-02 14:00")],
    ),
    "date instead of a time": (
        _set("shifts.0.start", "2026-03-02"),
        [("shifts[0].start", "'2026-03-02'", "such as 2026-03-02T08:30")],
    ),
    "day first": (
        _set("shifts.0.start", "02/03/2026 07:00"),
        [("shifts[0].start", "'02/03/2026 07:00'", "such as 2026-03-02T08:30")],
    ),
    "number instead of a time": (
        _set("shifts.0.start", 46083.29),
        [("shifts[0].start", "46083.29", "such as 2026-03-02T08:30")],
    ),
    "time before calendars": (
        _set("shifts.0.start", "0001-01-01T00:00:00+05:00"),
        [("shifts[0].start", "0001", "want a year near 2026")],
    ),
    "no such month": (
        _add(
            "delegations",
            _delegation := {
                "id": "d1",
                "client": "c1",
                "task": "insulin",
                "worker": "w1",
                "registrant": "Nurse Mockup",
                "trained": "2026-13-01",
                "signed_off": "2026-01-05",
                "expires": "2027-01-05",
            },
        ),
        [("delegations[0].trained", "'2026-13-01'", "want a date such as 2026-03-02")],
    ),
    "sign-off that ends before it begins": (
        _add("delegations", {**_delegation, "trained": "2026-01-01", "expires": "2025-01-05"}),
        [("delegations[0]", "'d1'", "want expires on or after signed_off")],
    ),
    "clinical window nobody set": (
        _set("visits.0.tasks.0.clinical_window", {"start": "2026-03-02T08:00:00", "end": "2026-03-02T09:00:00"}),
        [("visits[0].tasks[0]", "clinical_window", "registered nurse who set the clinical window")],
    ),
    "circle of gaps": (
        _add("links", _gap("a", "v1", "v2", 30), _gap("b", "v2", "v3", 30), _gap("c", "v3", "v1", 30)),
        [("links[0]", "v1", "links a, b, c ask a visit to start after itself")],
    ),
    "circle with a gap of nought": (
        _add("links", _gap("a", "v1", "v2", 30), _gap("b", "v2", "v1", 0)),
        [("links[0]", "v1", "links a, b ask a visit to start after itself")],
    ),
    "gap below and above": (
        _add("links", _gap("a", "v1", "v2", 0, 30), _gap("b", "v1", "v2", 60)),
        [("links[0]", "v2", "links a, b ask a visit to start after itself")],
    ),
    "gap without minutes": (
        _add("links", _gap("a", "v1", "v2", None)),
        [("links[0]", "'a'", "want min_gap_minutes, max_gap_minutes or both")],
    ),
    "visit tied to itself": (
        _add("links", {"id": "a", "kind": "same_worker", "first": "v1", "second": "v1"}),
        [("links[0]", "'a'", "want a link between two different visits")],
    ),
    "one worker who must be two": (
        _add(
            "links",
            {"id": "a", "kind": "double_handed", "first": "v1", "second": "v2"},
            {"id": "b", "kind": "same_worker", "first": "v2", "second": "v1"},
        ),
        [("links[0]", "v1, v2", "double_handed needs two")],
    ),
    "NHS number with remainder 10": (
        _set("clients.0.nhs_number", "9990001090"),
        [("clients[0].nhs_number", "'9990001090'", "modulus 11 check digit")],
    ),
    "NHS number with remainder 11 and no 0": (
        _set("clients.0.nhs_number", "9990001031"),
        [("clients[0].nhs_number", "'9990001031'", "modulus 11 check digit")],
    ),
    "NHS number with nine digits": (
        _set("clients.0.nhs_number", "999000100"),
        [("clients[0].nhs_number", "'999000100'", "want ten digits")],
    ),
    "hour the spring clock change skips": (
        lambda day: _summer(day, "2026-03-29", "01:30:00", "+00:00"),
        [("visits[0].windows[0].start", "'2026-03-29T01:30:00'", "clock change skips this hour in Europe/London")],
    ),
    "hour that comes twice in autumn": (
        lambda day: _summer(day, "2026-10-25", "01:30:00", "+01:00"),
        [("visits[0].windows[0].start", "'2026-10-25T01:30:00'", "want an offset such as +01:00")],
    ),
    "half a character": (_set("clients.0.name", "\ud800"), [("clients[0]", "c1", "want readable Unicode text")]),
    "control character": (_set("clients.0.name", "A\x00B"), [("clients[0].name", "A", "without control characters")]),
    "matrix that is not square": (
        _set("travel", {"matrices": [{"mode": "car", "places": ["p1", "p2"], "durations_minutes": [[0, 5], [5]]}]}),
        [("travel.matrices[0].durations_minutes[1]", "1 numbers", "want 2, one a place")],
    ),
    "matrix of unknown places": (
        _set("travel", {"matrices": [{"mode": "car", "places": ["p1", "p7"], "durations_minutes": [[0, 5], [5, 0]]}]}),
        [("travel.matrices[0].places[1]", "'p7'", "one of the places")],
    ),
    "client who lives elsewhere than the household": (
        _all(_add("households", {"id": "h", "place": "p2"}), _set("clients.0.household", "h")),
        [("clients[0].place", "'p1'", "want the household's place, p2")],
    ),
    "pack that is no table of tables": (
        _set("pack", {"travel_time": 3}),
        [("pack.travel_time", "3", "want an object")],
    ),
    "pre-agreed in a word nobody knows": (
        _add("agreements", {"id": "a", "between": ["care", "trust"], "pre_agreed": ["join", "merge"]}),
        [("agreements[0].pre_agreed[1]", "'merge'", "want 'join', 'delegate', 'absorb', 'co_attend' or 'drop_dup")],
    ),
    "decision about one visit": (
        _add(
            "join_decisions",
            _decision := {
                "id": "j1",
                "visits": ["v1"],
                "approved": True,
                "by": "Nora Mockup",
                "role": "nurse lead",
                "on": "2026-02-27",
            },
        ),
        [("join_decisions[0].visits", "['v1']", "want at least 2 in this list")],
    ),
    "decision about one visit twice": (
        _add("join_decisions", {**_decision, "visits": ["v1", "v1"]}),
        [("join_decisions[0]", "'j1'", "want different visits")],
    ),
    "decisions wrong in every way": (
        _add(
            "join_decisions",
            {**_decision, "visits": ["v1", "v9"]},
            {**_decision, "visits": ["v1", "v2"]},
            {**_decision, "id": "j2", "visits": ["v1", "v2"], "role": "carer", "on": "27/02/2026", "approved": "yes"},
            {**_decision, "id": "j3", "visits": ["v1", "v2"], "by": "", "why": "safe"},
        ),
        [
            ("join_decisions[0].visits[1]", "'v9'", "one of the visits"),
            ("join_decisions[1].id", "'j1'", "used once; it is also at join_decisions[0]"),
            ("join_decisions[2].role", "'carer'", "want 'nurse lead', 'scheduler' or 'team lead'"),
            ("join_decisions[2].on", "'27/02/2026'", "want a date such as 2026-03-02"),
            ("join_decisions[2].approved", "'yes'", "want true or false"),
            ("join_decisions[3].by", "''", "want at least one character"),
            ("join_decisions[3].why", "'safe'", "id, visits, approved, by, role, on, reason"),
        ],
    ),
    "visit of the past on the day to plan": (
        _add("history", *({"client": "c1", "worker": "w1", "start": f"2026-03-0{day}T09:00"} for day in (1, 2, 4))),
        [
            ("history[1].start", "2026-03-02 09:00", "took place before the horizon, before 2026-03-02 00:00"),
            ("history[2].start", "2026-03-04 09:00", "want a visit that took place, before 2026-03-03 00:00"),
        ],
    ),
    "prescribed moment outside every agreed window": (
        _set("visits.0.tasks.0.time_critical", {"at": "2026-03-02T12:00:00", "tolerance_minutes": 30}),
        [("visits[0].tasks[0].time_critical.at", "2026-03-02 12:00", "(30 min either way) inside an agreed window")],
    ),
    "gap from a visit nobody made yesterday": (
        _add("links", _gap("a", "yesterday", "v1", 240)),
        [("links[0].first", "'yesterday'", "one of the visits")],
    ),
    "contact that is no text": (
        _add("delegations", {**_delegation, "trained": "2026-01-01", "contact": 7700900123}),
        [("delegations[0].contact", "7700900123", "want text in quotes")],
    ),
    "everything at once": (
        _all(
            _set("visits.0.priority", 9),
            _set("visits.0.client", "c9"),  # the visit is faulty already: its client is looked at next time
            _set("visits.1.client", "c8"),
            _set("visits.2.windows.0.end", "2026-03-02T01:00:00+00:00"),
            _set("workers.0.organisation", "nobody"),
            _set("places.1.lat", "north"),
            _add("links", _gap("a", "v1", "v3", 5), _gap("b", "v2", "v7", 5)),
            _add("pins", {"visit": "v2", "shift": "s8"}),
        ),
        [
            ("visits[0].priority", "9", "not above 5"),
            ("visits[1].client", "'c8'", "one of the clients"),
            ("visits[2].windows[0]", "01:00", "want an end"),
            ("workers[0].organisation", "'nobody'", "one of the organisations"),
            ("places[1].lat", "'north'", "want a number"),
            ("links[1].second", "'v7'", "one of the visits"),
            ("pins[0].shift", "'s8'", "one of the shifts"),
        ],
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document(name: str, good: Doc, write_json: Callable[[Any], Path]) -> None:
    spoil, expected = DOCUMENTS[name]
    spoil(good)
    path = write_json(good)
    with pytest.raises(InputFaults) as caught:
        read_problem(path)
    exactly(caught.value, [(str(path), *fault) for fault in expected])
