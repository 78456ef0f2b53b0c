"""The second opinion on delegations and classes of task (safety.md, section 1), each condition by itself."""

from __future__ import annotations

import pytest

from .little_day import (
    Change,
    LittleDay,
    also,
    clients,
    consent,
    insulin_by_carer,
    on,
    stop,
    task,
    ticks,
    update,
    without,
)


def test_a_delegation_with_all_that_it_asks_for_is_clean() -> None:
    assert insulin_by_carer().broken() == set()


def for_another_client(change: Change) -> Change:
    """A second client is known, and then the change is made."""

    def changed(day: LittleDay) -> None:
        day.client("C2")
        change(day)

    return changed


def nurse_only(day: LittleDay) -> None:
    day.the("visits", "v1")["tasks"][0]["registered_nurse_only"] = True


BROKEN: list[tuple[str, Change, str]] = [
    ("no delegation", without("delegations"), "authority_delegated"),
    ("another client's", for_another_client(update("delegations", "D", client="C2")), "authority_delegated"),
    ("another task's", update("delegations", "D", task="insulin pen"), "authority_delegated"),
    ("another worker's", update("delegations", "D", worker="helper"), "authority_delegated"),
    ("signed off tomorrow", update("delegations", "D", trained=on(1), signed_off=on(1)), "authority_delegated"),
    ("run out yesterday", update("delegations", "D", expires=on(-1)), "authority_delegated"),
    ("review was due", update("delegations", "D", review=on(-1)), "authority_delegated"),
    ("not stable", update("clients", "C1", stable=False), "authority_delegated"),
    ("a first visit", update("visits", "v1", kind="first"), "authority_delegated"),
    ("after a change of condition", update("visits", "v1", kind="changed"), "authority_delegated"),
    ("not asked about delegation", lambda day: clients(day)["consents"].pop(1), "authority_delegated"),
    ("delegation asked, not known", consent(1, given=None), "authority_delegated"),
    ("in their best interests, says nobody", consent(1, basis="best_interests"), "authority_delegated"),
    ("in their best interests, says a post", consent(1, basis="best_interests", recorder="TBC"), "authority_delegated"),
    ("asked again, not known", also("delegation", None, -1), "authority_delegated"),
    ("asked again on the same day, not known", also("delegation", None, -200), "authority_delegated"),
    ("sharing asked again, not known", also("sharing", None, -1), "authority_sharing"),
    ("delegation refused", consent(1, given=False), "authority_delegated"),
    ("refused on the same day", also("delegation", False, -200), "authority_delegated"),
    ("refused later", also("delegation", False, -1), "authority_delegated"),
    ("consent recorded tomorrow", consent(1, recorded=on(1)), "authority_delegated"),
    ("consent run out", consent(1, expires=on(-1)), "authority_delegated"),
    ("consent withdrawn before the visit ends", consent(1, withdrawn=ticks("09:10")), "authority_delegated"),
    ("unwilling, and of the other side", update("workers", "carer", accepts_delegation=False), "authority_delegated"),
    (
        "own competency for it has run out",
        lambda day: (
            day.the("visits", "v1")["tasks"][0].update(competencies=["insulin"]),
            day.the("workers", "carer")["competencies"].append({"competency": "insulin", "expires": on(-1)}),
        ),
        "authority_delegated",
    ),
    ("row says nurses only", nurse_only, "authority_registered"),
    ("registered by catalogue", update("task_catalogue", "insulin", **{"class": "registered"}), "authority_registered"),
    ("nobody known answers", without("registrants"), "authority_registrant"),
    ("registrant without a name", update("delegations", "D", registrant="?"), "authority_registrant"),
    ("registrant recorded without a name", update("registrants", "R", name="vacant"), "authority_registrant"),
    ("registration not known", update("registrants", "R", registration=""), "authority_registrant"),
    ("end of registration not known", update("registrants", "R", registered_until=None), "authority_registrant"),
    ("registration lapsed", update("registrants", "R", registered_until=on(-1)), "authority_registrant"),
    ("registrant has left", update("registrants", "R", left=on(-1)), "authority_registrant"),
    ("cover not known", update("registrants", "R", cover=[]), "authority_registrant"),
    ("cover ends before", update("registrants", "R", cover=[{"until": "09:00"}]), "authority_registrant"),
    ("cover on other days", update("registrants", "R", cover=[{"days": ["sun", "tue"]}]), "authority_registrant"),
    ("contact says gone", update("delegations", "D", contact="left the trust 2025"), "authority_registrant"),
    ("registrant's contact says gone", update("registrants", "R", contact="retired"), "authority_registrant"),
    ("no contact at all", update("delegations", "D", contact="-"), "authority_registrant"),
    ("no agreement", without("agreements"), "authority_agreement"),
    (
        "agreement the other way",
        update("agreements", "trust and council", health_task_to_care_worker=False, social_task_to_nurse=True),
        "authority_agreement",
    ),
    ("agreement from tomorrow", update("agreements", "trust and council", starts=on(1)), "authority_agreement"),
    ("agreement until yesterday", update("agreements", "trust and council", ends=on(-1)), "authority_agreement"),
    ("sharing not asked", lambda day: clients(day)["consents"].pop(0), "authority_sharing"),
    ("sharing refused", consent(0, given=False), "authority_sharing"),
    ("sharing refused later", also("sharing", False, -1), "authority_sharing"),
    (
        "sharing refused, and subcontracted",
        lambda day: (
            without("agreements")(day),
            consent(0, given=False)(day),
            day.add("subcontracts", id="U", provider="trust", to="council", clients=["C1"]),
        ),
        "authority_sharing",
    ),
    ("worker suspended", stop("worker", "carer", "00:00"), "suspended"),
    ("task suspended, in another spelling", stop("task", "Insulin", "00:00"), "suspended"),
    ("delegation suspended for part of the span", stop("delegation", "D", "09:00", "09:10"), "suspended"),
    ("registrant suspended, by name", stop("registrant", "Robin Madeup", "00:00"), "suspended"),
    ("client in hospital meanwhile", stop("client", "C1", "08:10", "12:00"), "suspended"),
]


