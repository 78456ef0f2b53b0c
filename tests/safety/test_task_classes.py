"""Four classes of task, and who may do each of them for whom: nurse, own assistant, another's carer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import (
    Plain,
    agreement,
    answered,
    changed,
    client,
    consents,
    day,
    delegation,
    named,
    nurse,
    shift,
    task,
    told,
    visit,
    worker,
)
from .doors import by_hand, check, solve

SKILLS = ("insulin", "phlebotomy", "catheterisation", "home_support")


def one_task(code: str, who: str, owner: str = "health", by: str = "trust", **fields: Any) -> Plain:
    """One task at eight, of ``by``; on duty somebody who holds every competency. who: a nurse of the trust's (nan), its
    unregistered assistant (hal), or a carer of the council's (cal) or of a care provider's (dot). Consents and an
    agreement between all of them are recorded, a delegation only where rows say so.
    """
    rows = fields.pop("rows", False)
    asked = task(code, 20, owner, **{"competencies": ["phlebotomy"]} | fields)
    everybody = [
        nurse("nan", "trust", SKILLS),
        worker("hal", "trust", SKILLS),
        worker("cal", "council", SKILLS),
        worker("dot", "care", SKILLS),
    ]
    both = [("trust", "council"), ("trust", "care"), ("council", "care")]
    lists = {"delegations": [delegation(who, task=code)]} if rows else {}
    return day(
        [visit("v1", asked, "08:00", "09:00", organisation=by)],
        everybody,
        [shift(who)],
        agreements=[agreement(ends) for ends in both],
        **lists,
    )


def sent(folder: Path, document: Plain) -> bool:
    """Whether whoever is on duty is sent; the checker must think the same."""
    made = solve(folder, document)
    assert made.exit == 0
    shift_ = document["shifts"][0]["id"]
    judged = check(folder, document, by_hand({shift_: [("v1", "08:10")]}))
    assert judged.accepted is made.whole(), judged.sentences
    return made.whole()


REGISTERED = [
    "assessment",
    "catheter_change",
    "syringe_driver",
    "Catheter Change",
    "CATHETER-CHANGE",
    " syringe driver",
]
UNKNOWN_OF_HEALTH = ["ear_irrigation", "insulin_injection", "catheter", "bloods"]


@pytest.mark.parametrize("code", REGISTERED + UNKNOWN_OF_HEALTH)
@pytest.mark.parametrize("rows", [False, True])
def test_a_nurses_own_task_is_for_nurses_whatever_the_register_says(folder: Path, code: str, rows: bool) -> None:
    """The catalogue's, and every code of a health record that no catalogue knows."""
    assert sent(folder, one_task(code, "nan"))
    assert not sent(folder, one_task(code, "hal", rows=rows))
    assert not sent(folder, one_task(code, "cal", rows=rows))


@pytest.mark.parametrize("owner", ["health", "social"])
@pytest.mark.parametrize("by", ["trust", "council", "care"])
def test_whose_record_it_is_does_not_make_it_less(folder: Path, owner: str, by: str) -> None:
    """The owner's cell is often empty, and reads as social care then; anybody may have commissioned it."""
    for who in ("hal", "cal", "dot"):
        assert not sent(folder, one_task("catheter_change", who, owner, by))
        assert not sent(folder, one_task("insulin", who, owner, by))
    assert sent(folder, one_task("catheter_change", "nan", owner, by))


@pytest.mark.parametrize("code", ["insulin", "compression", "Insulin", "INSULIN", "Compression"])
@pytest.mark.parametrize("who", ["hal", "cal"])
def test_a_delegated_task_takes_a_row_of_the_register(folder: Path, code: str, who: str) -> None:
    assert not sent(folder, one_task(code, who))
    assert sent(folder, one_task(code, who, rows=True))


