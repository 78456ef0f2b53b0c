"""Verdicts on random days, confirmed by trying everything and by solving again; and the trial itself can fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.verdicts import Day, confirm_day, verdict_day
from benchmarks.verdicts import confirm as module
from benchmarks.verdicts.brute import can_all_be_made
from solver.domain import Roster, Unserved
from solver.explain import Explanation, explain_unserved

pytestmark = pytest.mark.kernel


@pytest.mark.parametrize("days", [12, pytest.param(40, marks=pytest.mark.long)])
def test_no_verdict_of_so_many_days_is_refuted(days: int) -> None:
    found = [one for number in range(days) for one in confirm_day(verdict_day(7, number))]
    assert [one for one in found if one.wrong] == []
    told = {one.verdict for one in found}
    assert {"PROVEN", "CAPACITY"} <= told
    how = {how for one in found for how in one.how}
    assert {"brute force", "search", "on an empty roster", "without what is named"} <= how


def left_out() -> tuple[Day, Roster, Explanation]:
    """The first little day with a visit that is proven impossible by itself, and one that could be made there."""
    for number in range(200):
        day = verdict_day(7, number)
        roster = Roster(unserved=tuple(Unserved(visit=visit.id) for visit in day.problem.visits))
        for one in explain_unserved(day.problem, roster):
            if (
                day.small
                and one.verdict in ("NOT-FOUND", "PRICED")
                and one.insertion
                and len(one.insertion.visits) == 1
            ):
                return day, roster, one
    raise AssertionError("no day has a visit that can be made")


def test_a_wrong_proof_is_refuted() -> None:
    day, roster, one = left_out()
    wrong = replace(
        one, verdict="PROVEN", insertion=None, reason="Nobody could do it even as their only visit [break]."
    )
    assert can_all_be_made(day.problem, [one.visit])
    finding = module._confirm(day, roster, wrong)
    assert "there is a roster of" in finding.wrong


def test_want_of_room_on_an_empty_roster_is_refuted() -> None:
    day, roster, one = left_out()
    finding = module._confirm(day, roster, replace(one, verdict="CAPACITY", insertion=None))
    assert "CAPACITY on an empty roster" in finding.wrong


def test_a_place_at_another_price_is_refuted() -> None:
    day, roster, one = left_out()
    assert one.insertion is not None
    dearer = replace(one.insertion, cost_change=one.insertion.cost_change + 1)
    assert "changes the cost by" in module._confirm(day, roster, replace(one, insertion=dearer)).wrong
    assert module._confirm(day, roster, one).wrong == ""
