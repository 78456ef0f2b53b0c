"""What one roster has and another has not, stop by stop: all that a scheduler is shown, and all that is applied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from solver.domain import Problem, Roster


class On(NamedTuple):
    """A visit on a round, and when it begins (ticks)."""

    visit: str
    shift: str
    start: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """placed: visits put in that nobody made; moved: visits that somebody made, on a round that did not have them;
    retimed: that stay on their round and begin at another time; off: pairs of visit and round that are no more, with
    the start that they had; left: visits that nobody makes; carers: workers whose day changes.
    """

    placed: tuple[On, ...]
    moved: tuple[On, ...]
    retimed: tuple[On, ...]
    off: tuple[On, ...]
    left: tuple[str, ...]
    carers: tuple[str, ...]


def find_difference(problem: Problem, before: Roster, after: Roster) -> Difference:
    """Everything in which ``after`` is another roster than ``before``, in the order of time."""
    was, now = _stops(before), _stops(after)
    made = {visit for visit, _ in was}
    new = [one for key, one in now.items() if key not in was]
    retimed = [one for key, one in now.items() if key in was and was[key] != one]
    off = [one for key, one in was.items() if key not in now]
    touched = {one.shift for one in (*new, *retimed, *off)}
    return Difference(
        placed=_in_time(one for one in new if one.visit not in made),
        moved=_in_time(one for one in new if one.visit in made),
        retimed=_in_time(retimed),
        off=_in_time(off),
        left=tuple(one.visit for one in after.unserved),
        carers=tuple(dict.fromkeys(problem.shift[shift].worker for shift in sorted(touched))),
    )


def _in_time(some: Iterable[On]) -> tuple[On, ...]:
    return tuple(sorted(some, key=lambda one: (one.start or 0, one.visit, one.shift)))


def _stops(roster: Roster) -> dict[tuple[str, str], On]:
    return {
        (stop.visit, round_.shift): On(stop.visit, round_.shift, stop.start)
        for round_ in roster.rounds
        for stop in round_.stops
        if stop.visit is not None
    }
