"""Doses that changes by hand bring near each other, and doses that yesterday's roster tells of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .days import Plain, also, at, changed, day, insulin, nurse, shift, visit
from .doors import amend, aware, by_hand, check, run, solve, written
from .dose_days import flat


def one_dose() -> Plain:
    """Insulin at eight by a nurse, and another nurse with nothing to do."""
    visits = [visit("early", insulin(), "08:00", "08:10", organisation="trust", windows_hard=True)]
    return day(visits, [nurse("nan"), nurse("ned")], [shift("nan"), shift("ned")], version="2")


NURSE = {"by": "Nora Example", "role": "nurse lead"}  # no scheduler changes when insulin is given


def later(opens: str, closes: str, **fields: Any) -> Plain:
    return {**NURSE, "change": "add", "visit": visit("noon", insulin(), opens, closes, organisation="trust", **fields)}


def test_amend_tells_of_doses_without_room_and_puts_the_second_where_it_may_be(folder: Path) -> None:
    roster = by_hand({"NAN": [("early", "08:00")]})
    near = amend(folder, one_dose(), roster, later("08:30", "08:40"))
    assert "at 09:15" in flat(near.output)
    assert "both give insulin" in flat(near.output)
    assert "one of the two is late, or left out" in flat(near.output)
    free = amend(folder, one_dose(), roster, later("10:00", "11:00"))
    assert "at 10:00" in flat(free.output)
    assert "both give insulin" not in free.output


def test_amend_names_the_distance_of_doses_where_the_second_is_left_out(folder: Path) -> None:
    roster = by_hand({"NAN": [("early", "08:00")]})
    added = later("08:30", "08:40", windows_hard=True)
    made = amend(folder, one_dose(), roster, added)
    assert "PROVEN" in made.output
    assert "two doses of insulin lie at least 60 min apart" in made.unserved["noon"]
    day_, source = written(folder, "day", one_dose()), written(folder, "roster", roster)
    told_ = json.loads(run("amend", day_, source, "--change", json.dumps(added), "--json").stdout)
    assert any("one of the two is left out" in sentence for sentence in told_["sentences"])
    assert any("[call_spacing]" in sentence for sentence in told_["sentences"])
    moved = changed(one_dose(), also("visits", later("10:00", "11:00")["visit"]))
    both = by_hand({"NAN": [("early", "08:00"), ("noon", "10:00")]})
    times = {**NURSE, "change": "window", "visit": "noon", "earliest": aware("08:30"), "latest": aware("08:40")}
    again = amend(folder, moved, both, times)
    assert again.starts["noon"] == "09:15"
    assert "both give insulin" in flat(again.output)


@pytest.mark.parametrize(
    ("code", "served"), [("NovoRapid 10 units", False), ("Insulin am", False), ("insulin", False), ("foot bath", True)]
)
def test_a_dose_of_before_under_a_code_that_nobody_knows_counts_by_what_it_says(
    folder: Path, code: str, served: bool
) -> None:
    """Over at five to seven by yesterday's roster, whatever it called it: nothing more until five to eight."""
    before = {"client": "ada", "task": code, "start": at("06:40"), "end": at("06:55")}
    document = changed(one_dose(), also("tasks_before", before))
    document["visits"][0]["windows"] = [{"start": at("07:00"), "end": at("07:30")}]
    made = solve(folder, document)
    assert made.exit == 0
    assert ("early" in made.starts) is served
    early = by_hand({"NAN": [("early", "07:30")]})
    assert check(folder, document, early).accepted is served
    document["visits"][0]["windows"] = [{"start": at("07:00"), "end": at("07:55")}]
    assert solve(folder, document).whole()


@pytest.mark.parametrize("shift_", ["NAN", "NED"])
def test_amend_makes_room_between_two_doses_by_making_the_later_one_later(folder: Path, shift_: str) -> None:
    """The first dose goes to eleven; the second, at noon on either round, waits until a quarter past."""
    document = changed(one_dose(), also("visits", later("12:00", "12:30")["visit"]))
    rounds = {"NAN": [("early", "08:00")]}
    rounds.setdefault(shift_, []).append(("noon", "12:00"))
    times = {**NURSE, "change": "window", "visit": "early", "earliest": aware("11:00"), "latest": aware("11:30")}
    made = amend(folder, document, by_hand(rounds), times)
    assert made.starts == {"early": "11:00", "noon": "12:15"}


def test_amend_says_which_dose_leaves_no_start(folder: Path) -> None:
    """Ned goes at noon, so the dose on his round cannot wait until a quarter past: it is named, and what it asks."""
    document = changed(one_dose(), also("visits", later("11:30", "12:30", windows_hard=True)["visit"]))
    document["shifts"][1] = shift("ned", "07:00", "12:00")
    rounds = {"NAN": [("early", "08:00")], "NED": [("noon", "11:30")]}
    times = {**NURSE, "change": "window", "visit": "early", "earliest": aware("11:00"), "latest": aware("11:10")}
    made = amend(folder, document, by_hand(rounds), times)
    said = "(noon) is made at 11:30, which leaves it no start: two doses of insulin lie at least 60 min apart"
    assert said in made.unserved["early"]
    assert "[call_spacing]" in made.unserved["early"]
    document["shifts"][1] = shift("ned", "07:00", "13:00")
    made = amend(folder, document, by_hand(rounds), times)
    assert made.starts == {"early": "11:00", "noon": "12:15"}
