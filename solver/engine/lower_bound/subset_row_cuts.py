"""Triples of visits that a mixture of rounds shares two by two: rows that no whole roster breaks.

Of three visits served by one worker each, at most one round can serve two or more. Half of each of three rounds, each
with another two of the three, keeps every visit served once and costs less than any roster (Jepsen et al. 2008).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .master import Column

_AT_ONCE = 30
_EACH = 4  # rows at once that a visit is in
_LEAST = 0.02  # how far a row must be broken


def violated(
    columns: Sequence[Column], shares: NDArray[np.float64], hands: NDArray[np.int64], known: set[tuple[int, int, int]]
) -> list[tuple[int, int, int]]:
    """The triples that are broken most and not known yet."""
    used = [(column, share) for column, share in zip(columns, shares, strict=True) if 1e-6 < share < 1 - 1e-6]
    visits = sorted({v for column, _ in used for v in column.visits if hands[v] == 1})
    place = {v: i for i, v in enumerate(visits)}
    n = len(visits)
    holds = np.zeros((len(used), n))
    for number, (column, _) in enumerate(used):
        for v in column.visits:
            if v in place:
                holds[number, place[v]] += 1
    share = np.array([amount for _, amount in used])
    together = (np.minimum(holds, 1.0) * share[:, None]).T @ np.minimum(holds, 1.0) if used else np.zeros((n, n))
    found: list[tuple[float, tuple[int, int, int]]] = []
    for i in range(n):
        pairs = together[i][:, None] + together[i][None, :] + together  # rounds over all three are counted three times
        near = np.argwhere(np.triu(pairs[i + 1 :, i + 1 :] > 1 + _LEAST, 1)) + i + 1
        if not len(near):
            continue
        over = share @ np.floor((holds[:, [i]] + holds[:, near[:, 0]] + holds[:, near[:, 1]]) / 2) - 1
        for (j, k), much in zip(near.tolist(), over.tolist(), strict=True):
            triple = visits[i], visits[j], visits[k]
            if much > _LEAST and triple not in known:
                found.append((much, triple))
    found.sort(reverse=True)
    chosen: list[tuple[int, int, int]] = []
    times = dict.fromkeys(visits, 0)
    for _, triple in found:
        if len(chosen) < _AT_ONCE and all(times[v] < _EACH for v in triple):
            chosen.append(triple)
            for v in triple:
                times[v] += 1
    return chosen
