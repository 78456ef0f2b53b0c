"""Staff of whom nobody says where they start from: told once, never guessed."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domain import ANYWHERE, Problem
from solver.rules.vocabulary.wording import list_some

from .oddity import Oddity, rows_of

_TOLD = 5


def find_no_base(problem: Problem) -> Iterator[Oddity]:
    """Shifts that begin at their first visit or end at their last, told of the workers together."""
    ends = {shift.worker: True for shift in problem.shifts if ANYWHERE in _ends(problem, shift.id)}
    found = [worker for worker in problem.workers if worker.id in ends]
    if found:
        what = f"Nobody says where these start from and go back to: {list_some([one.name for one in found], _TOLD)}."
        effect = (
            "As it stands their day begins at their first visit and ends at their last: no way there or back is "
            "planned, paid or counted. Give them a home, or their shifts a base, if they should be."
        )
        yield Oddity("worker_without_base", rows_of("workers", (one.id for one in found)), what, effect)


def _ends(problem: Problem, shift: str) -> tuple[str, str]:
    return problem.start_place(problem.shift[shift]), problem.end_place(problem.shift[shift])
