"""Two strengths of one medicine in one visit are one dose; in two visits they are two, and keep their distance."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.second_opinion.medicines import order_of
from benchmarks.second_opinion.one_medicine import are_two_strengths
from solver.domain import Task
from solver.rules.substances import are_strengths

from .days import Plain, changed, named, task, told
from .doors import by_hand, check, solve
from .dose_days import flat, two_doses

ONE_DOSE = [
    ("Warfarin 3 mg", "warfarin 1 mg"),
    ("Warfarin 3mg tablets at night", "Warfarin 500 micrograms tablet at night"),
    ("Warfarin 3 milligrams", "warfarin 1 milligram"),
    ("Levothyroxine 100 mcg", "Levothyroxine 25 mcg"),
    ("Gabapentin 1 g", "gabapentin 100 mg"),
    ("Warfarin 3 mg nocte", "warfarin 1 mg"),
    ("Enoxaparin 60 mg", "Enoxaparin 20 mg"),
]
TWO_DOSES = [
    ("Warfarin 3 mg", "Warfarin 3mg tablets"),
    ("Gabapentin 1 g", "Gabapentin 1,000 mg"),
    ("Warfarin 3 mg", "Marevan 1 mg"),  # ordered by two names: one of them too many?
    ("Paracetamol 1 g", "Co-codamol 30/500"),
    ("Warfarin 3 mg morning", "Warfarin 1 mg evening"),
    ("Warfarin 3 mg 08:00", "Warfarin 1 mg 18:00"),
    ("Paracetamol 1 g", "Paracetamol 500 mg prn"),
    ("Lantus 10 units", "Lantus 6 units"),
    ("Insulin glargine 10 mg", "insulin glargine 6 mg"),
    ("Warfarin 3 mg", "Warfarin"),
]
NEITHER = [("3 mg", "1 mg"), ("Morphine 10 mg", "Morphine MR 30 mg"), ("Meds 3 mg", "Meds 1 mg"), ("A 1", "A 2")]


@pytest.mark.parametrize(
    ("pair", "one"), [*((pair, True) for pair in ONE_DOSE), *((pair, False) for pair in (*TWO_DOSES, *NEITHER))]
)
def test_which_orders_are_strengths_of_one_medicine(pair: tuple[str, str], one: bool) -> None:
    for order, other in (pair, pair[::-1]):
        assert are_strengths(order, other) is one
        said = (order_of(Task(code="medication", duration=1, order=text)) for text in (order, other))
        assert are_two_strengths(*said) is one


def in_one_visit(order: str, other: str, code: str = "medication") -> Plain:
    tasks = [task(code, 5, order=order), task(code, 5, order=other)]
    return changed(two_doses(), told("visits", "early", tasks=tasks))


@pytest.mark.parametrize("pair", ONE_DOSE)
def test_two_strengths_in_one_visit_are_given_and_told(folder: Path, pair: tuple[str, str]) -> None:
    made = solve(folder, in_one_visit(*pair))
    assert made.whole()
    first, then = sorted(pair)
    said = f"visit early: {first} and {then} are taken for two strengths of one dose, given together. Please look"
    assert said in flat(made.output)
    assert "two doses at once" not in made.output
    judged = check(folder, in_one_visit(*pair), by_hand({"NAN": [("early", "09:00"), ("noon", "13:00")]}))
    assert "call_spacing" not in judged.rules


@pytest.mark.parametrize("pair", TWO_DOSES[:-1])
def test_other_orders_of_one_medicine_are_two_doses_at_once(folder: Path, pair: tuple[str, str]) -> None:
    made = solve(folder, in_one_visit(*pair))
    assert list(made.unserved) == ["early"]
    assert "two strengths" not in flat(made.output)


CODES = {"insulin": "insulin", "a brand": "Lantus", "insulin by its order": "medication"}


@pytest.mark.parametrize("code", named(CODES))
def test_insulin_has_no_strengths(folder: Path, code: str) -> None:
    made = solve(folder, in_one_visit("Lantus 10 mg", "Lantus 6 mg", code))
    assert "early" in made.unserved
    assert "two strengths" not in flat(made.output)


def test_in_two_visits_they_keep_their_distance(folder: Path) -> None:
    """Orders that are strengths of one dose in one visit are still two doses in two."""
    orders = {"early": "Warfarin 3 mg", "noon": "warfarin 1 mg"}
    doses = [told("visits", name, tasks=[task("medication", 15, order=said)]) for name, said in orders.items()]
    document = changed(two_doses(), *doses)
    for start, kept in (("11:15", True), ("11:14", False)):
        judged = check(folder, document, by_hand({"NAN": [("early", "10:00"), ("noon", start)]}))
        assert ("call_spacing" not in judged.rules) is kept
    made = solve(folder, document)
    assert made.whole()
    assert made.minutes("early", "noon") >= 15 + 60
    assert "lie 60 min apart at least" in flat(made.output)


def test_three_strengths_make_one_dose_and_one_of_them_twice_does_not(folder: Path) -> None:
    for last, held in (("Warfarin 500 micrograms", True), ("warfarin 3 mg", False)):
        tasks = [task("medication", 5, order=said) for said in ("Warfarin 3 mg", "Warfarin 1 mg", last)]
        made = solve(folder, changed(two_doses(), told("visits", "early", tasks=tasks)))
        assert made.whole() is held
