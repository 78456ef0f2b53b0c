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

Row = tuple[int, int, int, int, int, int]  # LINK: partner, kind, least, most, pair and order
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
    units = _number_units(handed)
    bundles = _groups(len(handed), [term.visits for term in together])
    chains = _Chains.of(len(handed), gaps, bundles, joint)
    rows = _Rows(units, chains)
    rows.link_rigid()
    free, fixed = _free_pairs(apart, chains.chain, chains.distance)
    for gap in [*gaps, *fixed]:
        rows.link_gap(gap)
    ordered = [rows.link_pair(pair, term) for pair, term in enumerate(free)]
    for gap in [*chains.fused, *reversed(chains.fused)]:
        intervals = _common(intervals, gap)
    visit = np.repeat(np.arange(len(handed)), handed)
    link, first_link, links = _table(len(visit), rows.rows, LINK)
    peer, first_peer, peer_count = _table(len(visit), _peers(units, different, same), PEER)
    return Ties(
        visit,
        tuple(tuple(of) for of in units),
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


def _number_units(handed: NDArray[np.int64]) -> list[list[int]]:
    """The units of each visit: as many as it takes workers, numbered visit by visit."""
    ends = np.cumsum(handed)
    return [list(range(int(end - hands), int(end))) for end, hands in zip(ends, handed, strict=True)]


@dataclass(frozen=True)
class _Chains:
    """Visits at fixed distances from one another.

    event: of visits that are also served all or none, so that a gap that holds for one is written for all; offset: the
    ticks of each visit's start after its event's. chain, distance: the same of all that rigid links tie, where not by
    way of a joint visit: also where a visit in the middle of a chain is not served. fused: the links within events.
    """

    fused: list[t.Gap]
    offset: list[int]
    event: list[int]
    distance: list[int]
    chain: list[int]
    of_event: dict[int, list[int]]  # its visits
    of_chain: dict[int, list[int]]

    @classmethod
    def of(cls, visits: int, gaps: Sequence[t.Gap], bundles: list[list[int]], joint: Collection[int]) -> _Chains:
        bundle_of = {number: index for index, bundle in enumerate(bundles) for number in bundle}
        rigid = [gap for gap in gaps if gap.lo == gap.hi]
        fused = [gap for gap in rigid if bundle_of[gap.first] == bundle_of[gap.second]]
        offset, event = _events(visits, fused)
        chained = [gap for gap in rigid if gap in fused or not {gap.first, gap.second} & set(joint)]
        distance, chain = _events(visits, chained)
        of_event: dict[int, list[int]] = defaultdict(list)
        of_chain: dict[int, list[int]] = defaultdict(list)
        for number in range(visits):
            of_event[event[number]].append(number)
            of_chain[chain[number]].append(number)
        return cls(fused, offset, event, distance, chain, of_event, of_chain)


class _Rows:
    """The links of each unit, as they are found. units: the units of each visit."""

    def __init__(self, units: list[list[int]], chains: _Chains) -> None:
        self.units, self.chains = units, chains
        self.rows: dict[int, set[Row]] = defaultdict(set)

    def link_rigid(self) -> None:
        """Units of one visit, visits of one event, and events of one chain start at fixed distances."""
        of = self.chains
        for units in self.units:
            for unit in units:
                self.rows[unit].update((other, RIGID, 0, 0, *ALWAYS) for other in units if other != unit)
        for number in range(len(self.units)):
            for other in of.of_event[of.event[number]]:
                if other != number:
                    self._link_at(number, other, of.offset[number] - of.offset[other])
        for number in range(len(self.units)):
            for other in of.of_chain[of.chain[number]]:
                if of.event[other] != of.event[number]:
                    self._link_at(number, other, of.distance[number] - of.distance[other])

    def _link_at(self, number: int, other: int, ticks: int) -> None:
        for unit in self.units[number]:
            self.rows[unit].update((partner, RIGID, ticks, ticks, *ALWAYS) for partner in self.units[other])

    def link_gap(self, gap: t.Gap) -> None:
        """A gap between two visits holds between all visits of their events; nothing where their chain says it."""
        of = self.chains
        linked = of.chain[gap.first] == of.chain[gap.second]
        if linked and gap.lo == gap.hi == of.distance[gap.second] - of.distance[gap.first]:
            return
        for first in of.of_event[of.event[gap.first]]:
            for second in of.of_event[of.event[gap.second]]:
                shift = (of.offset[second] - of.offset[gap.second]) - (of.offset[first] - of.offset[gap.first])
                most = FOREVER if gap.hi >= FOREVER else gap.hi + shift
                self._enter(self.units[first], self.units[second], gap.lo + shift, most)

    def link_pair(self, pair: int, term: t.Apart) -> tuple[int, ...]:
        """Either order of two visits that may not overlap, for all visits of their chains; returns the units bound."""
        of, bound = self.chains, set[int]()
        for first in of.of_chain[of.chain[term.first]]:
            for second in of.of_chain[of.chain[term.second]]:
                moved = of.distance[first] - of.distance[term.first]
                shift = (of.distance[second] - of.distance[term.second]) - moved
                here, there = self.units[first], self.units[second]
                self._enter(here, there, term.first_length + shift, FOREVER, (pair, FIRST_FIRST))
                self._enter(there, here, term.second_length - shift, FOREVER, (pair, SECOND_FIRST))
                bound.update(here, there)
        return tuple(sorted(bound))

    def _enter(
        self, firsts: list[int], seconds: list[int], least: int, most: int, holds: tuple[int, int] = ALWAYS
    ) -> None:
        for first in firsts:
            for second in seconds:
                if first != second or not least <= 0 <= most:
                    self.rows[first].add((second, BEFORE, least, most, *holds))
                    self.rows[second].add((first, AFTER, least, most, *holds))


def _peers(
    units: list[list[int]], different: Sequence[t.DifferentWorkers], same: Sequence[t.SameWorker]
) -> dict[int, set[tuple[int, int]]]:
    """PEER rows of each unit: the other units of its visit, and those of visits for the same or different workers."""
    peers: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for of in units:
        for unit in of:
            peers[unit].update((other, 0) for other in of if other != unit)
    ties = [(tie.first, tie.second, 0) for tie in different] + [(tie.first, tie.second, 1) for tie in same]
    for first, second, is_same in ties:
        for unit in units[first]:
            for other in units[second]:
                peers[unit].add((other, is_same))
                peers[other].add((unit, is_same))
    return peers


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
