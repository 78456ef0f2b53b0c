"""Visits become units, and everything that ties units together becomes rows of numbers.

A unit is one worker's part of a visit. Two units are rigid when their starts keep a fixed distance (double-handed, same
start). Rigid units that are served all or none behave as one event, so a gap that holds for one is written for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from solver import terms as t

from ..kernel.layout import AFTER, BEFORE, FIRST_FIRST, FOREVER, LINK, PEER, RIGID, SECOND_FIRST, to_records

Row = tuple[int, int, int, int, int, int]  # partner, kind, lo, hi, pair and order in which it holds
ALWAYS = (-1, 0)
Intervals = dict[int, list[tuple[int, int, int]]]  # visit -> (open, due, close), in order and apart


@dataclass(frozen=True)
class Ties:
    """visit: the visit of each unit. link: Rows, from first_link[u] for links[u] rows.

    apart: the terms that need an order, one a pair; ordered: the units that the order of each binds.
    """

    visit: NDArray[np.int64]
    units_of: tuple[tuple[int, ...], ...]
    link: NDArray[np.void]
    first_link: NDArray[np.int64]
    links: NDArray[np.int64]
    peer: NDArray[np.void]
    first_peer: NDArray[np.int64]
    peers: NDArray[np.int64]
    bundles: tuple[tuple[int, ...], ...]  # visits served all or none
    intervals: Intervals
    apart: tuple[t.Apart, ...]
    ordered: tuple[tuple[int, ...], ...]


def tie_units(
    handed: NDArray[np.int64],
    gaps: Sequence[t.Gap],
    apart: Sequence[t.Apart],
    different: Sequence[t.DifferentWorkers],
    same: Sequence[t.SameWorker],
    together: Sequence[t.Bundle],
    joint: Collection[int],
    intervals: Intervals,
) -> Ties:
    """Units, their links and peers, and which visits stand or fall together.

    joint: visits that stand in for others: rigid chains do not pass through them, for what they are then tied to is
    not tied to each other while the others are served.
    """
    visits = len(handed)
    visit = np.repeat(np.arange(visits), handed)
    units_of: list[list[int]] = [[] for _ in range(visits)]
    for unit, of in enumerate(visit):
        units_of[of].append(unit)
    bundles = _groups(visits, [term.visits for term in together])
    bundle_of = {number: index for index, bundle in enumerate(bundles) for number in bundle}
    rigid = [gap for gap in gaps if gap.lo == gap.hi]
    fused = [gap for gap in rigid if bundle_of[gap.first] == bundle_of[gap.second]]
    offset, event = _events(visits, fused)
    chained = [gap for gap in rigid if gap in fused or not {gap.first, gap.second} & set(joint)]
    distance, chain = _events(visits, chained)  # also where a visit in the middle of a chain is not served
    members: dict[int, list[int]] = defaultdict(list)
    chains: dict[int, list[int]] = defaultdict(list)
    for number in range(visits):
        members[event[number]].append(number)
        chains[chain[number]].append(number)
    rows: dict[int, set[Row]] = defaultdict(set)
    for units in units_of:
        for a in units:
            rows[a].update((b, RIGID, 0, 0, *ALWAYS) for b in units if b != a)
    for number in range(visits):
        for other in members[event[number]]:
            if other != number:
                ticks = offset[number] - offset[other]
                for a in units_of[number]:
                    rows[a].update((b, RIGID, ticks, ticks, *ALWAYS) for b in units_of[other])
    for number in range(visits):
        for other in chains[chain[number]]:
            if event[other] != event[number]:
                ticks = distance[number] - distance[other]
                for a in units_of[number]:
                    rows[a].update((b, RIGID, ticks, ticks, *ALWAYS) for b in units_of[other])
    free, fixed = _free_pairs(apart, chain, distance)
    for gap in [*gaps, *fixed]:
        linked = chain[gap.first] == chain[gap.second]
        if linked and gap.lo == gap.hi == distance[gap.second] - distance[gap.first]:
            continue
        for first in members[event[gap.first]]:
            for second in members[event[gap.second]]:
                shift = (offset[second] - offset[gap.second]) - (offset[first] - offset[gap.first])
                hi = FOREVER if gap.hi >= FOREVER else gap.hi + shift
                _gap_rows(rows, units_of[first], units_of[second], gap.lo + shift, hi)
    ordered = []
    for pair, term in enumerate(free):
        bound = set[int]()
        for first in chains[chain[term.first]]:
            for second in chains[chain[term.second]]:
                shift = (distance[second] - distance[term.second]) - (distance[first] - distance[term.first])
                here, there = units_of[first], units_of[second]
                _gap_rows(rows, here, there, term.first_length + shift, FOREVER, (pair, FIRST_FIRST))
                _gap_rows(rows, there, here, term.second_length - shift, FOREVER, (pair, SECOND_FIRST))
                bound.update(here, there)
        ordered.append(tuple(sorted(bound)))
    for gap in [*fused, *reversed(fused)]:
        intervals = _common(intervals, gap)
    peers: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for units in units_of:
        for a in units:
            peers[a].update((b, 0) for b in units if b != a)
    for terms, kind in ((different, 0), (same, 1)):
        for tie in terms:
            for a in units_of[tie.first]:
                for b in units_of[tie.second]:
                    peers[a].add((b, kind))
                    peers[b].add((a, kind))
    link, first_link, links = _table(len(visit), rows, LINK)
    peer, first_peer, peer_count = _table(len(visit), peers, PEER)
    return Ties(
        visit,
        tuple(tuple(units) for units in units_of),
        link,
        first_link,
        links,
        peer,
        first_peer,
        peer_count,
        tuple(tuple(bundle) for bundle in bundles),
        intervals,
        tuple(free),
        tuple(ordered),
    )


def _gap_rows(
    rows: dict[int, set[Row]],
    firsts: list[int],
    seconds: list[int],
    lo: int,
    hi: int,
    holds: tuple[int, int] = ALWAYS,
) -> None:
    for a in firsts:
        for b in seconds:
            if a != b or not lo <= 0 <= hi:
                rows[a].add((b, BEFORE, lo, hi, *holds))
                rows[b].add((a, AFTER, lo, hi, *holds))


def keep_apart(apart: Sequence[t.Apart], intervals: Intervals) -> tuple[list[t.Gap], list[t.Apart]]:
    """What windows leave of visits that may not overlap: gaps where one has to be first, and pairs with a choice.

    Nothing where they cannot overlap, and one term a pair. Where neither can be first, a gap that no roster with both
    keeps.
    """
    longest: dict[tuple[int, int], t.Apart] = {}
    for term in apart:
        one = term
        if term.first > term.second:
            one = replace(
                term,
                first=term.second,
                second=term.first,
                first_length=term.second_length,
                second_length=term.first_length,
            )
        known = longest.get((one.first, one.second), one)
        longest[one.first, one.second] = replace(
            one,
            first_length=max(one.first_length, known.first_length),
            second_length=max(one.second_length, known.second_length),
        )
    gaps, free = [], []
    for (first, second), term in longest.items():
        if not intervals[first] or not intervals[second]:
            continue  # one of them is never served
        opens, closes = zip(
            *((spans[0][0], spans[-1][2]) for spans in (intervals[first], intervals[second])), strict=True
        )
        if closes[0] + term.first_length <= opens[1] or closes[1] + term.second_length <= opens[0]:
            continue
        if opens[1] + term.second_length > closes[0]:
            gaps.append(t.Gap(term.rule, first, second, term.first_length, FOREVER))
        elif opens[0] + term.first_length > closes[1]:
            gaps.append(t.Gap(term.rule, second, first, term.second_length, FOREVER))
        else:
            free.append(term)
    return gaps, free


def _free_pairs(
    apart: Sequence[t.Apart], chain: Sequence[int], distance: Sequence[int]
) -> tuple[list[t.Apart], list[t.Gap]]:
    """Those with a choice. Visits at a fixed distance have none: nothing, or a gap that they never keep."""
    free, never = [], []
    for term in apart:
        if chain[term.first] != chain[term.second]:
            free.append(term)
            continue
        ticks = distance[term.second] - distance[term.first]
        if -term.second_length < ticks < term.first_length:
            never.append(t.Gap(term.rule, term.first, term.second, term.first_length, FOREVER))
    return free, never


def _groups(count: int, sets: Sequence[tuple[int, ...]]) -> list[list[int]]:
    """Connected groups of range(count), in order of their smallest member."""
    parent = list(range(count))

    def root(x: int) -> int:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for members in sets:
        for member in members[1:]:
            parent[root(member)] = root(members[0])
    found: dict[int, list[int]] = defaultdict(list)
    for x in range(count):
        found[root(x)].append(x)
    return sorted(found.values())


def _events(visits: int, rigid: Sequence[t.Gap]) -> tuple[list[int], list[int]]:
    """Offset of each visit's start from its event's, and the event it belongs to."""
    edges: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for gap in rigid:
        edges[gap.first].append((gap.second, gap.lo))
        edges[gap.second].append((gap.first, -gap.lo))
    offset, event = [0] * visits, [-1] * visits
    for root in range(visits):
        if event[root] >= 0:
            continue
        event[root] = root
        stack = [root]
        while stack:
            node = stack.pop()
            for other, ticks in edges[node]:
                if event[other] < 0:
                    event[other], offset[other] = root, offset[node] + ticks
                    stack.append(other)
    return offset, event


def _common(intervals: Intervals, gap: t.Gap) -> Intervals:
    """Both visits of a rigid pair keep only starts the other can keep too."""
    result = dict(intervals)
    for here, there, ticks in ((gap.first, gap.second, -gap.lo), (gap.second, gap.first, gap.lo)):
        kept = []
        for start, due, close in result[here]:
            for other_start, _, other_close in result[there]:
                lo, hi = max(start, other_start + ticks), min(close, other_close + ticks)
                if lo <= hi:
                    kept.append((lo, due, hi))
        result[here] = kept
    return result


def _table(
    units: int, rows: Mapping[int, Collection[tuple[int, ...]]], kind: np.dtype[np.void]
) -> tuple[NDArray[np.void], NDArray[np.int64], NDArray[np.int64]]:
    """Rows of each unit behind one another, with where each unit's begin and how many there are."""
    counts = np.array([len(rows.get(unit, ())) for unit in range(units)], np.int64)
    first = np.concatenate(([0], np.cumsum(counts)[:-1])) if units else np.zeros(0, np.int64)
    flat = [row for unit in range(units) for row in sorted(rows.get(unit, ()))]
    return to_records(flat, kind), first.astype(np.int64), counts
