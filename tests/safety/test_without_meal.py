"""Insulin that is given while the meal which belongs to it is left out is told, and forbidden by nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from .days import client, day, insulin, nurse, shift, task, visit, worker
from .doors import by_hand, check, run, solve, written

SAID = "insulin at 08:30 without breakfast: breakfast-ada is not served (Ada Pretend)."
AT = {"dose": "2027-03-01T08:30", "breakfast-ada": "2027-03-01T09:00"}


@pytest.mark.parametrize(("served", "opens"), [(True, "08:00"), (False, "08:00"), (False, "12:00")])
def test_a_dose_without_its_meal_is_told(folder: Path, served: bool, opens: str) -> None:
    """Of the breakfast of that time alone: what somebody eats at noon belongs to another dose."""
    visits = [
        visit("dose", insulin(), "08:30", "08:30", organisation="trust"),
        visit("breakfast-ada", task("breakfast", 20), opens, "09:30" if opens == "08:00" else "13:00"),
    ]
    staff, shifts = [nurse(), worker("cal", "council")], [shift("nan"), shift("cal")]
    if not served:  # nobody is there who may make it
        staff, shifts = staff[:1], shifts[:1]
    document = day(visits, staff, shifts, clients=[client()], version="2")
    rounds = {one: [(name, AT[name])] for one, name in (("NAN", "dose"), ("CAL", "breakfast-ada"))}
    rounds = rounds if served else {"NAN": rounds["NAN"]}
    roster = by_hand(rounds, unserved=[] if served else ["breakfast-ada"])
    told = not served and opens == "08:00"
    made = solve(folder, document)
    assert made.starts["dose"] == "08:30"
    assert (SAID in " ".join(made.output.split())) is told
    files = written(folder, "day", document), written(folder, "roster", roster)
    assert check(folder, document, roster).accepted
    assert (SAID in " ".join(run("check", *files).stdout.split())) is told
    assert (SAID in run("check", *files, "--json").stdout) is told
