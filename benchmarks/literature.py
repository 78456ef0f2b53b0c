"""Published instances against the best known costs, by CPU time, every solution judged.

A row counts only when our checker finds no hard breach and, where an independent judge is given, the judge names the
same cost. The gap is in per cent of the best known cost: below zero is better than anything published.
"""

from __future__ import annotations

import csv
import json
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from solver.check import check
from solver.domain import InputFaults
from solver.engine import search, warm
from solver.formats.literature import is_literature, published_cost, read_literature, write_solution
from solver.formats.whole_minutes import whole_minutes
from solver.rules import Pack, lower_all
from solver.travel import journeys

_SAME = 1e-6  # relative difference below which two costs are equal
_PATIENTS = re.compile(r"_(\d+)_\d+$")


@dataclass(frozen=True)
class Row:
    """One run. gap: per cent, None where nothing is published; trouble: why the row does not count, or empty."""

    group: str
    instance: str
    seed: int
    cost: float
    best: float | None
    trouble: str

    @property
    def gap(self) -> float | None:
        return None if self.best is None else 100 * (self.cost / self.best - 1)


def run(
    folder: Path, seconds: float | None, threads: int, seeds: int, only: str, out: Path, judge: Path | None
) -> list[Row]:
    """Run and print; seconds None: each instance's published seconds, ten where none are."""
    best = _column(folder, "published_cost") | _column(folder, "best_published") | _column(folder, "best_known_cost")
    published = _column(folder, "sa_mean_seconds")
    files = sorted(path for path in folder.rglob("*.json") if only in str(path) and _is_instance(path))
    out.mkdir(parents=True, exist_ok=True)
    limit = "the published seconds" if seconds is None else f"{seconds:g} s"
    print(f"{len(files)} instances, {limit} of CPU time, {threads} thread(s), seeds 1 to {seeds}")
    print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    )
    warm()
    rows = []
    for path in files:
        for seed in range(1, seeds + 1):
            budget = published.get(path.stem, 10.0) if seconds is None else seconds
            row = _solve(path, folder, budget, threads, seed, best.get(path.stem), out, judge)
            rows.append(row)
            gap = "" if row.gap is None else f"{row.gap:+8.2f} %"
            print(f"{row.group:22} {row.instance:40.40} seed {seed} {row.cost:12.2f} {gap} {row.trouble}", flush=True)
    _summary(rows)
    return rows


def _solve(
    path: Path, folder: Path, seconds: float, threads: int, seed: int, best: float | None, out: Path, judge: Path | None
) -> Row:
    problem = read_literature(path)
    travel, pack = journeys(problem), Pack.for_problem(problem)
    found = search(
        problem,
        lower_all(problem, travel, pack),
        travel,
        seconds=seconds,
        seed=seed,
        threads=threads,
        clock=time.thread_time,
    )
    judged = check(problem, found.roster, pack, travel)
    size = _PATIENTS.search(path.stem)
    group = f"{path.parent.relative_to(folder)}{' ' + size[1] if size else ''}"
    trouble = "" if judged.feasible else f"{judged.score.hard} hard breaches"
    timed = whole_minutes(problem, found.roster, lambda roster: published_cost(problem, roster))  # as it is written
    cost = published_cost(problem, timed)
    target = out / f"{path.stem}.json"
    try:
        write_solution(problem, found.roster, target)
    except InputFaults as faults:
        trouble = trouble or str(faults)
    else:
        trouble = trouble or (_second_opinion(judge, path, target, cost) if judge else "")
    return Row(group, path.stem, seed, cost, best, trouble)


def _second_opinion(judge: Path, instance: Path, solution: Path, cost: float) -> str:
    """What the independent judge has against a solution; empty when it names the same cost."""
    kind = "uhhc" if "metadata" in json.loads(instance.read_bytes()) else "hhcrsp"
    said = subprocess.run(
        [sys.executable, str(judge), kind, str(instance), str(solution)], capture_output=True, text=True, check=False
    )
    total = re.search(r'"total": (-?[\d.]+)', said.stdout)
    if said.returncode or total is None or abs(float(total[1]) - cost) > 1e-3 + _SAME * cost:
        return f"the judge says: {(said.stdout + said.stderr).strip()[:200]}"
    return ""


def _summary(rows: list[Row]) -> None:
    print(f"\n{'set':22} {'runs':>5} {'mean':>8} {'worst':>8} {'beaten':>7} {'equal':>6} {'lost':>5} {'refused':>8}")
    groups = sorted(
        {row.group for row in rows}, key=lambda name: [int(x) if x.isdigit() else x for x in re.split(r"(\d+)", name)]
    )
    for group in [*groups, "all"]:
        mine = [row for row in rows if group in (row.group, "all")]
        gaps = [row.gap for row in mine if row.gap is not None and not row.trouble]
        refused = sum(bool(row.trouble) for row in mine)
        if not gaps:
            print(f"{group:22} {len(mine):5} {'':>8} {'':>8} {'':>7} {'':>6} {'':>5} {refused:8}")
            continue
        beaten, lost = sum(gap < -100 * _SAME for gap in gaps), sum(gap > 100 * _SAME for gap in gaps)
        mean, equal = sum(gaps) / len(gaps), len(gaps) - beaten - lost
        print(f"{group:22} {len(mine):5} {mean:+8.2f} {max(gaps):+8.2f} {beaten:7} {equal:6} {lost:5} {refused:8}")
    new: dict[str, float] = {}
    for row in rows:
        if row.gap is not None and not row.trouble and row.gap < -100 * _SAME:
            new[row.instance] = min(row.cost, new.get(row.instance, row.cost))
    if new:
        print("\nBetter than the best known:")
        for instance, cost in new.items():
            print(f"  {instance:40} {cost:12.3f}")


def _is_instance(path: Path) -> bool:
    try:
        data = json.loads(path.read_bytes())
    except ValueError:
        return False
    return isinstance(data, dict) and is_literature(data)


def _column(folder: Path, name: str) -> dict[str, float]:
    """A column of any CSV table in the folder or beside it, by instance."""
    found: dict[str, float] = {}
    for table in [*_tables(folder), *_tables(folder.resolve().parent, deep=False)]:
        with table.open(newline="") as lines:
            for row in csv.DictReader(lines):
                if row.get(name) and row.get("instance"):
                    found.setdefault(row["instance"], float(row[name]))
    return found


def _tables(folder: Path, deep: bool = True) -> Iterable[Path]:
    return sorted(folder.rglob("*.csv") if deep else folder.glob("*.csv"))
