"""Time: integer ticks since the horizon's start, in UTC. The only daylight-saving code stands here.

A tick is a second (``ticks_per_minute == 60``). Literature instances use thousandths of their minute
(``ticks_per_minute == 1000``), so that published distances like 38.471 stay exact.

In memory every instant and duration is a whole number of ticks. In documents and tables an instant is an
ISO 8601 string (or a plain number of minutes since the start, on an abstract clock) and a duration is a number of
minutes; the annotated types below translate when validation runs with ``context={"horizon": horizon}``.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SerializationInfo,
    ValidationInfo,
    field_serializer,
    field_validator,
)


class Frozen(BaseModel):
    """What every domain object is: frozen, closed to unknown fields, changed by ``replace``.

    The text under a field is what it means, with an example: schemas and docs/reference/ are made of it.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class Horizon(Frozen):
    """The stretch of days a problem covers. ``start`` is kept in UTC."""

    timezone: str = "Europe/London"
    """IANA name of the zone whose clocks are meant. Example: Europe/London"""
    start: datetime
    """When the first day begins, usually a midnight; local time where it has no offset."""
    days: int = Field(default=1, ge=1, le=120)
    """How many whole days there are. Example: 1"""
    ticks_per_minute: int = Field(default=60, ge=1, le=1_000_000)
    """How finely time is counted: 60 for real clocks. Literature instances use 1000. Example: 60"""

    @field_validator("timezone")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, or far too long
            raise ValueError("want an IANA time zone such as Europe/London") from None
        return value

    @field_validator("start")
    @classmethod
    def _placed(cls, value: datetime, info: ValidationInfo) -> datetime:
        if not 1900 <= value.year <= 2200:
            raise ValueError("want a start between the years 1900 and 2200")
        if value.microsecond:
            raise ValueError("want whole seconds")
        if value.tzinfo is None:
            value = _existing(value, ZoneInfo(info.data.get("timezone", "UTC")))
        return value.astimezone(UTC)

    @field_serializer("start")
    def _local(self, value: datetime) -> str:
        return value.astimezone(ZoneInfo(self.timezone)).isoformat()

    @property
    def abstract(self) -> bool:
        """True for literature clocks, whose instants are numbers and not dates."""
        return self.ticks_per_minute != 60

    @property
    def end(self) -> int:
        """Ticks from start to the local midnight (or the same local hour) ``days`` days later."""
        if self.abstract:
            return self.days * 24 * 60 * self.ticks_per_minute
        # Arithmetic on a local datetime moves the wall clock. Where that time is skipped, the zone's old offset holds;
        # where it comes twice, the first is meant (PEP 495, fold=0).
        local = self.start.astimezone(ZoneInfo(self.timezone)).replace(fold=0) + timedelta(days=self.days)
        return self.ticks(local)

    def ticks(self, when: datetime) -> int:
        """Ticks of a datetime; a naive one is local wall time and must exist exactly once.

        Raises ValueError for a wall time that the spring clock change skips, one that the autumn change repeats,
        for fractions of a second, and for years nobody rosters.
        """
        if abs(when.year - self.start.year) > 200:
            raise ValueError(f"want a year near {self.start.year}")
        if when.tzinfo is None:
            when = _existing(when, ZoneInfo(self.timezone))
        elapsed = when.astimezone(UTC) - self.start.astimezone(UTC)
        if elapsed.microseconds:
            raise ValueError("want whole seconds")
        return elapsed.days * 86_400 + elapsed.seconds

    def moment(self, ticks: int) -> datetime:
        """The local datetime of an instant."""
        seconds = ticks * 60 / self.ticks_per_minute
        return (self.start.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(ZoneInfo(self.timezone))

    def date(self, ticks: int) -> date:
        """The local calendar day an instant falls on."""
        return self.moment(ticks).date()

    def label(self, ticks: int) -> str:
        """A short wall-clock label, "08:35", with the weekday when the horizon has several days."""
        if self.abstract:
            return f"{ticks / self.ticks_per_minute:.10g}"
        return self.moment(ticks).strftime("%a %H:%M" if self.days > 1 else "%H:%M")

    def minutes(self, ticks: int) -> float:
        """A duration in minutes."""
        return ticks / self.ticks_per_minute


def _existing(wall: datetime, zone: ZoneInfo) -> datetime:
    """The one moment at which clocks in a zone show a wall time; ValueError where there is none, or two."""
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise ValueError(f"want a time that exists: the clock change skips this hour in {zone.key}")
    if first.utcoffset() != second.utcoffset():
        raise ValueError(f"want an offset such as +01:00: the clock change makes this hour come twice in {zone.key}")
    return first


def _horizon(info: ValidationInfo | SerializationInfo) -> Horizon | None:
    context: dict[str, Any] = info.context if isinstance(info.context, dict) else {}
    return context.get("horizon")


def _whole(ticks: float, unit: int) -> int:
    nearest = round(ticks)
    if abs(ticks - nearest) > max(1e-6, 4e-16 * abs(ticks)):  # what a product of two floats may be off by
        raise ValueError("want whole seconds" if unit == 60 else f"want a multiple of 1/{unit} minute")
    return nearest


def _read_instant(value: Any, info: ValidationInfo) -> Any:
    horizon = _horizon(info)
    if horizon is None or isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return horizon.ticks(value)
    if horizon.abstract and isinstance(value, int | float):
        return _minutes(value, horizon)
    if horizon.abstract:
        raise ValueError("want a number of minutes since the start")
    if isinstance(value, str) and len(value.strip()) >= 13:  # from "20260302T0830" on: a bare date is no instant
        try:
            when = datetime.fromisoformat(value.strip())
        except ValueError:
            raise ValueError("want a date and time such as 2026-03-02T08:30") from None
        return horizon.ticks(when)
    raise ValueError("want a date and time such as 2026-03-02T08:30")


def _write_instant(value: int, info: SerializationInfo) -> Any:
    horizon = _horizon(info)
    if horizon is None:
        return value
    if horizon.abstract:
        return _write_duration(value, info)
    return horizon.moment(value).isoformat()


def _read_duration(value: Any, info: ValidationInfo) -> Any:
    horizon = _horizon(info)
    if horizon is None or isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    if isinstance(value, str):
        raise ValueError("want a number of minutes, such as 30 or 7.5, without quotes")
    if value < 0:
        raise ValueError("want a number of minutes that is not negative")
    return _minutes(value, horizon)


def _minutes(value: int | float, horizon: Horizon) -> int:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("want a finite number of minutes")
    if abs(value) > _LIMIT / horizon.ticks_per_minute:
        raise ValueError("want a number of minutes of ordinary size")
    if isinstance(value, int):
        return value * horizon.ticks_per_minute
    return _whole(value * horizon.ticks_per_minute, horizon.ticks_per_minute)


def _write_duration(value: int, info: SerializationInfo) -> Any:
    horizon = _horizon(info)
    if horizon is None:
        return value
    whole, rest = divmod(value, horizon.ticks_per_minute)
    return whole if rest == 0 else value / horizon.ticks_per_minute


_LIMIT = 10**13  # beyond any calendar or literature clock, far inside int64 sums

# An instant: ticks since the horizon's start (may be negative, for history). ISO 8601 in documents.
Instant = Annotated[
    int,
    BeforeValidator(_read_instant, json_schema_input_type=str | float),
    Field(ge=-_LIMIT, le=_LIMIT, strict=True),
    PlainSerializer(_write_instant, return_type=str | int | float),
]

# A duration: ticks, never negative. Minutes in documents; the alias of such a field ends in _minutes.
Duration = Annotated[
    int,
    BeforeValidator(_read_duration, json_schema_input_type=float),
    Field(ge=0, le=_LIMIT, strict=True),
    PlainSerializer(_write_duration, return_type=int | float),
]
