"""CP-SAT (OR-Tools, Apache 2) on the model that ``onevisit solve --exact`` proves small problems with, one thread.

Says everything the rules say: it is given the same terms as onevisit's search, with nothing approximated. Its place is
proof on small problems; the model holds a literal for every arc of every shift, so days above ``_MOST`` visits are not
tried. Its limit is wall time.
"""

from __future__ import annotations

from dataclasses import dataclass

from solver.rules import Pack, lower_all

from .figures import Figures
from .peer import Answer, NoAnswer, Ready

_MOST = 80  # visits


@dataclass(frozen=True)
class CpSat:
    pack: Pack
    name: str = "CP-SAT"
    package: str = "ortools"

    def solve(self, figures: Figures, seconds: float, seed: int, ready: Ready) -> Answer:
        from solver.engine.exact.solve import NoRosterFound, solve_exact

        problem, travel = figures.problem, figures.travel
        if len(problem.visits) > _MOST:
            raise NoAnswer(f"not tried above {_MOST} visits")
        ready()
        try:
            found = solve_exact(problem, lower_all(problem, travel, self.pack), travel, seconds, 1)
        except NoRosterFound:
            raise NoAnswer("no roster in time") from None
        return Answer(found.roster, note="proven" if found.proven else f"bound {found.bound / 100_000:,.0f} pounds")
