"""Rule daily_rest: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(("young", "hours"), [(False, 11), (True, 12)])
@pytest.mark.parametrize(("second", "short"), [(0, 0), (1, 1)])
def test_hours_between_working_days(build: Build, young: bool, hours: int, second: int, short: int) -> None:
    """Back at 22:00; leaving eleven (twelve) hours later is enough, a second less is not."""
    at = build.at
    leave = at(22 + hours) - second
    problem = build.problem(
        build.visit("v1", window=(at(16), at(22))),
        build.visit("v2", window=(at(30), at(40))),
        workers=(build.worker("wanda", under_18=young),),
        shifts=(
            build.shift("s1", "wanda", at(14), at(22)),
            build.shift("s2", "wanda", at(6, day=1), at(14, day=1)),
        ),
        days=2,
    )
    found = build.breaches("daily_rest", problem, s1=[("v1", at(21, 20))], s2=[("v2", leave + 600)])
    assert [breach.amount for breach in found] == [short] * bool(short)
    if short:
        assert found[0].hard
        assert found[0].sentence.startswith("Wanda Example is back at Mon 22:00 from shift s1 and leaves at Tue ")
        assert found[0].sentence.endswith(f"; {hours} h 00 min are wanted.")
    assert build.breaches("daily_rest", problem, s1=[("v1", at(21, 20))]) == []


def test_a_split_day_is_one_working_day(build: Build) -> None:
    at = build.at
    shifts = (build.shift("s1", "wanda", at(8), at(12)), build.shift("s2", "wanda", at(16), at(20)))
    problem = build.problem(build.visit("v1"), build.visit("v2"), shifts=shifts)
    assert build.breaches("daily_rest", problem, s1=[("v1", at(11))], s2=[("v2", at(16, 10))]) == []
