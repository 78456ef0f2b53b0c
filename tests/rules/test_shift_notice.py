"""Rule shift_notice: off as delivered; at the limit, one day over, nothing known, and its sentence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from solver.rules import Pack

if TYPE_CHECKING:
    from solver.domain import Problem

    from .conftest import Build


def _problem(build: Build, told_on: date | None, pence: int | None = 1300, **values: float) -> Problem:
    """A shift of eight hours on 2 March 2026."""
    workers = (build.worker("wanda", hour_pence=pence),)
    shifts = (build.shift("s1", "wanda", told_on=told_on),)
    return build.problem(build.visit("v1"), workers=workers, shifts=shifts, pack={"shift_notice": values})


def test_it_is_off_until_regulations_are_made(build: Build) -> None:
    assert not Pack.load().enabled("shift_notice")
    told = build.check(_problem(build, date(2026, 3, 1)), s1=["v1"])
    assert "shift_notice" not in {breach.rule for breach in told.breaches}
    on = _problem(build, date(2026, 3, 1), enabled=True)
    assert "shift_notice" in {breach.rule for breach in build.check(on, s1=["v1"]).breaches}


@pytest.mark.parametrize(
    ("told_on", "late"),
    [(None, 0), (date(2026, 2, 23), 0), (date(2026, 2, 24), 1), (date(2026, 3, 2), 7), (date(2026, 3, 4), 9)],
)
def test_days_of_notice(build: Build, told_on: date | None, late: int) -> None:
    found = build.breaches("shift_notice", _problem(build, told_on), s1=["v1"])
    assert [(breach.amount, breach.hard, breach.cost) for breach in found] == [(late, False, 0)] * bool(late)


def test_a_shift_without_work_is_none(build: Build) -> None:
    assert build.breaches("shift_notice", _problem(build, date(2026, 3, 1))) == []
    assert build.terms("shift_notice", _problem(build, date(2026, 3, 1))) == []


def test_its_sentence(build: Build) -> None:
    (found,) = build.breaches("shift_notice", _problem(build, date(2026, 2, 28)), s1=["v1"])
    assert found.sentence == (
        "Wanda Example was told on 28 Feb of shift s1 on 02 Mar, 2 days before; 7 are wanted. "
        "Cancelled, moved or cut short now it costs up to £104.00 (its 8 h 00 min)."
    )
    (found,) = build.breaches("shift_notice", _problem(build, date(2026, 2, 28), payment_share=0.5), s1=["v1"])
    assert "up to £52.00" in found.sentence
    (found,) = build.breaches("shift_notice", _problem(build, date(2026, 2, 28), None), s1=["v1"])
    assert found.sentence.endswith("2 days before; 7 are wanted.")
