"""Clocks: ticks, wall time, the two clock-change weekends, and what is no time at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from solver.domain import Duration, Horizon, Instant

LONDON = ZoneInfo("Europe/London")
HOUR = 3600
instant: TypeAdapter[int] = TypeAdapter(Instant)
duration: TypeAdapter[int] = TypeAdapter(Duration)


def day(year: int, month: int, date: int, days: int = 1) -> Horizon:
    return Horizon(start=datetime(year, month, date, tzinfo=LONDON), days=days)


@pytest.mark.parametrize(
    ("horizon", "hours"),
    [
        (day(2026, 3, 2), 24),
        (day(2026, 3, 29), 23),
        (day(2026, 10, 25), 25),
        (day(2026, 3, 28, days=2), 47),
        (day(2026, 10, 24, days=2), 49),
        (day(2026, 3, 29, days=7), 167),
    ],
)
def test_length_of_the_horizon(horizon: Horizon, hours: int) -> None:
    assert horizon.end == hours * HOUR
    assert horizon.moment(horizon.end).time() == horizon.moment(0).time()


def test_a_horizon_that_would_end_in_the_skipped_hour_ends_after_it() -> None:
    horizon = Horizon(start=datetime(2026, 3, 28, 1, 30, tzinfo=LONDON))
    assert horizon.end == 24 * HOUR  # 02:30 summer time
    assert horizon.moment(horizon.end).isoformat() == "2026-03-29T02:30:00+01:00"


def test_a_horizon_that_ends_in_the_repeated_hour_ends_the_first_time() -> None:
    horizon = Horizon(start=datetime(2026, 10, 24, 1, 30, tzinfo=LONDON))
    assert horizon.end == 24 * HOUR
    assert horizon.moment(horizon.end).isoformat() == "2026-10-25T01:30:00+01:00"


def test_spring_weekend_visit_by_visit() -> None:
    saturday = day(2026, 3, 28, days=2)
    wall = [datetime(2026, 3, 28, 23), datetime(2026, 3, 29, 0, 59), datetime(2026, 3, 29, 2), datetime(2026, 3, 29, 8)]
    ticks = [saturday.ticks(when) for when in wall]
    assert ticks == [23 * HOUR, 25 * HOUR - 60, 25 * HOUR, 31 * HOUR]  # an hour short between 00:59 and 02:00
    assert [saturday.moment(tick).replace(tzinfo=None) for tick in ticks] == wall
    assert saturday.label(25 * HOUR) == "Sun 02:00"
    assert saturday.date(24 * HOUR - 1).day == 28


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_the_skipped_hour_is_refused(minute: int) -> None:
    with pytest.raises(ValueError, match="clock change skips this hour in Europe/London"):
        day(2026, 3, 29).ticks(datetime(2026, 3, 29, 1, minute))


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_the_repeated_hour_wants_an_offset(minute: int) -> None:
    sunday = day(2026, 10, 25)
    with pytest.raises(ValueError, match="want an offset such as"):
        sunday.ticks(datetime(2026, 10, 25, 1, minute))
    summer = sunday.ticks(datetime.fromisoformat(f"2026-10-25T01:{minute:02}:00+01:00"))
    winter = sunday.ticks(datetime.fromisoformat(f"2026-10-25T01:{minute:02}:00+00:00"))
    assert (summer, winter) == (HOUR + 60 * minute, 2 * HOUR + 60 * minute)
    assert sunday.moment(summer).isoformat() == f"2026-10-25T01:{minute:02}:00+01:00"
    assert sunday.moment(winter).isoformat() == f"2026-10-25T01:{minute:02}:00+00:00"


def test_the_minutes_around_the_changes_are_accepted() -> None:
    assert day(2026, 3, 29).ticks(datetime(2026, 3, 29, 0, 59, 59)) == HOUR - 1
    assert day(2026, 3, 29).ticks(datetime(2026, 3, 29, 2)) == HOUR
    assert day(2026, 10, 25).ticks(datetime(2026, 10, 25, 0, 59, 59)) == HOUR - 1
    assert day(2026, 10, 25).ticks(datetime(2026, 10, 25, 2)) == 3 * HOUR


@given(st.integers(-400 * 24 * HOUR, 400 * 24 * HOUR), st.sampled_from([(3, 28), (10, 24), (7, 1)]))
def test_ticks_and_moments_are_inverse(ticks: int, start: tuple[int, int]) -> None:
    horizon = day(2026, *start, days=3)
    moment = horizon.moment(ticks)
    assert horizon.ticks(moment) == ticks
    assert horizon.ticks(moment.astimezone(UTC)) == ticks
    assert moment - horizon.moment(0) == timedelta(seconds=ticks) or moment.tzinfo is not None


def test_equal_horizons_however_they_were_given() -> None:
    local = Horizon(start=datetime(2026, 6, 1))  # no offset: what clocks in London show
    assert local == day(2026, 6, 1) == Horizon(start=datetime(2026, 5, 31, 23, tzinfo=UTC))
    assert local.model_dump_json() == day(2026, 6, 1).model_dump_json()
    assert '"2026-06-01T00:00:00+01:00"' in local.model_dump_json()


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"start": "2026-03-29T01:30:00"}, "skips this hour"),
        ({"start": "2026-10-25T01:30:00"}, "want an offset"),
        ({"start": "0001-01-01T00:00:00+05:00"}, "between the years"),
        ({"start": "9999-12-31T23:00:00-05:00"}, "between the years"),
        ({"start": "2026-03-02T00:00:00.5Z"}, "whole seconds"),
        ({"start": "2026-03-02", "days": 0}, "greater than or equal to 1"),
        ({"start": "2026-03-02", "days": 121}, "less than or equal to 120"),
        ({"start": "2026-03-02", "timezone": "Europe"}, "IANA"),
        ({"start": "2026-03-02", "timezone": "../passwd"}, "IANA"),
        ({"start": "2026-03-02", "timezone": "x" * 5000}, "IANA"),
    ],
)
def test_horizons_that_are_none(fields: dict[str, object], wanted: str) -> None:
    with pytest.raises(ValidationError, match=wanted):
        Horizon.model_validate(fields)


@pytest.mark.parametrize(
    ("unit", "value", "ticks"),
    [
        (60, "2026-03-02T08:30", 8 * HOUR + 1800),
        (60, " 2026-03-02 08:30:15 ", 8 * HOUR + 1815),
        (60, "20260302T083000", 8 * HOUR + 1800),
        (60, "2026-03-02T08:30:00Z", 8 * HOUR + 1800),
        (60, "2026-03-01T23:00:00+00:00", -HOUR),
        (1000, 38.471, 38_471),
        (1000, 480, 480_000),
        (1000, -12.5, -12_500),
    ],
)
def test_instants_of_documents(unit: int, value: object, ticks: int) -> None:
    horizon = Horizon(start=datetime(2026, 3, 2), ticks_per_minute=unit)
    assert instant.validate_python(value, context={"horizon": horizon}) == ticks


@pytest.mark.parametrize(
    ("unit", "value", "wanted"),
    [
        (60, "2026-03-02", "such as 2026-03-02T08:30"),
        (60, "half past eight", "such as 2026-03-02T08:30"),
        (60, 480, "such as 2026-03-02T08:30"),
        (60, None, "such as 2026-03-02T08:30"),
        (60, "2026-03-02T08:30:00.25", "whole seconds"),
        (60, "0001-01-01T00:00:00+05:00", "near 2026"),
        (60, "9999-12-31T23:59:00-12:00", "near 2026"),
        (1000, "2026-03-02T08:30", "number of minutes since the start"),
        (1000, float("nan"), "finite"),
        (1000, float("inf"), "finite"),
        (1000, 401.99999999999994, None),  # what two floats are off by is forgiven
        (1000, 401.9999, "multiple of 1/1000"),
        (1000, 40_000.0004, "multiple of 1/1000"),  # also far from the start
        (1000, 10**30, "ordinary size"),
        (1000, 10**400, "ordinary size"),
    ],
)
def test_instants_that_are_none(unit: int, value: object, wanted: str | None) -> None:
    horizon = Horizon(start=datetime(2026, 3, 2), ticks_per_minute=unit)
    if wanted is None:
        assert instant.validate_python(value, context={"horizon": horizon}) == 402_000
        return
    with pytest.raises(ValidationError, match=wanted):
        instant.validate_python(value, context={"horizon": horizon})


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), True, "30", 10**400, 0.001, None])
def test_durations_that_are_none(value: object) -> None:
    with pytest.raises(ValidationError):
        duration.validate_python(value, context={"horizon": day(2026, 3, 2)})


@given(st.sampled_from([60, 1000, 7]), st.integers(0, 10**12))
def test_durations_come_back(unit: int, ticks: int) -> None:
    context = {"horizon": Horizon(start=datetime(2026, 3, 2), ticks_per_minute=unit)}
    written = duration.dump_json(ticks, context=context)
    assert duration.validate_json(written, context=context) == ticks
