"""Which orders say one medicine: by all words of the name, or by the sourced table; and which are only asked about."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from itertools import combinations

import pytest

from benchmarks.second_opinion.one_medicine import say_one_medicine
from solver.rules.substances import may_be_one_medicine, shared_medicine

SAME = [
    ("paracetamol 1 g", "Paracetamol 500mg x2", "paracetamol"),
    ("Paracetamol 1g", "Co-codamol 30/500", "paracetamol"),
    ("COCODAMOL 8/500 2 tablets", "paracetamol soluble", "paracetamol"),
    ("Lantus 12 units", "insulin glargine 10 units", "insulin glargine"),
    ("Codeine 30 mg", "co-codamol 30/500", "codeine"),
    ("Ibuprofen 400 mg with food", "ibuprofen 200mg x 2 at lunch", "ibuprofen"),
    ("Sodium valproate 200mg am", "sodium valproate 200 mg nocte", "sodium valproate"),
    ("Paracetamol 500", "paracetamol", "paracetamol"),
]
ASKED = [
    ("morphine 10mg", "Morphine MR 30mg"),
    ("paracetomol 1g", "paracetamol"),
    ("metformin", "metformin SR 500mg"),
    ("ibuprofen 4h after paracetamol", "Paracetamol 1 g"),
    ("Butec 5", "buprenorphine patch"),
    ("Zomorph 10 mg", "morphine MR 10 mg"),
    ("Madopar", "co-beneldopa 50/12.5"),
]
APART = [
    ("A-1", "A-2"),
    ("order 1", "order 2"),
    ("case-12 breakfast", "case-12 lunch"),
    ("morning dose", "evening dose"),
    ("Lantus 12 units", "NovoRapid 6 units"),
    ("dosette am", "dosette pm"),
    ("vitamin B12", "vitamin D"),
    ("insulin", "Lantus"),
    ("sodium valproate", "sodium bicarbonate"),
    ("Paracetamol 1 g", "Ibuprofen 400 mg"),
    ("left eye drops", "right eye drops"),
    ("5 mg", "10 mg"),
    ("Butec 5", "Zomorph 10 mg"),
    ("--", "1 g"),
]
ORDERS = sorted({order for row in (*SAME, *ASKED, *APART) for order in row[:2]})


@pytest.mark.parametrize(("order", "other", "medicine"), SAME)
def test_one_medicine(order: str, other: str, medicine: str) -> None:
    assert shared_medicine(order, other) == shared_medicine(other, order) == medicine
    assert not may_be_one_medicine(order, other)


@pytest.mark.parametrize(("order", "other"), ASKED)
def test_what_is_asked_about_is_not_judged(order: str, other: str) -> None:
    assert shared_medicine(order, other) == ""
    assert may_be_one_medicine(order, other)
    assert may_be_one_medicine(other, order)


@pytest.mark.parametrize(("order", "other"), APART)
def test_two_medicines_and_numbered_orders_are_neither(order: str, other: str) -> None:
    assert shared_medicine(order, other) == ""
    assert not may_be_one_medicine(order, other)


@pytest.mark.parametrize(("order", "other"), list(combinations(ORDERS, 2)))
def test_the_second_opinion_reads_them_alike(order: str, other: str) -> None:
    assert say_one_medicine(order.casefold(), other.casefold()) == bool(shared_medicine(order, other))


def test_every_product_of_the_table_has_a_published_source() -> None:
    table = tomllib.loads((files("solver.rules") / "substances.toml").read_text("utf-8"))
    for row in (*table["substance"], *table["asked"]):
        assert row["source"].startswith(("NHS: ", "BNF: "))
        assert all(name == name.casefold() and name.strip() for name in row["said"])
