"""The starts of a roster found once more, all rounds that bind each other's times together, orders held."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from solver import terms as t
from solver.domain import Problem, Roster, Round
from solver.travel import Journeys

from ..exact.held_order import BREAK, HeldOrder, Whole, time_rounds
from .subproblem import Piece, piece, undivided
from .tied_rounds import tied_parts

_ALONE = 300  # visits up to which a problem that is not cut is timed in one piece


def retime(
    problem: Problem,
    terms: Sequence[t.Term],
    travel: Journeys,
    roster: Roster,
    shifts: Collection[str],
    work: float,
    whole: Whole | None = None,
) -> Roster:
    """The roster with the starts that cost least, where nobody is later than now; every round keeps its stops.

    shifts: ids of those whose times there may be something to gain by; rounds bound to them are timed with them, the
    others stand. work: the most of CP-SAT's own measure in all, near to seconds of CPU; each part has its share by its
    stops. whole: keep starts whole, part by part; None: to the tick. Nothing here judges: the checker has the last
    word.
    """
    parts = _parts_of(problem, terms, travel, roster, shifts)
    stops = sum(len(round_.stops) for _, rounds in parts for round_ in rounds)
    visits: dict[str, int] = {}
    pauses: dict[str, int] = {}
    for part, rounds in parts:
        held, travel = _hold_order(part.problem, rounds), _work_out(part.travel)
        share = work * sum(len(round_.stops) for round_ in rounds) / stops
        for keep in [None] if whole is None else [replace(whole, free=False), whole]:  # the first closes at once
            held = time_rounds(part.problem, part.terms, travel, held, share, keep)
        visits |= {part.problem.visits[number].id: start for number, start in held.starts.items()}
        pauses |= {part.problem.shifts[number].id: start for number, start in held.pauses.items()}
    return roster.model_copy(update={"rounds": tuple(_with_starts(one, visits, pauses) for one in roster.rounds)})


def _parts_of(
    problem: Problem, terms: Sequence[t.Term], travel: Journeys, roster: Roster, shifts: Collection[str]
) -> list[tuple[Piece, list[Round]]]:
    """What is to be timed: problems of their own, with their rounds."""
    if undivided(terms):
        whole = Piece(problem, tuple(terms), travel, frozenset())
        return [(whole, list(roster.rounds))] if shifts and len(problem.visits) <= _ALONE else []
    owner = {shift.id: shift.worker for shift in problem.shifts}
    wanted = {owner[shift] for shift in shifts}
    made = []
    for part in tied_parts(problem, terms, roster):
        people = {problem.workers[number].id for number in part.workers}
        if people & wanted:
            rounds = [one for one in roster.rounds if owner[one.shift] in people]
            made.append((piece(problem, terms, travel, part, roster), rounds))
    return made


def _work_out(travel: Journeys) -> Journeys:
    """The same journeys as arrays, where they are worked out pair by pair."""
    seconds, metres = (
        {mode: np.asarray(table) for mode, table in tables.items()} for tables in (travel.seconds, travel.metres)
    )
    return replace(travel, seconds=seconds, metres=metres)


def _hold_order(problem: Problem, rounds: Sequence[Round]) -> HeldOrder:
    """Rounds by numbers of a problem. Every stop has its start."""
    orders: list[list[int]] = [[] for _ in problem.shifts]
    starts: dict[int, int] = {}
    pauses: dict[int, int] = {}
    for round_ in rounds:
        shift = problem.shift_number[round_.shift]
        for stop in round_.stops:
            assert stop.start is not None
            number = BREAK if stop.visit is None else problem.visit_number[stop.visit]
            orders[shift].append(number)
            if number == BREAK:
                pauses[shift] = stop.start
            else:
                starts[number] = stop.start
    return HeldOrder(orders, starts, pauses)


def _with_starts(round_: Round, visits: Mapping[str, int], pauses: Mapping[str, int]) -> Round:
    """The round with new starts where there are any."""
    stops = []
    for stop in round_.stops:
        start = pauses.get(round_.shift) if stop.visit is None else visits.get(stop.visit)
        stops.append(stop if start is None else stop.model_copy(update={"start": start}))
    return round_.model_copy(update={"stops": tuple(stops)})
