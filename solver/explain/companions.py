"""What visits ask of each other: who else must be at the door, how long after whom, which worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from solver.domain import Link, Visit
from solver.rules import FOREVER, distances, first_calls, visits_apart
from solver.rules.readings.carried import begun_before

from .settling import Ways
from .trial_pricing import TrialPricing

People = Literal["", "same", "different"]
_TOGETHER: Ways = (((0, 1, 0), (1, 0, 0)),)


@dataclass(frozen=True, slots=True)
class Tie:
    """What a rule asks of two hands (one worker of one visit each), by their numbers.

    ways: waits between them, 0 and 1, of which one set must hold; empty: any. people: whether one worker or two.
    link: the id of the link that says so.
    """

    rule: str
    one: int
    two: int
    ways: Ways = ()
    people: People = ""
    link: str = ""


class Companions:
    """The ties of one problem, whichever roster it has: links, calls of a kind, and one client at a time."""

    def __init__(self, pricing: TrialPricing):
        self.pricing, self.problem = pricing, pricing.problem
        self._on = {rule.id for rule in pricing.rules}

    def of(self, visit: str) -> tuple[str, ...]:
        """The other visits that a visit is tied to, in order of time."""
        found = {end for link in self.pricing.links.get(visit, ()) for end in (link.first, link.second)}
        found |= {end for tie in self._by_visit.get(visit, ()) for end in tie[:2]}
        known = [self.problem.visit[one] for one in found - {visit} if one in self.problem.visit]
        return tuple(one.id for one in sorted(known, key=lambda one: (one.windows[0].start, one.id)))

    def spacings(self, visit: str, rule: str = "") -> list[tuple[str, str, Ways]]:
        """What keeps a visit apart from others of its client: first and second visit, and the ways, one of which holds.

        rule: what this one asks alone; else what all do.

        Of a way's waits (one, two, ticks), 0 is the first visit and 1 the second.
        """
        return [
            (first, second, tie.ways) for first, second, tie in self._by_visit.get(visit, ()) if rule in ("", tie.rule)
        ]

    def ties(self, hands: Sequence[Visit]) -> list[Tie]:
        """Every tie among these hands; a visit of two workers stands in the list twice."""
        places: dict[str, list[int]] = {}
        for number, visit in enumerate(hands):
            places.setdefault(visit.id, []).append(number)
        found = [
            Tie("double_handed", one, two, _TOGETHER, "different")
            for numbers in places.values()
            for place, one in enumerate(numbers)
            for two in numbers[place + 1 :]
        ]
        for first, second, tie in self._pairs(places):
            found += [replace(tie, one=one, two=two) for one in places[first] for two in places[second]]
        return found

    def _pairs(self, inside: dict[str, list[int]]) -> Iterator[tuple[str, str, Tie]]:
        links = {link.id: link for visit in inside for link in self.pricing.links.get(visit, ())}
        for link in links.values():
            tie = _tie_of(link)
            if tie is not None and tie.rule in self._on and link.first in inside and link.second in inside:
                yield link.first, link.second, tie
        for visit in inside:
            for other in self.problem.beside.get(visit, ()):
                if visit < other and other in inside:
                    yield visit, other, Tie("double_handed", 0, 0, _TOGETHER, "different")
            for first, second, tie in self._by_visit.get(visit, ()):
                if first == visit and second in inside:
                    yield first, second, tie

    @cached_property
    def _by_visit(self) -> dict[str, list[tuple[str, str, Tie]]]:
        """Ties of visits to one client, by either end: calls that keep a distance, visits that do not last at once."""
        case = self.pricing.case
        found: dict[str, list[tuple[str, str, Tie]]] = {}

        def add(one: str, two: str, tie: Tie) -> None:
            found.setdefault(one, []).append((one, two, tie))
            found.setdefault(two, []).append((one, two, tie))

        spaced = set()
        if "call_spacing" in self._on:
            of = case("call_spacing")
            for pair in distances(self.problem, of.catalogue, of.values):
                if pair.first.id != pair.second.id:
                    spaced.add(frozenset((pair.first.id, pair.second.id)))
                    spacing: Ways = (((0, 1, pair.first.duration + pair.least),),)
                    if not pair.ordered:
                        spacing += (((1, 0, pair.second.duration + pair.least),),)
                    add(pair.first.id, pair.second.id, Tie("call_spacing", 0, 0, spacing))
        if "one_client" in self._on:
            for apart in visits_apart(self.problem, case("one_client").catalogue):
                one, two = apart.one, apart.other
                if apart.hard and frozenset((one.id, two.id)) not in spaced:
                    ways = (((0, 1, one.duration),), ((1, 0, two.duration),))
                    add(one.id, two.id, Tie("one_client", 0, 0, ways))
        return found

    @cached_property
    def since_before(self) -> dict[str, tuple[int, int, str]]:
        """Visit -> earliest and latest start that what was done before the horizon leaves, and the rule for it."""
        found: dict[str, tuple[int, int, str]] = {}
        begun = begun_before(self.problem)
        for link in self.problem.links if begun and "dose_spacing" in self._on else ():
            if link.kind == "gap" and link.first in begun:
                at = begun[link.first]
                low, high, _ = found.get(link.second, (0, FOREVER, ""))
                latest = high if link.max_gap is None else min(high, at + link.max_gap)
                found[link.second] = max(low, at + (link.min_gap or 0)), latest, "dose_spacing"
        if "call_spacing" in self._on and self.problem.tasks_before:
            of = self.pricing.case("call_spacing")
            for calls in first_calls(self.problem, of.catalogue, of.values):
                for visit in calls.visits:
                    low, high, rule = found.get(visit.id, (0, FOREVER, "call_spacing"))
                    found[visit.id] = max(low, calls.after + calls.least), high, rule
        return found


def _tie_of(link: Link) -> Tie | None:
    """What a link asks; None where both are made or none, and where ``Problem.beside`` knows it. Numbers come later."""
    if link.kind == "gap":
        waits = [(0, 1, link.min_gap or 0)]
        if link.max_gap is not None:
            waits.append((1, 0, -link.max_gap))
        return Tie("dose_spacing", 0, 0, (tuple(waits),), "", link.id)
    if link.kind == "same_start":
        return Tie("same_start", 0, 0, _TOGETHER, "", link.id)
    if link.kind == "same_worker":
        return Tie("same_worker", 0, 0, (), "same", link.id)
    if link.kind == "different_worker":
        return Tie("different_worker", 0, 0, (), "different", link.id)
    return None


def find_tied_visits(pricing: TrialPricing, visit: str) -> set[str]:
    """A visit with those that cannot stay when it goes."""
    found, edge = {visit}, [visit]
    while edge:
        for link in pricing.links.get(edge.pop(), ()):
            for end in (link.first, link.second):
                if link.kind in ("double_handed", "both_or_none") and end not in found:
                    found.add(end)
                    edge.append(end)
    return found
