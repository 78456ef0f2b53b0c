"""A roster of another day is refused; one that runs late, or leaves starts open, is not."""

from __future__ import annotations

import pytest

from fixtures.joint import joined_day
from fixtures.paper import at, round_
from solver.check import refuse_other_day
from solver.domain import InputFaults, Roster, Stop

SIX_HOURS = 6 * 3600


@pytest.mark.parametrize(
    ("start", "other"),
    [
        (at(9), False),
        (at(8) - SIX_HOURS + 1, False),
        (at(12) + SIX_HOURS - 1, False),
        (at(8) - SIX_HOURS, True),
        (at(12) + SIX_HOURS, True),
        (at(9) - 24 * 3600, True),
    ],
)
def test_six_hours_from_its_shift_at_most(start: int, other: bool) -> None:
    """The shift is from 8:00 to 12:00."""
    problem, _ = joined_day()
    roster = Roster(rounds=(round_("n", ("n2", start)),))
    if not other:
        refuse_other_day(problem, roster)
        return
    with pytest.raises(InputFaults) as caught:
        refuse_other_day(problem, roster, "--roster")
    (fault,) = caught.value.faults
    assert fault.where == "--roster"
    assert fault.expected.startswith("want a roster of this day, on which shift n is from ")


def test_what_says_no_time_is_of_any_day() -> None:
    problem, _ = joined_day()
    refuse_other_day(problem, Roster(rounds=(round_("n", Stop(visit="n2")), round_("gone", ("n1", at(90))))))


def test_one_stop_far_away_is_the_checkers_to_name() -> None:
    problem, _ = joined_day()
    refuse_other_day(problem, Roster(rounds=(round_("n", ("n1", at(9)), ("n2", at(33))),)))
    with pytest.raises(InputFaults):
        refuse_other_day(problem, Roster(rounds=(round_("n", ("n1", at(33)), ("n2", at(33))),)))
