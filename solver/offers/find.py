"""Offers found: the engine searches within what an offer may change, the checker says what came of it.

The first takes what fell out and puts it in where that costs least, nobody else moved; it is there at once. The others
go on from it, at the price of what was promised.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from solver.amend.whole_starts import round_but_known
from solver.check import Check, check, worsened
from solver.domain import Problem, Roster, Round, Unserved
from solver.engine import search, warm
from solver.promises import Told, find_told
from solver.rules import Pack, Term, lower_all
from solver.travel import Journeys, journeys

from .difference import Difference, find_difference
from .kinds import CARERS, KINDS, TITLES, Band, Kind, limit, served_on

_LESS = 4  # times that fewer rounds keep their times
_KEEP_SHARE = 0.1  # of the time of another offer: few places are to be chosen between when nobody else moves


@dataclass(frozen=True, slots=True)
class Offer:
    """One way out, judged. told: who must be told of it, where anything was ever promised."""

    kind: Kind
    title: str
    roster: Roster
    check: Check
    difference: Difference
    told: tuple[Told, ...]


class Bench:
    """A day with a roster from which something fell out, made ready once for all its offers.

    problem: as commissioned. before: the roster's check, where it is known; it says what is broken already.
    """

    def __init__(
        self,
        problem: Problem,
        roster: Roster,
        pack: Pack | None = None,
        travel: Journeys | None = None,
        before: Check | None = None,
    ):
        self.problem, self.roster = problem, roster
        self.pack = pack or Pack.for_problem(problem)
        self.travel = travel or journeys(problem)
        self.before = before or check(problem, roster, self.pack, self.travel)
        self.judged = self.before.problem

    @cached_property
    def terms(self) -> list[Term]:
        return lower_all(self.judged, self.travel, self.pack)

    @cached_property
    def bands(self) -> dict[str, Band]:
        """When a visit that stays may begin so that nobody need be told; where that is past already, when it does."""
        horizon = self.judged.horizon
        free = round(float(self.pack.values("published")["free_minutes"]) * horizon.ticks_per_minute)
        promised = {one.visit: one.start for one in self.problem.promises}
        bands: dict[str, Band] = {}
        for round_ in self.roster.rounds:
            for stop in round_.stops:
                if stop.visit is None or stop.start is None:
                    continue
                parts = self.judged.visit[stop.visit].commissioned
                starts = [promised[part.id] for part in parts if part.id in promised] or [stop.start]
                band = max(starts) - free, min(starts) + free
                bands[stop.visit] = (min(band[0], stop.start), max(band[1], stop.start))
        return bands

    @cached_property
    def on_call(self) -> set[str]:
        """The shifts of who is on call and makes no visit yet."""
        used = {shift for shifts in served_on(self.roster).values() for shift in shifts}
        return {one.id for one in self.judged.shifts if one.kind == "standby" and one.id not in used}

    def has_standby(self) -> bool:
        """Whether somebody is on call who makes no visit yet."""
        return bool(self.on_call)


def find_offers(
    bench: Bench,
    seconds: float = 10.0,
    moves: int | None = None,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Offer]:
    """Every offer, the quickest first; of two that differ only in cost the first. seconds: for all of them together."""
    seen: list[Offer] = []
    kinds = [kind for kind in KINDS if kind != "standby" or bench.has_standby()]
    for kind in kinds:
        if cancelled is not None and cancelled():
            return
        first = seen[0] if seen else None
        offer = find_offer(bench, kind, seconds / len(kinds), moves, seed, first, cancelled)
        if seen and offer.roster == bench.roster:
            continue  # it found nothing
        if all(not _is_like(offer, other) for other in seen):
            seen.append(offer)
            yield offer


def find_offer(
    bench: Bench,
    kind: Kind,
    seconds: float = 2.0,
    moves: int | None = None,
    seed: int = 0,
    first: Offer | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Offer:
    """One offer. moves: instead of seconds, so that every machine finds the same. first: the offer ``keep``, if found.
    cancelled: whether to make do with what is found.

    What breaks a hard rule that the roster keeps is never offered: the roster as it is stands in for it.
    """
    warm()
    carers: tuple[str, ...] = ()
    if kind == "keep":
        seconds, moves = seconds * _KEEP_SHARE, None if moves is None else round(moves * _KEEP_SHARE)
    elif first is None:
        first = find_offer(bench, "keep", seconds, moves, seed, cancelled=cancelled)
    if kind == "few" and first is not None:
        carers = _choose_carers(bench, first)
    start = bench.roster if first is None or kind == "few" else first.roster
    found = search(
        bench.judged,
        limit(kind, bench.judged, bench.roster, bench.terms, bench.bands, carers),
        bench.travel,
        seconds=seconds,
        moves=moves,
        seed=seed,
        start=start,
        near=True,
        cancelled=cancelled,
        clock=time.thread_time,
    ).roster
    return _judge(bench, kind, found, first)


def _judge(bench: Bench, kind: Kind, found: Roster, first: Offer | None) -> Offer:
    """A roster as the checker has it; else the first offer, or none at all."""
    tries = [one for one in (next(_versions(bench, kind, found), None),) if one is not None]
    if first is not None and _may_be_offered(bench, kind, first.roster, first.check):
        tries.append((first.roster, first.check))
        if kind == "few":  # it went on from the roster as it is, and may have found less
            tries.sort(key=lambda one: one[1].score.total)
    roster, judged = tries[0] if tries else (bench.roster, bench.before)
    difference = find_difference(bench.problem, bench.roster, roster)
    return Offer(kind, TITLES[kind], roster, judged, difference, find_told(judged))


def _versions(bench: Bench, kind: Kind, found: Roster) -> Iterator[tuple[Roster, Check]]:
    """What may be offered of a roster that was found: the times that people know kept and whole minutes for the others,
    as far as that breaks nothing.
    """
    roster = _as_commissioned(bench, found)
    known = {one.shift: one for one in bench.roster.rounds}
    if kind != "on_time":  # that one is about the times
        yield from _whole_minutes(bench, kind, known, *_keep_times(bench, known, roster))
    yield from _whole_minutes(bench, kind, known, roster, check(bench.problem, roster, bench.pack, bench.travel))


def _whole_minutes(
    bench: Bench, kind: Kind, known: Mapping[str, Round], roster: Roster, judged: Check
) -> Iterator[tuple[Roster, Check]]:
    rounded = round_but_known(bench.problem, roster, known, bench.pack, bench.travel, judged)
    for one in ((rounded.roster, rounded.check), (roster, judged)):
        if _may_be_offered(bench, kind, *one):
            yield one


def _keep_times(bench: Bench, known: Mapping[str, Round], roster: Roster) -> tuple[Roster, Check]:
    """A roster whose rounds begin each visit when they do now, where they make the same visits in the same order, and
    its check. Not so the rounds to clients for whom that would break something with a round that is another now.
    """
    day = bench.judged.visit
    same = {one.shift for one in roster.rounds if one.shift in known and _visits(known[one.shift]) == _visits(one)}
    for _ in range(_LESS):
        rounds = tuple(known[one.shift] if one.shift in same else one for one in roster.rounds)
        kept = roster.model_copy(update={"rounds": rounds})
        judged = check(bench.problem, kept, bench.pack, bench.travel)
        broken = {one.visit for one in worsened(bench.before.breaches, judged.breaches) if one.hard}
        if not broken:
            break
        clients = {client for visit in broken if visit in day for client in day[visit].clients}
        same -= {
            one.shift
            for one in roster.rounds
            if any(visit and clients.intersection(day[visit].clients) for visit in _visits(one))
        }
    return kept, judged


def _visits(round_: Round) -> list[str | None]:
    return [stop.visit for stop in round_.stops]


def _may_be_offered(bench: Bench, kind: Kind, roster: Roster, judged: Check) -> bool:
    """Whether nothing is newly broken and the offer does as its name says."""
    if any(breach.hard for breach in worsened(bench.before.breaches, judged.breaches)):
        return False
    difference = find_difference(bench.problem, bench.roster, roster)
    if not difference.placed and not _may_place_nothing(bench, kind, judged):
        return False
    gives_up = not set(difference.left) <= {one.visit for one in bench.roster.unserved}
    if gives_up != (kind == "cancel"):  # what gives somebody up is that offer's, and what does not is another's
        return False
    if kind == "keep":
        return not (difference.moved or difference.off)
    if kind == "standby":
        return any(one.shift in bench.on_call for one in (*difference.placed, *difference.moved))
    return kind != "few" or len(difference.carers) <= CARERS


def _may_place_nothing(bench: Bench, kind: Kind, judged: Check) -> bool:
    """Whether people are to hear of an offer that puts nothing in: where all is in already, or fewer wait."""
    if kind == "keep":
        return False
    return not bench.roster.unserved or (kind == "on_time" and judged.figures.lateness < bench.before.figures.lateness)


def _as_commissioned(bench: Bench, found: Roster) -> Roster:
    """A roster of the joined day as one of the commissioned day: joins that nobody makes fall back to their parts."""
    on = served_on(found)
    reasons = {one.visit: one for one in bench.roster.unserved}
    left = [
        reasons.get(part.id, Unserved(visit=part.id, reason="Left out so that others can be made."))
        for visit in bench.judged.visits
        if visit.id not in on
        for part in visit.commissioned
    ]
    joins = tuple(join for join in bench.roster.joins if join.id in on)
    return Roster(rounds=found.rounds, unserved=tuple(left), joins=joins)


def _choose_carers(bench: Bench, first: Offer) -> tuple[str, ...]:
    """The carers who can take most of what fell out while nobody else moves; a second worker of a visit beside them."""
    taken = Counter(bench.judged.shift[one.shift].worker for one in first.difference.placed)
    return tuple(worker for worker, _ in sorted(taken.items(), key=lambda one: (-one[1], one[0]))[:CARERS])


def _is_like(one: Offer, other: Offer) -> bool:
    """Whether two offers differ in nothing but what they cost."""
    return _figures(one) == _figures(other)


def _figures(one: Offer) -> tuple[object, ...]:
    people = frozenset((told.person, told.who) for told in one.told)
    difference = one.difference
    figures, horizon = one.check.figures, one.check.problem.horizon
    lateness = round(horizon.minutes(figures.lateness))
    return frozenset(difference.left), people, len(difference.carers), figures.late, lateness
