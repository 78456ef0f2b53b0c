"""A code that nobody knows but that says insulin, or a medicine, is no ordinary care because social care wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from solver.domain import fold

from .days import Plain, at, client, day, delegation, nurse, registrant, shift, task, visit, worker
from .doors import by_hand, check, run, solve, written


def carer_asked(code: str, *held: str, **lists: Any) -> Plain:
    """A task of the council's own visit, which its own carer makes; all staff there is. held: their competencies."""
    visits = [visit("v", task(code), "08:00", "10:00", windows_hard=True)]
    lists = {"version": "2", "registrants": [registrant()]} | lists
    return day(visits, [worker("cal", "council", held)], [shift("cal")], clients=[client()], **lists)


def served(folder: Path, document: Plain, by: str = "CAL") -> bool:
    """Whether it is made, by the search and by hand alike."""
    made = solve(folder, document)
    hand = check(folder, document, by_hand({by: [("v", "2027-03-01T09:00")]}))
    assert hand.accepted == made.whole(), (made.output, hand.sentences)
    return made.whole()


# fmt: off
SAYING = [
    "insulin-am", "insulin (breakfast)", "Insulin/PM", "insulinAM", "insulinam", "INSULIN 2", "insuln", "NovoRapid",
    "no insulin today", "insulin fridge check", "novorapid", "give lantus", "warfarin", "Warfarin 3mg", "eye drops pm",
    "eyedrops", "meds am", "tablet", "bloods", "blood test", "catheter_bags", "catheter", "syringe driver check", "PEG",
    "wound dressing", "injections", "clexane", "assessment visit", "in-sulin", "i n s u l i n", "insu\u200blin",
    "insu\u00adlin", "\uff49\uff4e\uff53\uff55\uff4c\uff49\uff4e", "1nsulin", "\u0456nsulin",
    "diamorphine", "buccal-midazolam", "rectal diazepam", "epipen", "glucagon", "oxygen", "tracheostomy care",
    "stoma bag", "gtn-spray", "patch-change", "blood-sugar", "sliding-scale", "ng-feed", "flu jab", "controlled-drug",
    "SPC change", "TWOC", "bladder washout", "suprapubic", "digital removal of faeces", "CBG", "BM check", "O2", "T34",
    "T-34 check", "catheter flush", "IV antibiotics", "trachy",
]
ORDINARY = [
    "breakfast-prep", "brekkie", "meals", "shopping", "dressing", "undressing", "blood pressure", "appointment",
    "laundry", "welfare check", "walk the dog", "Frühstück", "tea and toast", "bag packing",
    "patchwork", "cd player", "air the room", "feed the cat", "special wash", "8 o'clock tea", "bmx club", "give tea",
]
NURSING = ["SPC change", "TWOC", "bladder washout", "suprapubic", "digital removal of faeces", "O2", "T34"]
# fmt: on


@pytest.mark.parametrize("code", SAYING)
def test_who_is_not_trained_does_not_do_what_a_code_says(folder: Path, code: str) -> None:
    document = carer_asked(code)
    made = solve(folder, document)
    assert not served(folder, document)
    spelt_so = fold(code) == "insulin"  # signs that nobody sees, and wide letters, make no other code of it
    assert (f"{code} (says" in " ".join(made.output.split())) is not spelt_so
    assert "authority" in made.unserved["v"]
    asked = " ".join(run("safety", written(folder, "day", document)).stdout.split())
    assert (f"Say what task code {code} is" in asked) is not spelt_so


