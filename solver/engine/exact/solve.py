"""Small problems solved to proof by CP-SAT, on the terms the search uses."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.domain import Problem, Roster, Round, Stop, Unserved
from solver.terms import Term
from solver.travel import Journeys

from .model import ExactModel

_LOOK = 0.05  # seconds between questions whether to stop


@dataclass(frozen=True, slots=True)
class Exact:
    """A roster, its cost, and a bound that no roster can beat, in cost units. proven: cost equals bound."""

    roster: Roster
    cost: int
    bound: int
    proven: bool


class NoRosterFound(Exception):  # noqa: N818 - an outcome, said in the scheduler's words
    """No roster keeps every hard rule (``proven``), or none was found in time."""

    def __init__(self, proven: bool):
        self.proven = proven
        super().__init__("no roster keeps every hard rule" if proven else "no roster was found in time")


def solve_exact(
    problem: Problem,
    terms: Sequence[Term],
    travel: Journeys,
    seconds: float,
    threads: int = 1,
    hint: Roster | None = None,
    work: float | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Exact:
    """The cheapest roster, or the best within ``seconds`` with a bound. Sensible to about 15 visits.

    hint: a roster to start from; parts that do not fit are passed over. work: also a limit, in CP-SAT's own measure of
    its work (max_deterministic_time, near to seconds of CPU on one thread), which gives the same answer on a busy
    machine. Raises NoRosterFound, and TypeError for a kind of term the model does not know.
    cancelled: asked all the time; once it says so, the best so far is given back.
    """
    exact = ExactModel(problem, terms, travel)
    _suggest(exact, problem, hint or Roster())
    solver = make_solver(seconds, threads, work)
    with _stopped_when(cancelled, solver):
        status = solver.solve(exact.model)
    if status == cp_model.MODEL_INVALID:
        raise ValueError(f"CP-SAT refuses the model: {exact.model.validate()}")
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise NoRosterFound(proven=status == cp_model.INFEASIBLE)
    bound = math.ceil(solver.best_objective_bound - 1e-6)
    proven = status == cp_model.OPTIMAL
    if not proven:  # costs are inequalities, so a roster cut short may be overpriced: hold it still and price it again
        solver = _priced(exact, solver)
    cost = round(solver.objective_value)
    return Exact(_roster(exact, problem, solver), cost, min(bound, cost), proven or bound >= cost)


def make_solver(seconds: float, threads: int, work: float | None = None) -> cp_model.CpSolver:
    """CP-SAT with its limits; work: as in solve_exact."""
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = threads
    solver.parameters.linearization_level = 2
    solver.parameters.catch_sigint_signal = False  # whoever called says what Ctrl-C does
    if work is not None:
        solver.parameters.max_deterministic_time = work
    return solver


@contextmanager
def _stopped_when(cancelled: Callable[[], bool] | None, solver: cp_model.CpSolver) -> Iterator[None]:
    """Ask ``cancelled`` while CP-SAT is at work, which lets no other line of this thread run."""
    if cancelled is None:
        yield
        return
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_LOOK):
            if cancelled():
                solver.stop_search()  # again and again: one that has not begun yet does not hear it

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _priced(exact: ExactModel, found: cp_model.CpSolver) -> cp_model.CpSolver:
    rounds, model = exact.rounds, exact.model
    for arcs in rounds.arcs:
        for arc in arcs.values():
            model.add(arc == int(found.boolean_value(arc)))
    for literal in rounds.before.values():
        model.add(literal == int(found.boolean_value(literal)))
    for moment in [*rounds.start, *rounds.pause.values()]:
        model.add(moment == found.value(moment))
    model.clear_hints()
    again = make_solver(60.0, 1)
    status = again.solve(model)
    return again if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else found


def _suggest(exact: ExactModel, problem: Problem, roster: Roster) -> None:
    """Tell CP-SAT the orders and times of a roster; a shift without stops is suggested empty."""
    rounds, model = exact.rounds, exact.model
    hints = _Hints([set() for _ in rounds.shifts], set(), set(), {})
    for round_ in roster.rounds:
        k = problem.shift_number.get(round_.shift)
        if k is not None and round_.stops:
            _suggest_round(exact, problem, round_, k, hints)
    for v, moment in hints.starts.items():
        model.add_hint(rounds.start[v], moment)
    hinted: set[int] = set()
    for k, arcs in enumerate(rounds.arcs):
        for pair, arc in arcs.items():
            if arc.index not in hinted:
                hinted.add(arc.index)
                model.add_hint(arc, pair in hints.arcs[k])
    for pair, literal in rounds.on.items():
        model.add_hint(literal, pair in hints.on)
    for pair, literal in rounds.before.items():
        model.add_hint(literal, pair in hints.rested)
    for v, literal in enumerate(rounds.served):
        model.add_hint(literal, any((v, k) in hints.on for k in rounds.shifts))


@dataclass(frozen=True, slots=True)
class _Hints:
    """arcs: pairs of nodes by shift. on: (visit, shift) that is served. rested: where the break comes just before.
    starts: moment by visit, once for a double-handed one on two rounds: CP-SAT refuses a model that hints it twice.
    """

    arcs: list[set[tuple[int, int]]]
    on: set[tuple[int, int]]
    rested: set[tuple[int, int]]
    starts: dict[int, int]


def _suggest_round(exact: ExactModel, problem: Problem, round_: Round, k: int, hints: _Hints) -> None:
    """Note the starts and arcs of one round's stops, and hint its break."""
    rounds, model = exact.rounds, exact.model
    here, rested = 0, False
    for stop in round_.stops:
        if stop.visit is None:
            rested = True
            if k in rounds.pause and stop.start is not None:
                model.add_hint(rounds.pause[k], stop.start)
            continue
        v = problem.visit_number.get(stop.visit)
        if v is None or (v, k) not in rounds.on:
            continue
        hints.arcs[k].add((here, rounds.node(v)))
        hints.on.add((v, k))
        if rested:
            hints.rested.add((v, k))
        if stop.start is not None and rounds.first <= stop.start <= rounds.last:
            hints.starts.setdefault(v, stop.start)
        here, rested = rounds.node(v), False
    hints.arcs[k].update([(here, rounds.end_node), (rounds.end_node, 0)] if rested else [(here, 0)])


def _roster(exact: ExactModel, problem: Problem, solver: cp_model.CpSolver) -> Roster:
    rounds = exact.rounds
    found = []
    for k, shift in enumerate(problem.shifts):
        stops = []
        for v in rounds.order(solver, k):
            if v < 0:
                stops.append(Stop(start=solver.value(rounds.pause[k]), duration=rounds.breaks[k].duration))
            else:
                stops.append(Stop(visit=problem.visits[v].id, start=solver.value(rounds.start[v])))
        if stops:
            found.append(Round(shift=shift.id, stops=tuple(stops)))
    done = {v for v in rounds.visits if solver.boolean_value(rounds.served[v])}
    unserved = tuple(
        Unserved(visit=visit.id)
        for v, visit in enumerate(problem.visits)
        if v not in done and v not in exact.joint and not done & exact.joints.get(v, set())
    )
    return Roster(rounds=tuple(found), unserved=unserved)
