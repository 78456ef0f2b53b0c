"""The benchmark of the bound: single-handed days are what they say, and the table names a gap for each."""

from __future__ import annotations

import re

import pytest

from benchmarks import bounds
from benchmarks.single import single_handed


def test_single_handed_days_have_nothing_that_ties_rounds_together() -> None:
    problem = single_handed(60, 1)
    assert len(problem.visits) == 60
    assert all(visit.workers == 1 for visit in problem.visits)
    assert not problem.links
    assert not problem.pins
    assert problem.digest == single_handed(60, 1).digest != single_handed(60, 2).digest


def test_the_table_has_a_row_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    bounds.run([20], 1, [0.2, 1.0], 0.5, full=False)
    said = capsys.readouterr().out
    rows = [line for line in said.splitlines() if re.match(r"\s+20\s+1\s+\d+", line)]
    assert len(rows) == 1
    gaps = [float(gap) for gap in re.findall(r"([\d.]+) %", rows[0])]
    assert gaps == sorted(gaps, reverse=True)
