"""onevisit's search alone: no audit, no verdicts, one thread. It knows every term, so nothing is approximated.

Large days are searched in parts, as ``onevisit solve`` does, one part after the other.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from solver.engine import parts_for, search, split_search
from solver.rules import Pack, lower_all

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
        parts = parts_for(problem, terms, None, 1)
        if parts > 1:
            found = split_search(
                problem, terms, travel, parts=parts, processes=1, seconds=seconds, seed=seed, clock=time.process_time
            )
        else:
            found = search(problem, terms, travel, seconds=seconds, seed=seed, threads=1, clock=time.thread_time)
        return Answer(found.roster, found.trace, f"{found.moves:,} moves")
