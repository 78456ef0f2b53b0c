"""The best joins that can all be made: none shares a visit with another. Exact, for the few visits behind one door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def choose_heaviest(
    items: Iterable[Item], visits: Callable[[Item], Iterable[Hashable]], worth: Callable[[Item], float]
) -> list[Item]:
    """Items of the largest total worth of which no two share a visit. Groups that share no visit are packed apart."""
    some = [item for item in items if worth(item) > 0]
    return [item for group in _group(some, visits) for item in _pack(group, visits, worth)]


def _group(items: Sequence[Item], visits: Callable[[Item], Iterable[Hashable]]) -> list[list[Item]]:
    leader: dict[Hashable, Hashable] = {}

    def find(visit: Hashable) -> Hashable:
        while (above := leader.setdefault(visit, visit)) != visit:
            visit = above
        return visit

    for item in items:
        first, *rest = visits(item)
        for other in rest:
            leader[find(other)] = find(first)
    groups: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        groups[find(next(iter(visits(item))))].append(item)
    return list(groups.values())


def _pack(
    items: Sequence[Item], visits: Callable[[Item], Iterable[Hashable]], worth: Callable[[Item], float]
) -> list[Item]:
    """By the set of visits that are still free: each is tried once."""
    best: dict[frozenset[Hashable], tuple[float, list[Item]]] = {}

    def among(free: frozenset[Hashable]) -> tuple[float, list[Item]]:
        if free in best:
            return best[free]
        found: tuple[float, list[Item]] = (0.0, [])
        if free:
            visit = min(free, key=repr)
            found = among(free - {visit})
            for item in items:
                own = frozenset(visits(item))
                if visit in own and own <= free:
                    rest = among(free - own)
                    if rest[0] + worth(item) > found[0]:
                        found = rest[0] + worth(item), [item, *rest[1]]
        best[free] = found
        return found

    return among(frozenset(visit for item in items for visit in visits(item)))[1]
