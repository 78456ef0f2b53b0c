"""What a pack asks less than the built-in one is found by rule and value, whichever rule it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fixtures.joint import joined_day
from solver.domain import InputFaults, Problem
from solver.rules import Pack, find_loosened, list_loosened, tell_loosened
from solver.rules.loosened import DIRECTIONS

REAL = {rule: entry for rule, entry in Pack.load().entries.items() if entry.kind != "literature"}


def a_day(pack: dict[str, dict[str, Any]]) -> Problem:
    return joined_day()[0].replace(pack=pack)


def test_of_every_value_it_is_said_which_change_asks_less() -> None:
    """Whoever adds a rule of real care, or a value to one, says so in pack.toml: no loosening goes untold."""
    for rule, entry in REAL.items():
        assert set(entry.looser) == set(entry.values), (
            f'say looser = {{ value = "lower", ... }} for {rule} in pack.toml'
        )
        assert set(entry.looser.values()) <= DIRECTIONS, rule


def changed(value: Any, direction: str) -> tuple[Any, Any]:
    """A value that asks less than this one, and one that does not."""
    if isinstance(value, dict):
        least, most = {}, {}
        for key, one in value.items():
            least[key], most[key] = changed(one, direction)
        return least, most
    if direction == "fewer":
        return value[1:], [*value, *value[:1]]
    if isinstance(value, list):
        return [changed(one, direction)[0] for one in value], [changed(one, direction)[1] for one in value]
    if direction in ("on", "off"):
        return direction == "on", direction != "on"
    if direction == "zero":
        return value / 1000, value / 2
    if direction == "other":
        return value + 1, value
    less, more = (value / 2, value * 2) if direction == "lower" else (value * 2, value / 2)
    return type(value)(less), type(value)(more)


VALUES = [(rule, name, way) for rule, entry in REAL.items() for name, way in entry.looser.items() if way != "free"]


# The pack itself refuses what would loosen these.
REFUSED = {
    ("lone_working", "daylight_to_hour"),
    ("competency", "hard"),
    ("refused_worker", "hard"),
    ("authority_registrant", "grace_days"),
    ("call_spacing", "dose_minutes"),
}


@pytest.mark.parametrize(("rule", "value", "way"), VALUES, ids=[f"{rule}.{value}" for rule, value, _ in VALUES])
def test_every_value_is_told_when_it_asks_less_and_only_then(rule: str, value: str, way: str) -> None:
    known = REAL[rule].values[value]
    less, more = changed(known, way)
    if value.endswith("to_hour"):
        less = min(less, 24)  # there is no later one: what ends a day at 24 already asks for nothing
    already = known is (way == "on") if way in ("on", "off") else not known if not isinstance(known, dict) else False
    try:
        found = find_loosened(Pack.for_problem(a_day({rule: {value: less}})))
    except InputFaults:
        assert (rule, value) in REFUSED
        return
    wanted = [] if already or less == known else [(rule, value)]
    assert [(one.rule, one.value) for one in found] == wanted
    assert find_loosened(Pack.for_problem(a_day({rule: {value: more}}))) == []


@pytest.mark.parametrize("rule", [rule for rule, entry in REAL.items() if entry.enabled and not entry.always])
def test_every_rule_that_is_off_is_told(rule: str, tmp_path: Path) -> None:
    file = tmp_path / "pack.toml"
    file.write_text(f"[{rule}]\nenabled = false\n")
    assert [(one.rule, one.value, one.now) for one in find_loosened(Pack.load(file))] == [(rule, "", "off")]


def test_the_sentence() -> None:
    problem = a_day(
        {
            "break": {"enabled": False},
            "daily_rest": {"minutes": 0},
            "join_order": {"before": []},
            "lateness_cap": {"minutes": [180, 120, 90, 60, 600]},
            "call_spacing": {"least_minutes": {"meal": 0}},
            "mileage": {"pence_per_mile": {"car": 0}},
        }
    )
    assert tell_loosened(problem) == (
        "Loosened: lateness_cap: minutes 180 / 120 / 90 / 60 / 600 (else 180 / 120 / 90 / 60 / 60); "
        "call_spacing: least minutes {meal 0, medicine 0, personal_care 0} "
        "(else {meal 90, medicine 0, personal_care 0}); "
        "break is off; daily_rest: minutes 0 (else 660); join_order: before without insulin > meal."
    )
    assert tell_loosened(a_day({})) is None


def test_a_literature_instance_loosens_nothing() -> None:
    problem = a_day({"daily_rest": {"enabled": False}})
    assert list_loosened(problem) == ["daily_rest is off"]
    clock = problem.horizon.model_copy(update={"ticks_per_minute": 10})
    assert list_loosened(problem.model_copy(update={"horizon": clock})) == []


def test_a_visit_that_costs_next_to_nothing_to_leave_out_is_told() -> None:
    problem = joined_day()[0]
    one, other = (visit.id for visit in problem.visits[:2])
    prices = {"unserved": {"visits": {one: 50, other: 49000}}}
    assert list_loosened(problem.replace(pack=prices)) == [f"unserved: price of {one} 50 (else 50000)"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"clean": ["wound_care", "toileting"]}, "toileting clean (else dirty)"),
        ({"dirty": ["toileting", "wound_care"], "clean": []}, "wound care dirty (else clean)"),
        ({"clean": ["TOILETING"]}, "toileting clean (else dirty)"),
    ],
)
def test_what_was_dirty_and_is_called_clean_is_told(values: dict[str, Any], told: str) -> None:
    known = REAL["join_infection"].values
    said = {name: [*known[name], *more] if more else known[name] for name, more in values.items()}
    if "clean" in values and not values["clean"]:
        said["clean"] = [code for code in known["clean"] if code != "wound_care"]
    assert any(told in phrase for phrase in list_loosened(a_day({"join_infection": said})))


def test_what_nobody_had_called_either_may_be_called_clean() -> None:
    said = [*REAL["join_infection"].values["clean"], "foot_bath"]
    assert list_loosened(a_day({"join_infection": {"clean": said}})) == []


STATUTE = {rule: entry for rule, entry in REAL.items() if entry.kind == "statute" and entry.enabled}
# Of rules of statute, what may change without a word: prices that are no part of the law, and facts of the contract.
UNTOLD = {
    "competency": {"price"},  # hard on every real clock
    "break": {"missed_price"},  # counts only where it is not hard, which is told
    "paid_travel": {"home"},  # from and to home is no working time
    # What is free of tax; nobody has to pay it.
    "mileage": {"pence_per_mile", "home_share", "after_miles", "pence_after"},
    "minimum_wage": {"travel_paid", "waiting_paid"},  # what the employer does pay; the report follows from it
}


@pytest.mark.parametrize("rule", STATUTE)
def test_nothing_of_a_rule_of_statute_is_loosened_untold(rule: str) -> None:
    """Rest, hours, breaks, young workers and minimum wage among them: the list is derived from the pack."""
    entry = STATUTE[rule]
    assert {value for value, way in entry.looser.items() if way == "free"} == UNTOLD.get(rule, set())
    if not entry.always:
        if rule == "competency":
            with pytest.raises(InputFaults):
                Pack.for_problem(a_day({rule: {"enabled": False}}))
        else:
            assert list_loosened(a_day({rule: {"enabled": False}})) == [f"{rule} is off"]


def test_the_laws_about_work_are_among_them() -> None:
    about_work = {"break", "daily_rest", "weekly_rest", "weekly_hours", "young_workers", "minimum_wage"}
    assert about_work <= STATUTE.keys()
