"""Little problems under one kind of term each, with the least cost of each as somebody summed it by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from solver import terms as t
from solver.domain import (
    Client,
    Horizon,
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

ALWAYS = 1000  # price of an unserved visit, above all else in the hand-made cases


def tiny(
    lengths: Sequence[int], away: Sequence[Sequence[int]], shifts: Sequence[tuple[int, int]], workers: int | None = None
) -> Problem:
    """A problem in ticks: place 0 is everyone's home, visit i is at place i + 1, shift k is of worker k % workers."""
    workers = workers or len(shifts)
    places = tuple(f"place {number}" for number in range(len(away)))
    table = tuple(tuple(row) for row in away)
    matrix = Matrix(
        mode="car", places=places, durations=table, metres=tuple(tuple(10 * d for d in row) for row in away)
    )
    return Problem(
        horizon=Horizon(start=datetime(2026, 3, 2, tzinfo=UTC), ticks_per_minute=1),
        travel=Travel(matrices=(matrix,)),
        organisations=(Organisation(id="team", name="Test team", sector="social"),),
        places=tuple(Place(id=place) for place in places),
        clients=tuple(
            Client(id=f"client {i}", name=f"Testperson {i}", place=places[i + 1]) for i in range(len(lengths))
        ),
        visits=tuple(
            Visit(
                id=f"visit {i}",
                client=f"client {i}",
                organisation="team",
                tasks=(Task(code="care", duration=length),),
                windows=(Window(start=0, end=200),),
            )
            for i, length in enumerate(lengths)
        ),
        workers=tuple(
            Worker(id=f"worker {w}", name=f"Testworker {w}", organisation="team", home=places[0])
            for w in range(workers)
        ),
        shifts=tuple(
            Shift(id=f"shift {k}", worker=f"worker {k % workers}", start=start, end=end)
            for k, (start, end) in enumerate(shifts)
        ),
    )


def ints(*values: int) -> t.Ints:
    return np.array(values, dtype=np.int64)


def serve(visits: int) -> t.UnservedCost:
    return t.UnservedCost("unserved", ints(*[ALWAYS] * visits))


LINE = [[0, 5, 9], [5, 0, 4], [9, 4, 0]]  # home, then one visit 5 away, the other 4 further
PAIR = tiny([10, 20], LINE, [(0, 100), (0, 100)])
ONE = tiny([10, 20], LINE, [(0, 100)])
SPLIT = tiny([10, 20], LINE, [(0, 50), (50, 100)], workers=1)
TRAVEL_1 = t.TravelCost("travel", ints(1), ints(0), ints(1), ints(0))
TRAVEL_2 = t.TravelCost("travel", ints(1, 1), ints(0, 0), ints(1, 1), ints(0, 0))
AT_20_40 = (t.StartWithin("window", 0, ((20, 20),)), t.StartWithin("window", 1, ((40, 40),)))
AT_20_20 = (t.StartWithin("window", 0, ((20, 20),)), t.StartWithin("window", 1, ((20, 20),)))
TWO_HANDS = t.Handed("hands", ints(2, 1))
NEVER = np.zeros((2, 1), dtype=np.bool_)


def forbid(*pairs: tuple[int, int], shape: tuple[int, int]) -> t.Forbid:
    table = np.zeros(shape, dtype=np.bool_)
    for pair in pairs:
        table[pair] = True
    return t.Forbid("forbid", table)


def need(**changes: Any) -> t.BreakNeed:
    values = {"duration": 7, "earliest": 0, "latest": 200, "threshold": -1, "missed": 50, "at_ends": True}
    return t.BreakNeed(**{"rule": "break", "shift": 0, **values, **changes})


def duty(**changes: Any) -> t.DutyLimits:
    values = {"shifts": (0, 1), "rest": 20, "began": -t.FOREVER, "until": -t.FOREVER, "span": 60, "work": 58}
    values |= {"threshold": t.FOREVER, "pause": 0, "asleep": (False, False), "own": (t.FOREVER,) * 2}
    return t.DutyLimits(**{"rule": "duty", **values, "unowed": (0, 0), **changes})


