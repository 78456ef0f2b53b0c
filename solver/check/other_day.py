"""Whether a roster is one of another day: visits and shifts have the same ids every morning, times do not."""

from __future__ import annotations

from solver.domain import Fault, InputFaults, Problem, Roster

_AWAY = 6 * 60  # minutes from a shift that no overtime and no way home explains


def refuse_other_day(problem: Problem, roster: Roster, where: str = "roster") -> None:
    """Raises InputFaults, one fault at where, if stops of the roster lie six hours or more away from their shifts.

    Stops without a start, and shifts that the problem does not have, say nothing.
    """
    away = _AWAY * problem.horizon.ticks_per_minute
    for round_ in roster.rounds:
        shift = problem.shift.get(round_.shift)
        for stop in round_.stops:
            if shift is None or stop.start is None or shift.start - away < stop.start < shift.end + away:
                continue
            name, label = stop.visit or "a break", problem.horizon.label
            wanted = (
                f"want a roster of this day, on which shift {shift.id} is from {label(shift.start)} to "
                f"{label(shift.end)}: this one is of another"
            )
            raise InputFaults([Fault(where, f"{name} at {problem.horizon.moment(stop.start):%Y-%m-%d %H:%M}", wanted)])
