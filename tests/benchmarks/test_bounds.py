"""The benchmark of the bound: single-handed days are what they say, and the table names a gap for each."""

from __future__ import annotations

import math
import re

import pytest

from benchmarks import bounds
from benchmarks.single import single_handed

pytestmark = pytest.mark.kernel


def test_single_handed_days_have_nothing_that_ties_rounds_together() -> None:
    problem = single_handed(60, 1)
    assert len(problem.visits) == 60
    assert all(visit.workers == 1 for visit in problem.visits)
    assert not problem.links
    assert not problem.pins
    assert problem.digest == single_handed(60, 1).digest != single_handed(60, 2).digest


@pytest.mark.parametrize("kind", ["single-handed", "common", "full"])
def test_the_table_has_a_row_a_day(kind: bounds.Kind, capsys: pytest.CaptureFixture[str]) -> None:
    bounds.run([20], 1, [0.0, 1.0], 0.5, kind)
    said = capsys.readouterr().out
    assert said.startswith(f"{kind} days")
    (row,) = [line for line in said.splitlines() if re.match(r"\s+\d+\s+1\s+\d+\s", line)]
    pairs = re.findall(r"(\S+) / (\S+)", row)
    assert len(pairs) == 2
    gaps = [[_per_cent(gap) for gap in pair] for pair in pairs]
    assert all(0 <= known <= found for found, known in gaps)  # the cheapest known is no dearer than the roster
    assert gaps[1][0] < gaps[0][0]  # what a second finds beyond the first look


def _per_cent(gap: str) -> float:
    words = {"proven": 0.0, "none": math.inf}
    return words[gap] if gap in words else float(gap)
