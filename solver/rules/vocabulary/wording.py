"""The words that sentences of different rules have in common: people, visits and lengths of time."""

from __future__ import annotations

from collections.abc import Sequence

from solver.domain import Problem, Visit

from .timeline import Run

_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four"}


def whose(problem: Problem, visit: Visit) -> str:
    """ "Ada Testperson's visit v1"; a joint visit may be of two people: "Ada Testperson's and Bert Testperson's"."""
    names = both([f"{problem.client[client].name}'s" for client in visit.clients])
    return f"{names} visit {visit.id}"


def who(problem: Problem, run: Run) -> str:
    """The name of the worker of a round."""
    return problem.worker[run.shift.worker].name


def both(names: list[str]) -> str:
    """ "A, B and C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def list_some(names: Sequence[str], most: int, between: str = ", ") -> str:
    """ "A, B and 7 more": the first of these names, at most so many, and how many others there are."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return f"{between.join(names[:most])}{more}"


def many_workers(count: int) -> str:
    """ "one worker", "two workers", "12 workers"."""
    number = _NUMBERS.get(count, str(count))
    return f"{number} worker{'' if count == 1 else 's'}"


def length(problem: Problem, ticks: int) -> str:
    """ "12 min", "2 h 05 min", "40 s"."""
    horizon = problem.horizon
    if horizon.abstract:
        return f"{horizon.minutes(ticks):g}"
    if abs(ticks) < 60:
        return f"{ticks} s"
    minutes = horizon.minutes(ticks)
    if minutes < 120:
        return f"{minutes:g} min" if minutes == int(minutes) else f"{minutes:.1f} min"
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest:02d} min"


def at(problem: Problem, ticks: int) -> str:
    """The clock time of an instant."""
    return problem.horizon.label(ticks)
