"""What the objects of one drawn problem may name: ids of one another, and the clock they are timed by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from solver.domain import Horizon, Household

from .any_words import ids

_DAY = 86_400  # seconds
choice = st.sampled_from


@dataclass(frozen=True)
class Known:
    """Ids by list, drawn before any object, so that each may name any other."""

    horizon: Horizon
    organisations: list[str]
    competencies: list[str]
    schemes: list[str]
    doors: list[str]
    households: list[Household]
    clients: list[str]
    workers: list[str]
    visits: list[str]
    carers: list[str]
    delegations: list[str]

    @property
    def unit(self) -> int:
        """Ticks a minute."""
        return self.horizon.ticks_per_minute

    @property
    def last(self) -> int:
        """Ticks of a day."""
        return _DAY * self.unit // 60

    @property
    def ticks(self) -> st.SearchStrategy[int]:
        """A time of the first day."""
        return st.integers(0, self.last)

    @property
    def past_ticks(self) -> st.SearchStrategy[int]:
        """A time of the fortnight before."""
        return st.integers(-14 * self.last, -1)

    @property
    def spans(self) -> st.SearchStrategy[int]:
        """A length of up to 500 minutes, in ticks."""
        return st.integers(0, 500 * self.unit)

    @property
    def maybe_span(self) -> st.SearchStrategy[int | None]:
        return st.none() | self.spans


@st.composite
def any_known(draw: st.DrawFn) -> Known:
    """Everyday and literature clocks, on days with and without a clock change."""
    zone = draw(choice(["Europe/London", "UTC", "America/St_Johns"]))
    day = draw(choice([datetime(2026, 3, 28), datetime(2026, 10, 25), datetime(2026, 7, 1)]))
    horizon = Horizon(
        start=day.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC),
        days=draw(st.integers(1, 3)),
        timezone=zone,
        ticks_per_minute=draw(choice([60, 60, 1000])),
    )
    doors = draw_names(draw)
    return Known(
        horizon=horizon,
        organisations=draw_names(draw),
        competencies=draw_names(draw, 2, 0),
        schemes=draw_names(draw, 2, 0),
        doors=doors,
        households=[Household(id=name, place=draw(choice(doors))) for name in draw_names(draw, 2, 0)],
        clients=draw_names(draw),
        workers=draw_names(draw),
        visits=draw_names(draw),
        carers=draw_names(draw, 2, 0),
        delegations=draw_names(draw, 2, 0),
    )


def draw_names(draw: st.DrawFn, most: int = 3, least: int = 1) -> list[str]:
    """Different ids."""
    return draw(st.lists(ids, min_size=least, max_size=most, unique=True))


def draw_some(draw: st.DrawFn, names: list[str], most: int = 3) -> tuple[str, ...]:
    """A few of the names, perhaps one of them twice."""
    return tuple(draw(st.lists(choice(names), max_size=most))) if names else ()
