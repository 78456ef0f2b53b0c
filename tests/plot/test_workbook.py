"""The workbook, read back by another library."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl

from fixtures.tiny import two_calls
from solver.check import check
from solver.domain import Horizon, Problem, Roster
from solver.explain import is_paid
from solver.plot import write_roster_workbook
from solver.realism import measure, summary

Day = tuple[Problem, Roster]


def book_of(day: Day, path: Path) -> openpyxl.Workbook:
    write_roster_workbook(*day, check(*day), path / "roster.xlsx", ["a note"])
    return openpyxl.load_workbook(path / "roster.xlsx")


def rows(book: openpyxl.Workbook, sheet: str) -> list[dict[str, object]]:
    head, *body = book[sheet].iter_rows(values_only=True)
    return [dict(zip((str(name) for name in head), row, strict=True)) for row in body]


def test_sheets_and_frozen_headers(hamlet: Day, tmp_path: Path) -> None:
    book = book_of(hamlet, tmp_path)
    assert book.sheetnames == [
        "Summary",
        "Rounds",
        "Unserved",
        "Workers",
        "Clients",
        "Cost by rule",
        "Funders",
        "Costs in detail",
        "Realism",
    ]
    assert {book[name].freeze_panes for name in book.sheetnames} == {"A2"}
    assert {book[name].page_setup.orientation for name in book.sheetnames} == {"landscape"}


def test_a_row_for_every_stop_with_real_local_times(hamlet: Day, tmp_path: Path) -> None:
    problem, roster = hamlet
    found = rows(book_of(hamlet, tmp_path), "Rounds")
    stops = [(round_.shift, stop) for round_ in roster.rounds for stop in round_.stops]
    assert len(found) == len(stops)
    by_stop = {(row["shift"], row["visit"]): row for row in found}
    for shift, stop in stops:
        if stop.visit is None or stop.start is None:
            continue
        row = by_stop[shift, stop.visit]
        assert row["start"] == problem.horizon.moment(stop.start).replace(tzinfo=None)
        assert isinstance(row["end"], datetime)


def test_unserved_visits_have_verdict_and_reason(hamlet: Day, tmp_path: Path) -> None:
    found = {row["visit"]: row for row in rows(book_of(hamlet, tmp_path), "Unserved")}
    for entry in hamlet[1].unserved:
        assert found[entry.visit]["verdict"] == entry.verdict
        assert found[entry.visit]["why, and what would change it"] == entry.reason


def test_costs_add_up(hamlet: Day, tmp_path: Path) -> None:
    judged = check(*hamlet)
    """What somebody pays in one column, what only weighs in another; every cost in one of them."""
    paid, points = "pay and mileage \u00a3", "preferences, no money: points"
    for sheet, columns in (("Cost by rule", (paid, points)), ("Costs in detail", (paid, "points"))):
        found = rows(book_of(hamlet, tmp_path), sheet)
        total = found.pop() if sheet == "Cost by rule" else None
        sums = []
        for column, pays in zip(columns, (True, False), strict=True):
            told = [row for row in found if row[column] is not None]
            assert {is_paid(str(row["rule"])) for row in told} == {pays}
            sums.append(round(sum(float(str(row[column])) for row in told) * 100_000))
            assert total is None or round(float(str(total[column])) * 100_000) == sums[-1]
        assert sum(sums) == judged.score.total
        assert all(sums)


def test_how_like_life_the_day_is_has_a_sheet(hamlet: Day, tmp_path: Path) -> None:
    problem, roster = hamlet
    told = measure(problem, check(problem, roster))
    found = rows(book_of(hamlet, tmp_path), "Realism")
    measures = [row for row in found if row["about"] not in ("In all", "Source")]
    assert [row["measure"] for row in measures] == [row.published.what for row in told]
    assert [row["verdict"] for row in measures] == [row.verdict for row in told]
    assert {"inside", "outside", "unproven"} <= {row["verdict"] for row in measures}
    assert all(str(row.published.said) in str(line["published"]) for row, line in zip(told, measures, strict=True))
    assert [row["measure"] for row in found if row["about"] == "In all"] == summary(told)
    assert any(str(row["measure"]).startswith("S12: Torbay") for row in found if row["about"] == "Source")


def test_a_literature_clock_has_no_such_sheet(tmp_path: Path) -> None:
    problem, roster, _ = two_calls()
    horizon = Horizon.model_validate({"start": "1970-01-01T00:00:00Z", "ticks_per_minute": 1000})
    assert "Realism" not in book_of((problem.replace(horizon=horizon), roster), tmp_path).sheetnames


def test_a_name_never_becomes_a_formula(hamlet: Day, tmp_path: Path) -> None:
    problem, roster = hamlet
    clients = tuple(client.model_copy(update={"name": "=1+1"}) for client in problem.clients)
    book = book_of((problem.replace(clients=clients), roster), tmp_path)
    cells = [cell for row in book["Clients"].iter_rows(min_row=2, max_col=1) for cell in row]
    assert {(cell.value, cell.data_type) for cell in cells} == {("=1+1", "s")}
