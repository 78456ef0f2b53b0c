"""Broken inputs, each with a complete message: where, what was seen there, what would be right. All faults at once."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from solver.domain import InputFaults
from solver.formats import convert, read_any, read_problem, read_roster, write_tables

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
        [("visits[0].tasks[0].duration_minutes", "'30'", "want a whole number")],
    ),
    "text as number": (_set("clients.0.name", 17), [("clients[0].name", "17", "want text in quotes")]),
    "true as a number": (_set("visits.0.workers", True), [("visits[0].workers", "True", "want a whole number")]),
    "true as minutes": (
        _set("visits.0.tasks.0.duration_minutes", True),
        [("visits[0].tasks[0].duration_minutes", "True", "want a whole number")],
    ),
    "yes as true": (_set("visits.0.optional", "yes"), [("visits[0].optional", "'yes'", "want true or false")]),
    "half a worker": (_set("visits.0.workers", 1.5), [("visits[0].workers", "1.5", "want a whole number")]),
    "three workers": (_set("visits.0.workers", 3), [("visits[0].workers", "3", "not above 2")]),
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


def _check(faults: InputFaults, expected: list[tuple[str, str, str, str]]) -> None:
    """Each expected fault (file, where, part of the value, part of the want) is there, and no other."""
    told = "\n".join(str(fault) for fault in faults.faults)
    for file, where, value, wanted in expected:
        assert any(
            (fault.file, fault.where) == (file, where) and value in str(fault)
            for fault in faults.faults
            if wanted in fault.expected
        ), told
    assert len(faults.faults) == len(expected), told


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document(name: str, good: Doc, write_json: Callable[[Any], Path]) -> None:
    spoil, expected = DOCUMENTS[name]
    spoil(good)
    path = write_json(good)
    with pytest.raises(InputFaults) as caught:
        read_problem(path)
    _check(caught.value, [(str(path), *fault) for fault in expected])


BYTES: dict[str, tuple[Callable[[str], bytes], str, str, str]] = {
    "empty file": (lambda _: b"", "file", "an empty file", "something in it"),
    "nothing but blanks": (lambda _: b" \n\n ", "file", "an empty file", "something in it"),
    "not JSON": (lambda _: b"visits: none", "line 1, column 1", "visits", "want valid JSON"),
    "comma too many": (
        lambda text: text.replace("]}", "],}").encode(),
        "line 1, column",
        "}",
        "a name in double quotes",
    ),
    "cut short": (lambda text: text[:-20].encode(), "line 1, column", "2026", "want valid JSON"),
    "Latin-1 text": (
        lambda text: text.replace("Avril", "Avrïl").encode("latin-1"),
        "line 1, column",
        "byte 0xEF",
        "want UTF-8",
    ),
    "UTF-16 text": (lambda text: text.encode("utf-16"), "byte 0", "UTF-16", "want UTF-8"),
    "NaN": (lambda text: text.replace("54.0", "NaN").encode(), "places[0].lat", "nan", "want a finite number"),
    "Infinity": (lambda text: text.replace("54.0", "-Infinity").encode(), "places[0].lat", "-inf", "finite number"),
    "1e999": (lambda text: text.replace("54.0", "1e999").encode(), "places[0].lat", "inf", "want a finite number"),
    "name given twice": (
        lambda text: text.replace('"lat": 54.0', '"lat": 53.0, "lat": 54.0').encode(),
        "places[0].lat",
        "'lat'",
        "once",
    ),
    "a list at the top": (lambda _: b"[1, 2]", "document", "[1, 2]", "want an object in curly brackets at the top"),
    "a bottomless list": (lambda _: b"[" * 100_000, "document", "very deep nesting", "at most 60 levels"),
    "a deep pack": (
        lambda text: (text[:-1] + ', "pack": {"a": {"b": ' + "[" * 90 + "]" * 90 + "}}}").encode(),
        "pack.a.b[0]",
        "very deep nesting",
        "at most 60 levels",
    ),
    "a number of 10,000 digits": (
        lambda text: text.replace("54.0", "9" * 10_000).encode(),
        "document",
        "thousands of digits",
        "ordinary numbers",
    ),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes(name: str, good: Doc, tmp_path: Path) -> None:
    spoil, where, value, wanted = BYTES[name]
    path = tmp_path / "day.json"
    path.write_bytes(spoil(json.dumps(good, ensure_ascii=False)))
    with pytest.raises(InputFaults) as caught:
        read_problem(path)
    (fault,) = caught.value.faults
    assert fault.file == str(path)
    assert fault.where.startswith(where)
    assert value in str(fault)
    assert wanted in fault.expected


def test_oddities_come_with_the_other_faults(good: Doc, tmp_path: Path) -> None:
    good["visits"][1]["client"] = "c9"
    path = tmp_path / "day.json"
    path.write_text(json.dumps(good).replace("54.0", "NaN").replace('"lat": 54.1', '"lat": 1, "lat": 54.1'))
    with pytest.raises(InputFaults) as caught:
        read_problem(path)
    assert {fault.where for fault in caught.value.faults} == {"places[1].lat", "places[0].lat", "visits[1].client"}


@pytest.mark.parametrize("kind", ["text", "numbers", "brackets"])
def test_fifty_megabytes_on_one_line(kind: str, good: Doc, tmp_path: Path) -> None:
    path = tmp_path / "day.json"
    text = {
        "text": lambda: json.dumps({**good, "name": "x" * 50_000_000}),
        "numbers": lambda: "[" + "1," * 25_000_000 + "1]",
        "brackets": lambda: "x" * 50_000_000,
    }[kind]()
    path.write_text(text)
    began = time.perf_counter()
    with pytest.raises(InputFaults) as caught:
        read_problem(path)
    assert time.perf_counter() - began < 20
    assert len(str(caught.value)) < 1_000
    assert "want" in str(caught.value)


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        (lambda folder: folder / "none.json", "want a file that exists"),
        (lambda folder: folder / "day.csv", "want the folder the CSV files are in"),
        (lambda folder: folder, "want CSV files such as visits.csv"),
        (lambda folder: folder / "no\0name.json", "want a file that can be read"),
    ],
    ids=["missing", "lone CSV", "empty folder", "impossible name"],
)
def test_no_such_input(make: Callable[[Path], Path], wanted: str, tmp_path: Path) -> None:
    with pytest.raises(InputFaults, match=wanted):
        read_any(make(tmp_path))


def test_nothing_is_written_for_a_broken_input(good: Doc, write_json: Callable[[Any], Path], tmp_path: Path) -> None:
    good["visits"][0]["client"] = "c9"
    source = write_json(good)
    before = sorted(tmp_path.iterdir())
    for target in ("out.json", "out.xlsx", "out.zip", "folder"):
        with pytest.raises(InputFaults):
            convert(source, tmp_path / target)
    assert sorted(tmp_path.iterdir()) == before


# The same in tables: file or sheet, row as a spreadsheet numbers it, column.


@pytest.fixture
def folder(good: Doc, write_json: Callable[[Any], Path], tmp_path: Path) -> Path:
    write_tables(read_problem(write_json(good)), tmp_path / "day")
    return tmp_path / "day"


def _swap(file: str, old: str, new: str, encoding: str = "utf-8-sig") -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8-sig")
        assert old in text
        path.write_bytes(text.replace(old, new).encode(encoding))

    return spoil


# name -> (how the folder is spoilt, [(file, where, value, wanted)] exactly)
TABLES: dict[str, tuple[Callable[[Path], None], list[tuple[str, str, str, str]]]] = {
    "unknown client": (
        _swap("visits.csv", "v2,c1", "v2,c9"),
        [("visits.csv", "row 3, column client", "'c9'", "one of the clients")],
    ),
    "word for a number": (
        _swap("visit_tasks.csv", "v1,wash,30", "v1,wash,half an hour"),
        [("visit_tasks.csv", "row 2, column duration_minutes", "'half an hour'", "want a number")],
    ),
    "hours and minutes": (
        _swap("visit_tasks.csv", "v1,wash,30", "v1,wash,0:30"),
        [("visit_tasks.csv", "row 2, column duration_minutes", "'0:30'", "want a number of minutes such as 30")],
    ),
    "decimal comma": (
        _swap("places.csv", "54.0,", '"54,0",'),
        [("places.csv", "row 2, column lat", "'54,0'", "such as 54.0")],
    ),
    "maybe": (
        _swap("visits.csv", "v3,c2,care,no", "v3,c2,care,maybe"),
        [
            ("visits.csv", "row 4, column windows_hard", "'maybe'", "want yes or no"),
        ],
    ),
    "day first": (
        _swap("shifts.csv", "2026-03-02 07:00", "02/03/2026 07:00"),
        [("shifts.csv", "row 2, column start", "'02/03/2026 07:00'", "looks day first, which a mapping file can read")],
    ),
    "Excel's number for a time": (
        _swap("shifts.csv", "2026-03-02 07:00", "46083.2916666667"),
        [("shifts.csv", "row 2, column start", "46083.29", "Excel's number for 2026-03-02 07:00")],
    ),
    "NHS number Excel rounded": (
        _swap("clients.csv", "9990001006", "9.99E+09"),
        [("clients.csv", "row 2, column nhs_number", "'9.99E+09'", "Excel has rounded")],
    ),
    "window ends before it starts": (
        _swap("visit_windows.csv", "2026-03-02 09:00", "2026-03-02 07:00"),
        [("visit_windows.csv", "row 2", "v1, 2026-03-02 08:00, 2026-03-02 07:00", "want an end")],
    ),
    "window of nobody": (
        _swap("visit_windows.csv", "v1,2026-03-02 08:00", "v9,2026-03-02 08:00"),
        [
            ("visit_windows.csv", "row 2, column visit", "'v9'", "one of the visits"),
            ("visits.csv", "row 2, column id", "'v1'", "at least one row in visit_windows for this visit"),
        ],
    ),
    "id used twice": (
        _swap("visits.csv", "v3,c2", "v1,c2"),
        [
            ("visits.csv", "row 4, column id", "'v1'", "row 2 of visits has it too"),
            ("visit_windows.csv", "row 4, column visit", "'v3'", "one of the visits"),
            ("visit_tasks.csv", "row 4, column visit", "'v3'", "one of the visits"),
        ],
    ),
    "empty id": (
        _swap("shifts.csv", "s1,w1", ",w1"),
        [("shifts.csv", "row 2, column id", "nothing", "may not be empty")],
    ),
    "unknown column": (
        _swap("clients.csv", "worker_sex", "carer_gender"),
        [("clients.csv", "row 1, column 6", "'carer_gender'", "id, name, place, nhs_number")],
    ),
    "missing column": (
        _swap("visits.csv", "organisation", "length_of_stay"),
        [
            ("visits.csv", "row 1, column 3", "'length_of_stay'", "want one of the known columns"),
            ("visits.csv", "row 1", "nothing", "want a column organisation"),
        ],
    ),
    "missing file": (
        lambda folder: (folder / "shifts.csv").unlink(),
        [("", "sheet shifts", "nothing", "want a sheet shifts with columns id, worker, start, end")],
    ),
    "unknown file": (
        lambda folder: (folder / "vists.csv").write_text("id\nv1\n") and None,
        [("vists.csv", "sheet", "'vists'", "problem, organisations")],
    ),
    "semicolons": (
        lambda folder: _semicolons(folder / "visits.csv"),
        [("visits.csv", "row 1", "id;client", "this file has semicolons")],
    ),
    "Latin-1": (
        _swap("clients.csv", "Avril", "Avrïl", "latin-1"),
        [("clients.csv", "line 2, column 7 (byte 106)", "byte 0xEF", "want UTF-8")],
    ),
    "empty file": (
        lambda folder: (folder / "visits.csv").write_text("") and None,
        [("visits.csv", "file", "an empty file", "something")],
    ),
    "quote that never closes": (
        _swap("clients.csv", "Avril", '"Avril'),
        [("clients.csv", "row 2", "end of data", "quotes closed")],
    ),
    "comma without quotes": (
        _swap(
            "clients.csv", "Avril Testperson,p1,9990001006,,,,,none,no", "Testperson, Avril,p1,9990001006,,,,,none,no"
        ),
        [
            ("clients.csv", "row 2", "'no'", "want values only under a column name"),
            ("clients.csv", "row 2, column nhs_number", "'p1'", "want ten digits"),
            ("clients.csv", "row 2, column stable", "'none'", "want yes or no"),
        ],
    ),
    "hour the clock change skips": (
        lambda folder: _on(folder, "2026-03-29"),
        [("visit_windows.csv", "row 2, column start", "'2026-03-29 01:30'", "clock change skips this hour")],
    ),
}


def _joins(folder: Path) -> None:
    """Decisions and an agreement as somebody might type them."""
    (folder / "join_decisions.csv").write_text(
        "id,visits,approved,by,role,on,reason\n"
        "j1,v1; v9,yes,Nora Mockup,nurse lead,2026-02-27,\n"
        "j2,v1,yes,Nora Mockup,matron,2026-02-30,\n"
        "j3,v1; v2,perhaps,,nurse lead,27/02/2026,\n"
        "j3,v1; v2,no,Nora Mockup,scheduler,2026-02-27,\n"
    )
    (folder / "agreements.csv").write_text("id,organisation,other_organisation,pre_agreed\na,care,trust,join; merge\n")


TABLES["joins as somebody might type them"] = (
    _joins,
    [
        ("join_decisions.csv", "row 2, column visits", "'v9'", "one of the visits"),
        ("join_decisions.csv", "row 3, column visits", "'v1'", "want at least 2 in this list"),
        ("join_decisions.csv", "row 3, column role", "'matron'", "want 'nurse lead', 'scheduler' or 'team lead'"),
        ("join_decisions.csv", "row 3, column on", "'2026-02-30'", "want a date such as 2026-03-02"),
        ("join_decisions.csv", "row 4, column approved", "'perhaps'", "want yes or no"),
        ("join_decisions.csv", "row 4, column on", "'27/02/2026'", "day first"),
        ("join_decisions.csv", "row 4, column by", "nothing", "want at least one character"),
        ("join_decisions.csv", "row 5, column id", "'j3'", "row 4 of join_decisions has it too"),
        ("agreements.csv", "row 2, column pre_agreed", "'merge'", "want 'join', 'delegate', 'absorb'"),
    ],
)


def _semicolons(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",", ";"))


def _on(folder: Path, date: str) -> None:
    for path in folder.iterdir():
        path.write_text(path.read_text(encoding="utf-8-sig").replace("2026-03-02", date))
    _swap("visit_windows.csv", f"v1,{date} 08:00", f"v1,{date} 01:30")(folder)


@pytest.mark.parametrize("name", TABLES)
def test_tables(name: str, folder: Path) -> None:
    spoil, expected = TABLES[name]
    spoil(folder)
    with pytest.raises(InputFaults) as caught:
        read_any(folder)
    named = [(str(folder / file), where, value, wanted) for file, where, value, wanted in expected]
    _check(caught.value, named)


@pytest.fixture
def workbook(folder: Path, tmp_path: Path) -> Iterator[Callable[[Callable[[Any], object]], Path]]:
    """Changes the good day's workbook by a function and gives its path."""
    path = tmp_path / "day.xlsx"
    write_tables(read_any(folder), path)

    def change(spoil: Callable[[Any], object]) -> Path:
        book = openpyxl.load_workbook(path)
        spoil(book)
        book.save(path)
        return path

    return change


