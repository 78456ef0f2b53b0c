"""Rule young_workers: nothing, at the limit, one over, and its sentences."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from solver.terms import Forbid

if TYPE_CHECKING:
    from .conftest import Build


def found(build: Build, *rounds: tuple[str, list[Any]], **worker: Any) -> list[str]:
    """Sentences about Wanda, on two shifts of a day or, from 20:00, at night; visits of 30 minutes ten minutes away."""
    at = build.at
    shifts = (
        build.shift("s1", "wanda", at(6), at(13)),
        build.shift("s2", "wanda", at(13), at(20)),
        build.shift("night", "wanda", at(20), at(30)),
    )
    problem = build.problem(
        *(build.visit(f"v{n}") for n in range(4)), workers=(build.worker("wanda", **worker),), shifts=shifts, days=2
    )
    told = build.breaches("young_workers", problem, **dict(rounds))
    assert all(one.hard and one.worker == "wanda" for one in told)
    return [one.sentence for one in told]


def test_eight_hours_over_both_shifts(build: Build) -> None:
    at = build.at
    early = "s1", [("v0", at(8, 10)), ("v1", at(11, 20))]  # 08:00 to 12:00
    late = "s2", [("v2", at(13, 10)), ("v3", at(16, 20))]  # 13:00 to 17:00
    over = "s2", [("v2", at(13, 10)), ("v3", at(16, 21))]
    assert found(build, early, late, under_18=True) == []
    assert found(build, early, over) == []
    assert found(build, early, over, under_18=True) == [
        "Wanda Example is under 18 and works 8 h 01 min from Mon 08:00 to Mon 17:01; 8 h 00 min are the most."
    ]


def test_no_nights(build: Build) -> None:
    at = build.at
    assert found(build, ("night", [("v0", at(21, 20))]), under_18=True) == []
    assert found(build, ("night", [("v0", at(21, 21))]), under_18=True) == [
        "Wanda Example is under 18 and works from Mon 21:11 to Mon 22:01, 1 min of it at night."
    ]
    assert found(build, ("night", [("v0", at(28))])) == []


@pytest.mark.parametrize(("born", "young"), [(date(2008, 3, 2), False), (date(2008, 3, 3), True)])
def test_the_date_of_birth_says_who_is_young(build: Build, born: date, young: bool) -> None:
    """On 2 March 2026."""
    assert bool(found(build, ("night", [("v0", build.at(28))]), born=born)) == young


@pytest.mark.parametrize(("minutes", "born", "broken"), [(361, 2009, True), (360, 2009, False), (361, 1990, False)])
def test_no_visit_that_is_taken_to_hold_its_break(build: Build, minutes: int, born: int, broken: bool) -> None:
    """And search and CP-SAT are told so: the terms forbid what the checker does."""
    at = build.at
    long = build.visit("long", minutes=minutes)
    problem = build.problem(
        long,
        workers=(build.worker("wanda", born=date(born, 1, 1)),),
        shifts=(build.shift("s1", "wanda", at(7), at(20)),),
    )
    told = [one.sentence for one in build.breaches("young_workers", problem, s1=[("long", at(9))])]
    forbidden = [term.pairs for term in build.terms("young_workers", problem) if isinstance(term, Forbid)]
    assert any(pairs.any() for pairs in forbidden) == broken
    if not broken:
        assert told == []
        return
    assert told == [
        "Wanda Example is under 18 and is in Ada Testperson's visit long for 6 h 01 min; after 4 h 30 min a break of "
        "30 min is owed, and nobody leaves a visit."
    ]


def test_nights_that_begin_at_midnight(build: Build) -> None:
    """24 is an hour that people write; it is the end of that day."""
    at = build.at
    problem = build.problem(
        build.visit("v0"),
        workers=(build.worker("wanda", under_18=True),),
        shifts=(build.shift("night", "wanda", at(20), at(30)),),
        days=2,
        pack={"young_workers": {"to_hour": 24.0}},
    )
    assert build.breaches("young_workers", problem, night=[("v0", at(23, 20))]) == []
    assert len(build.breaches("young_workers", problem, night=[("v0", at(23, 21))])) == 1
