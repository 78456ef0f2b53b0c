"""Rules loosened inside a document stand by name at the head of everything made of it; where none is, nothing."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from icalendar import Calendar

from solver.check import check
from solver.formats import read_any, read_roster
from solver.plot import html, write_roster_workbook
from solver.rules import Pack

from .days import Plain, day, shift, task, visit, worker
from .doors import run

PACK = {"daily_rest": {"minutes": 0}, "weekly_hours": {"minutes": 100000}, "join_order": {"enabled": False}}
PHRASES = ["daily_rest: minutes 0 (else 660)", "weekly_hours: minutes 100,000 (else 2880)", "join_order is off"]
SENTENCE = f"Loosened: {'; '.join(PHRASES)}."


@pytest.fixture(params=[True, False], ids=["loosened", "as built in"])
def loosened(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def made(folder: Path, loosened: bool) -> tuple[Path, Path]:
    """The day and its roster with everything solve writes beside it: day.json, roster.json, .xlsx and .html."""
    document: dict[str, Any] = day(
        [visit("meal", task("meal", 30), "08:00", "10:00")], [worker("cal", "council")], [shift("cal")]
    )
    if loosened:
        document["pack"] = {**document.get("pack", {}), **PACK}
    problem, roster = folder / "day.json", folder / "roster.json"
    problem.write_text(json.dumps(document))
    beside = ["--xlsx", folder / "roster.xlsx", "--html", folder / "roster.html"]
    done = run("solve", problem, "--iterations", 200, "-o", roster, *beside)
    assert done.exit_code == 0, done.output
    (folder / "said.txt").write_text(done.output)
    return problem, roster


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_first_line_after_the_name_in_the_terminal(made: tuple[Path, Path], loosened: bool) -> None:
    solved = (made[0].parent / "said.txt").read_text()
    for said in (solved, run("check", *made).output):
        after_name = flat(said[said.index("\n  ") :])
        assert after_name.startswith(SENTENCE) == loosened
        assert ("Loosened" in said) == loosened


def test_a_list_of_its_own_at_the_top_of_every_json(made: tuple[Path, Path], loosened: bool) -> None:
    day_, roster = made
    printed = run("solve", day_, "--iterations", 200, "--json").output
    documents: list[Plain] = [
        json.loads(roster.read_text()),
        json.loads(run("check", day_, roster, "--json").output),
        json.loads(printed[printed.index("{") :]),
    ]
    for document in documents:
        assert document["loosened"] == (PHRASES if loosened else [])


def test_page_and_workbook(made: tuple[Path, Path], loosened: bool) -> None:
    folder = made[0].parent
    page = flat((folder / "roster.html").read_text())
    assert (f"<li>{SENTENCE}" in page) == loosened
    assert ("Loosened" in page) == loosened
    rows = [*openpyxl.load_workbook(folder / "roster.xlsx")["Summary"].iter_rows(values_only=True)]
    texts = [text for row in rows for text in row if text]
    assert (SENTENCE in texts) == loosened
    if loosened:
        assert texts.index(SENTENCE) < 10


def test_every_row_of_the_records_and_every_event(made: tuple[Path, Path], loosened: bool) -> None:
    folder = made[0].parent
    assert run("records", *made, "-o", folder / "records").exit_code == 0
    for name in ("visits", "tasks"):
        (file,) = (folder / "records").glob(f"*/{name}.csv")
        rows = [*csv.DictReader(file.read_text("utf-8-sig").splitlines())]
        assert rows
        assert {row["loosened"] for row in rows} == {"; ".join(PHRASES) if loosened else ""}
    assert run("plot", *made, "--ics", folder / "calendars").exit_code == 0
    (calendar,) = (folder / "calendars").glob("*.ics")
    events = Calendar.from_ical(calendar.read_bytes()).walk("VEVENT")
    assert events
    for event in events:
        assert (SENTENCE in str(event["description"])) == loosened


@pytest.mark.parametrize("form", ["tables", "tables.zip", "tables.xlsx"])
def test_tables_tell_it_beside_the_name_of_the_problem(made: tuple[Path, Path], loosened: bool, form: str) -> None:
    """And are read again: what that column says is told, never believed."""
    target = made[0].parent / form
    assert run("convert", made[0], "-o", target).exit_code == 0
    if form == "tables":
        (row,) = csv.DictReader((target / "problem.csv").read_text("utf-8-sig").splitlines())
        assert row.get("loosened") == ("; ".join(PHRASES) if loosened else None)
        (target / "problem.csv").write_text(
            (target / "problem.csv").read_text("utf-8-sig").replace("minutes 100,", "minutes 10,")
        )
    said = flat(run("check", target, made[1]).output)
    assert (SENTENCE in said) == loosened


def test_a_page_and_a_workbook_tell_it_of_the_pack_they_were_judged_by(made: tuple[Path, Path], loosened: bool) -> None:
    """Nobody gives them sentences, as in the night's own files; the pack is not the document's."""
    problem, folder = read_any(made[0]), made[0].parent
    roster = read_roster(made[1], problem)
    pack = Pack.for_problem(problem.replace(pack={**problem.pack, "lateness_cap": {"enabled": False}}))
    for rules, told in ((pack, True), (Pack.for_problem(problem), False)):
        judged = check(problem, roster, rules)
        assert ("lateness_cap is off" in flat(html(problem, roster, judged))) is told
        write_roster_workbook(problem, roster, judged, folder / "other.xlsx")
        rows = openpyxl.load_workbook(folder / "other.xlsx")["Summary"].iter_rows(values_only=True)
        assert any("lateness_cap is off" in str(text) for row in rows for text in row) is told
