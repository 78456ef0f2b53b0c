"""The second opinion on protocols, other organisations, agency staff and unpaid carers (safety.md, section 1)."""

from __future__ import annotations

import pytest

from .little_day import Change, LittleDay, on, stop, ticks, update, without

# --- protocols ---


def by_protocol() -> LittleDay:
    day = LittleDay()
    day.visit("v1", "trust", "bloods", "07:30", "09:00")
    day.worker("phlebotomist", "trust", competencies=[{"competency": "bloods", "expires": on(0)}])
    day.registrant(cover=[], contact="")
    day.add("protocols", id="Q", organisation="trust", task="Bloods", registrant="R", signed=on(0), expires=on(0))
    day.stop("v1", "phlebotomist", "08:00")
    return day


def test_a_task_of_a_protocol_is_clean_under_it() -> None:
    assert by_protocol().broken() == set()


PROTOCOLS: list[tuple[str, Change, str]] = [
    ("none", without("protocols"), "authority_protocol"),
    ("run out", update("protocols", "Q", signed=on(-9), expires=on(-1)), "authority_protocol"),
    ("signed tomorrow", update("protocols", "Q", signed=on(1), expires=None), "authority_protocol"),
    ("another task's", update("protocols", "Q", task="insulin"), "authority_protocol"),
    ("another organisation's", update("protocols", "Q", organisation="council"), "authority_protocol"),
    ("nobody signed", update("protocols", "Q", registrant="n/a"), "authority_registrant"),
    ("signed by who has left", update("registrants", "R", left=on(-1)), "authority_registrant"),
    ("signed by who is suspended", stop("registrant", "R", "00:00"), "suspended"),
    (
        "competency run out",
        lambda day: day.the("workers", "phlebotomist")["competencies"][0].update(expires=on(-1)),
        "competency",
    ),
]


@pytest.mark.parametrize(("change", "rule"), [row[1:] for row in PROTOCOLS], ids=[row[0] for row in PROTOCOLS])
def test_each_condition_of_a_protocol_decides(change: Change, rule: str) -> None:
    day = by_protocol()
    change(day)
    assert day.broken() == {rule}


def test_a_protocol_stays_inside_one_organisation_and_its_subcontractor() -> None:
    day = by_protocol()
    day.the("visits", "v1")["provider"] = "care"
    day.consent("sharing")
    day.agreement("trust", "care")
    assert day.broken() == {"authority_protocol"}
    day.tables["agreements"].clear()
    day.add("subcontracts", id="U", provider="care", to="trust")
    assert day.broken() == set()
    day.the("subcontracts", "U").update(provider="trust", to="care")
    assert day.broken() == {"authority_protocol", "authority_agreement"}


def test_a_delegation_lets_somebody_do_a_task_of_a_protocol() -> None:
    day = by_protocol()
    day.tables["protocols"].clear()
    day.the("clients", "C1")["stable"] = True
    day.consent("delegation")
    day.the("visits", "v1")["tasks"][0].update(delegable=True, owner="social")
    day.delegation("phlebotomist", "bloods")
    update("registrants", "R", cover=[{}])(day)
    assert day.reasons() == set()


def test_own_staff_go_on_without_a_recorded_protocol_for_a_while() -> None:
    day = by_protocol()
    day.tables["protocols"].clear()
    day.scalars = {"version": "1"}
    assert day.broken() == set()
    day.the("workers", "phlebotomist")["competencies"].clear()
    assert day.broken() == {"competency"}


# --- other organisations, agency staff, unpaid carers ---


def basis() -> LittleDay:
    """The council's shopping done by the care provider, sharing not known, under an agreement with a basis."""
    day = LittleDay()
    day.visit("v1", "council", "shopping", "07:30", "09:00")
    day.stop("v1", "helper", "08:00")
    day.agreement("care", "council", sharing_basis="direct care", signed_by="Kim Sample", signed=on(0))
    return day


BASES: list[tuple[str, Change]] = [
    ("no basis", update("agreements", "care and council", sharing_basis=" ")),
    ("not signed", update("agreements", "care and council", signed=None)),
    ("signed by nobody", update("agreements", "care and council", signed_by="?")),
    ("signed tomorrow", update("agreements", "care and council", signed=on(1))),
    ("refused", lambda day: day.consent("sharing", False)),
    ("given, then withdrawn", lambda day: day.consent("sharing", withdrawn=ticks("08:59"))),
]


@pytest.mark.parametrize("change", [row[1] for row in BASES], ids=[row[0] for row in BASES])
def test_an_unknown_answer_needs_a_signed_basis_and_a_refusal_holds(change: Change) -> None:
    day = basis()
    assert day.broken() == set()
    change(day)
    assert day.broken() == {"authority_sharing"}


def test_given_consent_needs_no_basis() -> None:
    day = basis()
    day.tables["agreements"] = [{"id": "A", "between": ["council", "care"]}]
    day.consent("sharing")
    assert day.broken() == set()


def test_agency_staff_act_for_whoever_engages_the_shift() -> None:
    day = LittleDay()
    day.visit("v1", "council", "shopping", "07:30", "09:00")
    day.worker("temp", "agency", agency=True)
    day.stop("v1", "temp", "08:00")
    assert day.broken() == set()  # the council alone could have engaged them
    day.visit("v9", "care", "shopping", "15:00", "16:00")
    assert day.broken() == {"authority_sharing", "authority_agreement"}  # now it is not known who has
    day.the("shifts", "shift of temp")["engaged_by"] = "council"
    assert day.broken() == set()
    day.the("shifts", "shift of temp")["engaged_by"] = "care"
    assert day.broken() == {"authority_sharing", "authority_agreement"}


def test_an_unpaid_carer_is_the_second_pair_of_hands_only_by_agreement_of_both() -> None:
    day = LittleDay()
    day.visit("v1", "council", "wash", "07:30", "09:00", workers=2, unpaid_carer="K")
    carer = day.add("unpaid_carers", id="K", client="C1", name="Jo Pretend", second_hands=True)
    day.stop("v1", "carer", "08:00")
    assert day.broken() == {"double_handed"}
    carer.update(carer_agreed=on(0), client_agreed=on(0), until=on(0))
    assert day.broken() == set()
    for change in ({"client_agreed": on(1)}, {"client_agreed": None}, {"until": on(-1), "client_agreed": on(0)}):
        carer.update({"client_agreed": on(0), "until": None} | change)
        assert day.broken() == {"double_handed"}, change
    day.worker("carla", "council")
    day.stop("v1", "carla", "08:00")
    assert day.broken() == set()


def test_an_unpaid_carer_does_the_tasks_they_have_agreed_to() -> None:
    day = LittleDay()
    day.visit("v1", "council", "shopping, insulin", "07:30", "09:00", unpaid_carer="K")
    agreed = {"carer_agreed": on(-3), "client_agreed": on(-3)}
    carer = day.add("unpaid_carers", id="K", client="C1", name="Jo Pretend", tasks=["Insulin"], **agreed)
    day.stop("v1", "carer", "08:00")
    assert day.broken() == set()
    carer["tasks"] = ["bloods"]
    assert day.broken() == {"authority_delegated"}
