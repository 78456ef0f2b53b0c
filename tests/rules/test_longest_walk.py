"""Rule longest_walk: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from solver.check import check
from solver.domain import (
    Client,
    Horizon,
    Matrix,
    Organisation,
    Place,
    Problem,
    Shift,
    Task,
    Travel,
    Visit,
    Window,
    Worker,
)
from solver.rules import FOREVER
from solver.solving import solve
from solver.terms import LegLimit

from .conftest import MINUTE, PLACES

if TYPE_CHECKING:
    from .conftest import Build


def on_foot(build: Build, *visits: Visit, pack: dict[str, Any] | None = None, **worker: Any) -> Problem:
    """Everything ten minutes apart; wanda walks, xaver drives."""
    rows = tuple(tuple(0 if here == there else 10 * MINUTE for there in PLACES) for here in PLACES)
    ways = tuple(Matrix(mode=mode, places=PLACES, durations=rows) for mode in ("walk", "car"))
    workers = (build.worker("wanda", mode="walk", **worker), build.worker("xaver"))
    return build.problem(
        *visits,
        workers=workers,
        shifts=(build.shift("s1", "wanda"), build.shift("s2", "xaver")),
        travel=Travel(matrices=ways),
        pack={"longest_walk": {"minutes": 10}} | (pack or {}),
    )


@pytest.mark.parametrize(("minutes", "far"), [(11, 0), (10, 0), (9, 60)])
def test_between_two_visits_from_home_and_back(build: Build, minutes: int, far: int) -> None:
    visits = build.visit("v1"), build.visit("v2", "bert")
    problem = on_foot(build, *visits, pack={"longest_walk": {"minutes": minutes}})
    found = build.breaches("longest_walk", problem, s1=[("v1", build.at(9)), ("v2", build.at(10))])
    assert [(breach.amount, breach.hard) for breach in found] == [(far, True)] * (3 if far else 0)
    assert build.breaches("longest_walk", problem, s2=[("v1", build.at(9)), ("v2", build.at(10))]) == []
    if far:
        assert [breach.sentence for breach in found] == [
            "Wanda Example walks 10 min to Ada Testperson's visit v1; 9 min is the longest walk.",
            "Wanda Example walks 10 min to Bert Testperson's visit v2; 9 min is the longest walk.",
            "Wanda Example walks 10 min to where the shift ends; 9 min is the longest walk.",
        ]


@pytest.mark.parametrize(("own", "broken"), [(9, True), (10, False), (None, False)])
def test_a_worker_states_another_limit(build: Build, own: int | None, broken: bool) -> None:
    problem = on_foot(build, build.visit("v1"), longest_walk=None if own is None else own * MINUTE)
    assert bool(build.breaches("longest_walk", problem, s1=[("v1", build.at(9))])) is broken
    longer = on_foot(build, build.visit("v1"), longest_walk=12 * MINUTE, pack={"longest_walk": {"minutes": 5}})
    assert build.breaches("longest_walk", longer, s1=[("v1", build.at(9))]) == []


def test_the_term_is_about_shifts_on_foot(build: Build) -> None:
    (term,) = build.terms("longest_walk", on_foot(build, build.visit("v1")))
    assert isinstance(term, LegLimit)
    assert term.ticks.tolist() == [10 * MINUTE, FOREVER]
    assert build.terms("longest_walk", build.problem(build.visit("v1"))) == []


def test_a_shift_that_is_driven_by_who_else_walks_has_no_limit(build: Build) -> None:
    problem = on_foot(build, build.visit("v1"), pack={"longest_walk": {"minutes": 5}})
    driven = problem.replace(shifts=(problem.shifts[0].model_copy(update={"mode": "car"}), problem.shifts[1]))
    assert build.breaches("longest_walk", driven, s1=[("v1", build.at(9))]) == []


def two_hours_away(minutes: float | None = None, **worker: Any) -> Problem:
    """One visit, and one worker on foot whose home lies 7.8 km from it."""
    at = datetime(2026, 11, 17, tzinfo=UTC)
    return Problem(
        horizon=Horizon(start=at),
        organisations=(Organisation(id="co", name="Madeup Care", sector="social", kind="provider"),),
        places=(Place(id="H", lat=54.97, lon=-1.61), Place(id="A", lat=55.04, lon=-1.61)),
        clients=(Client(id="ann", name="Ann Pretend", place="A"),),
        visits=(
            Visit(
                id="v1",
                client="ann",
                organisation="co",
                tasks=(Task(code="care", duration=1800),),
                windows=(Window(start=9 * 3600, end=12 * 3600),),
            ),
        ),
        workers=(Worker(id="w", name="Wim Sample", organisation="co", home="H", mode="walk", **worker),),
        shifts=(Shift(id="s", worker="w", start=6 * 3600, end=18 * 3600),),
        pack={} if minutes is None else {"longest_walk": {"minutes": minutes}},
    )


def test_nobody_is_sent_on_a_walk_of_two_hours_and_the_verdict_says_why() -> None:
    result = solve(two_hours_away(), iterations=2_000)
    (left,) = result.roster.unserved
    assert (left.verdict, result.feasible) == ("PROVEN", True)
    assert "would walk too far" in left.reason


@pytest.mark.parametrize("problem", [two_hours_away(minutes=150), two_hours_away(longest_walk=150 * MINUTE)])
def test_who_may_walk_so_far_does(problem: Problem) -> None:
    result = solve(problem, iterations=2_000)
    assert result.roster.unserved == ()
    assert check(problem, result.roster).feasible


def test_search_and_exact_model_go_round_a_walk_that_is_too_long() -> None:
    """Three doors in a row, each 20 minutes from the next: only in their order is no walk too long."""
    places = ("home", "a", "b", "c")
    spot = {"home": 0, "a": 20, "b": 40, "c": 60}
    rows = tuple(tuple(abs(spot[one] - spot[two]) * MINUTE for two in places) for one in places)
    base = two_hours_away()
    problem = base.replace(
        places=tuple(Place(id=name) for name in places),
        travel=Travel(matrices=(Matrix(mode="walk", places=places, durations=rows),)),
        clients=tuple(Client(id=name, name=f"Cora Sample {name}", place=name) for name in "abc"),
        visits=tuple(
            base.visits[0].model_copy(
                update={"id": f"v{name}", "client": name, "windows": (Window(start=9 * 3600, end=14 * 3600),)}
            )
            for name in "abc"
        ),
        workers=(base.workers[0].model_copy(update={"home": "home"}),),
        shifts=(base.shifts[0].model_copy(update={"end_place": "c"}),),
        pack={"longest_walk": {"minutes": 20}},
    )
    result = solve(problem, iterations=3_000, exact=True)
    assert [stop.visit for stop in result.roster.rounds[0].stops] == ["va", "vb", "vc"]
    shorter = problem.replace(pack={"longest_walk": {"minutes": 19}})
    nobody = solve(shorter, iterations=3_000, exact=True)
    assert (len(nobody.roster.unserved), nobody.roster.rounds, nobody.proven) == (3, (), True)