def test_workbook_with_real_excel_cells(workbook: Callable[[Callable[[Any], object]], Path]) -> None:
    """Dates, times and numbers as Excel makes them are understood."""

    def type_in(book: Any) -> None:
        book["clients"]["D2"] = 9990001006
        book["shifts"]["C2"] = datetime(2026, 3, 2, 6, 45)
        book["visit_tasks"]["C2"] = datetime(2026, 3, 2, 0, 25).time()
        book["visits"]["D2"] = True

    problem = read_any(workbook(type_in))
    assert problem.clients[0].nhs_number == "9990001006"
    assert problem.shifts[0].start == 6 * 3600 + 45 * 60
    assert problem.visits[0].tasks[0].duration == 25 * 60
    assert problem.visits[0].windows_hard


def test_workbook_faults_all_at_once(workbook: Callable[[Callable[[Any], object]], Path]) -> None:
    def spoil(book: Any) -> None:
        sheet = book["shifts"]
        sheet["C2"] = 46083.25
        sheet["C2"].number_format = "0.00"
        book["clients"]["D2"] = 9990001090
        book["visit_windows"]["B3"] = datetime(2026, 3, 2, 8, 0).time()
        book["visits"]["F4"] = 2.5
        book["visits"].append(["v4", "c9", "care"])

    path = workbook(spoil)
    with pytest.raises(InputFaults) as caught:
        read_any(path)
    found = {(fault.file.removeprefix(f"{path}, "), fault.where): str(fault) for fault in caught.value.faults}
    assert set(found) == {
        ("sheet shifts", "row 2, column start"),
        ("sheet clients", "row 2, column nhs_number"),
        ("sheet visit_windows", "row 3, column start"),
        ("sheet visits", "row 4, column priority"),
        ("sheet visits", "row 5, column id"),
    }
    assert "Excel's number for 2026-03-02 06:00" in found["sheet shifts", "row 2, column start"]
    assert "time without its date" in found["sheet visit_windows", "row 3, column start"]


