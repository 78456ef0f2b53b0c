"""mileage: pence a mile on the road, by mode of travel."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.domain import Shift
from solver.terms import Term, TravelCost

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import who

_METRES_A_MILE = 1609.344


class MileageRule(Rule):
    """Between stops; ``home_share`` of the rate from and to home. Rates are rounded to cost units a metre."""

    id = "mileage"
    scope = "round"
    forbids, costs = False, True
    literature = False

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        for run in timeline.runs.values():
            between, home = _rates(case, run.shift)
            away = run.home_out_metres + run.home_in_metres
            cost = run.metres * between + away * home
            if cost:
                mode = case.problem.mode_of(run.shift)
                counted = run.metres + (away if home else 0)
                sentence = f"{who(case.problem, run)} covers {counted / _METRES_A_MILE:.1f} paid miles ({mode})."
                yield Breach(self.id, False, counted, "metres", cost, sentence, "", run.shift.id, run.shift.worker)

    def lower(self, case: Case) -> Iterable[Term]:
        rates = np.array([_rates(case, shift) for shift in case.problem.shifts], dtype=np.int64).reshape(-1, 2)
        nothing = np.zeros(len(rates), dtype=np.int64)
        yield TravelCost(self.id, nothing, rates[:, 0].copy(), nothing, rates[:, 1].copy())


def _rates(case: Case, shift: Shift) -> tuple[int, int]:
    """Cost units a metre between stops and on home legs."""
    pence = float(case.values["pence_per_mile"][case.problem.mode_of(shift)])
    return (
        round(pence * 1000 / _METRES_A_MILE),
        round(pence * float(case.values["home_share"]) * 1000 / _METRES_A_MILE),
    )
