"""A day on a coarse map: groups of places with five people or more, and times worked out between those alone.

What an analyst is told of times must not be what people's own doors made of it: nine rosters of a day, with starts to
the second, put most addresses within 200 m. So a roster's times are made again from the order of its rounds, the agreed
windows and the ways between groups; real starts are never looked at but for their order.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from .telling import Document

LATITUDE, LONGITUDE = 0.02, 0.03  # degrees: 2.2 km, and 1.9 to 2.2 km between 50 and 55 degrees north
PEOPLE = 5  # at least in a group: clients, and workers by their homes
_STEP, _METRES = 5, 2_000  # minutes, metres of a given matrix

Spot = tuple[float, float]


class Coarse:
    """Which group each place is in. document: a problem's, under its own names."""

    def __init__(self, document: Document):
        self.group: dict[str, int] = {}
        self.spot: dict[int, Spot] = {}
        people = Counter(one["place"] for one in document["clients"])
        people.update(one["home"] for one in document["workers"] if one.get("home") is not None)
        cells: dict[Spot, list[str]] = {}
        for place in document["places"]:
            if place.get("lat") is not None:
                cells.setdefault(_cell(place), []).append(place["id"])
        groups = [([cell], ids) for cell, ids in sorted(cells.items())]
        if len(self_placed := {one for ids in cells.values() for one in ids}) < len(document["places"]):
            rest = [place["id"] for place in document["places"] if place["id"] not in self_placed]
            groups += [([], some) for some in _by_matrix(rest, people, document)]
        self._merge(groups, people)

    def _merge(self, groups: list[tuple[list[Spot], list[str]]], people: Counter[str]) -> None:
        """Join what is under five people to what is nearest, the smallest first."""
        placed = [group for group in groups if group[0]]

        def size(group: tuple[list[Spot], list[str]]) -> int:
            return sum(people[one] for one in group[1])

        while len(placed) > 1 and size(small := min(placed, key=lambda one: (size(one), one[0]))) < PEOPLE:
            placed.remove(small)
            near = min(placed, key=lambda one: (_far(_middle(one[0]), _middle(small[0])), one[0]))
            placed[placed.index(near)] = (sorted(near[0] + small[0]), near[1] + small[1])
        rest = [group for group in groups if not group[0]]
        if placed and rest and size(rest[-1]) < PEOPLE:  # to the largest, which they alter least
            most = max(placed, key=lambda one: (size(one), one[0]))
            placed[placed.index(most)] = (most[0], most[1] + rest.pop()[1])
        for number, (spots, ids) in enumerate([*placed, *rest]):
            self.group |= dict.fromkeys(ids, number)
            if spots:
                self.spot[number] = _middle(spots)

    def matrix(self, matrix: Document) -> Document:
        """A given matrix with the mean of each two groups in the place of its figures."""
        groups = [self.group[one] for one in matrix["places"]]
        told = {"durations_minutes": _averaged(matrix["durations_minutes"], groups, _STEP)}
        if matrix.get("metres") is not None:
            told["metres"] = _averaged(matrix["metres"], groups, _METRES)
        return told


def _cell(place: Document) -> Spot:
    return _grid(place["lat"], LATITUDE, 90), _grid(place["lon"], LONGITUDE, 180)


def _grid(degrees: float, step: float, most: float) -> float:
    return max(-most, min(most, round(round(degrees / step) * step, 4)))


def _middle(spots: Sequence[Spot]) -> Spot:
    return tuple(round(sum(axis) / len(spots), 4) for axis in zip(*spots, strict=True))


def _far(one: Spot, other: Spot) -> float:
    return math.hypot(one[0] - other[0], (one[1] - other[1]) * math.cos(math.radians(one[0])))


def _by_matrix(rest: Sequence[str], people: Counter[str], document: Document) -> list[list[str]]:
    """Places that no map has, in groups of those that lie next to each other by the first matrix."""
    matrices = document.get("travel", {}).get("matrices") or ()
    number = {name: n for n, name in enumerate(matrices[0]["places"])} if matrices else {}
    ways = matrices[0]["durations_minutes"] if matrices else ()
    left, groups = sorted(rest), list[list[str]]()
    while left:
        first = left[0]
        if first in number:
            away = ways[number[first]]
            left.sort(key=lambda one: (away[number[one]] or 0) if one in number and one != first else -1)
        some: list[str] = []
        while left and sum(people[one] for one in some) < PEOPLE:
            some.append(left.pop(0))
        groups.append(some)
        left.sort()
    if len(groups) > 1 and sum(people[one] for one in groups[-1]) < PEOPLE:
        last = groups.pop()
        groups[-1] += last
    return groups


def _averaged(rows: Sequence[Sequence[float | None]], groups: Sequence[int], step: int) -> list[list[int | None]]:
    sums, counts = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for here, row in enumerate(rows):
        for there, value in enumerate(row):
            if value is not None and here != there:
                sums[groups[here], groups[there]] += value  # type: ignore[assignment]
                counts[groups[here], groups[there]] += 1

    def told(here: int, there: int, value: float | None) -> int | None:
        if value is None or here == there:
            return None if value is None else 0
        pair = groups[here], groups[there]
        return max(1, round(sums[pair] / counts[pair] / step)) * step

    return [[told(here, there, value) for there, value in enumerate(row)] for here, row in enumerate(rows)]


def shuffled(entries: Iterable[Any]) -> list[Any]:
    """In the order of their codes, which are made by chance: the source's order tells nothing any more."""
    return sorted(entries, key=json.dumps)
