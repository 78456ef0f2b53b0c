"""One date that slipped makes no plan of a month or a year without a word; a table of several weeks is none of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from solver.domain import InputFaults
from solver.formats import read_any

from .flat_day import Flat, csv_bytes, flat_day, make_table

Write = Callable[[Flat], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a day as a folder of CSV files, beside a table of its postcodes."""
    monkeypatch.setenv("ONEVISIT_POSTCODES", str(make_table(tmp_path)))

    def write_folder(day: Flat) -> Path:
        folder = tmp_path / "day"
        folder.mkdir(exist_ok=True)
        for name, rows in day.items():
            (folder / f"{name}.csv").write_bytes(csv_bytes(rows))
        return folder

    return write_folder


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("02/04/2027", "2 April 2027: is 2 March 2027 meant?"),
        ("03/02/2027", "3 February 2027: is 2 March 2027 meant?"),
        ("13/02/2027", "13 February 2027: is that right?"),
    ],
)
def test_a_day_far_from_the_others_is_asked_about_with_its_row(said: str, asked: str, write: Write) -> None:
    day = flat_day()
    day["visits"][1]["day"] = said
    notes: list[str] = []
    read_any(write(day), notes)
    assert f"Please look: most of this table is of 2 March 2027, and visits row 3 is of {asked}" in notes


@pytest.mark.parametrize(
    ("sheet", "row", "said", "meant"),
    [
        ("visits", 0, "02/03/2026", "is 2 March 2027 meant?"),
        ("visits", 4, "02/03/2072", "is 2 March 2027 meant?"),
        ("staff", 0, "02/03/2026", "is 2 March 2027 meant?"),
        ("staff", 3, "02/03/2027; 02/09/2027", "is 2 March 2027 meant?"),
    ],
)
def test_a_day_of_another_season_is_refused_at_its_own_row(
    sheet: str, row: int, said: str, meant: str, write: Write
) -> None:
    day = flat_day()
    day[sheet][row]["day"] = said
    with pytest.raises(InputFaults) as caught:
        read_any(write(day))
    (fault,) = caught.value.faults
    assert fault.where == f"row {row + 2}, column day"
    assert "most of this table is of 2 March 2027" in fault.expected
    assert fault.expected.endswith(meant)


@pytest.mark.parametrize("days", [["02/03/2027", "09/03/2027", "16/03/2027"], ["02/03/2027", "16/03/2027"]])
def test_weeks_that_are_meant_are_no_slip(days: list[str], write: Write) -> None:
    day = flat_day()
    rows = [{**row, "day": said} for said in days for row in day["visits"]]
    notes: list[str] = []
    problem = read_any(write({**day, "visits": rows}), notes)
    assert len(problem.visits) == len(rows)
    assert not any("most of this table" in note for note in notes)
