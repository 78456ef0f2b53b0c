"""What rules read from a problem: the values where a pack lacks a rule are those of the built-in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Pin, TaskCode
from solver.rules import Pack, Readings
from solver.rules.readings import readings as module
from solver.rules.readings.calls import Span

if TYPE_CHECKING:
    from .conftest import Build


def test_where_the_pack_has_no_such_rule_the_built_in_values_count() -> None:
    pack = Pack.load()
    assert {name: pack.values("lateness_cap")[name] for name in module._CAPS} == module._CAPS
    assert {name: pack.values("call_spacing")[name] for name in module._SPACING} == module._SPACING


def test_a_pin_with_a_start_says_when_a_visit_is_made(build: Build) -> None:
    for start in (build.at(9), None):
        pins = (Pin(visit="v1", start=start, worker=None if start else "wanda"),)
        problem = build.problem(build.visit("v1"), build.visit("v2"), pins=pins)
        readings = Readings(problem, Pack.for_problem(problem))
        found, usual = (readings.span(visit) for visit in problem.visits)
        assert found == (usual if start is None else Span(start, start + 1800, usual.first_day, usual.first_day))


@pytest.mark.parametrize(
    ("code", "fields", "untaught"),
    [
        ("lantus", {}, False),  # says insulin, which is delegated: not ordinary
        ("pill round two", {}, True),
        ("pill round two", {"competencies": ("hoist",)}, False),  # whoever holds it is trained
        ("pill round", {}, False),  # known
        ("walkies", {}, False),  # says no medicine
    ],
)
def test_a_medicine_by_an_unknown_code_that_nobody_is_trained_for(
    build: Build, code: str, fields: dict[str, Any], untaught: bool
) -> None:
    known = TaskCode(code="pill round", call="medicine", also=("pill rounds",))
    problem = build.problem(build.visit("v1"), task_catalogue=(known,))
    readings = Readings(problem, Pack.for_problem(problem))
    assert readings.is_untaught_medicine(build.task(code=code, **fields)) == untaught