@pytest.mark.parametrize("code", NURSING)
def test_a_procedure_of_nursing_says_that_nurses_do_it(folder: Path, code: str) -> None:
    """Whoever holds what, and whatever is signed for that code; until the day's own catalogue says otherwise."""
    rows = [delegation(task=code, registrant="nora")]
    protocol = {"id": "p", "organisation": "council", "task": code, "registrant": "nora", "signed": "2026-06-01"}
    document = carer_asked(code, "catheter_care", "medication", delegations=rows, protocols=[protocol])
    assert not served(folder, document)
    day = written(folder, "day", document)
    assert "only registered nurses do it" in " ".join(run("safety", day).stdout.split())
    roster = written(folder, "roster", solve(folder, document).document)
    told = " ".join(run("explain", day, roster, "--visit", "v").stdout.split())
    assert "only a registered nurse does that" in told
    document["task_catalogue"] = [{"code": code, "owner": "social", "class": "ordinary"}]
    assert served(folder, document)


@pytest.mark.parametrize("code", ORDINARY)
def test_other_unknown_codes_are_done_by_the_providers_own_staff(folder: Path, code: str) -> None:
    document = carer_asked(code)
    assert served(folder, document)
    assert "(says" not in solve(folder, document).output


def test_a_medicine_is_given_by_who_is_trained_for_it(folder: Path) -> None:
    assert served(folder, carer_asked("warfarin", "medication"))
    assert not served(folder, carer_asked("warfarin", "home_support"))


def test_the_same_is_asked_as_of_what_it_says(folder: Path) -> None:
    """A delegation that names this very code; a protocol for it and the competency; a nurse who holds hers."""
    assert not served(folder, carer_asked("insulin-am", "insulin"))
    assert served(folder, carer_asked("insulin-am", delegations=[delegation(task="Insulin AM", registrant="nora")]))
    assert not served(folder, carer_asked("insulin-am", delegations=[delegation(registrant="nora")]))
    protocol = {"id": "p", "organisation": "council", "task": "wound-am", "registrant": "nora", "signed": "2026-06-01"}
    assert served(folder, carer_asked("wound-am", "wound_care", protocols=[protocol]))
    assert not served(folder, carer_asked("wound-am", protocols=[protocol]))
    assert not served(folder, carer_asked("wound-am", "wound_care"))


def test_a_nurse_of_the_provider_does_it(folder: Path) -> None:
    document = carer_asked("insulin-am")
    document["workers"], document["shifts"] = [nurse("nan", "council")], [shift("nan")]
    document["competencies"] = [{"id": "insulin"}]
    assert served(folder, document, "NAN")
    document["workers"][0]["competencies"] = []
    assert not served(folder, document, "NAN")


def test_somebody_elses_staff_never_do_it(folder: Path) -> None:
    """Not even who is named by a delegation, or a nurse: nobody knows what it is that was agreed."""
    lists = {
        "agreements": [
            {
                "id": "a",
                "between": ["council", "care"],
                "health_task_to_care_worker": True,
                "social_task_to_nurse": True,
            }
        ],
        "delegations": [delegation(task="insulin-am", registrant="nora")],
    }
    document = carer_asked("insulin-am", **lists)
    assert served(folder, document)
    document["workers"][0]["organisation"] = "care"
    assert not served(folder, document)


def test_a_day_says_what_its_own_codes_are(folder: Path) -> None:
    fridge = {"code": "insulin fridge check", "owner": "social", "class": "ordinary"}
    assert served(folder, carer_asked("Insulin fridge-check", task_catalogue=[fridge]))
    own = {"code": "tracheal_suction", "owner": "health", "class": "registered", "also": ["gadget", "suction"]}
    assert served(folder, carer_asked("gadget care"))
    assert not served(folder, carer_asked("gadget care", task_catalogue=[own]))
    assert not served(folder, carer_asked("clexane", task_catalogue=[{"code": "injection", "owner": "health"}]))


OWN = [{"name": "insulin injection"}, {"also": ["Lantus"]}, {"also": ["s/c morphine"]}, {"name": "DRE"}]
PLAIN = [{"name": "tea and a chat"}, {"also": ["dressing", "brekkie"]}, {"name": "insulin", "class": "registered"}]


