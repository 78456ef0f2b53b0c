"""onevisit's search alone: no audit, no verdicts, one thread. It knows every term, so nothing is approximated.

Large days are searched in parts, as ``onevisit solve`` does, one part after the other.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from solver.domain import Problem
from solver.engine import Found, parts_for, search, split_search
from solver.rules import Pack, lower_all
from solver.terms import Term
from solver.travel import Journeys

from .figures import Figures
from .peer import Answer, Ready


@dataclass(frozen=True)
class OneVisit:
    pack: Pack
    name: str = "onevisit"
    package: str = "onevisit"

    def solve(self, figures: Figures, seconds: float, seed: int, ready: Ready) -> Answer:
        problem, travel = figures.problem, figures.travel
        terms = lower_all(problem, travel, self.pack)
        ready()
        found = searched(problem, terms, travel, seconds, seed, 1)
        return Answer(found.roster, found.trace, f"{found.moves:,} moves")


def searched(
    problem: Problem, terms: Sequence[Term], travel: Journeys, seconds: float, seed: int, processors: int
) -> Found:
    """As ``onevisit solve`` searches: large days in parts, others by threads. seconds: CPU time of each processor."""
    parts = parts_for(problem, terms, None, processors)
    if parts > 1:
        return split_search(
            problem,
            terms,
            travel,
            parts=parts,
            processes=processors,
            seconds=seconds,
            seed=seed,
            clock=time.process_time,
        )
    return search(problem, terms, travel, seconds=seconds, seed=seed, threads=processors, clock=time.thread_time)