@pytest.mark.parametrize(
    "code", ["blood_sample", "wound_care", "injection", "catheter_bag", "Blood Sample", "catheter-bag"]
)
def test_a_task_by_protocol_is_for_the_providers_own_who_hold_the_competency(folder: Path, code: str) -> None:
    """An old document cannot tell protocols: for ninety days its own staff go on."""
    assert sent(folder, one_task(code, "nan"))
    assert sent(folder, one_task(code, "hal"))
    assert not sent(folder, one_task(code, "cal"))
    lacking = changed(one_task(code, "hal"), told("workers", "hal", competencies=[{"competency": "insulin"}]))
    assert not sent(folder, lacking)


def test_a_task_by_protocol_may_be_delegated_to_another_organisation(folder: Path) -> None:
    assert sent(folder, one_task("blood_sample", "cal", rows=True, delegable=True))
    assert not sent(folder, one_task("blood_sample", "cal", delegable=True))


def test_what_a_row_calls_delegable_takes_a_delegation(folder: Path) -> None:
    """The stricter of what the catalogue and the row say."""
    assert not sent(folder, one_task("blood_sample", "hal", delegable=True))
    assert sent(folder, one_task("blood_sample", "hal", rows=True, delegable=True))


@pytest.mark.parametrize("code", ["meal", "insulin", "blood_sample", "personal_care"])
def test_registered_nurse_only_is_stricter_than_every_catalogue(folder: Path, code: str) -> None:
    only: dict[str, Any] = {"registered_nurse_only": True, "rows": True}
    assert not sent(folder, one_task(code, "hal", **only))
    assert not sent(folder, one_task(code, "cal", "social", "council", **only))
    assert sent(folder, one_task(code, "nan", **only))


def ordinary(who: str, by: str = "council", code: str = "meal", **agreed: Any) -> Plain:
    """A meal, and the agreement between its provider and whoever is on duty with these fields."""
    document = one_task(code, who, "social", by, competencies=["home_support"])
    ends = {"nan": "trust", "hal": "trust", "cal": "council", "dot": "care"}[who]
    document["agreements"] = [
        one | agreed if {by, ends} == set(one["between"]) else one for one in document["agreements"]
    ]
    return document


YES, NO = {"given": True, "recorded": "2026-06-01"}, {"given": False, "recorded": "2026-06-01"}


def test_ordinary_care_is_for_the_providers_own(folder: Path) -> None:
    """Nobody's consent is asked for that, and no agreement."""
    alone = changed(ordinary("cal"), told("clients", "ada", consents=[], stable=False))
    alone["agreements"] = []
    assert sent(folder, alone)


def test_ordinary_care_goes_to_another_provider_by_agreement_and_with_consent(folder: Path) -> None:
    assert sent(folder, ordinary("dot"))


WITHOUT = {
    "sharing refused": answered("ada", "sharing", NO),
    "sharing never asked": answered("ada", "sharing"),
    "sharing refused last": answered("ada", "sharing", YES, NO | {"recorded": "2027-02-01"}),
    "no consents at all": told("clients", "ada", consents=[]),
    "no agreement": lambda document: document.update(agreements=[]),
    "an agreement of two others": told("agreements", "council+care", between=["trust", "care"]),
    "an agreement that ended": told("agreements", "council+care", ends="2027-02-28"),
    "an agreement that has not begun": told("agreements", "council+care", starts="2027-03-02"),
}


@pytest.mark.parametrize("change", named(WITHOUT))
def test_ordinary_care_goes_nowhere_without_them(folder: Path, change: Any) -> None:
    assert not sent(folder, changed(ordinary("dot"), change))


def test_no_direction_is_asked_between_two_of_one_side(folder: Path) -> None:
    assert sent(folder, ordinary("dot", health_task_to_care_worker=False, social_task_to_nurse=False))


