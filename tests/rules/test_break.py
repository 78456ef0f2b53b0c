"""Rule break: nothing, at the limit, one over, and its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solver.domain import Break
from solver.rules import Breach

if TYPE_CHECKING:
    from .conftest import Build


ON = {"break": {"enabled": True}}


def _round(build: Build, *stops: tuple[str | None, int] | tuple[str | None, int, int], **worker: Any) -> list[Breach]:
    """Visits of 30 minutes at ada's; leaving ten minutes before the first, back ten minutes after the last."""
    problem = build.problem(
        *(build.visit(f"v{n}") for n in range(3)),
        workers=(build.worker("wanda", **worker),),
        shifts=(build.shift("s1", "wanda"),),
        pack=ON,
    )
    return build.breaches("break", problem, s1=list(stops))


def test_an_empty_round_owes_nothing(build: Build) -> None:
    assert _round(build) == []


@pytest.mark.parametrize(("young", "limit"), [(False, 360), (True, 270)])
def test_a_round_longer_than_the_threshold_owes_a_break(build: Build, young: bool, limit: int) -> None:
    first = build.at(8, 10)
    last = build.at(8) + (limit - 40) * 60  # back exactly at the threshold
    assert _round(build, ("v0", first), ("v1", last), under_18=young) == []
    (found,) = _round(build, ("v0", first), ("v1", last + 1), under_18=young)
    assert (found.hard, found.amount) == (True, 1)
    minutes = 30 if young else 20
    assert found.sentence.startswith("Wanda Example works from 08:00 to ")
    assert found.sentence.endswith(f"and has no break of {minutes} min.")


@pytest.mark.parametrize(("minutes", "short"), [(20, 0), (25, 0), (19, 60)])
def test_its_length(build: Build, minutes: int, short: int) -> None:
    stops = ("v0", build.at(8, 10)), (None, build.at(12), minutes * 60), ("v1", build.at(15))
    found = _round(build, *stops)
    assert [breach.amount for breach in found] == [short] * bool(short)
    if short:
        assert found[0].sentence == "Wanda Example's break at 12:00 lasts 19 min; 20 min are owed."


def test_not_at_either_end_and_not_twice(build: Build) -> None:
    at = build.at
    (found,) = _round(build, (None, at(8, 10), 1200), ("v0", at(9)), ("v1", at(15)))
    assert "is at the end of the round" in found.sentence
    found_two = _round(build, ("v0", at(9)), (None, at(10), 1200), ("v2", at(11)), (None, at(12), 1200), ("v1", at(15)))
    assert [breach.sentence for breach in found_two] == ["Wanda Example has 2 breaks in one round (10:00, 12:00)."]


@pytest.mark.parametrize(
    ("hour", "minute", "ends", "away"), [(12, 0, False, 0), (13, 0, False, 0), (13, 1, False, 60), (12, 31, True, 60)]
)
def test_the_planned_break_has_a_window(build: Build, hour: int, minute: int, ends: bool, away: int) -> None:
    planned = Break(duration=1800, earliest=build.at(12), latest=build.at(13))
    problem = build.problem(
        build.visit("v1"),
        build.visit("v2"),
        shifts=(build.shift("s1", "wanda", break_=planned),),
        pack={"break": {"enabled": True, "must_end_by_latest": ends}},
    )
    found = build.breaches(
        "break", problem, s1=[("v1", build.at(8, 10)), (None, build.at(hour, minute), 1800), ("v2", build.at(15))]
    )
    assert [breach.amount for breach in found] == [away] * bool(away)
    if away:
        assert "it may start from 12:00 to " in found[0].sentence


def test_a_missed_literature_lunch_has_a_price_even_on_an_empty_round(build: Build) -> None:
    lunch = Break(duration=1800, earliest=build.at(12), latest=build.at(13))
    values = {"statutory": False, "threshold_minutes": -1, "hard": False, "missed_price": 7, "at_ends": True}
    problem = build.problem(
        build.visit("v1"),
        shifts=(build.shift("s1", "wanda", break_=lunch),),
        pack={"break": values | {"enabled": True}},
    )
    (found,) = build.breaches("break", problem)
    assert (found.hard, found.cost) == (False, 7000)
    assert build.breaches("break", problem, s1=[("v1", build.at(10)), (None, build.at(12), 1800)]) == []


def test_a_break_that_nobody_is_owed_is_waiting_and_paid(build: Build) -> None:
    """At 22 pence a minute, 367 cost units a second."""
    stops = ("v0", build.at(8, 10)), (None, build.at(9), 1200), ("v1", build.at(12))
    (found,) = _round(build, *stops)
    assert (found.hard, found.amount, found.cost) == (False, 1200, 20 * 60 * 367)
    assert found.sentence == "Wanda Example is owed no break on s1: the 20 min from 09:00 are waiting, and paid."
    assert _round(build, *stops[:2], ("v1", build.at(13, 21))) == []  # six hours and a minute, the break included


def _split(build: Build, *rounds: tuple[str, list[Any]]) -> list[Breach]:
    """Two shifts that touch at noon; visits as in _round()."""
    at = build.at
    shifts = build.shift("s1", "wanda", at(8), at(12)), build.shift("s2", "wanda", at(12), at(17))
    problem = build.problem(*(build.visit(f"v{n}") for n in range(4)), shifts=shifts, pack=ON)
    return build.breaches("break", problem, **dict(rounds))


def test_the_law_s_break_is_owed_by_all_shifts_of_a_duty(build: Build) -> None:
    at = build.at
    early, late = ("s1", [("v0", at(8, 10)), ("v1", at(11, 20))]), ("s2", [("v2", at(12, 10)), ("v3", at(15, 20))])
    (found,) = _split(build, early, late)
    assert (found.hard, found.amount, found.shift) == (True, 1, "s1")
    assert found.sentence == "Wanda Example is on duty from 08:00 to 16:00 and has no break of 20 min."
    rested = "s2", [("v2", at(12, 10)), (None, at(13), 1200), ("v3", at(15, 20))]
    assert _split(build, early, rested) == []
    later = "s2", [("v2", at(12, 30)), ("v3", at(15, 20))]  # twenty minutes off duty
    assert _split(build, early, later) == []
    (found,) = _split(build, early, ("s2", [("v2", at(12, 29)), ("v3", at(15, 20))]))
    short = "s2", [("v2", at(12, 10)), ("v3", at(13, 20))]  # six hours in all
    assert _split(build, early, short) == []


def test_a_break_in_a_duty_with_time_off_is_paid(build: Build) -> None:
    at = build.at
    early = "s1", [("v0", at(8, 10)), (None, at(9), 1200), ("v1", at(11, 20))]
    (found,) = _split(build, early, ("s2", [("v2", at(13, 10)), ("v3", at(16))]))
    assert (found.hard, found.cost, found.shift) == (False, 20 * 60 * 367, "s1")
    assert _split(build, early, ("s2", [("v2", at(12, 10)), ("v3", at(16))])) == []


@pytest.mark.parametrize("threshold", [0.0, 60.0, 360.0])
def test_a_break_that_is_owed_sooner_is_held_by_no_shorter_visit(build: Build, threshold: float) -> None:
    """A pack that is stricter made every visit hold its break, and nobody had one."""
    at = build.at
    pack = {"break": {"enabled": True, "threshold_minutes": threshold}}
    for minutes, broken in ((340, False), (361, False)):
        problem = build.problem(build.visit("v1", minutes=minutes), pack=pack)
        told = build.breaches("break", problem, s1=[("v1", at(8, 10))])
        assert bool(told) == (broken or (minutes <= 360 and minutes + 20 > threshold and threshold < 360))
