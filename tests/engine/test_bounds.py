"""The compiled kernel reads and writes inside its arrays only: one run with numba's bounds checks on, compiled anew."""

import os
import subprocess
import sys

SCRIPT = """
from random import Random
from benchmarks.single import single_handed
from fixtures import generate
from fixtures.medley import medley
from solver.engine import search
from solver.engine.bound import bound
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
print("inside")
"""


def test_no_index_is_out_of_bounds(tmp_path):
    environment = os.environ | {"NUMBA_BOUNDSCHECK": "1", "NUMBA_OPT": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert run.stdout.strip() == "inside"
