"""Rule authority_registrant: a person, registered, reached, on cover, not gone; known and unknown; its sentences."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.paper import at
from solver.domain import CoverHours, Registrant
from solver.rules import Pack, Readings

from .conftest import LONG_AGO, TODAY, TOMORROW, YESTERDAY

if TYPE_CHECKING:
    from .conftest import Authority

RULE = "authority_registrant"
DOES = "Carl Example would do Ada Testclient's insulin (visit insulin) on 1 March 2027, but delegation d1 "


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"registration": ""}, "rests on Rita Testnurse, whose registration is not recorded."),
        ({"registration": "n/a"}, "rests on Rita Testnurse, whose registration is not recorded."),
        ({"registration": "lapsed"}, 'rests on Rita Testnurse, of whose registration "lapsed" is recorded.'),
        (
            {"registered_until": None},
            "rests on Rita Testnurse, of whom is not recorded how long the registration lasts.",
        ),
        ({"registered_until": YESTERDAY}, "rests on Rita Testnurse, whose registration ended on 28 February 2027."),
        ({"left": TODAY}, None),
        ({"left": YESTERDAY}, "rests on Rita Testnurse, who left on 28 February 2027."),
        ({"name": "?"}, 'names no registrant ("?").'),
        ({"name": "TBC"}, 'names no registrant ("TBC").'),
        ({"name": "Rita Testnurse (retired)"}, 'names no registrant ("Rita Testnurse (retired)").'),
        (
            {"contact": "left the trust 2025"},
            'does not say how Rita Testnurse is reached (it says "left the trust 2025").',
        ),
        ({"contact": ""}, None),
        ({"cover": ()}, "rests on Rita Testnurse, whose cover hours are not recorded."),
        (
            {"cover": (CoverHours(from_="09:01", until="17:00"),)},
            "rests on Rita Testnurse, who is not on cover for all of the time "
            "(on cover Mon 09:01 to Mon 17:00; it may be made Mon 09:00 to Mon 10:20: "
            "agree times within the cover, or record more cover).",
        ),
        (
            {"cover": (CoverHours(from_="08:00", until="10:19"),)},
            "rests on Rita Testnurse, who is not on cover for all of the time "
            "(on cover Mon 08:00 to Mon 10:19; it may be made Mon 09:00 to Mon 10:20: "
            "agree times within the cover, or record more cover).",
        ),
        (
            {"cover": (CoverHours(days=("tue",)),)},
            "rests on Rita Testnurse, who is not on cover for all of the time "
            "(on cover at no time of these days; it may be made Mon 09:00 to Mon 10:20: "
            "agree times within the cover, or record more cover).",
        ),
        ({"cover": (CoverHours(from_="22:00", until="09:30"), CoverHours(from_="09:30", until="12:00"))}, None),
    ],
)
def test_a_person_who_answers(authority: Authority, fields: dict[str, Any], why: str | None) -> None:
    authority.change("registrants", "r1", **fields)
    assert authority.says(RULE, "insulin", "carl") == ([DOES + why] if why else [])
    assert authority.all_say("insulin", "nell") == set()


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({"registrant": "Rita Testnurse"}, True),
        ({"registrant": " rita  TESTNURSE"}, True),
        ({"registrant": "Somebody Else"}, False),
        ({"registrant": "-"}, False),
        ({"contact": ""}, True),
        ({"contact": "ward 4, ext. 12"}, True),
        ({"contact": "-"}, False),
        ({"contact": "LEFT the trust 2025"}, False),
        ({"contact": "on leave until May"}, False),
        ({"contact": "number unknown"}, False),
        ({"contact": "to be recorded"}, False),
    ],
)
def test_whom_a_delegation_names_and_how_they_are_reached(
    authority: Authority, fields: dict[str, Any], held: bool
) -> None:
    authority.change("delegations", "d1", **fields)
    assert (authority.says(RULE, "insulin", "carl") == []) == held


def test_without_any_contact_nobody_is_reached(authority: Authority) -> None:
    authority.change("delegations", "d1", contact=" ")
    authority.change("registrants", "r1", contact="")
    assert authority.says(RULE, "insulin", "carl") == [DOES + "does not say how Rita Testnurse is reached."]


def test_a_name_of_two_is_nobodys(authority: Authority) -> None:
    authority.change("delegations", "d1", registrant="Rita Testnurse")
    authority.add("registrants", authority.problem.registrants[0].model_copy(update={"id": "r2"}))
    assert len(authority.says(RULE, "insulin", "carl")) == 1


def test_cover_through_the_night_the_clocks_go_forward(authority: Authority) -> None:
    """Sunday 28 March 2027: from half past midnight to four is two and a half hours."""
    horizon = authority.problem.horizon
    sunday = horizon.model_copy(update={"start": horizon.start + timedelta(days=26)})
    authority.replace(horizon=sunday)
    authority.change("registrants", "r1", registered_until=None, cover=(CoverHours(from_="22:00", until="04:00"),))
    authority.change("registrants", "r1", registered_until=TODAY + timedelta(days=99))
    authority.change("delegations", "d1", expires=TODAY + timedelta(days=99), review=None)
    authority.window("insulin", at(24), at(24) + 2 * 3600 + 40 * 60)  # to 03:40 by the clock
    assert authority.says(RULE, "insulin", "carl") == []
    authority.window("insulin", at(24), at(24) + 2 * 3600 + 41 * 60)
    assert len(authority.says(RULE, "insulin", "carl")) == 1


def test_one_good_delegation_is_enough(authority: Authority) -> None:
    bad = authority.problem.delegations[0].model_copy(update={"id": "d0", "registrant": "?"})
    authority.replace(delegations=(bad, *authority.problem.delegations))
    assert authority.all_say("insulin", "carl") == set()


def test_without_a_delegation_authority_delegated_speaks(authority: Authority) -> None:
    authority.replace(delegations=())
    assert authority.all_say("insulin", "carl") == {"authority_delegated"}


def carried_over(authority: Authority, **fields: Any) -> None:
    """Nothing is known of the registrant but the name and how they are reached."""
    authority.replace(registrants=(), **fields)
    authority.change("delegations", "d1", registrant="Rita Testnurse", signed_off=LONG_AGO)


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({"version": "1"}, True),
        ({"version": "2"}, False),
        ({"carried_over": TODAY}, True),
        ({"carried_over": TODAY - timedelta(days=90)}, False),  # signed off after it
        ({"carried_over": LONG_AGO}, True),
    ],
)
def test_what_an_old_document_could_not_say_is_excused(
    authority: Authority, fields: dict[str, Any], held: bool
) -> None:
    carried_over(authority, **fields)
    assert (authority.says(RULE, "insulin", "carl") == []) == held


def test_nothing_was_carried_over_after_the_day_it_is_planned_for(authority: Authority) -> None:
    carried_over(authority, carried_over=TODAY + timedelta(days=1000))
    authority.change("delegations", "d1", trained=TODAY, signed_off=TODAY)
    grace = Readings(authority.problem, Pack.for_problem(authority.problem)).grace
    assert grace == (TODAY, TODAY + timedelta(days=90))


@pytest.mark.parametrize(("days", "held"), [(90, True), (91, False)])
def test_for_ninety_days(authority: Authority, days: int, held: bool) -> None:
    signed = TODAY - timedelta(days=91)
    carried_over(authority, carried_over=TODAY - timedelta(days=days))
    authority.change("delegations", "d1", trained=signed, signed_off=signed)
    assert (authority.says(RULE, "insulin", "carl") == []) == held
    authority.replace(pack={"authority_registrant": {"grace_days": days - 1}})
    assert len(authority.says(RULE, "insulin", "carl")) == 1


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({}, True),
        ({"registration": "99A9999Z"}, True),
        ({"registered_until": YESTERDAY}, False),
        ({"left": YESTERDAY}, False),
        ({"registration": "struck off"}, False),
        ({"cover": (CoverHours(),)}, True),
        ({"cover": (CoverHours(from_="12:00", until="13:00"),)}, False),
        ({"contact": "left"}, False),
    ],
)
def test_what_is_known_counts_even_then(authority: Authority, fields: dict[str, Any], held: bool) -> None:
    carried_over(authority, version="1")
    authority.add("registrants", Registrant(id="r1", name="Rita Testnurse", **fields))
    assert (authority.says(RULE, "insulin", "carl") == []) == held


@pytest.mark.parametrize("fields", [{"registrant": "?"}, {"registrant": "unknown"}, {"contact": ""}])
def test_a_name_and_a_contact_are_wanted_even_then(authority: Authority, fields: dict[str, Any]) -> None:
    carried_over(authority, version="1")
    authority.change("delegations", "d1", **fields)
    assert len(authority.says(RULE, "insulin", "carl")) == 1


def test_what_was_signed_since_is_not_excused(authority: Authority) -> None:
    carried_over(authority, carried_over=YESTERDAY)
    authority.change("delegations", "d1", signed_off=TODAY)
    assert len(authority.says(RULE, "insulin", "carl")) == 1


def test_a_pack_adds_phrases_and_takes_none_away(authority: Authority) -> None:
    authority.replace(pack={"authority_registrant": {"gone": ["seconded"], "unknown": ["whoever is on"]}})
    for contact in ("seconded to Wales", "whoever is on", "left the trust", "unknown"):
        authority.change("delegations", "d1", contact=contact)
        assert len(authority.says(RULE, "insulin", "carl")) == 1


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({"left": YESTERDAY}, False),
        ({"registered_until": YESTERDAY}, False),
        ({"registration": ""}, False),
        ({"cover": ()}, True),
        ({"contact": ""}, True),
    ],
)
def test_who_signed_a_protocol_is_registered(authority: Authority, fields: dict[str, Any], held: bool) -> None:
    authority.change("registrants", "r1", **fields)
    assert authority.all_say("blood", "hana") == (set() if held else {RULE})
    if "left" in fields:
        assert authority.says(RULE, "blood", "hana") == [
            "Hana Example would do Ada Testclient's blood_sample (visit blood) on 1 March 2027, but protocol p1 rests "
            "on Rita Testnurse, who left on 28 February 2027."
        ]
    assert authority.all_say("blood", "nell") == set()


def test_tomorrow_is_another_day(authority: Authority) -> None:
    authority.window("insulin", at(24 + 9), at(24 + 10))
    authority.change("delegations", "d1", expires=TOMORROW, review=None)
    assert RULE in authority.all_say("insulin", "carl")  # registered until today


def test_a_nurse_works_under_nobody(authority: Authority) -> None:
    authority.change("registrants", "r1", left=YESTERDAY)
    for visit, worker in (("blood", "hana"), ("insulin", "carl")):
        assert authority.all_say(visit, worker) == {RULE}
        assert authority.all_say(visit, "nell") == set()
    authority.change("delegations", "d1", also=("nell",))
    assert authority.all_say("insulin", "nell") == set()
