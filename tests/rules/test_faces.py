"""Continuity, measured by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.domain import PastVisit
from solver.rules import ClientFaces, continuity_of, faces_of, timeline
from solver.travel import journeys

if TYPE_CHECKING:
    from .conftest import Build

DAY = 86_400


def test_three_accounts(build: Build) -> None:
    """Ada saw Wanda three times (care) and Xaver once (health); today Wanda brings care and Yusuf both."""
    past = [PastVisit(client="ada", worker="wanda", start=-day * DAY) for day in (1, 2, 3)]
    past.append(PastVisit(client="ada", worker="xaver", start=-DAY, sector="health"))
    past.append(PastVisit(client="ada", worker="yusuf", start=-15 * DAY))
    mixed = (build.task(10), build.task(10, code="insulin", owner="health"))
    problem = build.problem(build.visit("v1"), build.visit("v2", tasks=mixed), history=tuple(past))
    measured = timeline(problem, build.roster(problem, s1=["v1"], s3=["v2"]), journeys(problem))
    faces = faces_of(problem, measured, 14)
    assert faces["care"]["ada"] == ClientFaces(5, 2, 4 / 5, (17 - 5) / 20)
    assert faces["health"]["ada"] == ClientFaces(2, 2, 1 / 2, 0.0)
    assert faces["all"]["ada"] == ClientFaces(6, 3, 4 / 6, (18 - 6) / 30)


def test_means_over_clients(build: Build) -> None:
    problem = build.problem(build.visit("v1"), build.visit("v2"), build.visit("v3", "bert"))
    measured = timeline(problem, build.roster(problem, s1=["v1", "v3"], s2=["v2"]), journeys(problem))
    means = continuity_of(problem, measured, 14)["all"]
    assert (means.clients, means.visits, means.faces) == (2, 3, 1.5)
    assert means.share == pytest.approx(0.75)
    assert means.concentration == 0.0  # ada alone has two visits, by two people
    empty = continuity_of(problem, timeline(problem, build.roster(problem), journeys(problem)), 14)["all"]
    assert (empty.clients, empty.faces) == (0, 0.0)
