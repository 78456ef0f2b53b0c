"""An order is free text: what it says of medicines and procedures counts as if it were the code."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from .days import Plain, delegation, nurse, registrant, shift, task, visit
from .doors import by_hand, check, run, solve, written
from .test_said_codes import carer_asked, served

MEDICATION, BAG = ("medication", "personal_care"), ("catheter_care",)
PROTOCOL = {"id": "p", "organisation": "council", "task": "catheter_bag", "registrant": "nora", "signed": "2026-06-01"}


def ordered(code: str, order: str, *held: str, **lists: Any) -> Plain:
    document = carer_asked(code, *held, **lists)
    document["visits"][0]["tasks"][0]["order"] = order
    return document


# fmt: off
STRICT = [
    ("medication", "Insulin glargine 12 units s/c", "insulin"), ("medication", "NovoRapid FlexPen 6 units", "insulin"),
    ("medication", "Enoxaparin 40mg", "injection"), ("medication", "buccal midazolam 10 mg prn", "rescue_medicine"),
    ("medication", "via PEG", "peg_feed"), ("personal_care", "and change catheter", "catheter_change"),
    ("welfare check", "insulin", "insulin"), ("personal_care", "O2 at 2 l/min", "airway_care"),
    ("medication", "i.v. co-amoxiclav", "intravenous_care"), ("medication", "Sub-cut fluids", "syringe_driver"),
    ("medication", "s/c morphine", "syringe_driver"), ("medication", "S.C. hyoscine", "injection"),
    ("medication", "Hydrocortisone IM", "injection"), ("medication", "testosterone i.m.", "injection"),
    ("medication", "B 12", "injection"), ("medication", "Depo-Provera", "injection"),
    ("toileting", "manual evac", "bowel_procedure"), ("toileting", "DRE", "bowel_procedure"),
    ("toileting", "d.r.e.", "bowel_procedure"), ("meal", "bolus via button", "peg_feed"),
    ("catheter_bag", "bladder w/o", "catheter_change"), ("companionship", "Henry IV antibiotics", "intravenous_care"),
    ("companionship", "give George IV with saline", "intravenous_care"),
    ("personal_care", "hydrocortisone im during wash", "injection"),
    ("medication", "flucloxacillin i v", "intravenous_care"), ("medication", "hydrocortisone i. m.", "injection"),
    ("medication", "hyoscine s c", "injection"),
]
ORDINARY = ["Paracetamol 1 g", "A-1", "morning dose", "with breakfast", "2 tablets at 8 o'clock", "special"]
ORDINARY += ["Co-amoxiclav p.o.", "Co-codamol 30/500 p.r.n.", "o.d. with food", "give a 12 hourly dose", "w/o food"]
EVERYDAY = [
    ("companionship", "say I'm coming"), ("companionship", "watch the 2nd part of a play"),
    ("meal", "tea w/o sugar"), ("meal", "press the button"),
    ("toileting", "commode/pad"), ("personal_care", "wash, dress and/or sub-let"), ("meal", "e.g. soup"),
]
# fmt: on


@pytest.mark.parametrize(("code", "order", "says"), STRICT)
def test_an_order_is_as_strict_as_its_words(folder: Path, code: str, order: str, says: str) -> None:
    document = ordered(code, order, *MEDICATION)
    assert not served(folder, document)
    made = solve(folder, document)
    told = " ".join(made.output.split())
    assert f'{code} "{order}" (v) says {says}' in told
    assert "Say the code." in told
    assert f"its order says {says}: say the code" in made.unserved["v"]
    asked = " ".join(run("safety", written(folder, "day", document)).stdout.split())
    assert f'"{order}", says {says}: say the code.' in asked


@pytest.mark.parametrize("order", ORDINARY)
def test_ordinary_orders_stay_ordinary(folder: Path, order: str) -> None:
    document = ordered("medication", order, *MEDICATION)
    assert served(folder, document)
    assert "Orders that say more" not in solve(folder, document).output


@pytest.mark.parametrize(("code", "order"), EVERYDAY)
def test_what_only_looks_like_an_abbreviation_is_everyday_care(folder: Path, code: str, order: str) -> None:
    document = ordered(code, order, "home_support", *MEDICATION)
    assert served(folder, document)
    assert "Orders that say more" not in solve(folder, document).output


def test_a_bag_is_no_catheter(folder: Path) -> None:
    lists = {"protocols": [PROTOCOL]}
    assert served(folder, ordered("catheter_bag", "night bag, 2 litres", *BAG, **lists))
    assert not served(folder, ordered("catheter_bag", "change catheter size 14", *BAG, **lists))


def test_nobody_is_delegated_what_only_the_order_says(folder: Path) -> None:
    """A delegation for the code is none for the order; said as the code it is served."""
    row = delegation(task="medication", registrant="nora")
    assert not served(folder, ordered("medication", "Lantus 12 units", *MEDICATION, delegations=[row]))
    said = delegation(registrant="nora")
    assert served(folder, ordered("insulin", "Lantus 12 units, injection", *MEDICATION, delegations=[said]))


def test_an_own_code_that_says_it_is_what_the_order_says(folder: Path) -> None:
    """A code of the day's own that is delegated, and one that is ordinary: what its order says counts there."""
    rows = [{"code": "insulin_am", "owner": "health", "class": "delegated"}]
    rows += [{"code": "insulin fridge check", "owner": "social", "class": "ordinary"}]
    said = delegation(task="insulin_am", registrant="nora")
    lists = {"task_catalogue": rows, "delegations": [said]}
    assert served(folder, ordered("insulin_am", "Lantus 12 units", **lists))
    assert not served(folder, ordered("insulin_am", "T34", **lists))
    assert served(folder, ordered("insulin fridge check", "in the kitchen", **lists))
    assert not served(folder, ordered("insulin fridge check", "Lantus 12 units", **lists))
    assert served(folder, ordered("medication", "insulin fridge check", *MEDICATION, **lists))


