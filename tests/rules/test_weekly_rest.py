"""Rule weekly_rest: nothing, at the limit, one over, and its sentence; terms that are never looser than the rule."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Horizon, Pin, Problem, Shift, Visit, Worker
from solver.rules import Breach, Term
from solver.terms import ShiftBounds

if TYPE_CHECKING:
    from .conftest import Build

HOUR = 3600
Hours = tuple[int, int]  # of leaving and of being back, counted from the horizon's start


def _problem(build: Build, *work: Hours, days: int = 7, **fields: Any) -> Problem:
    """One visit filling one shift for each stretch of work, ten minutes of journey at either end included."""
    shifts, visits = [], []
    for n, (leave, back) in enumerate(work):
        start, end = leave * HOUR, back * HOUR
        shifts.append(build.shift(f"s{n}", "wanda", start, end, max_overtime=0))
        minutes = (back - leave) * 60 - 20
        visits.append(build.visit(f"v{n}", minutes=minutes, window=(start + 600, start + 600)))
    worker = build.worker("wanda", **{name: fields.pop(name) for name in ("under_18",) if name in fields})
    return build.problem(*visits, workers=(worker,), shifts=tuple(shifts), days=days, **fields)


def _found(build: Build, problem: Problem, late: int = 0, without: int | None = None) -> list[Breach]:
    """What the rule says when every shift but one is worked, the first of them so many seconds late."""
    rounds = {
        shift.id: [(f"v{n}", shift.start + 600 + (late if n == 0 else 0))]
        for n, shift in enumerate(problem.shifts)
        if n != without
    }
    return build.breaches("weekly_rest", problem, **rounds)


def _daily(*days: int) -> list[Hours]:
    return [(day * 24 + 8, day * 24 + 16) for day in days]


def test_a_planned_day_off_is_enough_and_lowers_to_nothing(build: Build) -> None:
    problem = _problem(build, *_daily(0, 1, 3, 4, 5, 6))
    assert _found(build, problem) == []
    assert build.terms("weekly_rest", problem) == []
    assert build.breaches("weekly_rest", build.problem(days=7)) == []


def test_seven_days_in_a_row(build: Build) -> None:
    problem = _problem(build, *_daily(*range(7)))
    (found,) = _found(build, problem)
    assert (found.hard, found.amount, found.cost, found.shift, found.worker) == (True, 16 * HOUR, 0, "s0", "wanda")
    assert found.sentence == (
        "Wanda Example has 8 h 00 min of weekly rest in the seven days from Mon 00:00; 24 h 00 min are wanted on top "
        "of the daily rest."
    )
    assert all(_found(build, problem, without=day) == [] for day in range(7))


def test_a_horizon_below_a_week_says_nothing(build: Build) -> None:
    problem = _problem(build, *_daily(*range(6)), days=6)
    assert _found(build, problem) == []
    assert build.terms("weekly_rest", problem) == []


@pytest.mark.parametrize(("young", "hours"), [(False, 24 + 11), (True, 48)])
@pytest.mark.parametrize(("late", "short"), [(0, 0), (1, 1)])
def test_at_the_limit_and_a_second_over(build: Build, young: bool, hours: int, late: int, short: int) -> None:
    """Two rounds, the second after just enough rest; the shift of the first could go on for two hours more."""
    back = 60
    problem = _problem(build, (10, back), (back + hours, 165), under_18=young)
    first = problem.shifts[0].model_copy(update={"max_overtime": 2 * HOUR})
    problem = problem.replace(shifts=(first, *problem.shifts[1:]))
    found = _found(build, problem, late)
    assert [breach.amount for breach in found] == [short] * bool(short)
    if short:
        assert found[0].sentence.endswith("48 h 00 min are wanted." if young else "on top of the daily rest.")


def test_rest_at_the_edge_of_the_horizon_counts_for_what_lies_inside(build: Build) -> None:
    """Before the first day anything may be free; of the week itself there must be a whole day."""
    rest = [(leave, leave + 23) for leave in range(24, 168, 24)]
    assert _found(build, _problem(build, *rest)) == []
    (found,) = _found(build, _problem(build, (23, 24), *rest))
    assert found.amount == HOUR


def test_two_in_fourteen_at_once_or_apart(build: Build) -> None:
    """Twelve days in a row and two off; two days off that lie apart; one in all, which is too little."""
    at_once = _problem(build, *_daily(*range(12)), days=14)
    apart = _problem(build, *_daily(*range(7), 8, 10, 11, 12, 13), days=14)
    one = _problem(build, *_daily(*range(7), *range(8, 14)), days=14)
    assert _found(build, at_once) == _found(build, apart) == []
    assert build.terms("weekly_rest", at_once) == build.terms("weekly_rest", apart) == []
    (found,) = _found(build, one)
    assert found.amount == 16 * HOUR
    assert found.sentence == (
        "Wanda Example has 32 h 00 min of weekly rest in the fourteen days from Mon 00:00; 48 h 00 min are wanted on "
        "top of the daily rest."
    )


def test_week_by_week_where_the_pack_says_so_and_under_18(build: Build) -> None:
    by_week = {"weekly_rest": {"fortnight": False}}
    twelve = _daily(*range(12))
    assert [breach.shift for breach in _found(build, _problem(build, *twelve, days=14, pack=by_week))] == ["s0"]
    assert [breach.shift for breach in _found(build, _problem(build, *twelve, days=14, under_18=True))] == ["s0"]


def test_a_third_week_stands_alone(build: Build) -> None:
    rota = _daily(*range(5), *range(7, 12), *range(14, 21))
    (found,) = _found(build, _problem(build, *rota, days=21))
    assert found.shift == "s10"


def test_weeks_begin_at_local_midnight_when_the_clocks_change(build: Build) -> None:
    """The last Sunday of March has 23 hours: free on that day alone is an hour too little."""
    work = [(day * 24, day * 24 + 16) for day in range(5)] + [(5 * 24, 6 * 24)]
    spring = Horizon(start=datetime(2026, 3, 23, tzinfo=UTC), days=7)
    plain = Horizon(start=datetime(2026, 3, 16, tzinfo=UTC), days=7)
    assert _found(build, _problem(build, *work, horizon=plain)) == []
    assert [breach.amount for breach in _found(build, _problem(build, *work, horizon=spring))] == [HOUR]


def _kept(problem: Problem, terms: Sequence[Term]) -> list[list[Hours]]:
    """What the bounds of each shift leave of it."""
    found = []
    for n, shift in enumerate(problem.shifts):
        start, end = shift.start, shift.end
        for term in terms:
            assert isinstance(term, ShiftBounds)
            start, end = max(start, int(term.earliest[n])), min(end, int(term.latest[n]))
        found.append([(start, end)] if start < end else [])
    return found


def test_the_terms_take_one_day_and_workers_take_turns(build: Build) -> None:
    workers = tuple(build.worker(f"w{n}") for n in range(7))
    shifts = tuple(
        build.shift(f"{worker.id}-{day}", worker.id, build.at(8, day=day), build.at(16, day=day), max_overtime=0)
        for worker in workers
        for day in range(7)
    )
    problem = build.problem(build.visit("v1"), workers=workers, shifts=shifts, days=7)
    kept = _kept(problem, build.terms("weekly_rest", problem))
    empty = [shift.id for shift, left in zip(shifts, kept, strict=True) if not left]
    assert empty == [f"w{n}-{n}" for n in range(7)]
    pinned = problem.replace(pins=(Pin(visit="v1", shift="w0-0"),))
    kept = _kept(pinned, build.terms("weekly_rest", pinned))
    assert kept[0]
    assert not kept[1]


def _random(dice: random.Random, build: Build, days: int) -> tuple[Worker, list[Shift]]:
    worker = build.worker("wanda", under_18=dice.random() < 0.2)
    shifts: list[Shift] = []
    for day in range(days):
        for opens in dice.choice([[7], [7], [0], [14], [7, 16], [18], []]):
            start = (day * 24 + opens + dice.randint(0, 3)) * HOUR
            shifts.append(build.shift(f"s{len(shifts)}", "wanda", start, start + dice.choice([2, 5, 9, 13]) * HOUR))
    return worker, shifts


def test_what_the_terms_allow_has_no_breach(build: Build) -> None:
    """Random rotas: each worked to the last tick that the terms leave of it, or only in part."""
    dice, lowered = random.Random(11), 0
    for _ in range(400):
        days = dice.choice([7, 10, 14, 21])
        worker, shifts = _random(dice, build, days)
        problem = build.problem(workers=(worker,), shifts=tuple(shifts), days=days)
        terms = build.terms("weekly_rest", problem)
        lowered += bool(terms)
        visits: list[Visit] = []
        rounds: dict[str, list[Any]] = {}
        for shift, spans in zip(shifts, _kept(problem, terms), strict=True):
            for start, end in spans:
                if dice.random() < 0.9 and end - start > 1200:
                    name = f"v{len(visits)}"
                    visits.append(build.visit(name, minutes=(end - start) // 60 - 20, window=(start, end)))
                    rounds[shift.id] = [(name, start + 600)]
        worked = problem.replace(visits=tuple(visits))
        assert build.breaches("weekly_rest", worked, **rounds) == []
    assert lowered > 100
