"""The second opinion on signatures (safety.md, section 3): what they bind, and what stands against them."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.second_opinion.lateness import accepted_until
from benchmarks.second_opinion.register import Register

from .little_day import Change, LittleDay, insulin_by_carer, joined, on, stop, task, ticks, update


def decision(**fields: Any) -> Change:
    return update("join_decisions", "decision 1", **fields)


def refusal(days: int, *visits: str) -> Change:
    return lambda day: day.signed(*(visits or ("v1", "v2")), approved=False, on=on(days))


def test_a_signed_join_is_clean() -> None:
    assert joined().broken() == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda day: day.tables["join_decisions"].clear(),
        decision(role="scheduler"),  # s-scheduler_signs
        decision(role="team lead"),
        decision(by="?"),
        decision(outcome="join"),
        decision(tasks=["insulin"]),
        decision(worker="carer"),
        decision(worker_kind="care_worker"),
        decision(on=on(1)),
        decision(since=on(1)),
        decision(until=on(-1)),
        decision(on=on(-367)),
        decision(on=on(-201)),  # older than the consent it rests on
        decision(visits=["v1", "v3"]),
        decision(approved=False),
        refusal(0),
        refusal(-1),
    ],
    ids=[
        *("nobody", "scheduler", "team lead", "no name", "outcome", "tasks", "worker", "kind of worker", "tomorrow"),
        *("from tomorrow", "until yesterday", "over a year ago", "older than consent", "other visits", "a refusal"),
        *("refused later", "refused on the same day"),
    ],
)
def test_each_thing_a_signature_binds_decides(change: Change) -> None:
    day = joined()
    day.visit("v3", "council", "shopping", "12:00", "13:00")
    change(day)
    assert day.broken() == {"join_signed"}


@pytest.mark.parametrize(
    "change",
    [
        decision(outcome="absorb", tasks=["Insulin", "MEAL", "wash"], worker="nurse", worker_kind="registered_nurse"),
        decision(on=on(0), since=on(0), until=on(0)),
        decision(on=on(-200)),
        decision(visits=["v2", "v1"]),
        refusal(-2),
        lambda day: (refusal(-1)(day), decision(answers="decision 2")(day)),
    ],
    ids=["bound to what it is", "today alone", "as old as the consent", "turned round", "answered later", "named"],
)
def test_what_holds_holds(change: Change) -> None:
    day = joined()
    change(day)
    assert day.broken() == set()


def test_a_carer_of_the_day_signs_nothing_as_nurse_lead() -> None:
    for by, broken in (
        ("carer Sample", {"join_signed"}),
        ("carer", {"join_signed"}),
        ("Sample, carer RN", {"join_signed"}),
        ("nurse Sample", set()),
    ):
        day = joined()
        decision(by=by)(day)
        assert day.broken() == broken, by


def test_who_is_no_nurse_lead_signs_where_no_health_task_is_touched() -> None:
    day = joined()
    day.the("visits", "v1")["tasks"] = [task("shopping")]
    decision(role="scheduler")(day)
    assert day.broken() == set()
    day.the("visits", "v1")["tasks"] = [task("insulin", owner="social")]  # the owner's cell was left out
    assert day.broken() == {"join_signed"}


def test_an_agreement_made_beforehand_is_enough_between_two_providers() -> None:
    day = joined()
    day.tables["join_decisions"].clear()
    day.the("agreements", "trust and council").update(pre_agreed=["absorb"])
    assert day.broken() == {"join_signed"}  # nobody has signed the agreement
    day.the("agreements", "trust and council").update(signed=on(1), signed_by="Lee Sample")
    assert day.broken() == {"join_signed"}
    day.the("agreements", "trust and council").update(signed=on(-9))
    assert day.broken() == set()
    day.the("agreements", "trust and council").update(pre_agreed=["join"])
    assert day.broken() == {"join_signed"}
    day.the("agreements", "trust and council").update(pre_agreed=["absorb"])
    refusal(-100)(day)
    assert day.broken() == {"join_signed"}  # a refusal holds whatever is agreed elsewhere


def three() -> LittleDay:
    """Three visits made as one, signed for as three; two of them were once refused."""
    day = joined()
    day.visit("v3", "council", "shopping", "07:30", "09:30")
    day.joins.clear()
    day.stops.clear()
    day.join("v1+v2+v3", "absorb", "v1.0 v2.0 v3.0", 45)
    day.stop("v1+v2+v3", "nurse", "08:00")
    decision(visits=["v1", "v2", "v3"])(day)
    return day


def test_a_refused_pair_blocks_the_three_until_it_is_answered() -> None:
    day = three()
    assert day.broken() == set()
    refusal(0, "v3", "v2")(day)
    assert day.broken() == {"join_signed"}
    day.the("join_decisions", "decision 2")["on"] = on(-2)
    assert day.broken() == set()


def test_a_signature_for_two_is_none_for_three() -> None:
    day = three()
    decision(visits=["v1", "v2"])(day)
    assert day.broken() == {"join_signed"}


def within() -> LittleDay:
    """Two visits of the council made as one by its carer, under its standing agreement."""
    day = LittleDay()
    day.visit("v1", "council", "shopping", "08:00", "10:00")
    day.visit("v2", "council", "meal", "08:00", "10:00")
    day.join("v1+v2", "join", "v1.0 v2.0", 30)
    day.stop("v1+v2", "carer", "09:00")
    day.add(
        "standing_agreements",
        id="G",
        organisation="council",
        outcome="join",
        tasks=["Shopping", "meal"],
        signed_by="Noor Madeup",
        role="scheduler",
        signed=on(0),
        review=on(0),
    )
    return day


def standing(**fields: Any) -> Change:
    return update("standing_agreements", "G", **fields)


def test_a_standing_agreement_stands_for_signatures_within_one_provider() -> None:
    assert within().broken() == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda day: day.tables["standing_agreements"].clear(),
        standing(organisation="care"),
        standing(outcome="absorb"),
        standing(tasks=["meal"]),
        standing(signed_by="nobody"),
        standing(signed=on(1), review=on(9)),
        standing(signed=on(-9), review=on(-1)),
        lambda day: day.the("visits", "v1")["tasks"][0].update(owner="health"),
        standing(tasks=["shopping", "meal", "insulin"]),
    ],
    ids=["none", "organisation", "outcome", "tasks", "name", "from tomorrow", "review due", "health", "codes"],
)
def test_each_condition_of_a_standing_agreement_decides(change: Change) -> None:
    day = within()
    change(day)
    assert day.broken() == {"join_signed"}


def test_who_pays_does_not_matter_to_who_delivers() -> None:
    day = within()
    day.the("visits", "v2").update(provider="council", organisation="care", commissioner="care")
    assert day.broken() == set()


def test_a_signature_is_not_older_than_the_delegation_it_rests_on() -> None:
    day = insulin_by_carer()
    day.stops.clear()
    day.visit("v2", "council", "meal", "07:30", "09:00")
    day.join("v1+v2", "delegate", "v1.0 v2.0", 30)
    day.stop("v1+v2", "carer", "08:00")
    day.signed("v1", "v2", on=on(-59))
    assert day.broken() == set()
    decision(on=on(-61))(day)
    assert day.broken() == {"join_signed"}


@pytest.mark.parametrize(
    ("by", "fields", "counts"),
    [
        ("carer Sample", {}, False),
        ("Robin Madeup", {"left": on(-1)}, False),
        ("Robin Madeup", {}, True),
        ("Noor Madeup", {}, True),
    ],
)
@pytest.mark.parametrize("role", ["registrant", "manager"])
def test_a_carer_or_a_registrant_who_left_accepts_no_late_medicine(
    by: str, fields: Any, counts: bool, role: str
) -> None:
    day = LittleDay()
    day.registrant(**fields)
    row = {"until": ticks("13:30"), "by": by, "reason": "held up", "on": on(0), "role": role}
    day.visit("v1", "council", "tablets", "08:00", "09:00", windows_hard=False, late_accepted=[row])
    problem = day.problem()
    accepted = accepted_until(Register(problem), problem.visit["v1"])
    assert accepted == (ticks("13:30") if counts else None)


@pytest.mark.parametrize(("by", "counts"), [("Robin Madeup", True), ("nurse", True), ("Noor Madeup", False)])
def test_of_insulin_only_whom_the_day_knows(by: str, counts: bool) -> None:
    day = LittleDay()
    day.registrant()
    row = {"until": ticks("13:30"), "by": by, "reason": "held up", "on": on(0), "role": "nurse lead"}
    day.visit("v1", "trust", "insulin", "08:00", "09:00", windows_hard=False, late_accepted=[row])
    problem = day.problem()
    assert accepted_until(Register(problem), problem.visit["v1"]) == (ticks("13:30") if counts else None)


@pytest.mark.parametrize(
    ("by", "fields", "stopped", "counts"),
    [
        ("Robin Madeup", {}, None, True),
        ("R", {"left": on(-1)}, None, False),
        ("Robin Madeup", {"left": on(0)}, None, True),
        ("Robin Madeup, RN", {"registered_until": on(-1)}, None, False),
        ("Robin Madeup", {"registration": "99A1 (lapsed)"}, None, False),
        ("Robin Madeup", {}, stop("registrant", "R", "06:00"), False),
        ("Robin Madeup", {}, stop("registrant", "R", "12:00"), True),
        ("nurse Sample", {}, stop("worker", "helper", "06:00"), True),
    ],
)
def test_who_is_gone_or_stopped_signs_nothing(by: str, fields: Any, stopped: Change | None, counts: bool) -> None:
    day = joined()
    day.registrant(**fields)
    decision(by=by)(day)
    if stopped is not None:
        stopped(day)
    assert day.broken() == (set() if counts else {"join_signed"})
