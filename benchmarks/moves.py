"""Moves a second of this checkout beside another one: the same searches with fixed moves, the two in turn.

Each run is a process of its own in the checkout's folder, so that nothing of one is measured in the other. CPU time of
the search alone; what counts is the ratio pair by pair, for whatever else the machine does meets both. Where the two
do not make the same roster they did not do the same work: the costs stand beside.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from .digests import LITERATURE

# What a process in a checkout runs: words that older checkouts know too. Prints CPU seconds and cost by name.
_ONE = """
import json, sys, time
from pathlib import Path
import solver
if not Path(solver.__file__).is_relative_to(Path.cwd()):
    sys.exit(f"{Path.cwd()} holds no checkout: it would be {solver.__file__} that is measured")
from fixtures import generate
from solver.engine import search, warm
from solver.formats.literature import read_literature
from solver.rules import Pack, lower_all
from solver.travel import journeys
warm()
days = {"team": generate("team", 1), "town": generate("town", 1)}
days |= {Path(name).stem: read_literature(Path(name)) for name in sys.argv[2:]}
found = {}
for name, problem in days.items():
    travel = journeys(problem)
    terms = list(lower_all(problem, travel, Pack.for_problem(problem)))
    search(problem, terms, travel, moves=1000, seed=1)
    began = time.process_time()
    made = search(problem, terms, travel, moves=int(sys.argv[1]), seed=1)
    found[name] = (time.process_time() - began, made.cost)
print(json.dumps(found))
"""
Run = dict[str, tuple[float, int]]


def run(other: Path, pairs: int, moves: int, published: Path | None) -> dict[str, float]:
    """Measure and print a row a day; returns the median of this checkout's CPU seconds by the other's, by name.

    other: the folder of another checkout, with the same environment. pairs: runs of each, in turn, after one of each
    that compiles. published: the folder of published instances; without it those rows are left out.
    """
    here = Path(__file__).resolve().parents[1]
    instances = [] if published is None else [str((published / name).resolve()) for name in LITERATURE]
    for folder in (other, here):
        measure(folder, 1000, instances)
    found = [(measure(other, moves, instances), measure(here, moves, instances)) for _ in range(pairs)]
    print(f"| day | {other.name}, CPU s (least) | here | ratio, median of {pairs} pairs | cost there | here |")
    print("|---|---|---|---|---|---|")
    return dict(_rows(found))


def measure(folder: Path, moves: int, instances: list[str]) -> Run:
    """CPU seconds and cost of each day, searched by the checkout in a folder. CalledProcessError where it cannot."""
    done = subprocess.run(
        [sys.executable, "-c", _ONE, str(moves), *instances],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder.resolve())},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return {name: (float(seconds), int(cost)) for name, (seconds, cost) in told.items()}


def _rows(found: list[tuple[Run, Run]]) -> Iterator[tuple[str, float]]:
    for name in found[0][0]:
        there, here = ([pair[side][name][0] for pair in found] for side in (0, 1))
        ratio = median(mine / theirs for theirs, mine in zip(there, here, strict=True))
        costs = " | ".join(f"{found[0][side][name][1]:,}" for side in (0, 1))
        cells = " | ".join(f"{median(side):.3f} ({min(side):.3f})" for side in (there, here))
        print(f"| {name} | {cells} | {ratio:.3f} | {costs} |", flush=True)
        yield name, ratio
