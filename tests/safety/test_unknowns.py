"""``onevisit safety``: what is printed, the JSON, with and without a roster."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from .days import Plain, client, consents, day, delegation, insulin, shift, visit, worker
from .doors import run, solve, written


def document(**lists: Any) -> Plain:
    """Cal gives Ada's insulin; nobody knows who Nora is, and Ada was never asked about delegation."""
    both = [visit("v1", insulin(), "08:00", "09:00"), visit("v2", insulin(), "18:00", "19:00")]
    visits = lists.pop("visits", both)
    fields: Plain = {
        "version": "2",
        "name": "A Pretend day",
        "delegations": [delegation()],
        "clients": [client(consents=consents(delegation=None))],
    }
    shifts = [shift("cal", "07:00", "20:00")]
    return day(visits, [worker("cal", "council", ["insulin"])], shifts, **(fields | lists))


def test_who_is_to_be_rung_first_stands_first(folder: Path) -> None:
    done = run("safety", written(folder, "day", document()))
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0] == "A Pretend day"
    told = " ".join(done.output.split())
    assert "4 things not known. 2 visits wait for some of it, 0 visits rest on some." in told
    assert (
        "2 - - Ask Ada Pretend, or who decides for them, whether a named care worker may do insulin for them." in told
    )
    assert "2 - - Nora Example RN is named in delegations or protocols and is none of the registrants" in told
    assert told.index("Ask Ada Pretend") < told.index("no last shift recorded")


def test_one_visit_waits(folder: Path) -> None:
    one = [visit("v1", insulin(), "08:00", "09:00")]
    told = " ".join(run("safety", written(folder, "day", document(visits=one))).output.split())
    assert "1 visit waits for some of it, 0 visits rest on some." in told


def test_json_has_everything(folder: Path) -> None:
    done = run("safety", written(folder, "day", document()), "--json")
    found = json.loads(done.stdout)["unknown"]
    assert [(one["kind"], one["ask"], one["visits_waiting"]) for one in found[:2]] == [
        ("consent_delegation", "Ada Pretend", ["v1", "v2"]),
        ("registrant", "Nora Example RN", ["v1", "v2"]),
    ]


def test_a_solve_counts_it_and_its_roster_says_what_it_left_out(folder: Path) -> None:
    made = solve(folder, document())
    assert "Unknown: 1 consent, 1 registrant: onevisit safety DAY lists them." in " ".join(made.output.split())
    assert set(made.unserved) == {"v1", "v2"}
    done = run("safety", written(folder, "day", document()), written(folder, "roster", made.document), "--json")
    (first, second, *_) = json.loads(done.stdout)["unknown"]
    assert first["visits_waiting"] == second["visits_waiting"] == ["v1", "v2"]
    text = run("safety", written(folder, "day", document()), written(folder, "roster", made.document)).output
    assert (
        "Of 2 visits left out 2 wait for some of it, and more people could make 0 others if some were known."
        in " ".join(text.split())
    )


def test_page_and_workbook_begin_with_what_is_to_be_told_first(folder: Path) -> None:
    name = written(folder, "day", document())
    page, book = folder / "roster.html", folder / "roster.xlsx"
    assert run("solve", name, "--iterations", 200, "--html", page, "--xlsx", book).exit_code == 0
    html = page.read_text("utf-8")
    line = "Unknown: 1 consent, 1 registrant: onevisit safety DAY lists them."
    assert html.index(f"<li>{line}</li>") < html.index('<dl class="figures">')
    summary = load_workbook(book)["Summary"]
    rows = [(row[0].value, row[1].value) for row in summary.iter_rows(min_row=2)]
    assert ("To know first", line) in rows
    assert rows.index(("To know first", line)) < [name for name, _ in rows].index("Served")


def test_a_day_that_tells_everything_says_so(folder: Path) -> None:
    call = visit("v1", {"code": "companionship", "duration_minutes": 30, "competencies": ["talk"]}, "08:00", "09:00")
    quiet = day([call], [worker("cal", "council", ["talk"])], [shift("cal")], version="2")
    done = run("safety", written(folder, "day", quiet))
    assert done.output.splitlines()[1] == "  Nothing that safety rests on is unknown."
    assert json.loads(run("safety", written(folder, "day", quiet), "--json").stdout)["unknown"] == []
