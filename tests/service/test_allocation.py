"""Who gets the next slice: on invented curves whose truth is known."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest

from service.overnight.allocation import Curve, Slice, equal_slice, next_slice

Rule = Callable[[Sequence[Curve], Sequence[int], float, float, float], Slice | None]

_AT_ONCE = 10_000.0  # cost units a visit of a roster after one second


def night(rule: Rule, visits: Sequence[int], falls: Sequence[float], whole: float) -> tuple[list[Curve], list[Slice]]:
    """One solver works through a night of teams whose costs fall by so much with each e-fold of time."""
    curves, given = [Curve(many) for many in visits], []
    left = whole
    while (chosen := rule(curves, range(len(curves)), left, 0.0, whole)) is not None:
        curve = curves[chosen.team]
        now = curve.spent + chosen.seconds
        cost = round(_AT_ONCE * curve.visits - falls[chosen.team] * math.log(max(now, 1e-3)))
        curve.add(chosen.seconds, round(1e6 * chosen.seconds), cost, 0)
        given.append(chosen)
        left -= chosen.seconds
        assert len(given) < 1000
    return curves, given


def test_everybody_has_a_roster_first_and_the_biggest_before_others() -> None:
    _, given = night(next_slice, [20, 600, 200], [1e3, 1e5, 3e4], 600.0)
    assert [one.team for one in given[:3]] == [1, 2, 0]
    assert sum(one.seconds for one in given[:3]) < 0.03 * 600


def test_no_second_is_left_over_and_none_is_given_twice() -> None:
    _, given = night(next_slice, [20, 600, 200, 200], [1e3, 1e5, 3e4, 3e4], 600.0)
    assert sum(one.seconds for one in given) == pytest.approx(600, rel=0.01)


def test_of_two_teams_of_one_size_the_one_that_still_falls_gets_more() -> None:
    curves, _ = night(next_slice, [200, 200, 200], [0.0, 60_000, 0.0], 600.0)
    assert curves[1].spent > 2 * max(curves[0].spent, curves[2].spent)


def test_time_is_shared_by_size_where_nothing_else_is_known() -> None:
    curves = [Curve(100), Curve(400)]
    for curve in curves:
        curve.add(0.1, 100_000, 10_000 * curve.visits, 0)
        curve.add(0.1, 100_000, 10_000 * curve.visits, 0)
    assert curves[1].slope == pytest.approx(4 * curves[0].slope)


def test_most_of_a_teams_time_is_one_long_slice() -> None:
    _, given = night(next_slice, [200] * 6, [30_000.0] * 6, 600.0)
    for team in range(6):
        own = [one.seconds for one in given if one.team == team]
        assert max(own) > 0.6 * sum(own)


@pytest.mark.parametrize("falls", [[1e3, 1e3, 3e4, 1e5], [0.0, 0.0, 0.0, 1e5], [2e4, 2e4, 2e4, 2e4]])
def test_costs_less_than_an_equal_share_where_sizes_differ(falls: list[float]) -> None:
    visits = [20, 20, 200, 600]
    ours, _ = night(next_slice, visits, falls, 600.0)
    theirs, _ = night(equal_slice, visits, falls, 600.0)
    assert sum(curve.spent for curve in ours) == pytest.approx(sum(curve.spent for curve in theirs), rel=0.01)
    same = sum(curve.cost or 0 for curve in theirs)
    if len(set(falls)) > 1:
        assert sum(curve.cost or 0 for curve in ours) < same
    else:  # sizes mislead, the slices tell: what that costs is bounded
        assert sum(curve.cost or 0 for curve in ours) < same + 0.5 * sum(falls)


def test_visits_left_out_make_a_team_steep() -> None:
    calm, alarmed = Curve(200), Curve(200)
    calm.add(1.0, 1_000_000, 70_000_000, 0)
    alarmed.add(1.0, 1_000_000, 90_000_000, 20_000_000)
    assert alarmed.slope > 2 * calm.slope


def test_a_slice_is_never_longer_than_a_crash_may_cost() -> None:
    _, given = night(next_slice, [20], [1e3], 8 * 3600.0)
    assert max(one.seconds for one in given) <= 64 * 0.5 + 1e-6


def test_an_equal_share_is_equal_and_one_slice_each() -> None:
    curves, given = night(equal_slice, [20, 600, 200], [1e3, 1e5, 3e4], 600.0)
    assert len(given) == 3
    assert [curve.spent for curve in curves] == pytest.approx([200.0] * 3)


def test_nothing_is_given_where_nothing_is_left() -> None:
    assert next_slice([Curve(20)], [0], 0.0, 0.0, 10.0) is None
    assert next_slice([Curve(20)], [], 5.0, 0.0, 10.0) is None
