"""The best starts of rounds whose stops and their order stay as they are, by CP-SAT on the terms of the search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model

from solver import terms as t
from solver.domain import Problem
from solver.travel import Journeys

from .model import ExactModel
from .solve import make_solver

BREAK = -1  # in the order of a round, where all else is a visit's number
_HELD = "held"  # the rule id of what holds the rounds
_TO_THE_TICK = 10**6  # cost units of a start that is no whole minute: ten pounds, so that nearly anything is done first
_FOR_EVER = 1e9  # seconds on the clock: the limit is the work, which is the same on every machine


@dataclass(frozen=True, slots=True)
class Whole:
    """Which starts are whole. minute, step: ticks, the step of several minutes; offset: ticks from midnight to tick 0.

    A start that is a whole minute stays one, others become one where that can be. free: as many stops begin at whole
    steps as now, whichever those are; else the same.
    """

    minute: int
    step: int
    offset: int
    free: bool = True


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """Rounds with their times, by numbers of the problem: exactly their visits are served.

    orders: by shift, its stops, BREAK among them. starts, pauses: ticks by visit, and by shift for its break.
    """

    orders: Sequence[Sequence[int]]
    starts: Mapping[int, int]
    pauses: Mapping[int, int]


def time_rounds(
    problem: Problem,
    terms: Sequence[t.Term],
    travel: Journeys,
    held: HeldOrder,
    work: float,
    whole: Whole | None = None,
) -> HeldOrder:
    """The rounds with the starts that cost least where nobody is later than now.

    work: the most of CP-SAT's own measure (max_deterministic_time), one thread; the best it has by then is taken, so
    the same rounds give the same starts on every machine. whole: keep starts whole; None: to the tick. The starts stay
    as they are where it finds none, and where the terms allow no such rounds.
    """
    exact = ExactModel(problem, [*terms, _forbid_others(problem, held)], travel, _ways_of(problem, held))
    if not _is_allowed(exact, held):
        return held
    _hold(exact, held)
    for term, late in exact.late:
        if term.visit in held.starts:
            exact.model.add(late <= _lateness(term, held.starts[term.visit]))
    for moment, now, _ in _moments(exact, held):
        exact.model.add_hint(moment, now)
    if whole is not None:
        _keep_whole(exact, held, whole)
    solver = make_solver(_FOR_EVER, 1, work)
    status = solver.solve(exact.model)
    if status == cp_model.MODEL_INVALID:
        raise ValueError(f"CP-SAT refuses the model: {exact.model.validate()}")
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return held
    rounds = exact.rounds
    starts = {v: solver.value(rounds.start[v]) for v in held.starts}
    return replace(held, starts=starts, pauses={k: solver.value(rounds.pause[k]) for k in held.pauses})


def _forbid_others(problem: Problem, held: HeldOrder) -> t.Forbid:
    """Every pair of visit and shift that is not on the rounds."""
    pairs = np.ones((len(problem.visits), len(problem.shifts)), np.bool_)
    for v, k in _pairs_of(held):
        pairs[v, k] = False
    return t.Forbid(_HELD, pairs)


def _pairs_of(held: HeldOrder) -> set[tuple[int, int]]:
    return {(v, k) for k, order in enumerate(held.orders) for v in order if v != BREAK}


def _ways_of(problem: Problem, held: HeldOrder) -> list[set[tuple[int, int]]]:
    """From node to node of each round, numbered as Rounds does: 0 the depot, the last one a break at the end."""
    end = len(problem.visits) + 1
    ways = []
    for order in held.orders:
        nodes = [v + 1 for v in order if v != BREAK]
        if order and order[-1] == BREAK:
            nodes.append(end)
        ways.append(set(zip([0, *nodes], [*nodes, 0], strict=True)) if nodes else set())
    return ways


def _is_allowed(exact: ExactModel, held: HeldOrder) -> bool:
    """Whether the model has all these pairs and breaks, no break twice."""
    single = all(list(order).count(BREAK) <= 1 for order in held.orders)
    return single and _pairs_of(held) == set(exact.rounds.on) and set(held.pauses) <= set(exact.rounds.breaks)


def _hold(exact: ExactModel, held: HeldOrder) -> None:
    """All that is no time is what it is now."""
    rounds, model = exact.rounds, exact.model
    for v, served in enumerate(rounds.served):
        model.add(served == int(v in held.starts))
    for literal in rounds.on.values():
        model.add(literal == 1)
    for (v, k), literal in rounds.before.items():
        order = list(held.orders[k])
        place = order.index(v)
        model.add(literal == int(place > 0 and order[place - 1] == BREAK))
    for k, literal in rounds.home_break.items():
        model.add(literal == int(bool(held.orders[k]) and held.orders[k][-1] == BREAK))


def _moments(exact: ExactModel, held: HeldOrder) -> Iterator[tuple[cp_model.IntVar, int, int]]:
    """Every start of a visit or a break, what it is now, and how many stops have it."""
    stops = Counter(v for v, _ in _pairs_of(held))
    yield from ((exact.rounds.start[v], now, stops[v]) for v, now in held.starts.items())
    yield from ((exact.rounds.pause[k], now, 1) for k, now in held.pauses.items())


def _keep_whole(exact: ExactModel, held: HeldOrder, whole: Whole) -> None:
    """Whole minutes stay so, others become so; of them as many stops as now begin at whole steps."""
    model, stepped, before = exact.model, [], 0
    for moment, start, stops in _moments(exact, held):
        now = start + whole.offset
        is_minute = _is_multiple(exact, moment, whole, whole.minute, now)
        if now % whole.minute == 0:
            model.add(is_minute == 1)
        else:
            exact.pay(_TO_THE_TICK, 1 - is_minute)
        if whole.step > whole.minute:
            is_step, on_step = _is_multiple(exact, moment, whole, whole.step, now), now % whole.step == 0
            stepped.append(stops * is_step)
            before += stops * on_step
            if not whole.free:
                model.add(is_step == on_step)
    model.add(sum(stepped) >= before)
    model.minimize(sum(exact.costs))


def _is_multiple(exact: ExactModel, moment: cp_model.IntVar, whole: Whole, ticks: int, now: int) -> cp_model.IntVar:
    """A literal that holds only where a start is a multiple of so many ticks since midnight. now: what it is so far."""
    model, rounds = exact.model, exact.rounds
    low, high = (edge + whole.offset for edge in (rounds.first, rounds.last))
    count = model.new_int_var(low // ticks, high // ticks + 1, "multiples")
    literal = model.new_bool_var("a multiple")
    model.add(moment + whole.offset == ticks * count).only_enforce_if(literal)
    model.add_hint(count, now // ticks)
    model.add_hint(literal, now % ticks == 0)
    return literal


def _lateness(term: t.LateCost, start: int) -> int:
    """Ticks late by the window in force, the last that has opened."""
    opened = [due for opens, due in term.windows if opens <= start]
    return max(0, start - opened[-1]) if opened else 0