def test_a_nurse_of_the_provider_does_it(folder: Path) -> None:
    document = ordered("medication", "Lantus 12 units")
    document["workers"], document["shifts"] = [nurse("nan", "council", ["insulin"])], [shift("nan")]
    document["competencies"] = [{"id": "insulin"}]
    assert served(folder, document, "NAN")
    document["workers"][0]["competencies"] = []
    assert not served(folder, document, "NAN")


def test_a_medicine_in_the_order_of_other_care_is_for_who_is_trained(folder: Path) -> None:
    declared = {"competencies": [{"id": "medication"}, {"id": "home_support"}]}
    assert not served(folder, ordered("companionship", "and two tablets", "home_support", **declared))
    assert served(folder, ordered("companionship", "and two tablets", "home_support", "medication", **declared))


def test_two_doses_of_one_medicine_lie_apart_whatever_names_it(folder: Path) -> None:
    """The code insulin at eight; an order that says it twenty minutes later."""
    document = carer_asked("insulin", registrants=[registrant()])
    document["workers"], document["shifts"] = [nurse("nan", "council", ["insulin"])], [shift("nan")]
    document["competencies"] = [{"id": "insulin"}]
    document["visits"].append(visit("w", task("medication", order="Lantus 12 units"), "08:00", "10:00"))
    near = check(folder, document, by_hand({"NAN": [("v", "2027-03-01T08:00"), ("w", "2027-03-01T08:30")]}))
    assert "call_spacing" in near.rules or "dose_spacing" in near.rules
    far = check(folder, document, by_hand({"NAN": [("v", "2027-03-01T08:00"), ("w", "2027-03-01T09:30")]}))
    assert far.accepted


def test_the_record_of_tasks_names_the_order(folder: Path) -> None:
    document = ordered("medication", "Paracetamol 1 g", *MEDICATION)
    day = written(folder, "day", document)
    roster = written(folder, "roster", by_hand({"CAL": [("v", "2027-03-01T09:00")]}))
    assert run("records", day, roster, "-o", folder / "records").exit_code == 0
    (tasks,) = (folder / "records").glob("*/tasks.csv")
    (row,) = csv.DictReader(tasks.read_text("utf-8-sig").splitlines())
    assert (row["task"], row["order"]) == ("medication", "Paracetamol 1 g")


def test_an_end_of_a_delegation_at_noon_is_refused_with_what_to_do(folder: Path) -> None:
    """Whatever has no time of day is refused as before."""
    for expires, points in (("2027-03-01T12:00", True), ("2027-03-01 12:00", True), ("tomorrow", False)):
        row = delegation(registrant="nora", expires=expires)
        refused = run(
            "solve", written(folder, "day", carer_asked("insulin", delegations=[row])), "-o", folder / "r.json"
        )
        assert refused.exit_code != 0
        said = " ".join(refused.output.split())
        assert "want a date such as" in said
        assert ("onevisit suspend DAY --delegation ID --from 12:00" in said) is points