def _joined(**changes: Any) -> Doc:
    """A good join of the good day's v1 and v2, or that with changes."""
    steps = [{"visit": "v1", "task": 0}, {"visit": "v2", "task": 0}]
    return {"id": "j", "outcome": "join", "visits": ["v1", "v2"], "steps": steps, "duration_minutes": 50} | changes


def _steps(*steps: tuple[str, int] | tuple[str, int, int]) -> list[Doc]:
    return [dict(zip(("visit", "task", "done_by"), step, strict=False)) for step in steps]


# name -> (the joins, the stops of s1, [(where, value, wanted)] exactly)
ROSTERS: dict[str, tuple[Any, list[str], list[tuple[str, str, str]]]] = {
    "no list": ({}, [], [("joins", "{}", "want a list in square brackets")]),
    "unknown word and half a minute's fraction": (
        [_joined(outcome="merge", duration_minutes=30.001)],
        ["j"],
        [
            ("joins[0].outcome", "'merge'", "want 'join', 'delegate', 'absorb', 'co_attend' or 'drop_duplicate'"),
            ("joins[0].duration_minutes", "30.001", "want whole seconds"),
        ],
    ),
    "unknown visits, in the third join too": (
        [
            _joined(visits=["v8", "v1"], steps=_steps(("v8", 0), ("v1", 0))),
            _joined(id="k", visits=["v9", "v2"], steps=_steps(("v9", 0), ("v2", 0))),
            _joined(id="m", visits=["v3", "v7"], steps=_steps(("v3", 0), ("v7", 0))),
        ],
        ["j", "k", "m (what remains)"],
        [
            ("joins[0].visits[0]", "'v8'", "want the id of one of the visits"),
            ("joins[1].visits[0]", "'v9'", "want the id of one of the visits"),
            ("joins[2].visits[1]", "'v7'", "want the id of one of the visits"),
        ],
    ),
    "one visit only, and no steps": (
        [_joined(visits=["v1"], steps=[])],
        [],
        [
            ("joins[0].visits", "['v1']", "want at least 2 in this list"),
            ("joins[0].steps", "[]", "want at least 1 in this list"),
        ],
    ),
    "a visit twice, and taken": (
        [_joined(), _joined(id="k", visits=["v2", "v3", "v3"], steps=_steps(("v2", 0), ("v3", 0)))],
        ["j"],
        [
            ("joins[1].visits[0]", "'v2'", "want each visit in one join; joins[0] has taken it"),
            ("joins[1].visits[2]", "'v3'", "want different visits"),
        ],
    ),
    "names": (
        [_joined(id="v3"), _joined(id="v3", visits=["v2", "v1"])],
        [],
        [
            ("joins[0].id", "'v3'", "want an id that no visit has"),
            ("joins[1].id", "'v3'", "want an id used once; it is also at joins[0]"),
            ("joins[1].visits[0]", "'v2'", "joins[0] has taken it"),
            ("joins[1].visits[1]", "'v1'", "joins[0] has taken it"),
        ],
    ),
    "steps": (
        [_joined(steps=_steps(("v1", 0), ("v1", 0), ("v2", 4), ("v3", 0), ("v2", 0, 7), ("v2", 0, 4)))],
        [],
        [
            ("joins[0].steps[1].task", "0", "want each task in one step; steps[0] does it already"),
            ("joins[0].steps[2].task", "4", "want the number of one of the tasks of v2, 0 to 0"),
            ("joins[0].steps[3].visit", "'v3'", "want one of the visits of the join: v1, v2"),
            ("joins[0].steps[4].done_by", "7", "want the number of a step, 0 to 5"),
            ("joins[0].steps[5].task", "0", "want each task in one step; steps[4] does it already"),
            ("joins[0].steps[5].done_by", "4", "want a step that is done itself"),
        ],
    ),
    "done by one that does something else": (
        [_joined(steps=_steps(("v1", 0), ("v2", 0, 0), ("v1", 1, 0)))],
        [],
        [
            ("joins[0].steps[1].done_by", "0", "want a step about the same task, meal; that one is about wash"),
            ("joins[0].steps[2].done_by", "0", "want a step of another visit"),
        ],
    ),
    "different places": (
        [_joined(visits=["v1", "v3"], steps=_steps(("v1", 0), ("v1", 1), ("v3", 0)))],
        ["j"],
        [("joins[0]", "'j'", "Join j is of visits at different places")],
    ),
    "tasks left undone": (
        [_joined()],
        [],
        [("joins[0]", "'j'", "Join j leaves tasks of v1 undone")],
    ),
    "stops that name what no join makes": (
        [_joined(outcome="absorb")],
        ["j", "j (what remains)", "j (second pair of hands)", "k"],
        [
            ("rounds[0].stops[2].visit", "'j (second pair of hands)'", "want the id of one of the visits or joins"),
            ("rounds[0].stops[3].visit", "'k'", "want the id of one of the visits or joins"),
        ],
    ),
}


