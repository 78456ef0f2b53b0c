"""Rule shift_bounds: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(
    ("start", "early", "late"), [((8, 10), 0, 0), ((8, 9), 60, 0), ((15, 50), 0, 0), ((15, 51), 0, 60)]
)
def test_both_ends(build: Build, start: tuple[int, int], early: int, late: int) -> None:
    """Ten minutes there, half an hour, ten minutes back: leave at 8:00, or back at 16:30 with 30 min of overtime."""
    problem = build.problem(build.visit("v1"))
    found = build.breaches("shift_bounds", problem, s1=[("v1", build.at(*start))])
    assert [breach.amount for breach in found] == [early or late] * bool(early or late)
    assert all(breach.hard for breach in found)
    if early:
        assert found[0].sentence == "Wanda Example leaves at 07:59, 1 min before shift s1 starts at 08:00."
    if late:
        assert found[0].sentence == (
            "Wanda Example is back at 16:31, 1 min later than shift s1 allows (16:00 and 30 min of overtime)."
        )


def test_the_shifts_own_overtime_comes_first(build: Build) -> None:
    problem = build.problem(build.visit("v1"), shifts=(build.shift("s1", "wanda", max_overtime=0),))
    assert build.breaches("shift_bounds", problem, s1=[("v1", build.at(15, 20))]) == []
    assert build.breaches("shift_bounds", problem, s1=[("v1", build.at(15, 20, second=1))])
