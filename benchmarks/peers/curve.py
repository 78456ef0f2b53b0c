"""Our cost over time in figures: how soon a roster is near the cheapest that any run found for its day."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from .protocol import OURS, Row

_NEAR = 0.10, 0.02  # above the cheapest roster known of the day


def curves(rows: Sequence[Row]) -> list[str]:
    """A table by variant and size, of each day's longest run of ours: the slowest of the days where one is meant.

    The shortest budget stands beside it: what is left to gain for those who do not wait.
    """
    near = [f"within {100 * share:g} %" for share in _NEAR]
    head = ["variant", "visits", "days", "CPU s", "first roster after", "it costs", *near, "the shortest run"]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for variant, size in sorted({(row.variant, row.size) for row in rows}):
        mine = [row for row in rows if (row.variant, row.size) == (variant, size) and row.cost is not None]
        best = {seed: min(row.cost or 0.0 for row in mine if row.seed == seed) for seed in {row.seed for row in mine}}
        ours = [row for row in mine if row.peer == OURS and row.trace and best[row.seed] > 0]
        if not ours:
            continue
        most, least = max(row.seconds for row in ours), min(row.seconds for row in ours)
        longest = [row for row in ours if row.seconds == most]
        first = max(row.trace[0][0] for row in longest)
        dear = max(row.trace[0][1] / best[row.seed] for row in longest)
        above = fmean((row.cost or 0.0) / best[row.seed] - 1 for row in ours if row.seconds == least)
        cells = [variant, f"{size:,}", f"{len(longest)}", f"{most:g}", f"{1000 * first:.0f} ms", f"{dear:.1f} x"]
        cells += [_when(longest, best, share) for share in _NEAR]
        lines.append(f"| {' | '.join(cells)} | {least:g} s: {100 * above:+.2f} % |")
    return lines


def _when(rows: Sequence[Row], best: dict[int, float], share: float) -> str:
    """Seconds until the last of these runs is as near to its day's best as asked, and how many never are."""
    times = [next((at for at, cost in row.trace if cost <= (1 + share) * best[row.seed]), None) for row in rows]
    reached = [at for at in times if at is not None]
    never = f"{len(times) - len(reached)} never" if len(reached) < len(times) else ""
    return ", ".join(filter(None, [f"{max(reached):.1f} s" if reached else "", never]))
