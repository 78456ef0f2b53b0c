"""Each of the conditions alone: met, at its edge, missed; with its sentence and the change that would help."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from solver.domain import Agreement, Consent, Link, Problem, TimeCritical, Window
from solver.joining import CONDITIONS, RegisterChange, apply_change, list_refusals
from solver.joining import conditions as c
from solver.joining.conditions import Refusal, task_spans

TODAY = date(2027, 3, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def stopped(day: Any, problem: Problem, worker: str = "carl") -> list[str]:
    return [refusal.condition for refusal in list_refusals(day.suitability(problem, worker))]


def lifted(day: Any, problem: Problem, refusal: Refusal | None) -> bool:
    """Whether the change the refusal names lifts every condition."""
    assert refusal is not None
    (change,) = refusal.changes
    return not stopped(day, apply_change(problem, change))


def test_nothing_stands_in_the_way_of_either(day: Any) -> None:
    assert len(CONDITIONS) == 14
    assert stopped(day, day.problem(), "carl") == []
    assert stopped(day, day.problem(), "nora") == []


@pytest.mark.parametrize(
    ("consents", "holds"),
    [
        ([("sharing", True, TODAY, None), ("delegation", True, TODAY, TODAY)], True),
        ([("sharing", True, TODAY, None), ("delegation", True, TOMORROW, None)], False),
        ([("sharing", True, date(2027, 1, 1), YESTERDAY), ("delegation", True, TODAY, None)], False),
        ([("sharing", True, date(2027, 1, 1), None), ("sharing", False, YESTERDAY, None)], False),
        ([("sharing", False, date(2027, 1, 1), None), ("sharing", True, YESTERDAY, None)], False),
        ([("sharing", True, YESTERDAY, None), ("delegation", True, TODAY, None), ("sharing", False, TOMORROW, None)],
         True),
    ],
)  # fmt: skip
def test_consent(day: Any, consents: list[tuple[Any, ...]], holds: bool) -> None:
    recorded = tuple(Consent(kind=kind, given=given, recorded=on, expires=ends) for kind, given, on, ends in consents)
    problem = day.problem(clients=(day.client(consents=recorded),))
    assert (c.join_consent(day.suitability(problem)) is None) == holds


def test_a_nurse_needs_no_consent_to_delegation(day: Any) -> None:
    problem = day.problem(clients=(day.client(consents=day.client().consents[:1]),))
    assert stopped(day, problem, "nora") == []
    refusal = c.join_consent(day.suitability(problem))
    assert refusal is not None
    assert refusal.sentence == "Ada Testperson's consent to delegation is not in force on Mon 01.03.2027."
    assert lifted(day, problem, refusal)


def test_delegable_and_stable(day: Any) -> None:
    problem = day.problem(day.nurse_visit("n", day.insulin(delegable=False)), day.care_visit())
    refusal = c.join_delegable(day.suitability(problem))
    assert refusal is not None
    assert refusal.changes == ()  # nothing clinical is widened
    problem = day.problem(clients=(day.client(stable=False),))
    assert stopped(day, problem) == ["join_delegable"]
    assert lifted(day, problem, c.join_delegable(day.suitability(problem)))


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({"expires": TODAY}, True),
        ({"expires": YESTERDAY}, False),
        ({"signed_off": TODAY}, True),
        ({"signed_off": TOMORROW}, False),
        ({"review": TODAY}, True),
        ({"review": YESTERDAY}, False),
        ({"worker": "nora"}, False),
        ({"task": "eye_drops"}, False),
    ],
)
def test_signed_off_on_the_day(day: Any, fields: dict[str, Any], holds: bool) -> None:
    problem = day.problem(delegations=(day.delegation(**fields),))
    refusal = c.join_signed_off(day.suitability(problem))
    assert (refusal is None) == holds
    if not holds:
        assert lifted(day, problem, refusal)


def test_a_renewal_is_told_from_a_new_sign_off(day: Any) -> None:
    lapsed = c.join_signed_off(day.suitability(day.problem(delegations=(day.delegation(expires=YESTERDAY),))))
    missing = c.join_signed_off(day.suitability(day.problem(delegations=())))
    assert lapsed is not None
    assert missing is not None
    assert [lapsed.changes[0].renewal, missing.changes[0].renewal] == [True, False]
    assert "expired on 28.02.2027" in lapsed.sentence


def test_registrant_can_be_reached(day: Any) -> None:
    problem = day.problem(delegations=(day.delegation(contact=" "),))
    assert stopped(day, problem) == ["join_registrant"]
    assert lifted(day, problem, c.join_registrant(day.suitability(problem)))
    assert stopped(day, problem, "nora") == []


def test_windows_shift_with_the_order(day: Any) -> None:
    window = {"clinical_window": Window(start=day.at(8), end=day.at(8.5)), "clinical_window_set_by": "Nurse Example"}
    first = day.problem(day.nurse_visit("n", day.insulin(**window)), day.care_visit())
    assert task_spans(day.suitability(first)) == [(day.at(8), day.at(8.5))]
    # A wound (clean, no window) comes before the wash, which now has a moment of its own 35 minutes later.
    moment = TimeCritical(at=day.at(8), tolerance=10 * 60)
    wound = day.task("wound_care", 35, owner="health", delegable=True)
    wash = day.task("wash_and_dress", 25, time_critical=moment)
    late = day.problem(day.nurse_visit("n", wound), day.care_visit("c", wash))
    assert c.join_windows(day.suitability(late)) is not None
    assert task_spans(day.suitability(late)) == [(day.at(7.75) - 35 * 60 + 5 * 60, day.at(8) - 25 * 60)]


def test_nurses_work_stays_with_nurses(day: Any) -> None:
    catheter = day.task("catheter_change", 40, owner="health", registered_nurse_only=True)
    problem = day.problem(day.nurse_visit("n", catheter), day.care_visit())
    assert "join_nurse_only" in stopped(day, problem, "carl")
    assert stopped(day, problem, "nora") == []
    for kind in ("first", "review", "changed"):
        apart = day.problem(day.nurse_visit(kind=kind), day.care_visit())
        assert stopped(day, apart, "nora") == ["join_nurse_only"]


def test_two_come_together_each_in_their_own_work(day: Any) -> None:
    hoist = day.task("hoist_transfer", 20)
    problem = day.problem(day.nurse_visit(kind="review"), day.care_visit("c", hoist, workers=2))
    assert day.suitability(problem).visit.join.outcome == "co_attend"
    assert stopped(day, problem, "nora") == []
    assert stopped(day, problem, "carl") == ["join_nurse_only"]


def test_order_and_gaps_inside(day: Any) -> None:
    meal_first = {"before": ["meal > insulin"], "within_minutes": {}}
    problem = day.problem(pack={"join_order": meal_first, "join_infection": {"clean": [], "dirty": []}})
    assert stopped(day, problem) == []  # the order is made to fit
    both_ways = {"before": ["meal > insulin", "insulin > meal"]}
    assert stopped(day, day.problem(pack={"join_order": both_ways})) == ["join_order"]
    close = {"before": [], "within_minutes": {"insulin > meal": 14}}
    assert stopped(day, day.problem(pack={"join_order": close})) == ["join_order"]
    close = {"before": [], "within_minutes": {"insulin > meal": 15}}
    assert stopped(day, day.problem(pack={"join_order": close})) == []
    link = Link(id="l", kind="gap", first="n", second="c", min_gap=16 * 60)
    assert stopped(day, day.problem(links=(link,))) == ["join_order"]
    link = Link(id="l", kind="gap", first="n", second="c", min_gap=15 * 60, max_gap=15 * 60)
    assert stopped(day, day.problem(links=(link,))) == []


def test_floor(day: Any) -> None:
    suitability = day.suitability(day.problem())
    assert suitability.visit.duration == 50 * 60  # 15 + 40 - 5
    short = suitability.visit.model_copy(update={"length": 49 * 60})
    assert c.join_floor(c.Suitability(suitability.register, short, suitability.worker)) is not None
    assert c.join_floor(suitability) is None


def test_clean_before_dirty(day: Any) -> None:
    wash_first = {"before": ["wash_and_dress > insulin"]}
    assert stopped(day, day.problem(pack={"join_order": wash_first})) in (["join_infection"], ["join_order"])


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({}, True),
        ({"health_task_to_care_worker": False}, False),
        ({"starts": TODAY, "ends": TODAY}, True),
        ({"starts": TOMORROW}, False),
        ({"ends": YESTERDAY}, False),
    ],
)
def test_agreement(day: Any, fields: dict[str, Any], holds: bool) -> None:
    given = {"id": "a1", "between": ("council", "trust"), "health_task_to_care_worker": True} | fields
    problem = day.problem(agreements=(Agreement(**given),))
    refusal = c.join_agreement(day.suitability(problem))
    assert (refusal is None) == holds
    if not holds:
        assert lifted(day, problem, refusal)
    assert stopped(day, problem, "nora") == ["join_agreement"]  # the other direction was never agreed


def test_willing(day: Any) -> None:
    problem = day.problem(workers=day.workers(accepts_delegation=False))
    assert stopped(day, problem) == ["join_willing"]
    assert lifted(day, problem, c.join_willing(day.suitability(problem)))


def test_inside_one_organisation_nothing_need_be_agreed(day: Any) -> None:
    visits = day.visit("n", day.task("drink_and_snack", 10)), day.care_visit()
    problem = day.problem(*visits, agreements=(), delegations=(), clients=(day.client(consents=()),))
    assert stopped(day, problem, "carl") == []
    assert stopped(day, problem, "nora") == ["join_consent", "join_agreement"]


def test_changes_of_several_days_are_one(day: Any) -> None:
    one = RegisterChange("sign_off", "insulin", "ada", "carl", since=TODAY, until=TODAY)
    both = one.merge(RegisterChange("sign_off", "insulin", "ada", "carl", since=TOMORROW, until=TOMORROW))
    assert (both.since, both.until) == (TODAY, TOMORROW)


@pytest.mark.parametrize(("clinical", "holds"), [(8.0, False), (8.25, True), (None, True)])
def test_what_two_do_together_is_done_when_its_turn_comes(day: Any, clinical: float | None, holds: bool) -> None:
    """Both start together at eight, insulin first; the meal, a quarter of an hour later, is clinically fixed."""
    window = None if clinical is None else Window(start=day.at(clinical), end=day.at(clinical))
    meal = day.task("meal", 15, owner="social", clinical_window=window, clinical_window_set_by="RN" if window else "")
    twice = day.nurse_visit("n", day.insulin(), day.task("meal", 10, owner="social"))
    problem = day.problem(twice, day.care_visit("c", meal, workers=2))
    refusal = c.join_windows(day.suitability(problem, "nora"))
    assert (refusal is None) == holds
