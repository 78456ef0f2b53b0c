"""The second opinion on doses and on the calls of one client (safety.md, section 2)."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.second_opinion import judge

from .little_day import LittleDay, joined, on, task, ticks, update


def two_visits(codes: str, first: tuple[str, str], second: tuple[str, str], **more: Any) -> LittleDay:
    """Visits am and pm of one client by the council, joined by one carer under a standing agreement."""
    day = LittleDay()
    one, other = codes.split(" / ")
    day.visit("am", "council", one, *first, **more)
    day.visit("pm", "council", other, *second)
    day.add(
        "standing_agreements",
        id="G",
        organisation="council",
        outcome="join",
        tasks=[*one.split(", "), *other.split(", ")],
        signed_by="Noor Madeup",
        role="nurse lead",
        signed=on(-9),
        review=on(9),
    )
    day.join("am+pm", "join", "am.0 pm.0", 30)
    day.stop("am+pm", "carer", second[0])
    return day


@pytest.mark.parametrize(
    ("codes", "first", "second"),
    [
        ("tablets / tablets", ("08:00", "11:00"), ("11:00", "13:00")),  # windows that touch
        ("wash / wash", ("08:00", "12:00"), ("08:00", "12:00")),  # three commissioned calls are no duplicate
        ("shopping / Shopping", ("08:00", "12:00"), ("11:00", "13:00")),  # in another spelling
        ("odd_job / odd_job", ("08:00", "12:00"), ("11:00", "13:00")),  # unknown to the catalogue
    ],
)
def test_the_same_code_twice_in_a_day_is_never_one_visit(
    codes: str, first: tuple[str, str], second: tuple[str, str]
) -> None:
    day = two_visits(codes, first, second)
    assert day.broken() - {"join_catalogue"} == {"join_identity"}
    day.joins.clear()
    day.stops.clear()
    day.stop("am", "carer", first[0])
    day.stop("pm", "carer", second[1])
    assert day.broken() == set()


def test_two_insulins_of_a_nurse_are_two_doses_whoever_signs() -> None:
    day = LittleDay()
    day.visit("am", "trust", "insulin", "07:00", "11:00")
    day.visit("noon", "trust", "insulin", "11:00", "14:00")
    day.join("am+noon", "join", "am.0 noon.0", 35)
    day.stop("am+noon", "nurse", "11:00")
    assert day.broken() == {"join_identity", "join_signed"}
    day.signed("am", "noon")
    assert day.broken() == {"join_identity"}
    day.the("visits", "noon")["windows"] = [{"start": ticks("24:10"), "end": ticks("25:00")}]
    day.stops["shift of nurse"][0]["start"] = ticks("24:10")
    assert day.broken() == {"join_identity", "join_windows"}  # on another date, and less than 24 hours later


def test_other_codes_of_one_client_may_be_joined() -> None:
    day = two_visits("wash / shopping", ("08:00", "12:00"), ("11:00", "13:00"))
    assert day.broken() == set()


def one_order(outcome: str = "drop_duplicate") -> LittleDay:
    """The same tablets in a visit of the council and in one of the care provider, given once."""
    day = LittleDay()
    day.visit("v1", "council", "tablets, shopping", "08:00", "10:00")
    day.visit("v2", "care", "tablets", "09:00", "11:00")
    day.consent("sharing")
    day.agreement("council", "care")
    day.signed("v1", "v2")
    day.join("v1+v2", outcome, "v1.0 v1.1 v2.0=0", 35)
    day.stop("v1+v2", "carer", "09:00")
    return day


def test_a_duplicate_is_dropped_where_windows_share_half_and_a_nurse_lead_signs() -> None:
    assert one_order().broken() == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda day: update("visits", "v2", windows=[{"start": ticks("09:01"), "end": ticks("11:01")}])(day),
        lambda day: update("visits", "v2", organisation="council")(day),
        lambda day: day.the("join_decisions", "decision 1").update(role="scheduler"),
        lambda day: day.joins[0].update(outcome="absorb"),
        lambda day: day.joins[0]["steps"][2].pop("done_by"),
    ],
    ids=["a minute too little", "one provider", "no nurse lead", "another outcome", "given twice"],
)
def test_each_condition_of_a_dropped_duplicate_decides(change: Any) -> None:
    day = one_order()
    change(day)
    assert "join_identity" in day.broken()


def test_a_registrant_may_declare_one_and_the_same_order() -> None:
    day = one_order()
    update("visits", "v2", windows=[{"start": ticks("09:30"), "end": ticks("12:00")}])(day)
    assert day.broken() == {"join_identity", "join_windows"}
    day.stops.clear()
    day.stop("v1+v2", "carer", "09:30")
    assert day.broken() == {"join_identity"}
    day.registrant(cover=[], contact="")
    declared = day.the("visits", "v2")["tasks"][0]
    declared.update(duplicate_of="v1", duplicate_declared_by="Robin Madeup")
    assert day.broken() == set()
    for change in ({"duplicate_declared_by": "Robin Somebody"}, {"duplicate_declared_by": "?"}):
        declared.update({"duplicate_declared_by": "R"} | change)
        assert day.broken() == {"join_identity"}
    declared.update(duplicate_declared_by="R")
    day.add("suspensions", id="S", what="registrant", of="R", starts=ticks("11:30"), reason="asked", by="Lea")
    assert day.broken() == {"join_identity"}
    day.the("suspensions", "S")["starts"] = ticks("20:00")
    declared.update(order="order 7")
    assert day.broken() == set()
    day.the("visits", "v1")["tasks"][0]["order"] = "order 8"
    assert day.broken() == {"join_identity"}


def test_what_another_person_needs_is_never_dropped() -> None:
    day = one_order()
    day.add("households", id="H", place="P")
    day.the("clients", "C1")["household"] = "H"
    day.client("C2", household="H")
    day.consent("sharing", client="C2")
    day.the("visits", "v2")["client"] = "C2"
    assert day.broken() == {"join_identity"}
    day.joins[0]["steps"][2].pop("done_by")
    assert day.broken() == set()


# --- order and distance ---


def calls(codes: str, first: tuple[str, str, str], second: tuple[str, str, str]) -> LittleDay:
    """Two calls of the council, each with its window and when it is made; tasks take a quarter of an hour."""
    day = LittleDay()
    day.worker("carla", "council")
    for name, code, who, (begin, until, start) in zip(
        ("v1", "v2"), codes.split(" / "), ("carer", "carla"), (first, second), strict=True
    ):
        day.visit(name, "council", code, begin, until)
        day.stop(name, who, start)
    return day


@pytest.mark.parametrize(
    ("codes", "first", "second", "hard"),
    [
        ("breakfast / meal", ("08:00", "11:00", "09:30"), ("11:00", "13:00", "11:14"), True),
        ("breakfast / meal", ("08:00", "11:00", "09:30"), ("11:00", "13:00", "11:15"), False),
        ("wash / wash", ("07:00", "12:00", "12:00"), ("08:00", "14:00", "08:00"), True),
        ("wash / wash", ("07:00", "12:00", "08:00"), ("08:00", "14:00", "08:15"), False),
        ("tablets / insulin", ("07:00", "12:00", "12:00"), ("12:00", "14:00", "12:10"), True),
        ("wash / meal", ("07:00", "12:00", "12:00"), ("08:00", "14:00", "08:00"), False),
        ("meal / meal", ("08:00", "14:00", "09:00"), ("09:00", "13:00", "09:20"), False),
        ("meal / meal", ("08:00", "14:00", "09:00"), ("08:00", "14:00", "09:20"), False),
        (
            "wash / wash",
            ("12:00", "14:00", "12:30"),
            ("12:00", "17:00", "12:00"),
            True,
        ),  # noon, and afternoon before it
        ("wash / wash", ("12:00", "14:00", "12:00"), ("12:00", "17:00", "12:15"), False),
        ("wash, meal / wash, meal", ("08:00", "11:00", "09:00"), ("11:00", "13:00", "10:50"), True),
    ],
)
def test_calls_of_a_kind_keep_order_and_distance(
    codes: str, first: tuple[str, str, str], second: tuple[str, str, str], hard: bool
) -> None:
    day = calls(codes, first, second)
    day.the("task_catalogue", "insulin").update({"class": "ordinary"})
    assert day.broken() - {"one_client"} == ({"call_spacing"} if hard else set())


def test_what_is_wanted_is_priced_by_the_minute() -> None:
    day = calls("meal / meal", ("08:00", "11:00", "09:30"), ("11:00", "13:00", "11:15"))
    (priced,) = (finding for finding in judge(day.problem(), day.roster()) if finding.rule == "call_spacing")
    assert (priced.hard, priced.amount) == (False, 90 * 60)
    day.stops["shift of carla"][0]["start"] = ticks("12:44")
    (priced,) = (finding for finding in judge(day.problem(), day.roster()) if finding.rule == "call_spacing")
    assert priced.amount == 60
    day.stops["shift of carla"][0]["start"] = ticks("12:45")
    assert day.broken(priced=True) == set()


def test_a_link_between_two_calls_says_it_instead() -> None:
    day = calls("meal / meal", ("08:00", "11:00", "09:30"), ("11:00", "13:00", "11:00"))
    assert day.broken() == {"call_spacing"}
    link = day.add("links", id="L", kind="gap", first="v1", second="v2", min_gap=ticks("01:30"))
    assert day.broken() == set()
    link["min_gap"] = ticks("01:31")
    assert day.broken() == {"dose_spacing"}
    link.update(min_gap=None, max_gap=ticks("01:29"))
    assert day.broken() == {"dose_spacing"}


def test_a_gap_is_measured_from_where_the_tasks_are_reached_in_a_joint_visit() -> None:
    day = joined()
    day.visit("v3", "trust", "wound", "07:00", "13:00")
    day.stop("v3", "nurse", "12:00")
    day.joins[0]["steps"].reverse()  # the insulin is reached at 08:15
    day.add("links", id="L", kind="gap", first="v1", second="v3", min_gap=ticks("03:46"))
    assert "dose_spacing" in day.broken()
    day.joins[0]["steps"].reverse()
    assert day.broken() == set()


def test_meals_that_want_a_distance_are_not_joined() -> None:
    day = two_visits("breakfast / meal", ("08:00", "11:00"), ("11:00", "13:00"))
    assert day.broken() == {"call_spacing"}
    update("visits", "am", windows=[{"start": ticks("08:00"), "end": ticks("13:01")}])(day)
    assert day.broken() == set()  # one window lies inside the other: no order is meant


@pytest.mark.parametrize(
    ("code", "ended", "start", "clean"),
    [
        ("meal", "00:05", "01:35", True),
        ("meal", "00:05", "01:34", False),
        ("breakfast", "00:05", "01:34", False),
        ("tablets", "00:05", "01:34", True),  # of another kind
    ],
)
def test_the_first_call_keeps_its_distance_from_yesterdays(code: str, ended: str, start: str, clean: bool) -> None:
    day = LittleDay()
    day.visit("v1", "council", "meal", "01:00", "02:00")
    day.stop("v1", "carer", start)
    day.add("tasks_before", client="C1", task=code, start=-900, end=ticks(ended))
    assert day.broken() == (set() if clean else {"call_spacing"})


# --- two visits at once ---


def at_once() -> LittleDay:
    """143: a shower and a dressing of one client, both at 09:00."""
    return calls("wash / shopping", ("09:00", "11:00", "09:00"), ("09:00", "11:00", "09:14"))


def test_one_client_has_one_visit_at_a_time() -> None:
    day = at_once()
    assert day.broken() == {"one_client"}
    day.stops["shift of carla"][0]["start"] = ticks("09:15")
    assert day.broken() == set()


@pytest.mark.parametrize("kind", ["same_start", "double_handed"])
def test_linked_visits_may_be_at_once(kind: str) -> None:
    day = at_once()
    day.add("links", id="L", kind=kind, first="v2", second="v1")
    assert day.broken() == set()


def test_a_sit_goes_on_meanwhile() -> None:
    day = at_once()
    day.the("visits", "v1")["tasks"].append(task("sit"))
    assert day.broken() == set()


def test_visits_of_two_providers_at_once_are_told_and_priced() -> None:
    day = at_once()
    day.the("visits", "v2").update(organisation="care")
    day.stops["shift of helper"] = day.stops.pop("shift of carla")
    assert day.broken() == set()
    assert day.broken(priced=True) == {"one_client"}


def test_two_people_of_one_home_may_have_visits_at_once() -> None:
    day = at_once()
    day.add("households", id="H", place="P")
    day.the("clients", "C1")["household"] = "H"
    day.client("C2", household="H")
    day.the("visits", "v2")["client"] = "C2"
    assert day.broken(priced=True) == set()


def two_doses(begin: str, until: str, provider: str = "trust") -> LittleDay:
    """Tablets between eight and ten by the council, a quarter of an hour at eight, and tablets of another provider."""
    day = LittleDay()
    day.visit("v1", "council", "tablets", "08:00", "10:00")
    day.visit("v2", provider, "tablets", begin, until)
    day.stop("v1", "carer", "08:00")
    return day


@pytest.mark.parametrize(
    ("begin", "until", "second", "broken"),
    [
        ("09:00", "12:00", "09:15", False),
        ("09:00", "12:00", "09:14", True),
        ("08:00", "10:00", "09:15", False),  # no order: an hour, either way round
        ("08:00", "10:00", "09:14", True),
        ("09:00", "09:30", "09:14", True),  # one inside the other
        ("08:10", "10:05", "09:15", False),  # in an order
        ("08:10", "10:05", "09:14", True),
        ("08:10", "10:05", "09:10", True),  # and never half of the 110 minutes that the windows leave
    ],
)
def test_two_doses_of_one_medicine(begin: str, until: str, second: str, broken: bool) -> None:
    day = two_doses(begin, until)
    day.stop("v2", "nurse", second)
    assert day.broken() == ({"call_spacing"} if broken else set())


def test_what_the_catalogue_states_of_a_medicine() -> None:
    day = two_doses("09:00", "12:00")
    day.the("task_catalogue", "tablets")["gap"] = ticks("02:00")
    day.stop("v2", "nurse", "10:14")
    assert day.broken() == {"call_spacing"}
    day.the("task_catalogue", "tablets")["gap"] = ticks("01:59")
    assert day.broken() == set()
    for visit, order in (("v1", "A"), ("v2", "B")):
        day.the("visits", visit)["tasks"][0]["order"] = order
    day.the("task_catalogue", "tablets")["gap"] = ticks("02:00")
    assert day.broken() == {"call_spacing"}


def test_a_visit_of_before_began_with_the_first_of_its_tasks() -> None:
    """Two rows of one visit, in either order: a gap link measures from the earlier one."""
    for moments in (("06:00", "06:20"), ("06:20", "06:00")):
        day = LittleDay()
        day.visit("v1", "council", "shopping", "07:00", "12:00")
        for code, moment in zip(("shopping", "tablets"), moments, strict=True):
            day.add("tasks_before", client="C1", task=code, start=ticks(moment), visit="y1")
        day.add("links", id="L", kind="gap", first="y1", second="v1", min_gap=ticks("02:00"), max_gap=ticks("03:00"))
        for start, broken in (("07:59", {"dose_spacing"}), ("08:00", set()), ("09:01", {"dose_spacing"})):
            day.stops = {}
            day.stop("v1", "carer", start)
            assert day.broken() == broken


@pytest.mark.parametrize(
    ("dose", "meal", "short"), [("08:00", "08:15", 0), ("08:00", "08:14", 1), ("09:00", "08:00", 75)]
)
def test_insulin_before_a_meal_in_another_visit_is_told(dose: str, meal: str, short: int) -> None:
    day = LittleDay()
    day.visit("v1", "trust", "insulin", "08:00", "10:00")
    day.visit("v2", "council", "meal", "08:00", "10:00")
    day.visit("v3", "council", "meal", "09:30", "12:00")
    day.stop("v1", "nurse", dose)
    day.stop("v2", "carer", meal)
    day.stop("v3", "helper", "11:45")
    found = [one for one in judge(day.problem(), day.roster()) if one.why == "before the meal"]
    assert [(one.hard, one.amount, one.visit) for one in found] == ([(False, short * 60, "v2")] if short else [])
