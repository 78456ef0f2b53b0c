"""The rule pack: read whole, changed by name only, and every fault told at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from solver.domain import Horizon, InputFaults
from solver.rules import Pack, rules_table
from solver.rules.pack import _wrong

if TYPE_CHECKING:
    from .conftest import Build


def test_every_entry_has_a_kind_a_source_and_a_sentence() -> None:
    for rule, entry in Pack.load().entries.items():
        assert entry.kind in ("statute", "guidance", "contract", "local", "literature"), rule
        assert entry.source, rule
        assert entry.about.endswith("."), rule
    table = {row.rule: row for row in rules_table(Pack.load())}
    assert table["daily_rest"].values == (
        "minutes = 660, young_minutes = 720, duty_minutes = 780, young_duty_minutes = 720, sleep_minutes = 300, "
        "sleep_from_hour = 23, sleep_to_hour = 6"
    )
    assert table["max_idle"].on is False


def test_overrides_change_values_and_the_digest(build: Build) -> None:
    plain = Pack.for_problem(build.problem())
    changed = Pack.for_problem(build.problem(pack={"mileage": {"pence_per_mile": {"car": 25}, "enabled": False}}))
    assert changed.values("mileage")["pence_per_mile"] == {
        "car": 25,
        "motorcycle": 24.0,
        "bicycle": 20.0,
        "walk": 0.0,
        "transit": 0.0,
    }
    assert not changed.enabled("mileage")
    assert plain.digest != changed.digest
    assert plain.digest == Pack.for_problem(build.problem()).digest


@pytest.mark.parametrize(
    ("pack", "where", "says"),
    [
        ({"milage": {}}, "pack.milage", "max_waiting, mileage, minimum_wage, "),
        ({"mileage": {"pence": 45}}, "pack.mileage.pence", "after_miles, home_share, pence_after, pence_per_mile"),
        ({"mileage": {"pence_per_mile": {"horse": 1}}}, "pack.mileage.pence_per_mile", "found horse"),
        ({"continuity": {"price": "much"}}, "pack.continuity.price", "want a number"),
        ({"continuity": {"price": -1}}, "pack.continuity.price", "not below 0"),
        ({"continuity": {"window_days": 1.5}}, "pack.continuity.window_days", "whole number"),
        ({"break": {"hard": 1}}, "pack.break.hard", "true or false"),
        ({"continuity": {"enabled": 1}}, "pack.continuity.enabled", "true or false"),
        ({"time_window": {"factors": [1, 2]}}, "pack.time_window.factors", "list of 5 numbers"),
        ({"travel_time": {"enabled": False}}, "pack.travel_time.enabled", "cannot be switched off"),
        ({"competency": {"hard": False}}, "pack.competency", "only literature instances"),
        ({"refused_worker": {"enabled": False}}, "pack.refused_worker", "only literature instances"),
        ({"join_infection": {"clean": "insulin"}}, "pack.join_infection.clean", "list of texts"),
        ({"join_infection": {"dirty": ["toileting", 3]}}, "pack.join_infection.dirty", "list of texts"),
        ({"join_order": {"before": ["insulin, meal"]}}, "pack.join_order.before", "found insulin, meal"),
        ({"join_order": {"within_minutes": {"insulin": 3}}}, "pack.join_order.within_minutes", "found insulin"),
        ({"join_order": {"within_minutes": {"a > b": -3}}}, "pack.join_order.within_minutes", "none below 0"),
        ({"authority_registrant": {"grace_days": 91}}, "pack.authority_registrant.grace_days", "want 90 at most"),
        ({"authority_registrant": {"gone": "left"}}, "pack.authority_registrant.gone", "list of texts"),
        ({"unserved": {"visits": {"nobody": 1}}}, "pack.unserved.visits", "id of one of the visits"),
    ],
)
def test_each_wrong_override_is_a_fault(build: Build, pack: dict[str, object], where: str, says: str) -> None:
    with pytest.raises(InputFaults) as caught:
        Pack.for_problem(build.problem(pack=pack))
    (fault,) = caught.value.faults
    assert fault.where == where
    assert says in fault.expected


SAFETY = [
    rule
    for rule, entry in Pack.load().entries.items()
    if entry.always and rule.startswith(("authority_", "suspended", "join_"))
]


@pytest.mark.parametrize("rule", SAFETY)
def test_authority_and_what_is_never_joined_cannot_be_switched_off_or_softened(
    build: Build, tmp_path: Path, rule: str
) -> None:
    for change in ({"enabled": False}, {"hard": False}, {"price": 1.0}):
        with pytest.raises(InputFaults) as caught:
            Pack.for_problem(build.problem(pack={rule: change}))
        (fault,) = caught.value.faults
        values = ", ".join(sorted(Pack.load().values(rule))) or "none"
        assert "cannot be switched off" in fault.expected or fault.expected.endswith(f"this rule has: {values}")
    path = tmp_path / "ours.toml"
    for line in ("enabled = false", "always = false", "values = { hard = false }"):
        path.write_text(f"[{rule}]\n{line}\n")
        with pytest.raises(InputFaults):
            Pack.load(path)


def test_pairs_and_lists_of_text_are_replaced_and_added(build: Build) -> None:
    pack = Pack.for_problem(
        build.problem(
            pack={"join_order": {"before": ["a > b"], "within_minutes": {"a > b": 10}}, "join_infection": {"dirty": []}}
        )
    )
    assert pack.values("join_order") == {"before": ["a > b"], "within_minutes": {"insulin > meal": 30.0, "a > b": 10}}
    assert pack.values("join_infection")["dirty"] == []


def test_all_faults_at_once(build: Build) -> None:
    with pytest.raises(InputFaults) as caught:
        Pack.for_problem(build.problem(pack={"nonsense": {}, "agency": {"price": -1, "colour": "red"}}))
    assert len(caught.value.faults) == 3


def test_a_literature_clock_may_soften_competency(build: Build) -> None:
    horizon = Horizon(start=build.problem().horizon.start, ticks_per_minute=1000)
    soft = build.problem(build.visit("v1"), horizon=horizon, pack={"competency": {"hard": False, "price": 3}})
    assert Pack.for_problem(soft).values("competency") == {"hard": False, "price": 3}


def test_a_pack_file_names_only_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(
        'name = "ours"\n[daily_rest]\nsource = "our policy"\nkind = "local"\nvalues = { minutes = 720.0 }\n'
    )
    pack = Pack.load(path)
    assert (pack.name, pack.values("daily_rest")) == ("ours", {**Pack.load().values("daily_rest"), "minutes": 720.0})
    assert pack.entries["daily_rest"].source == "our policy"
    assert pack.values("overtime") == Pack.load().values("overtime")


def test_a_pack_file_with_faults_names_the_file_and_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('[daily_rest]\nkind = "whim"\ncolour = 1\n[daily_rest.values]\nhours = 11\n[sleep]\nvalues = {}\n')
    with pytest.raises(InputFaults) as caught:
        Pack.load(path)
    assert {fault.where for fault in caught.value.faults} == {
        "daily_rest.kind",
        "daily_rest.colour",
        "daily_rest.values.hours",
        "sleep",
    }
    assert all(fault.file == str(path) for fault in caught.value.faults)
    path.write_text("not = = toml")
    with pytest.raises(InputFaults):
        Pack.load(path)


def test_a_list_that_the_built_in_pack_leaves_empty_takes_texts() -> None:
    assert list(_wrong([], ["w1"], "workers")) == []
    assert list(_wrong([], [4], "workers")) == ["want a list of texts"]


def test_hours_end_with_the_day_and_no_number_is_past_all_sense(build: Build) -> None:
    for rule, value, wrong, right in (
        ("young_workers", "to_hour", 24.5, 24.0),
        ("lone_working", "daylight_to_hour", 1e9, 24.0),
        ("lone_working", "longitude", 181.0, -180.0),
        ("lone_working", "latitude", -91.0, 90.0),
        ("paid_waiting", "price", 1e300, 1e9),
    ):
        with pytest.raises(InputFaults, match=r"at most|at least"):
            Pack.for_problem(build.problem(pack={rule: {value: wrong}}))
        assert Pack.for_problem(build.problem(pack={rule: {value: right}})).values(rule)[value] == right
