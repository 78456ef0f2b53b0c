"""Which doses are of one medicine: by code, by order, however these are spelt."""

from __future__ import annotations

from pathlib import Path

import pytest

from .days import Plain, also, changed, client, insulin, named, task, told
from .doors import by_hand, check, solve
from .dose_days import flat, order, two_doses

# tasks of one visit, and whether it holds two doses at once
IN_ONE_VISIT: dict[str, tuple[list[Plain], bool]] = {
    "insulin twice": ([insulin(), insulin()], True),
    "insulin and insulin, spelt otherwise": ([insulin(), insulin(code="In\u200bsulin")], True),
    "two orders": ([insulin(order="A"), insulin(order="B")], False),
    "one order": ([insulin(order="A"), insulin(order="A")], True),
    "one order in small letters": ([insulin(order="A 1"), insulin(order="a  1")], True),
    "one order with a space of no width": ([insulin(order="A1"), insulin(order="A\u200b1")], True),
    "one order in wide letters": ([insulin(order="A1"), insulin(order="\uff21\uff11")], True),
    "one order under two codes": ([insulin(order="A"), task("medication", 5, order="a")], True),
    "two of a code that is often two medicines": ([task("medication", 5), task("medication", 5)], False),
    "two of that code and one order": ([task("medication", 5, order="x"), task("Medication", 5, order="X")], True),
    "two washes": ([task("wash_and_dress"), task("wash_and_dress")], False),
}


@pytest.mark.parametrize("case", named(IN_ONE_VISIT))
def test_one_visit_holds_no_two_doses_of_one_medicine(folder: Path, case: tuple[list[Plain], bool]) -> None:
    tasks, twice = case
    document = changed(two_doses(), told("visits", "early", tasks=tasks))
    judged = check(folder, document, by_hand({"NAN": [("early", "09:00"), ("noon", "13:00")]}))
    assert ("call_spacing" in judged.rules) is twice, judged.sentences
    made = solve(folder, document)
    assert made.exit == 0
    assert ("early" in made.unserved) is twice
    assert "noon" in made.starts
    again = len({part["code"].casefold() for part in tasks}) < len(tasks) and not all(
        part.get("order") for part in tasks
    )
    medicine = any(part["code"] != "wash_and_dress" for part in tasks)
    assert ("twice" in made.output) is (twice or (again and medicine))
    assert ("two doses at once" in flat(made.output)) is twice


@pytest.mark.parametrize("orders", [("A", "a"), ("A", " A\u200b"), ("a-1", "A-1"), ("\uff21", "a")])
def test_orders_that_look_alike_are_one(folder: Path, orders: tuple[str, str]) -> None:
    one, other = orders
    document = changed(two_doses(), order("early", "insulin", one), order("noon", "insulin", other))
    for start, accepted in (("11:14", False), ("11:15", True)):
        judged = check(folder, document, by_hand({"NAN": [("early", "10:00"), ("noon", start)]}))
        assert judged.accepted is accepted


def test_an_id_is_read_without_what_nobody_sees(folder: Path) -> None:
    """Else a client would be two, and the second one's dose nobody's business."""
    document = changed(two_doses(), told("visits", "noon", client="a\u200bda"))
    assert not check(folder, document, by_hand({"NAN": [("early", "10:00"), ("noon", "11:00")]})).accepted
    assert check(folder, document, by_hand({"NAN": [("early", "10:00"), ("noon", "11:15")]})).accepted
    assert solve(folder, document).whole()
    twice = changed(two_doses(), also("clients", client("ada\u2060")))
    made = solve(folder, twice)
    assert made.exit == 2
    assert "used once" in made.output
    assert solve(folder, changed(two_doses(), also("clients", client("ben")))).whole()
