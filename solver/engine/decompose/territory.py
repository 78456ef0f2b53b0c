"""Where visits and people belong: where they are, drawn towards who knows them.

Teams overlap on the map, and a line between two towns still parts clients from the people they are used to. Drawn
together by those familiar to each other, teams stand apart, and a cut passes between them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from solver import terms as t

_DRAWN = 0.8  # share of a client's place that those who know him or her decide
_TIMES = 3  # drawn again, since the people are drawn too

Spots = NDArray[np.float64]


def drawn(visit_spot: Spots, home: Spots, terms: Sequence[t.Term]) -> tuple[Spots, Spots]:
    """Spots of visits (V, 2) and of workers (W, 2), in the unit of those given: the same where no face is familiar."""
    for term in terms:
        if isinstance(term, t.NewFaceCost) and term.price and term.familiar.any():
            return _drawn(visit_spot, home, term)
    return visit_spot, home


def _drawn(visit_spot: Spots, home: Spots, faces: t.NewFaceCost) -> tuple[Spots, Spots]:
    client, count = faces.client, len(faces.familiar)
    visits = np.bincount(client, minlength=count)
    known = faces.familiar * (visits > 0)[:, None].astype(np.float32)  # (C, W), of clients with visits
    own = np.stack([np.bincount(client, axis, count) for axis in visit_spot.T], axis=1) / np.maximum(visits, 1)[:, None]
    by_client, by_worker = known.sum(axis=1)[:, None], known.sum(axis=0)[:, None]
    spot, people = own, home
    for _ in range(_TIMES):
        people = np.where(by_worker > 0, known.T @ spot / np.maximum(by_worker, 1), home)
        pulled = (1 - _DRAWN) * own + _DRAWN * (known @ people) / np.maximum(by_client, 1)
        spot = np.where(by_client > 0, pulled, own)
    return visit_spot + (spot - own)[client], people
