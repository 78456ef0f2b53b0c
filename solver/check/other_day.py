"""Whether a roster is one of another day: visits and shifts have the same ids every morning, times do not."""

from __future__ import annotations

from solver.domain import Fault, InputFaults, Problem, Roster

_AWAY = 6 * 60  # minutes from a shift that no overtime and no way home explains


def refuse_other_day(problem: Problem, roster: Roster, where: str = "roster") -> None:
    """Raises InputFaults, one fault at where, if more than half of the stops lie six hours or more from their shifts.

    Stops without a start, and shifts that the problem does not have, say nothing. A few such stops are somebody's
    mistake, and the checker's to name. A literature clock has no other day.
    """
    fault = _other_day(problem, roster, where)
    if fault is not None:
        raise InputFaults([fault])


def start_from(problem: Problem, roster: Roster) -> tuple[Roster, str]:
    """The roster as a search may begin with it, and what is to be told of that; empty where nothing is.

    Of a roster of another day nothing but who makes which visits, and in which order: its times were those of that day,
    and nothing of it has begun on this one.
    """
    if _other_day(problem, roster, "start") is None:
        return roster, ""
    rounds = (
        round_.model_copy(update={"stops": tuple(stop.model_copy(update={"start": None}) for stop in round_.stops)})
        for round_ in roster.rounds
    )
    told = "The roster to start from is of another day: who makes which visits is taken from it, and none of its times."
    return roster.model_copy(update={"rounds": tuple(rounds)}), told


def _other_day(problem: Problem, roster: Roster, where: str) -> Fault | None:
    if problem.horizon.abstract:
        return None
    away = _AWAY * problem.horizon.ticks_per_minute
    timed = [
        (shift, stop, stop.start)
        for round_ in roster.rounds
        if (shift := problem.shift.get(round_.shift)) is not None
        for stop in round_.stops
        if stop.start is not None
    ]
    elsewhere = [one for one in timed if not one[0].start - away < one[2] < one[0].end + away]
    if 2 * len(elsewhere) <= len(timed):
        return None
    shift, stop, start = elsewhere[0]
    label = problem.horizon.label
    wanted = (
        f"want a roster of this day, on which shift {shift.id} is from {label(shift.start)} to {label(shift.end)}: "
        "this one is of another"
    )
    return Fault(where, f"{stop.visit or 'a break'} at {problem.horizon.moment(start):%Y-%m-%d %H:%M}", wanted)
