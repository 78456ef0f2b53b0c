"""The compiled kernel reads and writes inside its arrays only: one run with numba's bounds checks on, compiled anew.

A negative index is outside too: an array of a box is not read from its end.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ..waiting import patience

pytestmark = pytest.mark.kernel

SEARCHES = """
from random import Random
from benchmarks.single import single_handed
from fixtures import generate
from fixtures.medley import medley
from solver.engine import bound, search
from solver.rules import Pack, lower_all
from solver.travel import journeys

for seed in range(40):
    dice = Random(seed)
    problem, terms = medley(seed, dice.randint(1, 12), dice.randint(1, 5), 9, dice.choice([1, 2]))
    search(problem, terms, journeys(problem), moves=1500, seed=seed)
day = generate("hamlet", 1)
travel = journeys(day)
terms = lower_all(day, travel, Pack.for_problem(day))
found = search(day, terms, travel, moves=4000)
search(day, terms, travel, moves=1000, start=found.roster)
day = single_handed(25, 3)
travel = journeys(day)
bound(day, lower_all(day, travel, Pack.for_problem(day)), travel, 8)
"""
OUTSIDE = """
from numba import njit
from fixtures import generate
from solver.engine.encode.arrays import build
from solver.engine.kernel.pointers import box_state
from solver.rules import Pack, lower_all
from solver.travel import journeys

day = generate("hamlet", 1)
travel = journeys(day)

@njit
def time_of(state, unit, column):
    return state.time[unit, column]

@njit
def route_of(state, unit):
    return state.route_of[unit]

@njit
def move(state, unit):
    state.route_of[unit] = 0

box = box_state(build(day, lower_all(day, travel, Pack.for_problem(day)), travel).state(1))
seen = 0
for outside in ((time_of, -1, 0), (time_of, 0, -1), (route_of, -1), (move, -1)):
    try:
        outside[0](box, *outside[1:])
    except IndexError:
        seen += 1
print("inside", seen)
"""


@pytest.mark.parametrize(
    "script",
    [pytest.param(OUTSIDE, id="seen"), pytest.param(SEARCHES + OUTSIDE, id="searched", marks=pytest.mark.long)],
)
def test_no_index_is_out_of_bounds(tmp_path: Path, script: str) -> None:
    environment = os.environ | {"NUMBA_BOUNDSCHECK": "1", "NUMBA_OPT": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False, timeout=patience()
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert run.stdout.split() == ["inside", "4"]
