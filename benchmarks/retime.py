"""What it saves to time the rounds of a search once more, to the second and on whole five minutes; side by side.

Four rows a day: as searched, the same retimed to the second, as searched with its starts moved by the last pass alone,
and that retimed on its whole minutes: in one go, with the same roster of the same search. Costs and lateness by the
checker; CPU seconds of each step alone. Rows in which nothing is saved are kept.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar, get_args

from fixtures import Size, generate
from solver.check import Check, check
from solver.domain import Problem, Roster
from solver.engine import search, warm
from solver.rules import Pack, lower_all
from solver.solving.timing import retime_starts
from solver.travel import journeys
from solver.whole_minutes import read_steps, round_starts

Found = TypeVar("Found")
Row = tuple[str, Check, Roster, float]
HEAD = "| day | starts | cost, pounds | to the search | visits late | minutes late | waiting, min | on five | CPU s |"


def run(names: list[str], seeds: int, moves: int, out: Path) -> None:
    """Measure, print and keep the table as ``<date>-retime.md`` in the folder ``out``. names: sizes of ``generate``."""
    warm()
    lines = [
        f"# Starts found once more, {time.strftime('%Y-%m-%d')}",
        "",
        f"{platform.machine()}, Python {platform.python_version()}, one thread; {moves:,} moves a search, seeds 1 to "
        f"{seeds} of each size. Every step on the same roster; `python -m benchmarks retime`.",
        "",
        HEAD,
        "|---|---|---|---|---|---|---|---|---|",
    ]
    print("\n".join(lines), flush=True)
    for size in [one for one in get_args(Size) if one in names]:
        for seed in range(1, seeds + 1):
            for line in _tell(f"{size} {seed}", list(measure(generate(size, seed), moves))):
                lines.append(line)
                print(line, flush=True)
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{time.strftime('%Y-%m-%d')}-retime.md").write_text("\n".join(lines) + "\n", "utf-8")


def measure(problem: Problem, moves: int) -> Iterator[Row]:
    """As searched, retimed, rounded and both: each with its judgement, its roster and CPU seconds of that step."""
    travel, pack = journeys(problem), Pack.for_problem(problem)
    terms = lower_all(problem, travel, pack)
    found, spent = _timed(lambda: search(problem, terms, travel, moves=moves, seed=1))
    judged = check(problem, found.roster, pack, travel)
    yield "as searched", judged, found.roster, spent
    finer, spent = _timed(lambda: retime_starts(problem, found.roster, judged, travel, terms))
    yield "retimed to the second", finer.check, finer.roster, spent
    passed, spent = _timed(lambda: round_starts(problem, found.roster, pack, travel, judged, terms))
    yield "the last pass alone", passed.check, passed.roster, spent
    steps = read_steps(problem, pack)
    whole, spent = _timed(lambda: retime_starts(problem, passed.roster, passed.check, travel, terms, None, steps))
    yield "the last pass, retimed", whole.check, whole.roster, spent


def _timed(made: Callable[[], Found]) -> tuple[Found, float]:
    began = time.process_time()
    found = made()
    return found, time.process_time() - began


def _tell(day: str, rows: list[Row]) -> Iterator[str]:
    first = rows[0][1].score.total
    for name, judged, roster, spent in rows:
        figures, horizon = judged.figures, judged.problem.horizon
        five = sum(
            (stop.start or 0) % (5 * horizon.ticks_per_minute) == 0 for one in roster.rounds for stop in one.stops
        )
        stops = sum(len(one.stops) for one in roster.rounds)
        cells = (
            day,
            name,
            f"{judged.score.total / 1e5:,.2f}",
            f"{100 * (judged.score.total / first - 1):+.2f} %",
            figures.late,
            f"{horizon.minutes(figures.lateness):.0f}",
            f"{horizon.minutes(figures.waiting):.0f}",
            f"{five} of {stops}",
            f"{spent:.2f}",
        )
        yield "| " + " | ".join(map(str, cells)) + " |"