@pytest.mark.parametrize(("change", "rule"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_each_condition_of_a_delegated_visit_decides(change: Change, rule: str) -> None:
    day = insulin_by_carer()
    change(day)
    broken = day.broken()
    assert rule in broken
    expected = {"authority_delegated", "authority_agreement"} if "unwilling" in day.reasons() else {rule}
    assert broken == expected


KEPT: list[tuple[str, Change]] = [
    ("one of several workers", update("delegations", "D", worker="helper", also=["carer"])),
    ("another spelling", update("delegations", "D", task="INSULIN")),
    ("signed off today", update("delegations", "D", trained=on(0), signed_off=on(0))),
    ("runs out today", update("delegations", "D", expires=on(0), review=on(0))),
    ("consent recorded today", consent(1, recorded=on(0))),
    ("consent until today", consent(1, expires=on(0))),
    ("withdrawn as the span ends", consent(1, withdrawn=ticks("09:15"))),
    ("refused long ago, given since", also("delegation", False, -300)),
    ("asked without an answer, given since", also("delegation", None, -300)),
    ("asked again tomorrow", also("delegation", None, 1)),
    ("registrant by name", update("delegations", "D", registrant="Robin Madeup")),
    ("registration until today", update("registrants", "R", registered_until=on(0), left=on(0))),
    ("cover in two halves", update("registrants", "R", cover=[{"until": "08:30"}, {"from_": "08:30"}])),
    ("cover overnight", update("registrants", "R", cover=[{"from_": "22:00", "until": "10:00"}])),
    ("contact of the registrant", update("delegations", "D", contact="")),
    ("agreement from and until today", update("agreements", "trust and council", starts=on(0), ends=on(0))),
    ("suspension lifted before", stop("delegation", "D", "00:00", "07:30")),
    ("suspension of another client", for_another_client(stop("client", "C2", "00:00"))),
    ("hospital after the visit", stop("client", "C1", "08:15")),
    (
        "council staff subcontracted",
        lambda day: (
            without("agreements")(day),
            clients(day)["consents"].pop(0),
            day.add("subcontracts", id="U", provider="trust", to="council", clients=["C1"]),
        ),
    ),
]


@pytest.mark.parametrize("change", [row[1] for row in KEPT], ids=[row[0] for row in KEPT])
def test_what_is_in_force_to_the_day_is_clean(change: Change) -> None:
    day = insulin_by_carer()
    change(day)
    assert day.reasons() == set()


def test_a_second_delegation_stands_in_for_a_suspended_one() -> None:
    day = insulin_by_carer()
    stop("delegation", "D", "00:00")(day)
    day.add("delegations", **{**day.the("delegations", "D"), "id": "E"})
    assert day.broken() == set()


def test_the_trusts_own_assistant_needs_a_delegation_and_the_nurse_none() -> None:
    day = LittleDay()
    day.visit("v1", "trust", "insulin", "07:30", "09:00")
    day.stop("v1", "assistant", "08:00")
    assert day.broken() == {"authority_delegated"}
    day.stops = {"shift of nurse": [{"visit": "v1", "start": ticks("08:00")}]}
    assert day.broken() == set()


def test_a_competency_is_never_a_delegation() -> None:
    """s-unjoined_nondelegated: an ordinary visit, a carer with the competency and nothing else."""
    day = LittleDay()
    insulin = task("insulin", competencies=["insulin"], delegable=True)
    day.visit("v1", "trust", [insulin], "07:30", "08:45")
    day.worker("cal", "council", competencies=[{"competency": "insulin"}], accepts_delegation=False)
    day.stop("v1", "cal", "07:50")
    assert day.broken() == {"authority_delegated", "authority_sharing", "authority_agreement"}
    assert "no delegation" in day.reasons()


def test_the_strictest_class_holds() -> None:
    day = LittleDay()
    day.visit("v1", "council", [task("shopping", owner="health", delegable=True)], "07:30", "09:00")
    day.stop("v1", "carer", "08:00")
    assert day.broken() == {"authority_delegated"}
    day.the("visits", "v1")["tasks"][0]["owner"] = "social"
    assert day.broken() == set()


@pytest.mark.parametrize("owner", ["health", "social"])
def test_an_unknown_code_is_for_nurses_or_for_the_providers_own_staff(owner: str) -> None:
    day = LittleDay()
    day.visit("v1", "council", [task("moxa warming", owner=owner)], "07:30", "09:00")
    day.stop("v1", "carer", "08:00")
    assert day.broken() == (set() if owner == "social" else {"authority_registered"})
    day.agreement("council", "care")
    day.consent("sharing")
    day.stops = {"shift of helper": [{"visit": "v1", "start": ticks("08:00")}]}
    assert day.broken() == {"authority_catalogue" if owner == "social" else "authority_agreement"} | (
        set() if owner == "social" else {"authority_registered"}
    )
