"""Files that cannot be read at all: text that is no JSON, no text, too deep, too long, missing, or no workbook."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from solver.domain import InputFaults
from solver.formats import convert, read_any, read_problem

Doc = dict[str, Any]

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
    began = time.process_time()
    with pytest.raises(InputFaults) as caught:
        read_problem(path)
    assert time.process_time() - began < 20
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
