"""Travel matrices that are likely slips: other units, and pairs of places without a way between them."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from solver.domain import Matrix, Place, Problem
from solver.rules.vocabulary.wording import list_some
from solver.travel import great_circle

from .oddity import Oddity, rows_of

_LONG = 180  # minutes: a matrix whose shortest journey takes longer was hardly meant so
_SLOW, _FAST = 1.0, 1_000.0  # km an hour as the crow flies, which is slower, or faster, than anybody goes
_LEAST_KM, _MOST_KM = 0.5, 100.0  # nearer pairs say more of car parks than of roads, farther ones of odd places
_PAIRS = 2_000  # looked at in a matrix
_TOLD = 5


def find_odd_journeys(problem: Problem) -> Iterator[Oddity]:
    """Every matrix whose journeys are of another unit, and every matrix with pairs that have no way."""
    for matrix in problem.travel.matrices:
        if unit := _other_unit(problem, matrix):
            effect = "As it stands they are minutes."
            yield Oddity("matrix_units", (f"travel.matrices {matrix.mode}",), unit, effect)
        apart = [
            f"{matrix.places[i]} to {matrix.places[j]}"
            for i, row in enumerate(matrix.durations)
            for j, ticks in enumerate(row)
            if i != j and ticks is None
        ]
        if apart:
            what = f"The {matrix.mode} matrix has no way from {list_some(apart, _TOLD)}."
            yield Oddity(
                "no_way", rows_of("travel.matrices", (matrix.mode,)), what, "Nobody goes from one to the other."
            )


def _other_unit(problem: Problem, matrix: Matrix) -> str:
    """A question on the unit of a matrix; empty where its journeys may be minutes."""
    ways = [ticks for i, row in enumerate(matrix.durations) for j, ticks in enumerate(row) if i != j and ticks]
    minutes = problem.horizon.minutes(min(ways, default=0))
    if minutes >= _LONG:
        return f"The shortest journey of the {matrix.mode} matrix takes {minutes / 60:.1f} h: are these seconds?"
    speeds = list(_speeds(problem, matrix))
    speed = median(speeds) if speeds else 0.0
    if 0 < speed < _SLOW:
        return f"By the {matrix.mode} matrix people go {speed:.2f} km an hour: are these seconds?"
    if speed > _FAST:
        return f"By the {matrix.mode} matrix people go {speed:,.0f} km an hour: are these hours?"
    return ""


def _speeds(problem: Problem, matrix: Matrix) -> Iterator[float]:
    """Km an hour as the crow flies, of the first journeys between places that lie somewhere and apart."""
    pairs = 0
    for i, row in enumerate(matrix.durations):
        for j, ticks in enumerate(row):
            one, other = problem.place[matrix.places[i]], problem.place[matrix.places[j]]
            if i == j or not ticks or one.lat is None or other.lat is None:
                continue
            km = great_circle(_at(one), _at(other))
            if _LEAST_KM <= km <= _MOST_KM:
                yield km / problem.horizon.minutes(ticks) * 60
            pairs += 1
            if pairs == _PAIRS:
                return


def _at(place: Place) -> tuple[float, float]:
    return place.lat or 0.0, place.lon or 0.0
