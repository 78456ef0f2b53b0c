"""One medicine in two orders that say it in unlike words: kept apart where that is clear, else asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from .days import Plain, day, nurse, shift, task, visit
from .doors import by_hand, check, run, solve, written
from .dose_days import flat

CLEAR = [
    ("Paracetamol 1 g", "Co-codamol 30/500"),
    ("paracetamol 1 g", "Paracetamol 500mg x2"),
    ("Ibuprofen 400 mg", "ibuprofen 200mg x 2 with food"),
]
ASKED = [("Morphine 10mg", "Morphine MR 30mg"), ("ibuprofen, 4h after paracetamol", "Paracetamol 1 g")]
ASKED += [("Butec 5 patch", "buprenorphine 5 mcg/h"), ("Zomorph 10 mg", "morphine MR 10 mg")]
ASKED += [("Madopar 62.5", "co-beneldopa 50/12.5"), ("Sinemet 110", "co-careldopa 10/100")]
TWO = [("Paracetamol 1 g", "Ibuprofen 400 mg"), ("A-1", "A-2"), ("Butec 5", "Zomorph 10 mg"), ("Madopar", "Zomorph")]


def by_orders(order: str, other: str, *windows: tuple[str, str], code: str = "medication") -> Plain:
    """Two visits with a medicine each, from eight and from half past eight on unless windows say otherwise."""
    first, then = windows or (("08:00", "08:30"), ("08:30", "09:00"))
    calls = [visit("one", task(code, 10, order=order), *first), visit("two", task(code, 10, order=other), *then)]
    staff = [nurse("nan", "council", ["medication"])]
    return day(calls, staff, [shift("nan")], version="2", competencies=[{"id": "medication"}])


def near(folder: Path, document: Plain, start: str = "08:30") -> tuple[str, ...]:
    return check(folder, document, by_hand({"NAN": [("one", "08:00"), ("two", start)]})).rules


@pytest.mark.parametrize(("order", "other"), CLEAR)
def test_doses_of_one_medicine_lie_apart_though_their_orders_differ(folder: Path, order: str, other: str) -> None:
    document = by_orders(order, other)
    assert near(folder, document) == ("call_spacing",)
    made = solve(folder, document)
    assert made.whole()  # the second is late
    assert made.minutes("one", "two") >= 70 or made.minutes("two", "one") >= 70
    assert f"the orders {min(order, other)} and {max(order, other)} both give" in flat(made.output)
    assert near(folder, by_orders(order, other, ("08:00", "08:30"), ("09:10", "10:00")), "09:10") == ()


def test_the_source_is_named(folder: Path) -> None:
    assert "both give paracetamol (NHS: Co-codamol for adults" in flat(solve(folder, by_orders(*CLEAR[0])).output)


@pytest.mark.parametrize(("order", "other"), ASKED)
def test_what_may_be_one_medicine_is_asked_about_and_served(folder: Path, order: str, other: str) -> None:
    document = by_orders(order, other)
    assert near(folder, document) == ()
    assert solve(folder, document).whole()
    said = flat(run("safety", written(folder, "day", document)).stdout)
    assert "for Ada Pretend: same medicine?" in said
    assert order.casefold() in said


@pytest.mark.parametrize(("order", "other"), TWO)
def test_two_medicines_are_given_one_after_the_other(folder: Path, order: str, other: str) -> None:
    document = by_orders(order, other)
    assert near(folder, document) == ()
    made = solve(folder, document)
    assert made.whole()
    assert "both give" not in made.output
    assert "same medicine?" not in run("safety", written(folder, "day", document)).stdout


def test_one_visit_never_gives_both(folder: Path) -> None:
    document = by_orders(*CLEAR[0])
    document["visits"][0]["tasks"] += document["visits"].pop()["tasks"]
    made = solve(folder, document)
    assert "one" in made.unserved
    assert "both give paracetamol" in flat(made.output)
    document["visits"][0]["tasks"][1]["order"] = "Ibuprofen 400 mg"
    assert solve(folder, document).whole()


def test_brand_and_generic_by_the_table(folder: Path) -> None:
    lantus = by_orders("Lantus 12 units", "insulin glargine 10 units", code="insulin")
    rapid = by_orders("Lantus 12 units", "NovoRapid 6 units", code="insulin")
    for document in (lantus, rapid):
        document["workers"][0]["competencies"] = [{"competency": "insulin"}]
        document["competencies"] = [{"id": "insulin"}]
    assert near(folder, lantus) == ("call_spacing",)
    assert near(folder, rapid) == ()
