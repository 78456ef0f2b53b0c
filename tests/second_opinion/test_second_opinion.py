"""The second opinion stays one: it reads the domain, and neither rules nor joining nor the checker."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import benchmarks.second_opinion as package
from benchmarks.second_opinion import judge
from solver.domain import Horizon

from .little_day import LittleDay, insulin_by_carer

FILES = sorted(Path(package.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("path", [path for path in FILES if path.name != "comparison.py"], ids=lambda path: path.stem)
def test_what_judges_and_what_draws_days_import_the_domain_alone(path: Path) -> None:
    imported = {
        node.module
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0
    }
    assert {
        name for name in imported if name.split(".")[0] == "solver" and not name.startswith("solver.domain")
    } == set()


def test_problems_of_the_literature_know_none_of_it() -> None:
    day: LittleDay = insulin_by_carer()
    day.tables["delegations"].clear()
    problem = day.problem()
    assert judge(problem, day.roster())
    horizon = Horizon(start=problem.horizon.start, days=2, ticks_per_minute=1000)
    assert judge(problem.replace(horizon=horizon), day.roster()) == ()


def test_a_roster_without_times_is_refused() -> None:
    day = insulin_by_carer()
    day.stops["shift of carer"][0]["start"] = None
    with pytest.raises(ValueError, match="want a start for v1"):
        judge(day.problem(), day.roster())
