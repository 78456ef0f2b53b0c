"""Rule one_place: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(("second", "short"), [(0, 0), (-1, 1)])
def test_shifts_of_one_worker_that_overlap_on_paper(build: Build, second: int, short: int) -> None:
    """Back from the first at 12:40; the second may leave then and not a second earlier."""
    at = build.at
    shifts = (build.shift("s1", "wanda", at(8), at(13)), build.shift("s2", "wanda", at(12), at(18)))
    problem = build.problem(build.visit("v1"), build.visit("v2"), shifts=shifts)
    assert build.breaches("one_place", problem, s2=[("v2", at(12, 30))]) == []
    found = build.breaches("one_place", problem, s1=[("v1", at(12))], s2=[("v2", at(12, 50) + second)])
    assert [breach.amount for breach in found] == [short] * bool(short)
    if short:
        assert found[0].hard
        assert found[0].sentence == ("Wanda Example leaves for shift s2 at 12:39 before being back from s1 at 12:40.")


def test_different_workers_may_overlap(build: Build) -> None:
    problem = build.problem(build.visit("v1"), build.visit("v2"))
    assert build.breaches("one_place", problem, s1=[("v1", build.at(9))], s2=[("v2", build.at(9))]) == []
