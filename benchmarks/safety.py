"""Random days judged by the checker and by the second opinion: where they differ, and what decided how often."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from solver.engine import warm
from solver.formats import write_problem, write_roster

from .second_opinion import Day, Difference, compare, compare_searched, judge, pack_codes, random_day

_ITERATIONS = 3_000  # of each search: days are small
_SHOWN = 60


def run(days: int, searched: int, seed: int, only: int | None = None, out: Path | None = None) -> list[Difference]:
    """Judge and search, print, and give every difference back. only: one day, written to ``out`` where that is given.

    Searched days are the first ones; every second one with joins that are signed for, the others with all joins.
    """
    began = time.process_time()
    numbers = range(days) if only is None else range(only, only + 1)
    tally, found = _Tally(), []
    for number in numbers:
        day = random_day(seed, number)
        tally.count(day)
        found += compare(day.seed, day.problem, day.roster)
        if only is not None and out is not None:
            _write(day, out)
    print(tally, f"\n{len(numbers):,} days judged in {time.process_time() - began:.0f} s of CPU time\n")
    if searched:
        warm()
        began = time.process_time()
        for number in numbers[:searched]:
            found += compare_searched(random_day(seed, number), _ITERATIONS, "apply" if number % 2 == 0 else "all")
        count = min(searched, len(numbers))
        print(f"{count:,} days searched in {time.process_time() - began:.0f} s of CPU time\n")
    _print(found)
    return found


class _Tally:
    """How many days and visits are safe, and what decided: alone, where every finding of a visit is of one rule."""

    def __init__(self) -> None:
        self.days = self.safe = self.visits = self.safe_visits = 0
        self.found: Counter[tuple[str, str]] = Counter()
        self.alone: Counter[tuple[str, str]] = Counter()

    def count(self, day: Day) -> None:
        wrong: dict[str, set[tuple[str, str]]] = {
            stop.visit: set() for round_ in day.roster.rounds for stop in round_.stops if stop.visit
        }
        for finding in judge(day.problem, day.roster, pack_codes(day.problem)):
            if finding.hard:
                wrong[finding.visit].add((finding.rule, finding.why))
        self.days += 1
        self.safe += not any(wrong.values())
        for conditions in wrong.values():
            self.visits += 1
            self.safe_visits += not conditions
            self.found.update(conditions)
            if len({rule for rule, _ in conditions}) == 1:
                self.alone.update(conditions)

    def __str__(self) -> str:
        rows = [f"{'rule':22} {'condition':36} {'visits':>7} {'alone':>7}"]
        for (rule, why), count in sorted(self.found.items()):
            rows.append(f"{rule:22} {why:36} {count:7,} {self.alone[rule, why]:7,}")
        days = f"{self.safe / max(1, self.days):.0%} of {self.days:,} days"
        visits = f"{self.safe_visits / max(1, self.visits):.0%} of {self.visits:,} visits"
        return "\n".join([*rows, f"safe by the second opinion: {days}, {visits}"])


def _write(day: Day, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    write_problem(day.problem, out / "day.json")
    write_roster(day.roster, out / "roster.json", day.problem)
    print(f"changed: {', '.join(day.changes) or 'nothing'}")


def _print(found: list[Difference]) -> None:
    by_rule = Counter((one.rule, one.side) for one in found)
    for (rule, side), count in by_rule.most_common():
        print(f"{count:6,} {rule} ({side} only)" if side in ("opinion", "checker") else f"{count:6,} {rule} ({side})")
    for one in sorted(found, key=lambda one: not one.verdict)[:_SHOWN]:
        print(one)
    disputed = len({one.day for one in found if one.verdict})
    print(f"{len(found):,} differences; on {disputed:,} days whether the roster is safe (marked !)")