def test_a_nurse_does_the_councils_care_by_an_agreement_of_that_direction(folder: Path) -> None:
    assert sent(folder, ordinary("nan"))
    assert not sent(folder, ordinary("nan", social_task_to_nurse=False))
    assert not sent(folder, changed(ordinary("nan"), told("workers", "nan", accepts_delegation=False)))
    assert not sent(folder, changed(ordinary("nan"), told("clients", "ada", consents=consents(sharing=False))))


def of_another_trust(*changes: Any) -> Plain:
    """A nurse of another trust for a nurse's own task, with an agreement between the two and consent."""
    document = one_task("assessment", "nan")
    document["organisations"].append({"id": "trust2", "name": "Fastnet Trust (invented)", "sector": "health"})
    document["agreements"] = [agreement(("trust", "trust2"))]
    return changed(document, told("workers", "nan", organisation="trust2"), *changes)


def test_a_nurse_of_another_trust_comes_by_agreement_and_with_consent_too(folder: Path) -> None:
    assert sent(folder, of_another_trust())
    assert not sent(folder, of_another_trust(answered("ada", "sharing", NO)))
    assert not sent(folder, of_another_trust(answered("ada", "sharing")))
    assert not sent(folder, of_another_trust(lambda document: document.update(agreements=[])))
    assert not sent(folder, of_another_trust(told("agreements", "trust+trust2", ends="2027-02-28")))


@pytest.mark.parametrize("code", ["letter_reading", "meal prep", "breakfst"])
def test_an_unknown_code_of_social_care_is_for_its_providers_own(folder: Path, code: str) -> None:
    """Whatever is agreed: nobody knows what it is."""
    assert sent(folder, ordinary("cal", code=code))
    assert not sent(folder, ordinary("dot", code=code))
    assert not sent(folder, ordinary("nan", code=code))


def of_agency(who: str, code: str = "meal", owner: str = "social", by: str = "council", **fields: Any) -> Plain:
    """The same with somebody from an agency in the place of the council's carer (ali) or of the nurse (nia)."""
    document = one_task(code, "cal" if who == "ali" else "nan", owner, by, **{"competencies": []} | fields)
    hired = (
        worker("ali", "agency", SKILLS, agency=True) if who == "ali" else nurse("nia", "agency", SKILLS, agency=True)
    )
    document["workers"].append(hired)
    document["organisations"].append({"id": "agency", "name": "Pretend Staff", "sector": "social", "kind": "agency"})
    document["shifts"] = [shift(who)]
    document["agreements"] = [one for one in document["agreements"] if "care" not in one["between"]]
    return document


def test_agency_staff_act_for_whoever_can_have_engaged_them(folder: Path) -> None:
    """The only provider of their side: no consent is asked for that."""
    refused = told("clients", "ada", consents=consents(sharing=False))
    assert sent(folder, changed(of_agency("ali"), refused))
    assert sent(folder, changed(of_agency("nia", "assessment", "health", "trust"), refused))


def test_agency_staff_act_for_their_agency_alone_where_two_could_have_engaged_them(folder: Path) -> None:
    document = of_agency("ali")
    of_care = visit("v2", task("meal", 20), "12:00", "13:00", organisation="care", client="ben")
    document["visits"].append(of_care)
    document["clients"].append(client("ben"))
    made = solve(folder, document)
    assert made.exit == 0
    assert not made.workers
    agreed = changed(
        document, lambda one: one["agreements"].extend(agreement(("agency", by)) for by in ("council", "care"))
    )
    assert solve(folder, agreed).whole()


@pytest.mark.parametrize("rows", [False, True])
def test_agency_staff_inherit_no_delegation(folder: Path, rows: bool) -> None:
    """A row that names the very person counts, that of the carer in whose place they come does not."""
    document = of_agency("ali", "insulin", "health", "trust", delegable=True, rows=True)
    document["visits"].append(visit("v2", task("meal", 20), "12:00", "13:00"))
    if rows:
        document["delegations"] = [delegation("ali")]
    made = solve(folder, document)
    assert made.exit == 0
    assert ("v1" in made.workers) is rows
    assert "v2" in made.workers
