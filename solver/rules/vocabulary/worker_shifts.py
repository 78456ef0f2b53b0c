"""Pairs and weeks of shifts that one worker holds, as the rules about a person's time look at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from solver.domain import Shift

from .rule import Case


def latest_back(case: Case, shift: Shift) -> int:
    """The last moment at which a round of this shift may be back; ``case`` is that of shift_bounds."""
    overtime = case.ticks("max_overtime_minutes") if shift.max_overtime is None else shift.max_overtime
    return shift.end + overtime


def shifts_by_worker(case: Case) -> dict[str, list[Shift]]:
    """Each worker's shifts in order of start, then end, then position."""
    found: dict[str, list[Shift]] = {}
    for shift in case.problem.shifts:
        found.setdefault(shift.worker, []).append(shift)
    for shifts in found.values():
        shifts.sort(key=lambda shift: (shift.start, shift.end))
    return found


def close_pairs(case: Case, gap: Callable[[Shift, Shift], int]) -> Iterator[tuple[Shift, Shift, int]]:
    """(earlier, later, gap) of one worker's shifts whose hard bounds leave less than gap(earlier, later) ticks."""
    bounds = case.of("shift_bounds")
    for shifts in shifts_by_worker(case).values():
        for index, earlier in enumerate(shifts):
            last = latest_back(bounds, earlier)
            for later in shifts[index + 1 :]:
                wanted = gap(earlier, later)
                if later.start - last < wanted:
                    yield earlier, later, wanted
