"""Which units are near each other: one follows the other cheaply, on a shift that suits both.

Granular neighbourhoods with time windows (Vidal et al. 2013), and beyond the way what one shift for both costs more
than the best shift for each: a face that a client does not know, a worker somebody would rather not have. The moves put
near units side by side, ruins take them out together, and scans look at the rounds they are in.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..kernel.layout import FOREVER, HAS_OTHERS, METRES, MORE_ROW, OTHERS, PRICE_FACE, Data
from ..leg_limits import known_ways

_MOST = 60  # neighbours of a unit
_LOOKED_AT = 240  # the nearest by the clock, among which they are sought
_WAITING = 0.2  # how far off a tick of waiting is, in ticks of way
_NEVER_TOGETHER = 10**9  # how far off a unit is that no shift may take as well, in ticks of way

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


def neighbours(data: Data, mode: int) -> Ints:
    """For each unit the nearest others, (units, at most 60), nearest first. mode: the number of that most are on.

    data.near is not looked at. Units that no one shift may take come last: no move can put them side by side.
    """
    unit, ticks, count = data.unit, data.ticks[mode], len(data.unit)
    width = min(_MOST, max(0, count - 1))
    near = np.zeros((count, width), np.int64)
    if width == 0:
        return near
    kinds, kind = np.unique(data.allowed, axis=0, return_inverse=True)
    kind = kind.reshape(-1)[unit["visit"]]
    apart = (kinds.astype(np.float32) @ kinds.T.astype(np.float32)) == 0
    dearer = _dearer(data)
    start = np.clip(unit["open"], 0, 10**9).astype(np.float32)
    last = np.minimum(unit["due"], unit["close"])
    last = np.where(last < FOREVER, last, 10**9).astype(np.float32)
    finish_last, finish_first = last + unit["duration"], start + unit["duration"]
    for number in range(count):
        there = ticks[unit["place"][number]][unit["place"]].astype(np.float32)
        back = ticks[:, unit["place"][number]][unit["place"]].astype(np.float32)
        wait_after = np.maximum(0, start - finish_last[number] - there)
        late_after = np.maximum(0, finish_first[number] + there - last)
        wait_before = np.maximum(0, start[number] - finish_last - back)
        late_before = np.maximum(0, finish_first + back - last[number])
        away = np.minimum(there + _WAITING * wait_after + late_after, back + _WAITING * wait_before + late_before)
        away[apart[kind[number]][kind]] += _NEVER_TOGETHER
        away[number] = np.inf
        few = _least(away, min(_LOOKED_AT, count - 1))
        away = away[few]
        if dearer is not None:
            away = away + np.minimum((dearer[few] + dearer[number]).min(axis=1), _NEVER_TOGETHER)
        nearest = _least(away, width)
        near[number] = few[nearest[np.argsort(away[nearest], kind="stable")]]
    return near


def _least(values: Floats, count: int) -> Ints:
    """Where the ``count`` least are, in no order."""
    return np.argpartition(values, count - 1)[:count]


def _dearer(data: Data) -> Floats | None:
    """Ticks of way by which each shift is dearer for a unit than its best, (units, shifts); None: all are alike."""
    unit, shift, face = data.unit, data.shift, float(data.price[PRICE_FACE])
    tick = _price_of_a_tick(data)
    if tick <= 0 or (face == 0 and not data.assign.any()):
        return None
    cost: Floats = data.assign[unit["visit"]].astype(np.float32)
    if face:
        strange = (1 - data.familiar[:, shift["worker"]]).astype(np.float32)
        cost += face * strange[unit["client"]]
        for number in np.flatnonzero(unit["more"] & HAS_OTHERS):
            first, others = data.more[unit["more"][number] >> MORE_ROW, OTHERS : OTHERS + 2]
            cost[number] += face * strange[data.other[first : first + others]].sum(axis=0)
    cost[data.allowed[unit["visit"]] == 0] = tick * _NEVER_TOGETHER
    cost -= cost.min(axis=1)[:, None]
    cost /= np.float32(tick)
    return cost


def _price_of_a_tick(data: Data) -> float:
    """Cost units of a tick's way, with its metres, over all shifts."""
    price = 0.0
    for mode in np.unique(data.shift["mode"]):
        users = data.shift[data.shift["mode"] == mode]
        price += float(users["tick_price"].sum())
        if data.price[METRES]:
            ticks = data.ticks[mode]
            metres, ticks = known_ways(data.metres[mode], ticks), known_ways(ticks, ticks)
            a_tick = float(metres.sum()) / max(1.0, float(ticks.sum()))
            price += float(users["metre_price"].sum()) * a_tick
    return price / max(1, len(data.shift))
