"""Everything that is hardly meant, in one list: what a reader is asked to look at, beside the faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from solver.domain import JoinedProblem, Problem
from solver.rules import Pack

from .doubled import find_doubled_rows
from .no_base import find_no_base
from .odd_journeys import find_odd_journeys
from .odd_places import find_odd_places
from .odd_shifts import find_long_shifts
from .odd_visits import find_contradicting_hours, find_odd_lengths, find_outside_shifts, find_unheld
from .oddity import Oddity
from .outside_days import find_outside_days


def find_oddities(problem: Problem, pack: Pack) -> list[Oddity]:
    """Each oddity once with all its rows, in the order in which they are told. None for a literature instance."""
    if problem.horizon.abstract:
        return []
    asked = problem.origin if isinstance(problem, JoinedProblem) else problem
    return list(_all_of(asked, pack))


def list_oddities(problem: Problem, pack: Pack) -> list[dict[str, Any]]:
    """The same as plain values, for JSON."""
    return [asdict(oddity) for oddity in find_oddities(problem, pack)]


def _all_of(problem: Problem, pack: Pack) -> Iterator[Oddity]:
    yield from find_doubled_rows(problem)
    yield from find_contradicting_hours(problem)
    yield from find_outside_days(problem)
    yield from find_outside_shifts(problem)
    yield from find_unheld(problem, pack)
    yield from find_odd_lengths(problem, pack)
    yield from find_odd_places(problem)
    yield from find_odd_journeys(problem)
    yield from find_long_shifts(problem)
    yield from find_no_base(problem)
