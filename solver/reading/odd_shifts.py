"""Shifts longer than leave a daily rest: a slip in a time, most likely."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domain import Problem
from solver.rules.vocabulary.wording import length, list_some

from .oddity import Oddity, rows_of

_LONG = 13 * 60  # minutes: 24 h less the eleven of daily rest (Working Time Regulations 1998 reg 10)
_NOT_ALL_WORK = ("sleep_in", "live_in", "standby")
_TOLD = 5


def find_long_shifts(problem: Problem) -> Iterator[Oddity]:
    """Shifts of plain work over 13 h, together."""
    most = _LONG * problem.horizon.ticks_per_minute
    found = [one for one in problem.shifts if one.end - one.start > most and one.kind not in _NOT_ALL_WORK]
    if found:
        named = [f"{one.id} ({length(problem, one.end - one.start)})" for one in found]
        what = f"Shifts of over 13 h, which leave less than 11 h of rest in the day: {list_some(named, _TOLD)}."
        effect = "As it stands all of it is work, and may be rostered; a sleep-in or living in is said in its kind."
        yield Oddity("shift_long", rows_of("shifts", (one.id for one in found)), what, effect)
