"""The digests of ten rosters made with fixed seeds and moves: what a change of the code's shape may not change.

A row is a problem, its cost in units, the visits left out, and the first 16 hex digits of the SHA-256 of the roster's
rounds, joins and unserved visits. Two commits that print the same table make the same rosters, move for move.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from fixtures import generate, play
from solver.domain import Problem, Roster
from solver.engine import warm
from solver.formats.literature import read_literature
from solver.solving import solve

LITERATURE = (  # one of each set and size class, 400,000 moves each
    "hhcrsp/mankowska/InstanzCPLEX_HCSRP_25_1.json",
    "hhcrsp/mankowska/InstanzVNS_HCSRP_100_1.json",
    "hhcrsp/italian/instance_003-rome-r19-p44-s4-sim22.3-seq22.9.json",
)

Case = tuple[str, Callable[[], Problem], dict[str, Any]]


def roster_digest(roster: Roster) -> str:
    """16 hex digits that change with any stop, time, join or unserved visit of a roster (reasons set apart)."""
    told = roster.model_dump(mode="json", by_alias=True)
    told["unserved"] = sorted(entry["visit"] for entry in told["unserved"])
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def cases(published: Path | None) -> Iterator[Case]:
    """Days, a week, joins, a town in parts; with the folder of published instances, literature too."""
    yield "hamlet", partial(generate, "hamlet", 1), {"iterations": 400_000}
    yield "team", partial(generate, "team", 1), {"iterations": 600_000}
    yield "team, seed 2, two threads", partial(generate, "team", 2), {"iterations": 300_000, "threads": 2}
    yield "hamlet, seven days", partial(generate, "hamlet", 1, days=7), {"iterations": 400_000}
    yield "town in four parts", partial(generate, "town", 1), {"iterations": 600_000, "parts": 4, "explain": False}
    yield "blended-insulin, joins applied", partial(play, "blended-insulin", 1), {"iterations": 400_000, "joins": "all"}
    yield "home-care-30, joins suggested", partial(play, "home-care-30", 1), {"iterations": 400_000, "joins": "suggest"}
    if published is not None:
        for name in LITERATURE:
            yield Path(name).stem, partial(read_literature, published / name), {"iterations": 400_000}


def run(published: Path | None, only: str = "") -> list[tuple[str, int, int, str]]:
    """Solve and print; rows of name, cost, visits left out, digest."""
    warm()
    rows = []
    for name, made, settings in cases(published):
        if only not in name:
            continue
        result = solve(made(), seconds=1e6, seed=1, **settings)
        row = (name, result.check.score.total, len(result.roster.unserved), roster_digest(result.roster))
        rows.append(row)
        print(f"{row[0]:52.52} {row[1]:>16,} {row[2]:>4} {row[3]}", flush=True)
    return rows
