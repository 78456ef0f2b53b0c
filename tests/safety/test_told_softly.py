"""What somebody should look at and nothing forbids: who set a window, how near its end, what no column reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import Plain, changed, day, delegation, doing, insulin, registrant, shift, visit, window, worker
from .doors import by_hand, run, solve, written
from .test_reading import plain, rewritten, workbook

SET = "Please look: clinical windows are set by a registered nurse, and these by a worker who is none"
TIGHT = "In the last 5 min of a clinical window, where a delay on the way would miss it"
CELLS = "Not used, though what stands there reads like safety or a way in"


def clinical(by: str = "Nora Example RN", **lists: Any) -> Plain:
    """Ada's insulin by the council's carer, with a clinical window until half past nine."""
    dose = insulin(15) | {"clinical_window": window("08:30", "09:30"), "clinical_window_set_by": by}
    known = {"version": "2", "delegations": [delegation(registrant="nora")], "registrants": [registrant()]}
    calls = [visit("dose", dose, "08:00", "10:00", windows_hard=True)]
    return day(calls, [worker("cal", "council", ["insulin"])], [shift("cal")], **known | lists)


@pytest.mark.parametrize(
    ("by", "is_told"),
    [
        ("Cal Sample", True),
        ("cal", True),
        ("CAL  sample", True),
        ("Cal Sample (role as typed, not verified)", True),
        ("Nora Example", False),
        ("Somebody Else RN", False),
    ],
)
def test_a_window_set_by_a_care_worker_is_told_and_kept(folder: Path, by: str, is_told: bool) -> None:
    made = solve(folder, clinical(by))
    assert made.whole()
    said = " ".join(made.output.split())
    assert (f"{SET}: insulin in dose by Cal Sample." in said) is is_told
    assert (SET in said) is is_told


def test_a_nurse_of_the_same_name_may_have_set_it(folder: Path) -> None:
    assert SET not in " ".join(
        solve(
            folder, clinical("Cal Sample", registrants=[registrant(), registrant("cal2", name="Cal Sample")])
        ).output.split()
    )


def checked(folder: Path, document: Plain, start: str) -> str:
    """What check says of Cal's round, which breaks nothing."""
    roster = written(folder, "roster", by_hand({"CAL": [("dose", start)]}))
    done = run("check", written(folder, "day", document), roster)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


@pytest.mark.parametrize(
    ("start", "left"), [("09:30", "0"), ("09:28", "2"), ("09:25", "5"), ("09:24", ""), ("08:40", "")]
)
def test_a_dose_in_the_last_minutes_of_its_window_is_told(folder: Path, start: str, left: str) -> None:
    said = checked(folder, clinical(), start)
    assert (TIGHT in said) is bool(left)
    if left:
        assert f"{TIGHT}: insulin in dose at {start}, {left} min before 09:30." in said


def test_what_is_no_medicine_is_not(folder: Path) -> None:
    document = changed(clinical(), doing("dose", "insulin", code="companionship", owner="social"))
    assert TIGHT not in checked(folder, document, "09:30")


NOTED: dict[str, tuple[str, bool]] = {
    "a key code": ("key safe 1234, by the bins", True),
    "a code": ("C4711 is the door code", True),
    "a gate": ("gate: 9021", True),
    "a risk": ("bites: dog in the yard", True),
    "do not": ("never alone with him", True),
    "a colour": ("blue", False),
    "a number": ("1234", False),
    "empty": ("", False),
}


@pytest.mark.parametrize("name", NOTED)
@pytest.mark.parametrize("where", ["column", "sheet"])
def test_cells_that_nobody_reads_and_that_read_like_safety_are_told_without_them(
    folder: Path, name: str, where: str
) -> None:
    cell, is_told = NOTED[name]
    if where == "column":
        sheets: dict[str, Any] = {"shifts": lambda rows: [[*rows[0], "Colour"], *([*row, cell] for row in rows[1:])]}
        words = "shifts: column Colour"
    else:
        sheets, words = {"Notes": [["what"], [cell]]}, "sheet Notes"
    done = run("convert", rewritten(workbook(folder, plain(version="2")), **sheets), "-o", folder / "out.json")
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert (f"{CELLS} (a risk, a key code): {words}." in said) is is_told
    assert (f"Not used: {words}." in said) is not is_told
    assert not cell or cell not in said or cell == "blue"


def test_a_document_without_a_version_says_so_before_anything_else(folder: Path) -> None:
    document = clinical()
    del document["version"]
    said = solve(folder, document).document["problem_notes"]
    assert said[0].startswith("This document is of version 1, in which nobody could say who is a registrant")
    assert not any("version 1" in sentence for sentence in solve(folder, clinical()).document["problem_notes"])
