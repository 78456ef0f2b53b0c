"""How long the first confirmed answer takes when somebody does not come: CPU and wall, from a day as it is stored.

One worker of a published roster after the other is away. What is timed is what a scheduler waits for: the rules read
into terms, places for what fell out, the checker's word on them. Reading files and drawing the page is not.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fixtures import DayPreset, generate
from solver import Pack
from solver.amend import Absent, amend
from solver.check import check
from solver.engine import warm
from solver.offers import Bench, find_offer
from solver.promises import publish
from solver.solving import solve
from solver.travel import journeys

_TOLD = -15 * 3600  # nine in the morning of the day before
_MOVES = 2_000  # of the search for the first answer, all told
GOALS = {"team": 0.5, "town": 1.0}  # seconds, p99


@dataclass(frozen=True, slots=True)
class Answer:
    """One absence: visits that fell out, that were put back, and seconds."""

    fell: int
    back: int
    cpu: float
    wall: float


def run(sizes: Sequence[str], absences: int, seed: int, preset: DayPreset, moves: int, out: Path) -> list[str]:
    """A row a size; the goals that are missed, by CPU. Written as a dated table as well."""
    warm()
    lines, missed = [_HEAD, "|---|---|---|---|---|---|---|---|---|"], []
    for size in sizes:
        visits, answers = measure(size, absences, seed, preset, moves)
        cpu, wall = (sorted(getattr(one, name) for one in answers) for name in ("cpu", "wall"))
        lines.append(
            f"| {size} | {visits:,} | {len(answers)} | {sum(one.fell for one in answers)} | "
            f"{sum(one.back for one in answers)} | {_at(cpu, 0.5):.2f} | {_at(cpu, 0.99):.2f} | {_at(wall, 0.5):.2f} | "
            f"{_at(wall, 0.99):.2f} |"
        )
        if size in GOALS and _at(cpu, 0.99) > GOALS[size]:
            missed.append(f"{size}: p99 of {_at(cpu, 0.99):.2f} s of CPU; want at most {GOALS[size]:g} s")
    lines += ["", *(f"Missed: {goal}" for goal in missed)] if missed else ["", "Every goal is met."]
    print("\n".join(lines))
    out.mkdir(parents=True, exist_ok=True)
    title = f"# The first confirmed answer: {preset}, seed {seed}"
    text = "\n".join([title, "", _ABOUT, "", *lines, ""])
    (out / f"{date.today()}-first-answer-{preset}.md").write_text(text, encoding="utf-8")
    return missed


def measure(size: str, absences: int, seed: int, preset: DayPreset, moves: int) -> tuple[int, list[Answer]]:
    """How many visits the day has, and an answer for each of so many workers away, the busiest first."""
    problem = generate(size, seed, preset=preset)  # type: ignore[arg-type]
    roster = solve(problem, iterations=moves, seed=seed, explain=False).roster
    published = publish(check(problem, roster), _TOLD)
    pack, travel = Pack.for_problem(published), journeys(published)
    made = sorted(roster.rounds, key=lambda one: (-len(one.stops), one.shift))
    workers = list(dict.fromkeys(problem.shift[one.shift].worker for one in made))[:absences]
    answers = []
    for worker in workers:
        left = amend(published, roster, [Absent(worker=worker)], pack, travel)
        cpu, wall = time.process_time(), time.perf_counter()
        bench = Bench(left.problem, left.roster, pack, left.travel, left.after)
        offer = find_offer(bench, "keep", moves=_MOVES)
        answers.append(
            Answer(
                len(left.roster.unserved),
                len(offer.difference.placed),
                time.process_time() - cpu,
                time.perf_counter() - wall,
            )
        )
    return len(problem.visits), answers


def _at(figures: Sequence[float], share: float) -> float:
    """A quantile of sorted figures: the least that so large a share does not exceed."""
    return figures[min(len(figures) - 1, int(share * len(figures)))]


_HEAD = "| size | visits | absences | nobody made | put back | CPU p50 | p99 | wall p50 | p99 |"
_ABOUT = (
    "One worker after the other away; seconds from the amended roster to an offer that the checker has confirmed, "
    "nobody else moved."
)
