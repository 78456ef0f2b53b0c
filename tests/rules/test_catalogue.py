"""A rule is complete: its file, its attributes, its test, its entry in the pack. Whoever forgets one is told which."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import pytest

from solver.rules import RULES, Breach, Case, Pack, Rule, Scope, Term, Timeline
from solver.rules.catalogue import FILES, SETTINGS

TESTS = Path(__file__).parent
ROOM = TESTS.parents[1] / "solver" / "rules"
GIVEN: dict[str, Any] = {"id": "made_up", "scope": "round", "forbids": True, "costs": False, "literature": False}


def breaches(self: Rule, case: Case, timeline: Timeline) -> Iterable[Breach]:
    return ()


def lower(self: Rule, case: Case) -> Iterable[Term]:
    return ()


def declare(**attributes: Any) -> Rule:
    """A rule as its file would define it."""
    return type("MadeUpRule", (Rule,), {"breaches": breaches, "lower": lower, **attributes})()


@pytest.mark.parametrize("left_out", sorted(GIVEN))
def test_a_rule_that_leaves_an_attribute_out_cannot_be_imported(left_out: str) -> None:
    assert declare(**GIVEN).id == "made_up"
    with pytest.raises(TypeError, match=f"MadeUpRule does not say its {left_out}: every rule does"):
        declare(**{name: value for name, value in GIVEN.items() if name != left_out})


def test_a_scope_that_nobody_knows_cannot_be_imported() -> None:
    for scope in get_args(Scope):
        assert declare(**{**GIVEN, "scope": scope}).scope == scope
    with pytest.raises(TypeError, match="scope is 'team'; want one of round, worker, partners, client, roster"):
        declare(**{**GIVEN, "scope": "team"})


@pytest.mark.parametrize("left_out", ["breaches", "lower"])
def test_a_rule_says_both_breaches_and_terms(left_out: str) -> None:
    with pytest.raises(TypeError, match=left_out):
        declare(**GIVEN, **{left_out: getattr(Rule, left_out)})


def test_what_neither_forbids_nor_costs_reports() -> None:
    assert [
        declare(**{**GIVEN, "forbids": forbids, "costs": costs}).reports
        for forbids, costs in ((True, True), (True, False), (False, True), (False, False))
    ] == [False, False, False, True]


def test_every_file_that_defines_a_rule_is_in_the_catalogue() -> None:
    defining = [path for path in ROOM.rglob("*.py") if "Rule):\n" in path.read_text("utf-8")]
    files = {".".join(path.relative_to(ROOM).with_suffix("").parts) for path in defining}
    assert files - set(FILES) == set(), "add these to FILES of solver/rules/catalogue.py"
    assert len(set(FILES)) == len(FILES)


@pytest.mark.parametrize(("file", "rule"), list(zip(FILES, RULES, strict=True)), ids=FILES)
def test_a_rules_id_is_the_name_of_its_file_and_its_test_lies_beside_the_others(file: str, rule: Rule) -> None:
    *room, name = file.split(".")
    assert rule.id == {"breaks": "break"}.get(name, name), "a rule's id is the name of its file"  # break is Python's
    test = TESTS.joinpath(*room, f"test_{rule.id}.py")
    assert test.exists(), f"write {test.relative_to(TESTS.parents[1])}"


def test_the_pack_has_the_rules_in_the_order_of_the_catalogue() -> None:
    entries, ids = list(Pack.load().entries), [*(rule.id for rule in RULES), *SETTINGS]
    assert set(ids) - set(entries) == set(), "give these an entry in solver/rules/pack.toml"
    assert set(entries) - set(ids) == set(), "neither a rule nor SETTINGS has these entries of pack.toml"
    assert entries == ids, "want the entries of solver/rules/pack.toml in the order of the catalogue"


def test_no_two_rules_have_the_same_name_for_their_costs() -> None:
    names = [rule.label or rule.id.replace("_", " ") for rule in RULES]
    assert len(set(names)) == len(names)


def test_whoever_costs_has_a_price_in_the_pack() -> None:
    pack = Pack.load()
    priced = {
        rule.id for rule in RULES if any("price" in key or key == "pence_per_mile" for key in pack.values(rule.id))
    }
    assert {rule.id for rule in RULES if rule.costs} == priced


def test_reasons_of_what_somebody_is_come_before_those_of_time() -> None:
    """Authority is what somebody is, whenever the visit is made."""
    timed = [rule for rule in RULES if not rule.at_any_time]
    always = [rule for rule in RULES if rule.at_any_time and rule.id != "longest_walk"]  # of the way there, not of them
    assert max(rule.reason_order for rule in always) <= min(rule.reason_order for rule in timed)
    authority = {rule.id for rule in RULES if type(rule).__module__.startswith("solver.rules.authority.")}
    assert authority
    assert authority <= {rule.id for rule in always}


def test_published_instances_have_no_words_for_working_time_pay_and_habit() -> None:
    """Nothing that keeps people safe is switched off there."""
    working_time = {"daily_rest", "weekly_rest", "weekly_hours", "young_workers", "shift_notice", "second_break"}
    pay = {"agency", "contract_hours", "mileage", "minimum_wage"}
    habit = {"caseload", "continuity", "fairness", "lateness_cap", "most_visits", "published", "visit_length"}
    ways = {"bus_hours", "longest_walk"}
    assert {rule.id for rule in RULES if not rule.literature} == working_time | pay | habit | ways
