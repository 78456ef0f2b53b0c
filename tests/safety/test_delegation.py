"""Who may give one client's insulin: the one fact that is missing keeps a carer away, by every door."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .days import (
    TODAY,
    TOMORROW,
    YESTERDAY,
    Change,
    Plain,
    agreement,
    also,
    answered,
    backwards,
    both,
    changed,
    client,
    day,
    delegation,
    doing,
    insulin,
    named,
    nurse,
    shift,
    task,
    told,
    untold,
    visit,
    without,
    worker,
)
from .doors import amend, by_hand, check, join_of, solve


def council_carer(**lists: Any) -> Plain:
    """The trust's insulin and the council's meal at eight; the council's carer may do both, and all is recorded."""
    visits = [
        visit("n1", insulin(), "08:00", "09:00", organisation="trust", priority=5),
        visit("s1", task("meal", 20), "08:00", "09:00"),
    ]
    staff = [nurse(), worker("cal", "council", ["insulin"]), worker("dee", "council", ["insulin"])]
    known = {"agreements": [agreement()], "delegations": [delegation()]} | lists
    return day(visits, staff, [shift("cal")], **known)


def own_assistant(**lists: Any) -> Plain:
    """The same by the trust's own unregistered assistant."""
    document = council_carer(agreements=[], **lists)
    return changed(document, told("workers", "cal", organisation="trust"), told("visits", "s1", organisation="trust"))


def single_employer(**lists: Any) -> Plain:
    """The same by a care provider of which everything is, and that never wrote down whose record a task is of."""
    document = council_carer(agreements=[], **lists)
    everything = [("visits", "n1"), ("visits", "s1"), *(("workers", name) for name in ("nan", "cal", "dee"))]
    ours = [told(list_, name, organisation="care") for list_, name in everything]
    document["organisations"] = [{"id": "care", "name": "Madeup Care", "sector": "social", "kind": "provider"}]
    return changed(document, *ours, doing("n1", "insulin", owner="social"))


def row(**fields: Any) -> Change:
    return told("delegations", "cal-ada-insulin", **fields)


def held(expires: str) -> Change:
    return told("workers", "cal", competencies=[{"competency": "insulin", "expires": expires}])


def ben(document: Plain) -> None:
    """Somebody else of Ada's home, for whom the carer is signed off; for Ada she is not."""
    document["clients"] = [client(name, household="home") for name in ("ada", "ben")]
    document["households"] = [{"id": "home", "place": "door"}]
    row(client="ben")(document)


def told_where(list_: str, **fields: Any) -> Change:
    """Other fields of every object of a list, however many there are."""

    def change(document: Plain) -> None:
        for one in document[list_]:
            one.update(fields)

    return change


YES, NO = {"given": True}, {"given": False}

# What keeps the carer away whoever employs her.
MISSING: dict[str, Change] = {
    "no row of the register": without("delegations"),
    "a row for somebody else of the home": ben,
    "a row for another worker": row(worker="dee"),
    "a row for another task": row(task="compression"),
    "a row for a code that looks like it": row(task="insulins"),
    "a row that expired yesterday": row(expires=YESTERDAY),
    "a row that begins tomorrow": row(trained=TOMORROW, signed_off=TOMORROW),
    "a review that was due yesterday": row(review=YESTERDAY),
    "two rows, one expired and one of tomorrow": both(
        row(expires=YESTERDAY), also("delegations", delegation(id="D2", trained=TODAY, signed_off=TOMORROW))
    ),
    "a nurse's own task": doing("n1", "insulin", registered_nurse_only=True, delegable=False),
    "not stable": told("clients", "ada", stable=False),
    "nobody wrote whether stable": untold("clients", "ada", "stable"),
    "a first visit": told("visits", "n1", kind="first"),
    "after a change of condition": told("visits", "n1", kind="changed"),
    "delegation never asked": answered("ada", "delegation"),
    "no consents at all": told("clients", "ada", consents=[]),
    "no column for consents": untold("clients", "ada", "consents"),
    "delegation refused": answered("ada", "delegation", NO | {"recorded": "2026-06-01"}),
    "delegation asked, the answer not known": answered("ada", "delegation", {"given": None, "recorded": "2026-06-01"}),
    "delegation agreed, asked again and not known": answered(
        "ada", "delegation", YES | {"recorded": "2026-06-01"}, {"given": None, "recorded": "2026-07-01"}
    ),
    "delegation agreed and refused later": answered(
        "ada", "delegation", YES | {"recorded": "2026-06-01"}, NO | {"recorded": "2026-07-01"}
    ),
    "delegation agreed and refused on one day": answered(
        "ada", "delegation", NO | {"recorded": "2026-06-01"}, YES | {"recorded": "2026-06-01"}
    ),
    "delegation agreed from tomorrow": answered("ada", "delegation", YES | {"recorded": TOMORROW}),
    "delegation agreed until yesterday": answered(
        "ada", "delegation", YES | {"recorded": "2026-06-01", "expires": YESTERDAY}
    ),
    "refused today after a yes": answered(
        "ada", "delegation", YES | {"recorded": "2026-06-01"}, NO | {"recorded": TODAY}
    ),
    "her own competency expired yesterday": held(YESTERDAY),
    "she does not take delegated tasks": told("workers", "cal", accepts_delegation=False),
}

