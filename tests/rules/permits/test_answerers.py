"""Who answers for what others do: one stretch of cover holds the whole span, on the days that count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.paper import at
from solver.domain import CoverHours
from solver.rules import Pack, Readings
from solver.rules.permits.answerers import Answerer, Answerers
from solver.rules.readings.calls import Span

if TYPE_CHECKING:
    from .conftest import Asked

TODAY = date(2027, 3, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def span(earliest: int, latest: int, last: date = TODAY) -> Span:
    return Span(earliest, latest, TODAY, last)


@pytest.mark.parametrize(
    ("earliest", "latest", "held"),
    [
        (10, 20, True),
        (9, 20, False),
        (10, 21, False),
        (30, 40, True),
        (29, 40, False),
        (19, 31, False),
        (20, 30, False),
        (19, 19, True),
        (20, 20, False),  # at the end of the stretch nobody answers any more
        (0, 5, False),
    ],
)
def test_one_stretch_holds_the_whole_span(earliest: int, latest: int, held: bool) -> None:
    one = Answerer(until=10**7, told=True, contact="01632 960001", begins=[10, 30], ends=[20, 40])
    assert one.covers(span(earliest, latest)) == held


def lack(asked: Asked, text: str = "r1", *, signed: date = TODAY, when: Span | None = None, **said: Any) -> str | None:
    readings = Readings(asked.problem, Pack.for_problem(asked.problem))
    answerers = Answerers(readings, YESTERDAY, TOMORROW)
    return answerers.lack(text, signed, when or span(at(9), at(10, 20)), **({"contact": "01632 960001"} | said))


@pytest.mark.parametrize(
    ("hours", "begins", "ends", "held"),
    [
        (("22:00", "06:00"), at(22), at(30), True),  # into the next day
        (("22:00", "06:00"), at(0), at(6), True),  # from the day before
        (("22:00", "06:00"), at(6), at(7), False),
        (("09:00", "09:00"), at(9), at(33), True),  # round the clock
        (("09:00", "17:00"), at(9), at(17) + 1, False),
    ],
)
def test_hours_past_midnight(asked: Asked, hours: Any, begins: int, ends: int, held: bool) -> None:
    asked.change(
        "registrants", "r1", registered_until=date(2027, 12, 31), cover=(CoverHours(from_=hours[0], until=hours[1]),)
    )
    assert (lack(asked, when=span(begins, ends)) is None) == held


def test_stretches_that_touch_or_overlap_are_one(asked: Asked) -> None:
    for second, held in ((("09:30", "12:00"), True), (("09:00", "12:00"), True), (("09:31", "12:00"), False)):
        cover = (CoverHours(from_="08:00", until="09:30"), CoverHours(from_=second[0], until=second[1]))
        asked.change("registrants", "r1", cover=cover)
        assert (lack(asked) is None) == held
    inside = (CoverHours(from_="08:00", until="12:00"), CoverHours(from_="08:30", until="09:30"))
    asked.change("registrants", "r1", cover=inside)
    assert lack(asked) is None  # a stretch inside another does not end it


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, None),
        ({"registered_until": YESTERDAY}, "gone"),
        ({"left": YESTERDAY}, "gone"),
        ({"left": TODAY}, None),
        ({"registration": "lapsed"}, "gone"),
        ({"registration": "?"}, "person"),
        ({"registered_until": None}, "person"),
        ({"name": "tbc"}, "person"),
        ({"contact": "left the trust"}, "contact"),
        ({"cover": ()}, "cover"),
        ({"cover": (CoverHours(from_="09:01", until="12:00"),)}, "not_on_cover"),
    ],
)
def test_what_is_missing(asked: Asked, fields: dict[str, Any], why: str | None) -> None:
    asked.change("registrants", "r1", **fields)
    assert lack(asked) == why
    # A protocol's registrant need be neither reached nor on cover.
    assert lack(asked, contact=None) == (why if why in ("gone", "person") else None)


def test_how_they_are_reached(asked: Asked) -> None:
    assert lack(asked, contact="-") == "contact"
    assert lack(asked, contact=" ") is None  # the registrant's own counts
    asked.change("registrants", "r1", contact="")
    assert lack(asked, contact=" ") == "contact"
    assert lack(asked) is None
    assert lack(asked, "Somebody Else") == "person"


def test_what_an_older_document_could_not_tell_is_excused_for_a_time(asked: Asked) -> None:
    """For what was signed by the day that it was carried over, while the days of grace last; of delegations only."""
    asked.replace(version="1")
    asked.change("registrants", "r1", cover=(), registered_until=None)
    grace = Readings(asked.problem, Pack.for_problem(asked.problem)).grace
    assert grace is not None
    assert grace[0] == TODAY
    for last, excused in ((grace[1], True), (grace[1] + timedelta(days=1), False)):
        when = span(at(9), at(10), last)
        assert (lack(asked, when=when) is None) == excused
        assert (lack(asked, "Somebody Else", when=when) is None) == excused
        assert lack(asked, "Somebody Else", when=when, contact="-") == ("contact" if excused else "person")
        assert lack(asked, when=when, contact=None) == "person"
    assert lack(asked, signed=TOMORROW) == "person"
