"""Rule most_visits: at the number, one over, the worker's own number, the pack's, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Problem
from solver.rules import Pack
from solver.rules.loosened import find_loosened
from solver.terms import VisitNumberCost

if TYPE_CHECKING:
    from .conftest import Build

THREE = [("v1", 8), ("v2", 10), ("v3", 12)]


def a_day(build: Build, own: int | None = None, **values: float) -> Problem:
    wanda, xaver, yusuf = (build.worker(name) for name in ("wanda", "xaver", "yusuf"))
    visits = [
        build.visit(name, client) for name, client in zip(("v1", "v2", "v3"), ("ada", "bert", "cora"), strict=True)
    ]
    workers = (wanda.model_copy(update={"most_visits": own}), xaver, yusuf)
    return build.problem(*visits, workers=workers, pack={"most_visits": values} if values else {})


def three(build: Build) -> list[tuple[str, int]]:
    return [(visit, build.at(hour)) for visit, hour in THREE]


@pytest.mark.parametrize(("own", "cost"), [(4, 0), (3, 0), (2, 500), (1, 1000), (None, 0)])
def test_each_visit_beyond_the_workers_own_number_costs(build: Build, own: int | None, cost: int) -> None:
    found = build.breaches("most_visits", a_day(build, own), s1=three(build))
    assert sum(breach.cost for breach in found) == cost * 1000
    assert not any(breach.hard for breach in found)


def test_the_sentence(build: Build) -> None:
    (found,) = build.breaches("most_visits", a_day(build, 1), s1=three(build))
    assert found.sentence == "Wanda Example makes 3 visits on shift s1, 2 more than wanted."
    assert (found.shift, found.worker, found.amount, found.unit) == ("s1", "wanda", 2, "count")


def test_the_packs_number_is_for_who_has_none_of_their_own(build: Build) -> None:
    problem = a_day(build, 3, visits=1, price=20)
    rounds = {"s1": [("v1", build.at(8)), ("v2", build.at(10))], "s2": [("v3", build.at(12))]}
    assert build.breaches("most_visits", problem, **rounds) == []
    (found,) = build.breaches("most_visits", problem, s2=three(build))
    assert (found.worker, found.cost) == ("xaver", 2 * 20 * 1000)


def test_a_break_is_no_visit_and_each_of_a_pair_makes_one(build: Build) -> None:
    pair = build.visit("v1", workers=2)
    problem = build.problem(pair, build.visit("v2", "bert"), pack={"most_visits": {"visits": 1, "price": 20}})
    rest = (None, build.at(9), 20 * 60)
    rounds: dict[str, list[Any]] = {
        "s1": [("v1", build.at(8)), rest, ("v2", build.at(10))],
        "s2": [("v1", build.at(8))],
    }
    (found,) = build.breaches("most_visits", problem, **rounds)
    assert (found.shift, found.amount) == ("s1", 1)


def test_the_engine_is_told_only_where_somebody_could_make_more(build: Build) -> None:
    assert build.terms("most_visits", a_day(build)) == []
    assert build.terms("most_visits", a_day(build, 3)) == []
    assert build.terms("most_visits", a_day(build, 2, price=0)) == []
    (term,) = build.terms("most_visits", a_day(build, 2))
    assert isinstance(term, VisitNumberCost)
    assert term.beyond.tolist() == [2, 99, 99]
    assert term.price.tolist() == [500_000] * 3


def test_a_lower_number_loosens_nothing_and_no_price_does(build: Build) -> None:
    pack = Pack.for_problem(a_day(build, visits=12, price=900))
    assert [told.value for told in find_loosened(pack) if told.rule == "most_visits"] == []
    free = find_loosened(Pack.for_problem(a_day(build, price=0)))
    assert [told.value for told in free if told.rule == "most_visits"] == ["price"]
