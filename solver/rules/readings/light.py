"""When it is light at a place: civil dawn and dusk by date and coordinates, in plain arithmetic."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import acos, cos, degrees, pi, radians, sin, tan

_CIVIL = 96.0  # degrees from the zenith: the sun is six below the horizon, and one can still see
_NOON = 720.0  # minutes


def civil_light(day: date, lat: float, lon: float) -> tuple[datetime, datetime] | None:
    """Civil dawn and dusk (UTC) of a day at a place in degrees, east positive; None where the sun stays lower all day.

    Where it never gets dark, the whole day from one solar midnight to the next. To about two minutes between the polar
    circles. Source: NOAA Global Monitoring Division, "General solar position calculations" (after Meeus, Astronomical
    algorithms), with the fractional year at noon.
    """
    turn = 2 * pi / 365 * (day.timetuple().tm_yday - 1)
    equation = 229.18 * (
        0.000075 + 0.001868 * cos(turn) - 0.032077 * sin(turn) - 0.014615 * cos(2 * turn) - 0.040849 * sin(2 * turn)
    )
    declination = (
        0.006918
        - 0.399912 * cos(turn)
        + 0.070257 * sin(turn)
        - 0.006758 * cos(2 * turn)
        + 0.000907 * sin(2 * turn)
        - 0.002697 * cos(3 * turn)
        + 0.00148 * sin(3 * turn)
    )
    across = max(-89.9, min(89.9, lat))
    height = cos(radians(_CIVIL)) / (cos(radians(across)) * cos(declination)) - tan(radians(across)) * tan(declination)
    if height > 1:
        return None
    hours = 180.0 if height < -1 else degrees(acos(height))  # degrees the earth turns between noon and dusk
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    noon = _NOON - 4 * lon - equation
    return midnight + timedelta(minutes=noon - 4 * hours), midnight + timedelta(minutes=noon + 4 * hours)
