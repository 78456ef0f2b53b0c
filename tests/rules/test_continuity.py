"""Rule continuity: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.domain import PastVisit

if TYPE_CHECKING:
    from .conftest import Build


DAY = 86_400


@pytest.mark.parametrize(("past", "new"), [(None, True), (-1, False), (-14 * DAY, False), (-14 * DAY - 1, True)])
def test_a_face_of_the_last_fourteen_days_is_familiar(build: Build, past: int | None, new: bool) -> None:
    history = () if past is None else (PastVisit(client="ada", worker="wanda", start=past),)
    problem = build.problem(build.visit("v1"), history=history)
    found = build.breaches("continuity", problem, s1=[("v1", build.at(9))])
    assert [breach.cost for breach in found] == [250_000] * new
    if new:
        assert found[0].sentence == "Wanda Example is a new face for Ada Testperson (visit v1, 09:00)."


def test_a_new_face_counts_once_a_client(build: Build) -> None:
    problem = build.problem(build.visit("v1"), build.visit("v2"), build.visit("v3", "bert"))
    assert len(build.breaches("continuity", problem, s1=["v1", "v2"])) == 1
    assert len(build.breaches("continuity", problem, s1=["v1", "v2", "v3"])) == 2
    assert len(build.breaches("continuity", problem, s1=["v1"], s2=["v2"])) == 2
