"""mileage: pence a mile on the road, by mode of travel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from solver.domain import METRES_A_MILE, Problem, Shift
from solver.terms import Term, TravelCost

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import who


class MileageRule(Rule):
    """Between stops; ``home_share`` of the rate from and to home. Rates are rounded to cost units a metre.

    Whoever has driven ``after_miles`` in the tax year when the horizon begins is paid ``pence_after`` by the modes that
    have one. The day on which somebody passes them is paid by what they had before it. On 6 April the count begins
    anew.
    """

    id = "mileage"
    scope = "round"
    forbids, costs = False, True
    paid = True
    literature = False

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        for run in timeline.runs.values():
            between, home = _rates(case, run.shift)
            away = run.home_out_metres + run.home_in_metres
            cost = run.metres * between + away * home
            if cost:
                mode = case.problem.mode_of(run.shift)
                counted = run.metres + (away if home else 0)
                sentence = f"{who(case.problem, run)} covers {counted / METRES_A_MILE:.1f} paid miles ({mode})."
                yield Breach(self.id, False, counted, "metres", cost, sentence, "", run.shift.id, run.shift.worker)

    def lower(self, case: Case) -> Iterable[Term]:
        rates = np.array([_rates(case, shift) for shift in case.problem.shifts], dtype=np.int64).reshape(-1, 2)
        nothing = np.zeros(len(rates), dtype=np.int64)
        yield TravelCost(self.id, nothing, rates[:, 0].copy(), nothing, rates[:, 1].copy())


def _rates(case: Case, shift: Shift) -> tuple[int, int]:
    """Cost units a metre between stops and on home legs."""
    mode, rates = case.problem.mode_of(shift), case.values["pence_per_mile"]
    if _miles(case.problem, shift) >= case.values["after_miles"]:
        rates = {**rates, **case.values["pence_after"]}
    pence = float(rates[mode])
    return (round(pence * 1000 / METRES_A_MILE), round(pence * float(case.values["home_share"]) * 1000 / METRES_A_MILE))


def _miles(problem: Problem, shift: Shift) -> int:
    """Business miles of the worker in the tax year of a shift, as far as they were told: before the horizon."""
    miles = problem.worker[shift.worker].tax_year_miles
    if not miles or _tax_year(problem.horizon.date(shift.start)) != _tax_year(problem.horizon.date(0)):
        return 0
    return miles


def _tax_year(day: date) -> int:
    """The calendar year in which the tax year of a day began."""
    return day.year - ((day.month, day.day) < (4, 6))
