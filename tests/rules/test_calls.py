"""How late the windows of a visit reach, which visits have a turn, and the latest start on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Window
from solver.rules.calls import late_spans, span_of

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
    assert late_spans(build.visit("v1", windows=given), latest) == spans


@pytest.mark.parametrize(("minutes", "latest", "last"), [(30, None, 23), (30, (24 * 60,), 24), (31, None, 24)])
def test_the_span_of_a_visit_is_from_its_first_start_to_its_last_end(
    build: Build, minutes: int, latest: tuple[int, ...] | None, last: int
) -> None:
    """The day of the last tick at which it may be going on: at midnight sharp the day before."""
    visit = build.visit("v1", minutes=minutes, window=(build.at(22), build.at(23, 30)))
    problem = build.problem(visit, days=2)
    said = {} if latest is None else {"v1": tuple(value * 60 for value in latest)}
    span = span_of(problem, visit, said)
    end = build.at(23, 30) if latest is None else build.at(24)
    assert (span.earliest, span.latest) == (build.at(22), end + minutes * 60)
    assert (span.first_day, span.last_day) == tuple(problem.horizon.date(build.at(hour)) for hour in (22, last))