@pytest.mark.parametrize("name", ROSTERS)
def test_joins_of_a_roster(name: str, good: Doc, tmp_path: Path) -> None:
    joins, stops, expected = ROSTERS[name]
    one_task = name in ("steps", "a visit twice, and taken", "names")
    if not one_task:
        good["visits"][0]["tasks"].append({"code": "comb", "duration_minutes": 5})
    if "something else" in name:
        good["visits"][1]["tasks"][0]["code"] = "meal"
    problem = read_problem(json.dumps(good).encode())
    path = tmp_path / "roster.json"
    rounds = [{"shift": "s1", "stops": [{"visit": stop} for stop in stops]}]
    path.write_text(json.dumps({"onevisit": "roster", "version": "1", "rounds": rounds, "joins": joins}))
    with pytest.raises(InputFaults) as caught:
        read_roster(path, problem)
    _check(caught.value, [(str(path), *fault) for fault in expected])


def test_not_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "day.xlsx"
    path.write_bytes(b"PK\x03\x04 not really a workbook")
    with pytest.raises(InputFaults, match=r"want a workbook \(.xlsx\) that Excel can open"):
        read_any(path)
    path.write_bytes(b"")
    with pytest.raises(InputFaults, match="an empty file"):
        read_any(path)


def test_not_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "day.zip"
    path.write_bytes(b"PK\x03\x04 not really a zip")
    with pytest.raises(InputFaults, match="want a zip of CSV files"):
        read_any(path)


def test_fifty_are_really_fifty() -> None:
    assert len(DOCUMENTS) + len(BYTES) + len(TABLES) >= 100
