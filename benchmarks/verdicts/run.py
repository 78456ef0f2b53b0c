"""So many days, what confirmed their verdicts, and which were refuted."""

from __future__ import annotations

import time
from collections import Counter

from .confirm import Finding, confirm_day
from .days import verdict_day


def run(days: int, seed: int, only: int | None = None) -> list[Finding]:
    """Confirm every verdict, print the tally, and give the refuted ones back. only: one day, told in full."""
    began = time.process_time()
    verdicts: Counter[str] = Counter()
    confirmed: Counter[tuple[str, str]] = Counter()
    rules: Counter[tuple[str, str]] = Counter()
    wrong: list[Finding] = []
    empty = 0
    for number in range(days) if only is None else (only,):
        found = confirm_day(verdict_day(seed, number))
        empty += not found
        for one in found:
            verdicts[one.verdict] += 1
            confirmed.update((one.verdict, how) for how in set(one.how))
            rules.update((one.verdict, rule) for rule in set(one.rules))
            if one.wrong:
                wrong.append(one)
                print(f"day {number}, {one.visit}: {one.verdict} REFUTED: {one.wrong}", flush=True)
            elif only is not None:
                print(f"day {number}, {one.visit}: {one.verdict} by {', '.join(one.how)}; {', '.join(one.rules)}")
    count = days if only is None else 1
    print(f"\n{count:,} days, {empty:,} of them served whole; {time.process_time() - began:.0f} s of CPU time")
    for verdict, many in sorted(verdicts.items()):
        print(f"{verdict:<10} {many:>5,}")
        for (of, how), many in sorted(confirmed.items()):
            if of == verdict:
                print(f"    confirmed {how:<24} {many:>5,}")
        for (of, rule), many in rules.most_common():
            if of == verdict:
                print(f"    names {rule:<28} {many:>5,}")
    print(f"refuted    {len(wrong):>5,}")
    return wrong
