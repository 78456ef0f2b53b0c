"""Solved nights: on the days on which the clock changes a time is that of the wall clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from fixtures import generate
from fixtures.paper import HOUR, LONDON, day, visit, worker
from solver.check import check
from solver.domain import Horizon, Link, Shift, Window
from solver.solving import solve

from .accounting import accounted, placed_in

pytestmark = pytest.mark.kernel


def night(year: int, month: int, date: int, hours: float) -> Any:
    """Saturday night to Sunday morning across the clock change: two doses at least ``hours`` apart, then breakfast."""
    horizon = Horizon(start=datetime(year, month, date, tzinfo=LONDON), days=2)

    def local(day_: int, hour: int, minute: int = 0) -> int:
        return horizon.ticks(datetime(year, month, day_, hour, minute))

    problem = day(
        {"home A": 10, "A B": 10, "home B": 10},
        [
            visit("late", "A", 15, (local(date, 23, 30), local(date, 23, 30)), windows_hard=True),
            visit("early", "A", 15, (local(date + 1, 3, 30), local(date + 1, 3, 30)), windows_hard=True),
            visit("breakfast", "B", 30, (local(date + 1, 8), local(date + 1, 8, 30))),
        ],
        [worker("w"), worker("v")],
        [
            Shift(id="night", worker="w", start=local(date, 22), end=local(date + 1, 6)),
            Shift(id="morning", worker="v", start=local(date + 1, 7), end=local(date + 1, 11)),
        ],
        horizon=horizon,
        links=(Link(id="dose", kind="gap", first="late", second="early", min_gap=round(hours * HOUR)),),
    )
    problem = problem.replace(pack={**problem.pack, "unserved": {"prices": [1e5] * 5}})  # worth hours of waiting
    result = solve(problem, iterations=300)
    assert check(problem, result.roster).feasible
    accounted(problem, result.roster)
    local_times = {name: horizon.moment(start) for name, (_, start) in placed_in(result.roster).items()}
    return {name: moment.strftime("%a %H:%M %Z") for name, moment in local_times.items()}, result


def test_in_march_half_past_three_is_three_hours_after_half_past_eleven() -> None:
    times, result = night(2027, 3, 27, 3)
    assert times["late"] == "Sat 23:30 GMT"
    assert times["early"] == "Sun 03:30 BST"
    assert "08:00 BST" <= times["breakfast"].removeprefix("Sun ") <= "08:30 BST"
    starts = placed_in(result.roster)
    assert starts["early"][1] - starts["late"][1] == 3 * HOUR
    times, result = night(2027, 3, 27, 3.5)  # doses keep real hours, not the clock's
    assert len({"late", "early"} & times.keys()) == 1
    assert result.check.figures.unserved == 1


def test_in_october_half_past_three_is_five_hours_after_half_past_eleven() -> None:
    times, result = night(2027, 10, 30, 5)
    assert times["late"] == "Sat 23:30 BST"
    assert times["early"] == "Sun 03:30 GMT"
    assert "08:00 GMT" <= times["breakfast"].removeprefix("Sun ") <= "08:30 GMT"
    starts = placed_in(result.roster)
    assert starts["early"][1] - starts["late"][1] == 5 * HOUR


@pytest.mark.parametrize("start", [datetime(2027, 3, 28), datetime(2027, 10, 31)])
def test_a_generated_day_on_a_clock_change_keeps_local_times(start: Any) -> None:
    """Every window is moved to the same local time of the Sunday on which the clocks change."""
    whole = generate("hamlet", 1)
    horizon = Horizon(start=start.replace(tzinfo=LONDON))

    def moved(ticks: int) -> int:
        wall = whole.horizon.moment(ticks).replace(tzinfo=None)
        return horizon.ticks(datetime.combine(start.date(), wall.time()))

    visits = []
    for each in whole.visits:
        windows = tuple(Window(start=moved(window.start), end=moved(window.end)) for window in each.windows)
        bare = tuple(task.model_copy(update={"clinical_window": None, "time_critical": None}) for task in each.tasks)
        visits.append(each.model_copy(update={"windows": windows, "tasks": bare}))
    shifts = tuple(
        shift.model_copy(update={"start": moved(shift.start), "end": moved(shift.end), "break_": None})
        for shift in whole.shifts
    )
    problem = whole.replace(horizon=horizon, visits=tuple(visits), shifts=shifts, delegations=())
    plain, result = solve(whole, iterations=3_000), solve(problem, iterations=3_000)
    assert check(problem, result.roster).feasible
    accounted(problem, result.roster)
    # Half a year on some consents and registrations have run out.
    left = [entry for entry in result.roster.unserved if "authority" not in entry.reason]
    assert len(left) <= len(plain.roster.unserved) + 1
    for name, (_, start_) in placed_in(result.roster).items():
        old, new = whole.visit[name].windows[0], horizon.moment(start_)
        assert new.date() == start.date()
        assert new.strftime("%H:%M") >= whole.horizon.label(old.start), name