# One visit on each of two shifts, from 15 to 35 and from 37 to 75, the ways included.
ON_EACH = (
    forbid((0, 1), (1, 0), shape=(2, 2)),
    t.StartWithin("window", 0, ((20, 20),)),
    t.StartWithin("window", 1, ((46, 46),)),
)

# name: problem, terms beside the price of leaving out, cost by hand
BY_HAND: dict[str, tuple[Problem, tuple[t.Term, ...], int]] = {
    "Forbid": (ONE, (forbid((1, 0), shape=(2, 1)),), ALWAYS),
    "AssignCost": (PAIR, (t.AssignCost("a", np.array([[3, 8], [9, 4]])),), 3 + 4),
    "AssignCost pays a worker": (PAIR, (t.AssignCost("a", np.array([[3, 8], [9, 4]])), TWO_HANDS), 3 + 8 + 4),
    "StartWithin": (ONE, (t.StartWithin("w", 0, ((3, 4), (30, 31))), t.StartWithin("w", 1, ((13, 16),))), ALWAYS),
    "LateCost": (ONE, (t.LateCost("w", 0, ((0, 10),), 2), t.LateCost("w", 1, ((0, 10),), 3)), 3 * 4),
    "LateCost of a later window": (
        ONE,
        (t.StartWithin("w", 0, ((50, 50),)), t.LateCost("w", 0, ((0, 9), (45, 48)), 5)),
        10,
    ),
    "LateCost due before its start": (ONE, (t.LateCost("w", 0, ((10, 4),), 5),), 30),
    "AwayCost early": (ONE, (*AT_20_40, t.AwayCost("p", 0, 25, 30, 3, 7)), 3 * 5),
    "AwayCost late": (ONE, (*AT_20_40, t.AwayCost("p", 1, 10, 35, 7, 3)), 3 * 5),
    "AwayCost waits where that costs nothing": (ONE, (t.AwayCost("p", 0, 25, 30, 3, 3), AT_20_40[1]), 0),
    "AwayCost of a visit left out": (ONE, (forbid((1, 0), shape=(2, 1)), t.AwayCost("p", 1, 500, 600, 9, 9)), ALWAYS),
    "AwayCost adds up": (ONE, (*AT_20_40, *(t.AwayCost("p", 0, 0, 12, 1, price) for price in (2, 3))), 8 * 5),
    "MaxLateCost": (
        ONE,
        (t.LateCost("w", 0, ((0, 2),), 0), t.LateCost("w", 1, ((0, 10),), 0), t.MaxLateCost("m", 5)),
        5 * 4,  # the second begins 14 after the first
    ),
    "TravelCost": (ONE, (t.TravelCost("t", ints(100), ints(1), ints(2), ints(3)),), 440 + 2 * 14 + 3 * 140),
    "WaitCost": (ONE, (*AT_20_40, t.WaitCost("w", ints(2))), 2 * 6),
    "MaxWaitCost": (PAIR, (*AT_20_40, TRAVEL_2, t.MaxWaitCost("w", 1)), 18 + 6),
    "ShiftBounds": (ONE, (*AT_20_40, t.ShiftBounds("b", ints(0), ints(68))), ALWAYS),
    "ShiftBounds leave": (ONE, (*AT_20_40, t.ShiftBounds("b", ints(16), ints(999))), ALWAYS),
    "LegLimit": (ONE, (TRAVEL_1, t.LegLimit("l", ints(8))), ALWAYS + 10),
    "LegLimit just kept": (ONE, (TRAVEL_1, t.LegLimit("l", ints(9))), 18),
    "OvertimeCost": (ONE, (*AT_20_40, t.OvertimeCost("o", ints(60), ints(3))), 3 * 9),
    "MaxIdleCost": (PAIR, (*AT_20_40, t.MaxIdleCost("i", ints(0, 0), ints(100, 100), 1)), 100 - 20),
    "MaxIdleCost of an empty shift": (
        PAIR,
        (forbid((0, 1), (1, 1), shape=(2, 2)), *AT_20_40, t.MaxIdleCost("i", ints(0, 0), ints(100, 100), 1)),
        100,
    ),
    "BreakNeed taken": (
        ONE,
        (*AT_20_40, need(at_ends=False, earliest=30, latest=33), t.WaitCost("w", ints(1))),
        50 + 6,
    ),
    "BreakNeed in a gap": (ONE, (*AT_20_40, need(at_ends=False, duration=6), t.WaitCost("w", ints(1))), 0),
    "BreakNeed of an empty round": (ONE, (forbid((0, 0), (1, 0), shape=(2, 1)), need(at_ends=False)), 2 * ALWAYS + 50),
    "BreakNeed alone": (ONE, (forbid((0, 0), (1, 0), shape=(2, 1)), need(), t.UseCost("u", ints(9))), 2 * ALWAYS + 9),
    "BreakNeed not owed": (ONE, (*AT_20_40, need(at_ends=False, threshold=54)), 0),
    "BreakNeed just owed": (ONE, (*AT_20_40, need(at_ends=False, threshold=53)), 50),
    "BreakNeed hard": (ONE, (*AT_20_40, need(at_ends=False, threshold=53, missed=None)), ALWAYS),
    "BreakNeed at the end": (ONE, (*AT_20_40, need(earliest=69, latest=69), t.WaitCost("w", ints(1))), 6),
    "UseCost": (PAIR, (*AT_20_20, t.UseCost("u", ints(3, 4))), 7),
    "VisitNumberCost": (ONE, (t.VisitNumberCost("m", ints(1), ints(7)),), 7),
    "VisitNumberCost at the number": (ONE, (t.VisitNumberCost("m", ints(2), ints(7)),), 0),
    "VisitNumberCost is shared out": (PAIR, (t.VisitNumberCost("m", ints(1, 1), ints(17, 17)), TRAVEL_2), 10 + 18),
    "VisitNumberCost leaves out": (ONE, (t.VisitNumberCost("m", ints(1), ints(ALWAYS + 1)),), ALWAYS),
    "Handed": (ONE, (TWO_HANDS,), ALWAYS),
    "Handed needs two people": (SPLIT, (TWO_HANDS,), ALWAYS),
    "Gap": (ONE, (t.Gap("g", 0, 1, 60, t.FOREVER), t.WaitCost("w", ints(1))), 46),
    "Gap upper": (ONE, (t.Gap("g", 0, 1, -5, 13),), ALWAYS),
    "DifferentWorkers": (SPLIT, (t.DifferentWorkers("d", 0, 1),), ALWAYS),
    "SameWorker": (PAIR, (forbid((0, 0), (1, 1), shape=(2, 2)), t.SameWorker("s", 0, 1)), ALWAYS),
    "Bundle": (ONE, (forbid((1, 0), shape=(2, 1)), t.Bundle("b", (0, 1))), 2 * ALWAYS),
    "Alternatives": (ONE, (*AT_20_20, TRAVEL_1, t.Alternatives("a", (1,), (0,))), 18),
    "Alternatives not both": (
        ONE,
        (t.AssignCost("cost", ints(-100, -100).reshape(2, 1)), TRAVEL_1, t.Alternatives("a", (1,), (0,))),
        18 - 100,
    ),
    "Apart": (PAIR, (*AT_20_20, t.Apart("a", 0, 1, 10, 20)), ALWAYS),
    "Apart by a tick too little": (PAIR, (*AT_20_40, t.Apart("a", 0, 1, 21, 20)), ALWAYS),
    "Apart with the second first": (PAIR, (*AT_20_40, t.Apart("a", 1, 0, 30, 20)), 0),
    "GapCost": (PAIR, (*AT_20_40, t.GapCost("g", 0, 1, 35, 2)), 2 * 15),
    "GapCost with the second first": (PAIR, (*AT_20_40, t.GapCost("g", 1, 0, -15, 2)), 2 * 5),
    "GapCost waits where that costs nothing": (PAIR, (AT_20_20[0], t.GapCost("g", 0, 1, 35, 2)), 0),
    "OverlapCost": (PAIR, (*AT_20_20, t.OverlapCost("o", 0, 1, 10, 20, 3)), 3 * 10),
    "OverlapCost of an end and a beginning": (PAIR, (*AT_20_40, t.OverlapCost("o", 1, 0, 20, 27, 3)), 3 * 7),
    "OverlapCost of visits apart": (PAIR, (*AT_20_40, t.OverlapCost("o", 0, 1, 10, 20, 3)), 0),
    "UnservedCost": (ONE, (*AT_20_20, t.UnservedCost("u", ints(7, 5))), ALWAYS + 5),
    "Rest": (SPLIT, (forbid((0, 1), (1, 0), shape=(2, 2)), *AT_20_40, t.Rest("r", 0, 1, 11), TRAVEL_2), ALWAYS + 10),
    "OffWork": (
        ONE,
        (*AT_20_40, need(at_ends=False, threshold=50), t.OffWork("o", ints(4, 0), np.array([False, False]))),
        0,
    ),
    "OffWork with a break in it": (
        ONE,
        (
            *AT_20_40,
            need(at_ends=False, threshold=30, missed=None),
            t.OffWork("o", ints(0, 0), np.array([True, False])),
        ),
        0,
    ),
    "DutyLimits": (SPLIT, (*ON_EACH, duty()), 0),
    "DutyLimits too long": (SPLIT, (*ON_EACH, duty(span=59)), ALWAYS),
    "DutyLimits that is two": (SPLIT, (*ON_EACH, duty(span=59, rest=2)), 0),
    "DutyLimits after the horizon began": (SPLIT, (*ON_EACH, duty(span=77, began=-3, until=1)), ALWAYS),
    "DutyLimits of too much work": (SPLIT, (*ON_EACH, duty(work=57)), ALWAYS),
    "DutyLimits without a break": (SPLIT, (*ON_EACH, duty(threshold=57, pause=3)), ALWAYS),
    "DutyLimits with time off between": (SPLIT, (*ON_EACH, duty(threshold=57, pause=2)), 0),
    "DutyLimits of which half is sleep": (SPLIT, (*ON_EACH, duty(span=42, work=40, asleep=(False, True))), 0),
    "DutyLimits of a tick too much": (SPLIT, (*ON_EACH, duty(work=39, asleep=(False, True))), ALWAYS),
    "Hours": (ONE, (*AT_20_40, t.Hours("h", (0,), t.FOREVER, 50, 2)), 8),
    "Hours cap": (ONE, (*AT_20_40, t.Hours("h", (0,), 53, 50, 2)), ALWAYS),
    "Hours less the break": (ONE, (*AT_20_40, need(duration=6), t.Hours("h", (0,), t.FOREVER, 48, 2)), 0),
    "NewFaceCost": (
        PAIR,
        (
            t.NewFaceCost("n", ints(0, 0), ints(-1, -1).reshape(2, 1), ints(0, 1), np.array([[False, True]]), 6),
            *AT_20_20,
        ),
        6,
    ),
    "NewFaceCost also": (
        PAIR,
        (
            t.NewFaceCost(
                "n",
                ints(0, 0),
                ints(1, 2, -1, -1).reshape(2, 2),
                ints(0, 1),
                np.array([[True, True], [False, False], [False, False]]),
                6,
            ),
            *AT_20_20,
        ),
        2 * 6,
    ),
    "LoadCost": (PAIR, (t.LoadCost("l", ints(0, 1), ints(8, 25), 2),), 2 * (2 + 5)),
    "SpreadCost": (PAIR, (t.SpreadCost("s", ints(0, 1), 5, 3),), 3 * (2 + 2)),  # 20 against 38, 9 off the mean of 29
}
