"""The prices at which joins are sought: lateness dearer than a roster is judged at."""

from __future__ import annotations

from dataclasses import replace

from solver.rules import Pack

_DEARER = 4


def patient(pack: Pack, times: int = 1) -> Pack:
    """The pack with each minute late at four times its price, for the search that decides what is joined; or at four
    times that, and so on: so many ``times``.

    A joint visit keeps a worker longer at one door, and whoever comes next on that round would wait for it. At the
    ordinary price a search buys joins with that; at four times, development days came out less late than the roster
    without joins that they began with, and kept nearly all of what joining saves.
    """
    entry = pack.entries["time_window"]
    dear = replace(entry, values={**entry.values, "price": entry.values["price"] * _DEARER**times})
    return replace(pack, entries={**pack.entries, "time_window": dear})
