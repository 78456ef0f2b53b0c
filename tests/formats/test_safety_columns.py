"""What a table leaves unknown is told first; what we write ourselves leaves nothing out."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from solver.formats import read_any, read_problem, read_tables, write_tables
from solver.formats.columns import OBJECTS, SHEET
from solver.formats.safety_columns import HARMLESS, SAFETY, missing_safety, safety_sheets


def test_every_safety_column_is_a_column() -> None:
    for sheets in SAFETY.values():
        for sheet, names in sheets.items():
            assert set(names) <= set(SHEET[sheet].names), sheet
    both = set(SAFETY["1"]) & set(SAFETY["2"])
    assert not any(set(SAFETY["1"][sheet]) & set(SAFETY["2"][sheet]) for sheet in both)


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("target", ["tables", "day.zip", "day.xlsx"])
def test_what_we_write_leaves_nothing_unsaid(version: str, target: str, good: dict[str, Any], tmp_path: Path) -> None:
    problem = read_problem(json.dumps({**good, "version": version}).encode())
    write_tables(problem, tmp_path / target)
    notes: list[str] = []
    assert read_tables(tmp_path / target, notes) == problem
    assert notes == []


def test_an_empty_sheet_says_that_there_is_none_and_a_missing_one_nothing(good: dict[str, Any], tmp_path: Path) -> None:
    problem = read_problem(json.dumps({**good, "version": "2"}).encode())
    write_tables(problem, tmp_path / "day")
    for name in ("suspensions", "consents"):
        (tmp_path / "day" / f"{name}.csv").unlink()
    path = tmp_path / "day" / "clients.csv"
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    kept = [name for name in rows[0] if name not in ("stable", "lone_working")]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    notes: list[str] = []
    assert read_any(tmp_path / "day", notes) == problem  # nothing was said in them here
    assert notes == [
        "Safety columns are missing, and what would stand in them is unknown for every row. "
        "clients: lone_working, stable.",
        "Safety sheets are missing, and what they would tell is unknown: consents, suspensions.",
    ]


def test_a_table_of_version_1_is_not_asked_for_what_it_could_not_say() -> None:
    full = {sheet: SHEET[sheet].names for sheet in safety_sheets("1")}
    assert missing_safety(full, "1") == []
    (columns, sheets) = missing_safety({**full, "agreements": ("id", "pre_agreed", *SAFETY["1"]["agreements"])}, "2")
    assert "agreements: sharing_basis, signed_by, signed" in columns
    assert "registrants" in sheets


def test_every_column_that_may_be_left_out_is_told_or_known_to_be_of_no_harm() -> None:
    """Of every sheet; whoever adds a column says which it is."""
    for sheet in OBJECTS:
        optional = {column.name for column in sheet.columns if not column.required}
        told = {name for sheets in SAFETY.values() for name in sheets.get(sheet.name, ())}
        harmless = HARMLESS.get(sheet.name, frozenset())
        assert told | harmless == optional, sheet.name
        assert not told & harmless, sheet.name


@pytest.mark.parametrize(
    ("sheet", "column"),
    [
        ("task_catalogue", "class"),
        ("task_catalogue", "gap_minutes"),
        ("visits", "windows_hard"),
        ("visits", "priority"),
        ("agreements", "ends"),
        ("join_decisions", "until"),
        ("subcontracts", "clients"),
        ("tasks_before", "end"),
    ],
)
def test_a_missing_column_is_told_by_name(sheet: str, column: str) -> None:
    there = {one.name: one.names for one in OBJECTS}
    assert missing_safety(there, "2") == []
    there[sheet] = tuple(name for name in there[sheet] if name != column)
    (told,) = missing_safety(there, "2")
    assert told.endswith(f"{sheet}: {column}.")
