"""What a task is called: other spellings are the same task, and a code that nobody knows is never joined."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import (
    Plain,
    agreement,
    backwards,
    changed,
    client,
    day,
    decision,
    delegation,
    doing,
    insulin,
    named,
    nurse,
    put,
    shift,
    task,
    told,
    visit,
    worker,
)
from .doors import made_one, solve


def insulin_and(code: str, spelled: str = "insulin", **lists: Any) -> Plain:
    """A meal of the council's called ``code`` and the trust's insulin, which its carer may give; nothing else says
    which comes first. All is recorded, and a nurse lead has signed for one visit.
    """
    visits = [
        visit("meal", task(code, 20), "08:00", "09:00"),
        visit("dose", insulin(code=spelled), "08:00", "09:00", organisation="trust"),
    ]
    known = {"agreements": [agreement()], "delegations": [delegation()], "join_decisions": [decision(["meal", "dose"])]}
    return day(visits, [nurse(), worker("cal", "council", ["insulin"])], [shift("cal")], **known | lists)


MEALS = ["meal", "breakfast", "lunch", "tea", "Breakfast", "LUNCH", "Meal", "TEA"]
DOSE_FIRST, MEAL_FIRST = (("dose", 0), ("meal", 0)), (("meal", 0), ("dose", 0))


@pytest.mark.parametrize("code", MEALS)
@pytest.mark.parametrize("spelled", ["insulin", "Insulin"])
def test_insulin_comes_before_whatever_is_a_meal(folder: Path, code: str, spelled: str) -> None:
    for document in (insulin_and(code, spelled), changed(insulin_and(code, spelled), backwards)):
        made = solve(folder, document, joins="apply")
        assert made.whole()
        assert all([step["visit"] for step in join["steps"]] == ["dose", "meal"] for join in made.joins)
        assert not made_one(folder, document, "check", "CAL", "2027-03-01T08:10", MEAL_FIRST, outcome="delegate")
        assert made_one(folder, document, "check", "CAL", "2027-03-01T08:10", DOSE_FIRST, outcome="delegate")


@pytest.mark.parametrize("code", ["meal", "Meal", "MEAL"])
def test_a_meal_does_not_come_long_after_the_insulin(folder: Path, code: str) -> None:
    """Half an hour at most, whatever the meal is called."""
    document = changed(insulin_and(code), told("visits", "meal", tasks=[task("companionship", 40), task(code, 20)]))
    late = (("dose", 0), ("meal", 0), ("meal", 1))
    soon = (("dose", 0), ("meal", 1), ("meal", 0))
    assert not made_one(folder, document, "check", "CAL", "2027-03-01T08:10", late, outcome="delegate")
    assert made_one(folder, document, "check", "CAL", "2027-03-01T08:10", soon, outcome="delegate")


UNKNOWN = ["brekkie", "porridge", "break_fast", "break fast", "meals", "meal prep", "Frühstück"]


@pytest.mark.parametrize("code", UNKNOWN)
def test_a_code_that_nobody_knows_is_made_alone_and_told(folder: Path, code: str) -> None:
    document = insulin_and(code)
    made = solve(folder, document, joins="apply")
    assert made.whole()
    assert not made.joins
    assert code in made.output
    assert not solve(folder, document, joins="suggest").proposed("meal", "dose")
    for steps in (DOSE_FIRST, MEAL_FIRST):
        assert not made_one(folder, document, "check", "CAL", "2027-03-01T08:10", steps, outcome="delegate")


@pytest.mark.parametrize(("code", "meant"), [("breakfst", "breakfast"), ("persnal_care", "personal_care")])
def test_the_nearest_that_is_known_is_named(folder: Path, code: str, meant: str) -> None:
    made = solve(folder, insulin_and(code))
    assert code in made.output
    assert meant in made.output.replace(code, "")


def test_no_known_code_is_told_as_unknown(folder: Path) -> None:
    made = solve(folder, insulin_and("Breakfast"))
    assert "Breakfast" not in made.output


def of_the_trust(first: str, second: str, **lists: Any) -> Plain:
    """Two things for a nurse, signed for as one visit."""
    visits = [
        visit("one", task(first, 20, "health"), "08:00", "09:00", organisation="trust"),
        visit("two", task(second, 20, "health"), "08:00", "09:00", organisation="trust"),
    ]
    return day(visits, [nurse()], [shift("nan")], **{"join_decisions": [decision(["one", "two"])]} | lists)


CLEAN = ["wound_care", "Wound Care", "catheter-change", "blood_sample", "injection", "insulin", "INSULIN"]
DIRTY = ["toileting", "Toileting", "wash and dress", "personal_care", "Personal-Care", "undress_to_bed", "catheter_bag"]
ONE_FIRST, TWO_FIRST = (("one", 0), ("two", 0)), (("two", 0), ("one", 0))
PAIRS = [*zip(CLEAN, DIRTY, strict=True), ("wound_care", "personal_care"), ("Wound-Care", "TOILETING")]


@pytest.mark.parametrize(("clean", "dirty"), PAIRS)
def test_clean_work_comes_before_dirty_work_however_they_are_spelled(folder: Path, clean: str, dirty: str) -> None:
    document = of_the_trust(dirty, clean)
    made = solve(folder, document, joins="apply")
    assert made.whole()
    assert all([step["visit"] for step in join["steps"]] == ["two", "one"] for join in made.joins)
    assert not made_one(folder, document, "check", "NAN", "2027-03-01T08:10", ONE_FIRST)
    assert made_one(folder, document, "check", "NAN", "2027-03-01T08:10", TWO_FIRST)


def test_hands_go_from_one_to_the_other_of_a_home(folder: Path) -> None:
    people = {"clients": [client(name, household="home") for name in ("ada", "ben")]}
    home = {"households": [{"id": "home", "place": "door"}]}
    document = changed(
        of_the_trust("Personal Care", "Wound Care", **people, **home), told("visits", "two", client="ben")
    )
    assert not made_one(folder, document, "check", "NAN", "2027-03-01T08:10", ONE_FIRST)
    assert made_one(folder, document, "check", "NAN", "2027-03-01T08:10", TWO_FIRST)


def test_two_neutral_tasks_come_in_any_order(folder: Path) -> None:
    document = of_the_trust("assessment", "pressure_area_check")
    for steps in (ONE_FIRST, TWO_FIRST):
        assert made_one(folder, document, "check", "NAN", "2027-03-01T08:10", steps)


@pytest.mark.parametrize("code", ["ear_drops", "dressing", "wound_cares", "inuslin"])
def test_an_unknown_code_of_health_is_a_nurses_and_made_alone(folder: Path, code: str) -> None:
    document = of_the_trust(code, "pressure_area_check")
    made = solve(folder, document, joins="apply")
    assert made.whole()
    assert not made.joins
    assert not made_one(folder, document, "check", "NAN", "2027-03-01T08:10", ONE_FIRST)
    carer = changed(document, told("workers", "nan", registered_nurse=False))
    assert "one" in solve(folder, carer).unserved


CATALOGUE: dict[str, Plain] = {
    "ordinary care": {"code": "letter_reading"},
    "a meal of its own name": {"code": "brekkie", "call": "meal"},
}


@pytest.mark.parametrize("entry", named(CATALOGUE))
def test_a_code_that_the_document_declares_is_known(folder: Path, entry: Plain) -> None:
    declared = put(version="2", carried_over="2027-02-22", task_catalogue=[entry])
    document = changed(insulin_and("meal"), declared, doing("meal", "meal", code=entry["code"]))
    assert made_one(folder, document, "check", "CAL", "2027-03-01T08:10", DOSE_FIRST, outcome="delegate")
    first = made_one(folder, document, "check", "CAL", "2027-03-01T08:10", MEAL_FIRST, outcome="delegate")
    assert first is ("call" not in entry)