@pytest.mark.parametrize("more", OWN)
def test_a_row_that_says_it_by_its_name_alone_is_told(folder: Path, more: Plain) -> None:
    """Of class ordinary it is believed, and told; of no class it is what it says, a code that everybody knows too."""
    for row in ({"code": "DM1", "class": "ordinary"} | more, {"code": "DM1"} | more, {"code": "companionship"} | more):
        document = carer_asked(row["code"], "home_support", task_catalogue=[row])
        for said in (solve(folder, document).output, run("safety", written(folder, "day", document)).stdout):
            told = (
                f"{row['code']} is ordinary, though it says"
                if "class" in row
                else "No class in its own task catalogue:"
            )
            assert told in " ".join(said.split())
        assert served(folder, document) is ("class" in row)


def test_a_row_of_no_class_lets_do_it_who_may_do_what_it_says(folder: Path) -> None:
    """Insulin by its name: whom a delegation names, also with an order that says insulin; the nurse; no other carer."""
    row = {"code": "DM1", "name": "insulin injection"}
    named = {"delegations": [delegation(task="DM1", registrant="nora")]}
    for order in ("", "Lantus 12 units"):
        document = carer_asked("DM1", task_catalogue=[row], **named)
        document["visits"][0]["tasks"][0]["order"] = order
        assert served(folder, document)
        document["delegations"] = []
        assert not served(folder, document)
    twice = carer_asked("DM1", task_catalogue=[row], **named)
    dose = twice["visits"][0]
    later = [{"start": at("10:00"), "end": at("12:00")}]
    twice["visits"].append(dose | {"id": "later", "windows": later})
    assert solve(folder, twice).whole()
    for start, kept in (("10:40", False), ("11:40", True)):  # an hour from the end of one to the start of the other
        judged = check(folder, twice, by_hand({"CAL": [("v", "10:00"), ("later", start)]}))
        assert ("call_spacing" not in judged.rules) is kept


STOPPED = [{"name": "insulin injection"}, {"also": ["NovoRapid"]}, {"name": "insulin injection", "class": "ordinary"}]


@pytest.mark.parametrize("more", STOPPED)
@pytest.mark.parametrize("code", ["DM1", "companionship"])
def test_a_stop_reaches_a_row_that_says_it_by_its_name_alone(folder: Path, code: str, more: Plain) -> None:
    named = {"delegations": [delegation(task=code, registrant="nora")]}
    stop = {
        "id": "s",
        "what": "task",
        "of": "insulin",
        "starts": at("00:00"),
        "reason": "in doubt",
        "by": "Pat Pretend",
    }
    for row, of, reached in (
        ({"code": code} | more, "insulin", True),
        ({"code": code} | more, "eye_drops", False),
        ({"code": code, "name": "tea and a chat", "class": "delegated"}, "insulin", False),
    ):
        document = carer_asked(code, task_catalogue=[row], suspensions=[stop | {"of": of}], **named)
        assert served(folder, document) is not reached, (row, of)
        document["suspensions"] = []
        assert served(folder, document)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"code": "meal", "also": ["meal by PEG feed"]}, True),
        ({"code": "medication", "name": "medicine and insulin injection"}, True),
        ({"code": "meal", "also": ["meal and tea"]}, False),
        ({"code": "catheter_bag", "owner": "health", "class": "protocol", "also": ["catheter bag change"]}, False),
    ],
)
def test_a_row_that_says_its_own_code_and_more_is_told(row: Plain, told: bool, folder: Path) -> None:
    document = carer_asked("companionship", "home_support", task_catalogue=[{"class": "ordinary"} | row])
    assert ("though it says" in solve(folder, document).output) is told


@pytest.mark.parametrize("more", PLAIN)
def test_a_row_that_makes_nothing_freer_is_not_told(folder: Path, more: Plain) -> None:
    document = carer_asked("DM1", task_catalogue=[{"code": "DM1", "class": "ordinary"} | more])
    assert served(folder, document) is (more.get("class") is None)
    assert "though it says" not in solve(folder, document).output