# What counts besides when she is another organisation's.
MISSING_BETWEEN: dict[str, Change] = {
    "sharing never asked": answered("ada", "sharing"),
    "sharing refused": answered("ada", "sharing", NO | {"recorded": "2026-06-01"}),
    "sharing asked, the answer not known": answered("ada", "sharing", {"given": None, "recorded": "2026-06-01"}),
    "sharing agreed, asked again and not known": answered(
        "ada", "sharing", YES | {"recorded": "2026-06-01"}, {"given": None, "recorded": "2026-07-01"}
    ),
    "sharing agreed and refused later": answered(
        "ada", "sharing", NO | {"recorded": "2026-07-01"}, YES | {"recorded": "2026-06-01"}
    ),
    "sharing agreed and refused on one day": answered(
        "ada", "sharing", YES | {"recorded": "2026-06-01"}, NO | {"recorded": "2026-06-01"}
    ),
    "sharing agreed from tomorrow": answered("ada", "sharing", YES | {"recorded": TOMORROW}),
    "sharing agreed until yesterday": answered(
        "ada", "sharing", YES | {"recorded": "2026-06-01", "expires": YESTERDAY}
    ),
    "no agreement": without("agreements"),
    "an agreement until yesterday": told("agreements", "trust+council", ends=YESTERDAY),
    "an agreement from tomorrow": told("agreements", "trust+council", starts=TOMORROW),
    "an agreement the other way": told("agreements", "trust+council", health_task_to_care_worker=False),
    "an agreement that says no way": untold(
        "agreements", "trust+council", "health_task_to_care_worker", "social_task_to_nurse"
    ),
}

# Close by, and right.
RECORDED: dict[str, Change | None] = {
    "all as it is": None,
    "the lists the other way round": backwards,
    "an agreement told the other way round": told_where("agreements", between=["council", "trust"]),
    "a row until today": row(expires=TODAY),
    "a row from today": row(trained=TODAY, signed_off=TODAY),
    "a review due today": row(review=TODAY),
    "two rows, one of them in force": both(row(expires=YESTERDAY), also("delegations", delegation(id="D2"))),
    "a row in capitals": row(task="INSULIN"),
    "the visit's code in capitals": doing("n1", "insulin", code="Insulin"),
    "a task that does not say it may be delegated": doing("n1", "insulin", delegable=False),
    "delegation refused at first and agreed later": answered(
        "ada", "delegation", YES | {"recorded": "2026-07-01"}, NO | {"recorded": "2026-06-01"}
    ),
    "delegation agreed today": answered("ada", "delegation", YES | {"recorded": TODAY}),
    "delegation agreed until today": answered("ada", "delegation", YES | {"recorded": "2026-06-01", "expires": TODAY}),
    "a refusal that is of tomorrow": answered(
        "ada", "delegation", YES | {"recorded": "2026-06-01"}, NO | {"recorded": TOMORROW}
    ),
    "a review by appointment": told("visits", "n1", kind="review"),
    "her own competency until today": held(TODAY),
    "her own competency in two rows": told(
        "workers", "cal", competencies=[{"competency": "insulin", "expires": day} for day in (YESTERDAY, TODAY)]
    ),
    "no competency of her own: the delegation's training counts": told("workers", "cal", competencies=[]),
}
EMPLOYED = {"council carer": council_carer(), "own assistant": own_assistant(), "single employer": single_employer()}
KEPT_AWAY = {
    f"{whose}, {name}": changed(document, change)
    for whose, document in EMPLOYED.items()
    for name, change in (MISSING | (MISSING_BETWEEN if whose == "council carer" else {})).items()
}
SENT = {
    f"{whose}, {name}": changed(document, change)
    for whose, document in EMPLOYED.items()
    for name, change in RECORDED.items()
}
ONE_AFTER_THE_OTHER = by_hand({"CAL": [("n1", "08:00"), ("s1", "08:15")]})


