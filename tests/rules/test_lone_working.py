"""Rule lone_working: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Horizon, Link, Problem, UnpaidCarer
from solver.terms import Forbid

if TYPE_CHECKING:
    from .conftest import Build


def _flagged(build: Build, wish: str, **fields: Any) -> Problem:
    visit = build.visit("v1", window=(build.at(6), build.at(23)), **fields)
    return build.problem(visit, build.visit("v2"), clients=(build.client("ada", "a", lone_working=wish),))


def test_no_flag(build: Build) -> None:
    assert build.breaches("lone_working", _flagged(build, "none"), s1=[("v1", build.at(22))]) == []


def test_a_pair(build: Build) -> None:
    (found,) = build.breaches("lone_working", _flagged(build, "pair"), s1=[("v1", build.at(9))])
    assert found.hard
    assert found.sentence == (
        "Ada Testperson's visit v1 at 09:00: the address wants two workers, and Wanda Example goes alone."
    )
    assert build.breaches("lone_working", _flagged(build, "pair", workers=2), s1=["v1"], s2=["v1"]) == []
    link = Link(id="pair", kind="double_handed", first="v1", second="v2")
    linked = _flagged(build, "pair").replace(links=(link,))
    assert build.breaches("lone_working", linked, s1=["v1"], s2=["v2"]) == []


@pytest.mark.parametrize(("hour", "minute", "dark"), [(6, 19, False), (6, 18, True), (17, 49, False), (17, 50, True)])
def test_the_whole_visit_in_daylight(build: Build, hour: int, minute: int, dark: bool) -> None:
    found = build.breaches("lone_working", _flagged(build, "daylight"), s1=[("v1", build.at(hour, minute))])
    assert bool(found) == dark
    if (hour, minute) == (17, 50):
        assert found[0].sentence == (
            "Ada Testperson's visit v1 at 17:50 to 18:20 with Wanda Example: the address is visited in daylight only, "
            "06:19 to 18:19 at the rule pack's place."
        )


def test_hours_of_the_pack_hold_too(build: Build) -> None:
    problem = _flagged(build, "daylight").replace(pack={"lone_working": {"daylight_to_hour": 17.0}})
    assert build.breaches("lone_working", problem, s1=[("v1", build.at(16, 30))]) == []
    assert build.breaches("lone_working", problem, s1=[("v1", build.at(16, 31))])


def test_the_light_is_that_of_the_place_and_the_date(build: Build) -> None:
    """In Newcastle it is dark before London, and an hour later by the clock after the change of March."""
    days = Horizon(start=datetime(2026, 3, 28, tzinfo=UTC), days=2)
    problem = _flagged(build, "daylight").replace(horizon=days)
    north = tuple(place.model_copy(update={"lat": 54.98, "lon": -1.61}) for place in problem.places)
    south = tuple(place.model_copy(update={"lat": 51.5, "lon": -0.1}) for place in problem.places)
    ends = []
    for places in (north, south):
        term = build.terms("lone_working", problem.replace(places=places))[0]
        ends.append([days.moment(last) for _, last in term.intervals])
    assert [f"{end:%d %H:%M}" for end in ends[0]][1:3] == ["28 18:39", "29 19:41"]
    assert ends[1][1] < ends[0][1]  # in spring the north has the longer evening


@pytest.mark.parametrize("helps", [True, False])
def test_an_unpaid_carer_is_no_second_worker_at_a_flagged_address(build: Build, helps: bool) -> None:
    """The carer may hold the other end of a sheet; whoever is sent still goes alone to where nobody should."""
    carer = UnpaidCarer(
        id="c1",
        client="ada",
        name="Ma Testperson",
        second_hands=helps,
        carer_agreed=date(2026, 1, 5),
        client_agreed=date(2026, 1, 5),
    )
    visit = build.visit("v1", window=(build.at(6), build.at(23)), workers=2, unpaid_carer="c1")
    flagged = (build.client("ada", "a", lone_working="pair"),)
    problem = build.problem(visit, clients=flagged, unpaid_carers=(carer,))
    rounds = {"s1": ["v1"]} if helps else {"s1": ["v1"], "s2": ["v1"]}
    assert bool(build.breaches("lone_working", problem, **rounds)) == helps
    forbids = [term for term in build.terms("lone_working", problem) if isinstance(term, Forbid)]
    assert any(term.pairs[0].all() for term in forbids) == helps
