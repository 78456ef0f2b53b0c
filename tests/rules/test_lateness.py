"""How late the windows of a visit reach, and after which of them somebody has accepted a later start."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Window
from solver.domain.care import LateAcceptance
from solver.rules.readings.lateness import accepted_spans, last_of_day, start_spans

if TYPE_CHECKING:
    from .conftest import Build


@pytest.mark.parametrize(
    ("windows", "latest", "spans"),
    [
        (((10, 20),), (50,), [(10, 50)]),
        (((10, 20), (40, 50)), (30, 60), [(10, 30), (40, 60)]),
        (((10, 20), (40, 50)), (38, 60), [(10, 38), (40, 60)]),
        (((10, 20), (40, 50)), (39, 60), [(10, 60)]),  # the next tick is the next window's
        (((10, 20), (40, 50)), (45, 60), [(10, 60)]),
        (((10, 20), (40, 50)), (70, 60), [(10, 60)]),  # from its opening on the second window says how late
        (((10, 20), (40, 50), (80, 90)), (45, 60, 100), [(10, 60), (80, 100)]),
        (((10, 20), (40, 50), (80, 90)), (30, 85, 100), [(10, 30), (40, 100)]),
        (((10, 20), (40, 50), (80, 90)), (99, 99, 100), [(10, 100)]),
    ],
)
def test_windows_with_their_lateness_are_spans_apart(build: Build, windows: Any, latest: Any, spans: Any) -> None:
    given = tuple(Window(start=start, end=end) for start, end in windows)
    assert start_spans(build.visit("v1", windows=given), latest) == spans


@pytest.mark.parametrize(
    ("until", "found"),
    [(None, {}), (5, {}), (10, {0: 10}), (39, {0: 39}), (40, {1: 40}), (79, {1: 79}), (80, {2: 80}), (900, {2: 900})],
)
def test_an_accepted_start_is_of_the_last_window_that_opens_by_then(
    build: Build, until: int | None, found: dict[int, int]
) -> None:
    windows = tuple(Window(start=start, end=start + 10) for start in (10, 40, 80))
    late = (
        ()
        if until is None
        else (LateAcceptance(until=until, by="Lena Sample", reason="asked for it", on=date(2026, 3, 1)),)
    )
    assert accepted_spans(build.visit("v1", windows=windows, late_accepted=late)) == found


@pytest.mark.parametrize(("minutes", "ends", "last"), [(30, 22, -30), (30, 23.5, -30), (30, 23.75, 0), (0, 22, 0)])
def test_a_visit_that_is_over_by_midnight_stays_so_and_others_begin_before(
    build: Build, minutes: int, ends: float, last: int
) -> None:
    """What takes no time begins before midnight, too."""
    visit = build.visit("v1", minutes=30, window=(build.at(20), round(ends * 3600))).model_copy(
        update={"length": minutes * 60}
    )
    midnight = build.at(24)
    assert last_of_day(build.problem(visit), visit, visit.windows[0]) == midnight + (60 * last or -1)
