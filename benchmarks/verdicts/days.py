"""Random little days on which somebody is likely to be left out, and larger ones with too few shifts.

All times of a little day are multiples of ten minutes, and so are the lengths and distances that the rules ask for: a
grid of ten minutes then holds a roster wherever there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from fixtures import generate
from solver.domain import (
    Break,
    Client,
    Competency,
    HeldCompetency,
    Horizon,
    InputFaults,
    Link,
    Matrix,
    Organisation,
    Place,
    Problem,
    Shift,
    Task,
    Travel,
    Visit,
    Window,
    Worker,
)

STEP = 600  # ticks of ten minutes
_HOUR = 3600
_LARGE = 10  # every so many-th day is a large one
_KINDS = ("gap", "gap", "same_worker", "different_worker", "same_start", "double_handed", "both_or_none")
_CODES = ("companionship", "companionship", "meal", "wash_and_dress", "sitting_service")


@dataclass(frozen=True, slots=True)
class Day:
    """A problem, and whether everything on it can be tried."""

    problem: Problem
    small: bool


def verdict_day(seed: int, number: int) -> Day:
    """Day number ``number`` of a seed; the same for the same two."""
    dice = Random(f"verdicts {seed} {number}")
    if number % _LARGE == _LARGE - 1:
        return Day(_large(dice), False)
    return Day(_small(dice), True)


def _large(dice: Random) -> Problem:
    """A hamlet or part of a team's day with so few shifts that many visits are left out."""
    whole = generate("hamlet", dice.randrange(1000))
    count = dice.randint(1, max(1, len(whole.shifts) - 1))
    shifts = tuple(sorted(dice.sample(whole.shifts, count), key=lambda shift: shift.id))
    known = {shift.id for shift in shifts}
    staff = {shift.worker for shift in shifts}
    pins = tuple(
        pin for pin in whole.pins if pin.shift in known or (pin.shift is None and pin.worker in (None, *staff))
    )
    return whole.replace(shifts=shifts, pins=pins)


def _small(dice: Random) -> Problem:
    places = ["home", "a", "b"]
    pairs = [frozenset(pair) for pair in (("home", "a"), ("home", "b"), ("a", "b"))]
    ways = {pair: dice.choice([0, 1, 2]) * STEP for pair in pairs}
    rows = tuple(tuple(0 if x == y else ways[frozenset((x, y))] for y in places) for x in places)
    clients = tuple(Client(id=f"c{n}", name=f"Cora Testclient {n}", place=dice.choice(["a", "b"])) for n in range(3))
    workers = tuple(_worker(dice, n) for n in range(dice.randint(1, 3)))
    visits = tuple(_visit(dice, n) for n in range(dice.randint(2, 5)))
    fields: dict[str, Any] = {
        "horizon": Horizon(start=datetime(2027, 3, 1, tzinfo=ZoneInfo("Europe/London"))),
        "travel": Travel(parking=0, door=0, matrices=(Matrix(mode="car", places=tuple(places), durations=rows),)),
        "organisations": (Organisation(id="care", name="Samplecare (invented)", sector="social", kind="provider"),),
        "competencies": (Competency(id="x"), Competency(id="y")),
        "places": tuple(Place(id=place) for place in places),
        "clients": clients,
        "visits": visits,
        "workers": workers,
        "shifts": tuple(_shift(dice, n, dice.choice(workers).id) for n in range(dice.randint(1, 3))),
    }
    links = _links(dice, visits)
    while True:  # links that contradict each other are faults of the problem
        try:
            return Problem(**fields, links=links)
        except InputFaults:
            assert links
            links = links[1:]


def _worker(dice: Random, n: int) -> Worker:
    held = tuple(HeldCompetency(competency=name) for name in ("x", "y") if dice.random() < 0.8)
    return Worker(
        id=f"w{n}",
        name=f"Wilf Sample {n}",
        organisation="care",
        home="home",
        competencies=held,
        under_18=dice.random() < 0.15,
    )


def _shift(dice: Random, n: int, worker: str) -> Shift:
    start = dice.choice([7, 8, 8, 9, 11]) * _HOUR
    end = start + dice.choice([3, 5, 7, 8, 9]) * _HOUR
    rest = None
    if dice.random() < 0.2:
        opens = start + dice.choice([0, 1]) * _HOUR
        rest = Break(duration=3 * STEP, earliest=opens, latest=opens + 3 * STEP)
    return Shift(id=f"s{n}", worker=worker, start=start, end=end, break_=rest, max_overtime=0)


def _visit(dice: Random, n: int) -> Visit:
    long = dice.random() < 0.12
    opens = dice.randrange(8 * 6, 13 * 6) * STEP
    needs = tuple(name for name in ("x", "y") if dice.random() < 0.2)
    length = dice.choice([24, 30, 36, 38, 42]) * STEP if long else dice.choice([1, 3, 6, 12]) * STEP
    return Visit(
        id=f"v{n}",
        client=f"c{dice.randrange(3)}",
        organisation="care",
        tasks=(Task(code=dice.choice(_CODES), duration=length, competencies=needs),),
        windows=(Window(start=opens, end=opens + dice.choice([0, 0, 1, 3, 6]) * STEP),),
        windows_hard=dice.random() < 0.7,
        workers=2 if dice.random() < 0.1 else 1,
        priority=dice.choice([1, 2, 5]),
    )


def _links(dice: Random, visits: tuple[Visit, ...]) -> tuple[Link, ...]:
    found = []
    for number in range(dice.choice([0, 1, 1, 2]) if len(visits) > 1 else 0):
        first, second = dice.sample([visit.id for visit in visits], 2)
        kind = dice.choice(_KINDS)
        gaps = {}
        if kind == "gap":
            least = dice.choice([0, 3, 6, 18]) * STEP
            gaps = {"min_gap": least, "max_gap": dice.choice([None, least + 6 * STEP])}
        found.append(Link(id=f"L{number}", kind=kind, first=first, second=second, **gaps))
    return tuple(found)
