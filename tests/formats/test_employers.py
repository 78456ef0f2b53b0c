"""Whom staff work for, as people write it: no word for a contract or a post is taken for an employer of everybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from solver.formats import read_any
from solver.solving import solve

from .flat_day import Flat, flat_day
from .test_far_days import write as write

Write = Callable[[Flat], Path]


def told_of(path: Path) -> list[str]:
    notes: list[str] = []
    read_any(path, notes)
    return notes


@pytest.mark.parametrize("said", ["bank", "Relief", "zero hours", "Full time"])
def test_a_kind_of_contract_renames_nobody_and_is_told(said: str, write: Write) -> None:
    before = read_any(write(flat_day()))
    day = flat_day()
    day["staff"][1]["works for"] = said
    assert read_any(write(day)) == before
    assert f"Not read as the name of an organisation: {said} (read as care)." in told_of(write(day))


@pytest.mark.parametrize("said", ["DN", "District Nurses", "community nursing"])
def test_nurses_by_their_post_are_of_nursing(said: str, write: Write) -> None:
    before = read_any(write(flat_day()))
    day = flat_day()
    day["staff"][3]["works for"] = said
    day["visits"][9]["whose"] = said
    assert read_any(write(day)) == before


def test_nurses_by_their_post_are_of_the_trust_that_is_named(write: Write) -> None:
    day = flat_day()
    day["staff"][3]["works for"] = "DN"
    day["visits"][9]["whose"] = "NHS Sample"
    problem = read_any(write(day))
    assert problem.worker["nora_example"].organisation == "nhs_sample" == problem.visits[9].organisation


@pytest.mark.parametrize("said", ["Agency", "Samplestaff Agency"])
def test_an_agency_renames_nobody_and_its_staff_make_visits(said: str, write: Write) -> None:
    day = flat_day()
    day["staff"] = [{**day["staff"][0], "works for": said}, *day["staff"][3:]]
    day["visits"] = [day["visits"][0], day["visits"][9]]
    problem = read_any(write(day))
    assert problem.visits[0].organisation == "care"
    assert problem.worker["pat_example"].agency
    assert problem.organisation[problem.worker["pat_example"].organisation].kind == "agency"
    assert any(note.startswith("Read as an agency") and said in note for note in told_of(write(day)))
    assert not solve(problem, iterations=500).roster.unserved


def test_one_name_that_all_others_are_given_is_told(write: Write) -> None:
    day = flat_day()
    day["staff"][0]["works for"] = "Sunny Care"
    notes = told_of(write(day))
    assert any("Read as of Sunny Care, for they name nobody and nobody else is named: " in note for note in notes)
    assert not any("nobody else is named" in note for note in told_of(write(flat_day())))
