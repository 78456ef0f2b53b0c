"""Random weeks of split days, nights and sleep-ins: the checker beside a second opinion."""

from __future__ import annotations

import time
from collections import Counter

from solver.check import check

from .second_opinion.weeks import RULES, Finding, Week, as_problem, judge_week, random_week


def run(weeks: int, seed: int) -> int:
    """Judge, print how often each limit decided, and where the two differ; the number of weeks that do."""
    began, tally, different = time.process_time(), Counter[str](), 0
    for number in range(weeks):
        week = random_week(1_000_000 * seed + number)
        ours, theirs = judge_week(week), checked_week(week)
        tally.update({rule for rule, _ in ours} or {"nothing"})
        if ours != theirs:
            different += 1
            print(f"week {number}: second opinion {_told(ours - theirs)}; checker {_told(theirs - ours)}")
            print(f"  {_words(week)}")
    print(f"{weeks:,} weeks in {time.process_time() - began:.0f} s of CPU time, {different} judged differently")
    for rule, count in tally.most_common():
        print(f"{rule:16} {count:6,} weeks")
    return different


def checked_week(week: Week) -> set[Finding]:
    """The same as the checker has it."""
    problem, roster = as_problem(week)
    told = [breach for breach in check(problem, roster).breaches if breach.rule in RULES]
    return {(one.rule if one.hard else f"soft {one.rule}", one.shift) for one in told}


def _told(found: set[Finding]) -> str:
    return ", ".join(f"{rule} on {shift}" for rule, shift in sorted(found)) or "nothing more"


def _words(week: Week) -> str:
    spans = ", ".join(f"{stint.shift} {stint.leave}-{stint.back}" for stint in week.stints)
    return f"{'young, ' if week.young else ''}before {week.before}: {spans}"