@pytest.mark.parametrize("document", named(KEPT_AWAY))
def test_who_lacks_one_fact_is_not_sent(folder: Path, document: Plain) -> None:
    made = solve(folder, document, joins="apply")
    assert made.exit == 0
    assert made.workers == {"s1": ("cal",)}
    assert made.unserved["n1"]
    assert not check(folder, document, ONE_AFTER_THE_OTHER).accepted


@pytest.mark.parametrize("document", named(SENT))
def test_who_has_them_all_is_sent(folder: Path, document: Plain) -> None:
    made = solve(folder, document)
    assert made.whole()
    assert check(folder, document, ONE_AFTER_THE_OTHER).accepted


@pytest.mark.parametrize("change", named(MISSING | MISSING_BETWEEN))
def test_a_nurse_on_duty_gives_what_she_may_not(folder: Path, change: Change) -> None:
    made = solve(folder, changed(council_carer(), change, also("shifts", shift("nan"))), joins="apply")
    assert made.whole()
    assert made.workers["n1"] == ("nan",)


@pytest.mark.parametrize("change", named(MISSING | MISSING_BETWEEN))
def test_one_visit_for_both_is_no_way_round(folder: Path, change: Change) -> None:
    document = changed(council_carer(), change)
    join = join_of(document, [("n1", 0), ("s1", 0)], "delegate")
    assert not check(folder, document, by_hand({"CAL": [("n1+s1", "08:00")]}, join)).accepted


def test_one_visit_for_both_is_right_where_all_is_recorded(folder: Path) -> None:
    document = council_carer()
    join = join_of(document, [("n1", 0), ("s1", 0)], "delegate")
    assert check(folder, document, by_hand({"CAL": [("n1+s1", "08:00")]}, join)).accepted


BY_ORGANISATION = {
    "sharing refused": answered("ada", "sharing", NO | {"recorded": "2026-06-01"}),
    "no word on sharing": answered("ada", "sharing"),
}


@pytest.mark.parametrize("document", named({name: EMPLOYED[name] for name in ("own assistant", "single employer")}))
@pytest.mark.parametrize("change", named(BY_ORGANISATION))
def test_inside_one_organisation_no_sharing_is_asked(folder: Path, document: Plain, change: Change) -> None:
    assert solve(folder, changed(document, change)).whole()


@pytest.mark.parametrize("whose", EMPLOYED)
def test_a_double_handed_visit_takes_two_who_may(folder: Path, whose: str) -> None:
    """Each of the two answers for what is done."""
    two = changed(EMPLOYED[whose], told("visits", "n1", workers=2), also("shifts", shift("dee")))
    if whose != "council carer":
        employer = "trust" if whose == "own assistant" else "care"
        two = changed(two, told("workers", "dee", organisation=employer))
    made = solve(folder, two)
    assert "n1" in made.unserved
    assert "s1" in made.workers
    assert solve(folder, changed(two, also("delegations", delegation("dee")))).whole()


def test_nobody_is_moved_by_hand_to_what_she_may_not_do(folder: Path) -> None:
    document = changed(council_carer(), without("delegations"), also("shifts", shift("nan")))
    roster = by_hand({"NAN": [("n1", "08:10")], "CAL": [("s1", "08:20")]})
    move = {"change": "move", "visit": "n1", "shift": "CAL"}
    assert amend(folder, document, roster, move).exit == 1
    moved = amend(folder, changed(document, also("delegations", delegation())), roster, move)
    assert moved.exit == 0
    assert moved.workers["n1"] == ("cal",)


def test_a_roster_to_start_from_does_not_carry_her_along(folder: Path) -> None:
    """Yesterday's register let her; today's does not."""
    earlier = folder / "earlier.json"
    made = solve(folder, council_carer())
    earlier.write_text(json.dumps(made.document), "utf-8")
    again = solve(folder, changed(council_carer(), without("delegations")), "--start", earlier)
    assert again.exit == 0
    assert again.workers == {"s1": ("cal",)}
    assert solve(folder, council_carer(), "--start", earlier).whole()


def test_a_pin_gives_no_authority(folder: Path) -> None:
    pin = {"visit": "n1", "worker": "cal"}
    pinned = council_carer(pins=[pin])
    assert solve(folder, pinned).whole()
    made = solve(folder, changed(pinned, without("delegations")))
    assert "n1" not in made.workers
