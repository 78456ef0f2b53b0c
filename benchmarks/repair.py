"""What a repair changes: published days, their busiest workers away, repaired freely and with promises priced.

Moves are fixed, so that every machine finds the same rosters. A free repair is one that nobody's promise holds: the
same start and the same moves, searched as far as from nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fixtures import DayPreset, generate
from solver import Pack, Problem, Roster
from solver.amend import Absent, amend
from solver.check import check
from solver.domain.money import pence
from solver.promises import publish
from solver.promises.publishing import plan_of
from solver.solving import solve

_TOLD = -15 * 3600  # nine in the morning of the day before
_MOVED = 15 * 60
DAY, WEEK = 1, 7


@dataclass(frozen=True, slots=True)
class Repair:
    """What one repair left of what was promised.

    changed: visits that go to others than promised, beside those that fell out; moved: that start over 15 minutes from
    what was promised, with whoever; left: promised visits that nobody makes; cost: pence, without what is left out and
    without the price of promises.
    """

    changed: int
    moved: int
    left: int
    cost: float


@dataclass(frozen=True, slots=True)
class Row:
    """One seed: how many visits, how many fell out, and both repairs."""

    seed: int
    visits: int
    fell: int
    free: Repair
    kept: Repair


def run(seeds: int, days: int, away: int, preset: DayPreset, moves: int, out: Path, first: int = 1) -> list[str]:
    """A row a seed, the sums, and the goals that are missed; written as a dated table as well."""
    rows = []
    print(_HEAD)
    for seed in range(first, first + seeds):
        rows.append(measure(seed, days, away, preset, moves))
        print(_line(rows[-1]), flush=True)
    missed = find_missed(rows, days)
    lines = [_HEAD, _RULE, *map(_line, rows), _line(add_up(rows))]
    lines += ["", *(f"Missed: {goal}" for goal in missed)] if missed else ["", "Every goal is met."]
    print("\n".join(lines[len(rows) + 2 :]))
    title = f"# Repairs: {preset}, {days} day{'s' if days > 1 else ''}, {away} away, {moves:,} moves"
    out.mkdir(parents=True, exist_ok=True)
    name = f"{date.today()}-repair-{preset}-{days}.md"
    (out / name).write_text("\n".join([title, "", _ABOUT, "", *lines, ""]), encoding="utf-8")
    return missed


def measure(seed: int, days: int, away: int, preset: DayPreset, moves: int) -> Row:
    """One published roster, its busiest workers away, repaired twice."""
    problem = generate("team", seed, days=days, preset=preset)
    first = solve(problem, iterations=moves, seed=seed, explain=False)
    published = publish(check(problem, first.roster), _TOLD)
    gone = [Absent(worker=worker, shifts=shifts) for worker, shifts in _busiest(problem, first.roster, away)]
    left = amend(published, first.roster, gone)
    fell = {one.visit for one in left.roster.unserved} - {one.visit for one in first.roster.unserved}
    unpromised = left.problem.replace(promises=())
    free = solve(unpromised, iterations=moves, seed=seed, start=left.roster, near=False)
    kept = solve(left.problem, iterations=moves, seed=seed, start=left.roster)
    return Row(
        seed,
        len(problem.visits),
        len(fell),
        _judge(left.problem, unpromised, free.roster, fell),
        _judge(left.problem, unpromised, kept.roster, fell),
    )


def _busiest(problem: Problem, roster: Roster, away: int) -> list[tuple[str, tuple[str, ...]]]:
    """The workers with most visits on the first day, and their shifts of that day."""
    made: Counter[str] = Counter()
    shifts: dict[str, tuple[str, ...]] = {}
    for round_ in roster.rounds:
        shift = problem.shift[round_.shift]
        if problem.horizon.date(shift.start) == problem.horizon.date(0):
            made[shift.worker] += sum(stop.visit is not None for stop in round_.stops)
            shifts[shift.worker] = (*shifts.get(shift.worker, ()), shift.id)
    return [(worker, shifts[worker]) for worker, _ in sorted(made.items(), key=lambda one: (-one[1], one[0]))[:away]]


def _judge(promised: Problem, unpromised: Problem, roster: Roster, fell: set[str]) -> Repair:
    """A repaired roster beside the promises; its cost as if nothing had been promised."""
    judged = check(unpromised, roster, Pack.for_problem(unpromised))
    plan = plan_of(judged)
    kept = [(promise, plan[promise.visit]) for promise in promised.promises if promise.visit in plan]
    return Repair(
        changed=sum(set(now.workers) != set(was.workers) and was.visit not in fell for was, now in kept),
        moved=sum(abs(now.start - was.start) > _MOVED for was, now in kept),
        left=len(promised.promises) - len(kept),
        cost=pence(judged.score.total - judged.score.by_rule.get("unserved", 0)),
    )


def add_up(rows: Sequence[Row]) -> Row:
    """The sums of all rows; seed 0."""

    def add(some: Sequence[Repair]) -> Repair:
        figures = zip(*((one.changed, one.moved, one.left, one.cost) for one in some), strict=True)
        changed, moved, left, cost = (sum(figure) for figure in figures)
        return Repair(int(changed), int(moved), int(left), cost)

    visits, fell = sum(row.visits for row in rows), sum(row.fell for row in rows)
    return Row(0, visits, fell, add([row.free for row in rows]), add([row.kept for row in rows]))


def find_missed(rows: Sequence[Row], days: int) -> list[str]:
    """The goals that the sums of the rows miss, in words; none: all are met."""
    total = add_up(rows)
    free, kept = total.free, total.kept
    share = 0.5 if days == DAY else 0.1
    missed = []
    if kept.changed > share * free.changed:
        missed.append(f"{kept.changed} visits change worker; want at most {share:g} of a free repair's {free.changed}")
    if kept.left > free.left + 1:
        missed.append(f"{kept.left} promised visits are left out; want at most one more than {free.left}")
    if kept.cost > 1.02 * free.cost:
        missed.append(f"without what is left out it costs {100 * (kept.cost / free.cost - 1):.1f} % more; want 2 %")
    return missed


_ABOUT = (
    "Changed: visits that did not fall out and go to others than promised. Moved: that start more than 15 minutes from "
    "what was promised. Left: promised visits that nobody makes. Cost in pounds, without what is left out and without "
    "the price of promises."
)
_HEAD = "| seed | visits | fell out | free: changed | moved | left | cost | kept: changed | moved | left | cost |"
_RULE = "|---|---|---|---|---|---|---|---|---|---|---|"


def _line(row: Row) -> str:
    figures = (f"{one.changed} | {one.moved} | {one.left} | {one.cost / 100:,.2f}" for one in (row.free, row.kept))
    return f"| {row.seed or 'all'} | {row.visits:,} | {row.fell} | {' | '.join(figures)} |"
