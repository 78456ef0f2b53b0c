"""When it is light: Greenwich by the almanac, to three minutes, elsewhere as there; where it is never dark or light."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from solver.rules.readings.light import civil_light


@pytest.mark.parametrize(
    ("day", "lat", "lon", "dawn", "dusk"),
    [
        (date(2027, 3, 21), 51.5, 0.0, "05:29", "18:47"),
        (date(2027, 6, 21), 51.5, 0.0, "02:55", "21:09"),
        (date(2027, 12, 21), 51.5, 0.0, "07:24", "16:33"),
        (date(2027, 12, 21), 51.5, 15.0, "06:24", "15:33"),  # an hour earlier for fifteen degrees east
        (date(2027, 12, 21), -51.5, 0.0, "02:51", "21:05"),  # midsummer there
    ],
)
def test_dawn_and_dusk(day: date, lat: float, lon: float, dawn: str, dusk: str) -> None:
    found = civil_light(day, lat, lon)
    assert found is not None
    for moment, told in zip(found, (dawn, dusk), strict=True):
        wanted = datetime.combine(day, datetime.strptime(told, "%H:%M").time(), UTC)
        assert abs(moment - wanted) <= timedelta(minutes=3), (moment, told)


@pytest.mark.parametrize("lat", [62.0, 65.0, 78.2, 90.0])
def test_where_it_never_gets_dark_the_whole_day_is_light(lat: float) -> None:
    found = civil_light(date(2027, 6, 21), lat, 0.0)
    assert found is not None
    assert found[1] - found[0] == timedelta(days=1)
    assert abs(found[0] - datetime(2027, 6, 21, tzinfo=UTC)) <= timedelta(minutes=3)


def test_where_the_sun_stays_low_all_day_there_is_no_light() -> None:
    assert civil_light(date(2027, 12, 21), 78.2, 15.6) is None
    assert civil_light(date(2027, 6, 21), -78.2, 15.6) is None
    assert civil_light(date(2027, 12, 21), 66.0, 15.6) is not None
