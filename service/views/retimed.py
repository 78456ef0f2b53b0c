"""A roster's times made again from what the coarse map knows: the order of its rounds, agreed windows, ways between
groups of people. Of the real starts only their order counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby

from solver import Problem, Roster, problem_document, read_problem, read_roster, roster_document
from solver.check import joined_as
from solver.domain import Stop
from solver.travel import NO_WAY, journeys

from .coarse import Coarse
from .telling import Document


def retimed(document: Document, problem: Problem) -> Document:
    """A roster's document with its times as they would be on the coarse map. problem: its own, read."""
    coarse = coarse_problem(problem)
    bare = {name: value for name, value in document.items() if name != "problem"}  # the fingerprint of the real one
    roster = read_roster(json.dumps(bare).encode(), coarse)
    starts = _start_anew(coarse, roster)
    rounds = tuple(
        one.model_copy(
            update={"stops": tuple(_moved(stop, starts.get((number, at))) for at, stop in enumerate(one.stops))}
        )
        for number, one in enumerate(roster.rounds)
    )
    told: Document = roster_document(roster.model_copy(update={"rounds": rounds}), coarse)
    return told


def coarse_problem(problem: Problem) -> Problem:
    """The problem with every place in the middle of its group, and the ways between groups."""
    document = problem_document(problem)
    coarse = Coarse(document)
    for place in document["places"]:
        if place.get("lat") is not None:
            place["lat"], place["lon"] = coarse.spot[coarse.group[place["id"]]]
    for matrix in document.get("travel", {}).get("matrices") or ():
        matrix |= coarse.matrix(matrix)
    return read_problem(json.dumps(document).encode(), kept=True)


def _moved(stop: Stop, start: int | None) -> Stop:
    return stop if start is None else stop.model_copy(update={"start": start})


def _start_anew(problem: Problem, roster: Roster) -> dict[tuple[int, int], int]:
    """Ticks at which each stop would start: as soon as all who come are there, and a window is open."""
    judged, ways = joined_as(problem, roster), journeys(problem)
    number = problem.place_number
    shifts = [judged.shift[one.shift] for one in roster.rounds]
    free = [shift.start for shift in shifts]
    at = [problem.start_place(shift) for shift in shifts]
    starts: dict[tuple[int, int], int] = {}
    for (_, name), together in groupby(sorted(_stops(roster)), key=lambda one: one[:2]):
        some = [(here, place_in) for _, _, here, place_in in together]
        visit = judged.visit.get(name)
        goal = None if visit is None else judged.place_of(visit)
        ready = 0
        for here, _ in some:
            away = 0
            if goal is not None:
                table = ways.seconds[problem.mode_of(shifts[here])]
                away = int(table[number[at[here]], number[goal]])
                at[here] = goal
            ready = max(ready, free[here] + (0 if away >= NO_WAY else away))
        if visit is not None:
            open_ = next((window for window in visit.windows if window.end >= ready), None)
            ready = ready if open_ is None else max(ready, open_.start)
        for here, place_in in some:
            stop = roster.rounds[here].stops[place_in]
            starts[here, place_in] = ready
            free[here] = ready + (stop.duration or (visit.duration if visit is not None else 0))
    return starts


def _stops(roster: Roster) -> Iterator[tuple[int, str, int, int]]:
    """Start, visit ("" for a break, told apart by its round), and where it stands."""
    for here, one in enumerate(roster.rounds):
        for place_in, stop in enumerate(one.stops):
            if stop.start is not None:
                yield stop.start, stop.visit or f" break {here}", here, place_in
