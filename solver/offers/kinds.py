"""The offers by name, and what each may change, as bans and prices beside the rules' own terms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal, get_args

import numpy as np

from solver.domain import Problem, Roster
from solver.terms import Bools, Forbid, LateCost, StartWithin, Term, UnservedCost

Kind = Literal["keep", "few", "search", "on_time", "standby", "cancel"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CARERS = 3  # carers whose day may change in the offer ``few``
TITLES: Mapping[Kind, str] = {
    "keep": "Nobody else moves",
    "few": f"At most {CARERS} carers change",
    "search": "Best for all that was promised",
    "on_time": "Least lateness",
    "standby": "Call out standby",
    "cancel": "Leave out what matters least",
}
_HELD = 10  # times the dearest visit left out: the least that leaving out costs what somebody makes, but in ``cancel``
_DEARER = 20  # times the price of lateness in the offer ``on_time``

Band = tuple[int, int]  # the earliest and latest start of a visit that stays with its worker, in ticks


def served_on(roster: Roster) -> dict[str, set[str]]:
    """Visit, or what stands for it, to the shifts that make it."""
    found: dict[str, set[str]] = {}
    for round_ in roster.rounds:
        for stop in round_.stops:
            if stop.visit is not None:
                found.setdefault(stop.visit, set()).add(round_.shift)
    return found


def limit(
    kind: Kind,
    problem: Problem,
    roster: Roster,
    terms: Sequence[Term],
    bands: Mapping[str, Band],
    carers: Collection[str] = (),
) -> list[Term]:
    """The terms of a day with what an offer may not change.

    problem: with the joins of the roster carried out. bands: when each visit that stays may begin. carers: workers
    whose day may change in the offer ``few``.
    """
    banned = _bans(kind, problem, roster, carers)
    limited = [*terms, Forbid(f"offer {kind}", banned)]
    if kind == "on_time":
        limited = [
            replace(term, per_tick=term.per_tick * _DEARER) if isinstance(term, LateCost) else term for term in limited
        ]
    if kind != "cancel":
        limited.append(_hold(kind, problem, roster, terms))
    if kind in ("keep", "few"):
        may = {shift.id for shift in problem.shifts if shift.worker in carers}
        on, starts = served_on(roster), _starts(roster)
        limited += [
            StartWithin(f"offer {kind}", problem.visit_number[visit], (band if kind == "keep" else starts[visit],))
            for visit, band in bands.items()
            if visit in on and not on[visit] & may
        ]
    return limited


def _hold(kind: Kind, problem: Problem, roster: Roster, terms: Sequence[Term]) -> UnservedCost:
    """A price that no visit which somebody makes is left out for, nor for all together that nobody makes."""
    costs = [term.cost for term in terms if isinstance(term, UnservedCost)]
    on = served_on(roster)
    made = np.array([visit.id in on for visit in problem.visits], dtype=np.bool_)
    dearest = max((int(cost.max(initial=0)) for cost in costs), default=0)
    waiting = sum(int(cost[~made].sum()) for cost in costs)
    return UnservedCost(f"offer {kind}", made * max(_HELD * (1 + dearest), 1 + waiting))


def _bans(kind: Kind, problem: Problem, roster: Roster, carers: Collection[str]) -> Bools:
    """Which visit may not go on which shift. Shape (V, K)."""
    on = served_on(roster)
    used = {shift for shifts in on.values() for shift in shifts}
    banned: Bools = np.zeros((len(problem.visits), len(problem.shifts)), dtype=np.bool_)
    asleep = [shift.kind == "standby" and shift.id not in used for shift in problem.shifts]
    if kind != "standby":
        banned[:, np.array(asleep, dtype=np.bool_)] = True
    if kind not in ("keep", "few"):
        return banned
    frozen = np.array([shift.worker not in carers for shift in problem.shifts], dtype=np.bool_)
    number = problem.shift_number
    for index, visit in enumerate(problem.visits):
        here = on.get(visit.id, set())
        if kind == "keep":
            if here:
                banned[index] = True
        elif any(problem.shift[shift].worker not in carers for shift in here):
            banned[index] = True
        else:
            banned[index] |= frozen
        for shift in here:
            banned[index, number[shift]] = False
    return banned


def _starts(roster: Roster) -> dict[str, Band]:
    """When each visit begins now, and at no other time."""
    stops = [stop for round_ in roster.rounds for stop in round_.stops]
    return {stop.visit: (stop.start, stop.start) for stop in stops if stop.visit is not None and stop.start is not None}
