"""Searches that decide which visits become one. Joining is never paid for with other people's waiting.

A roster without joins is made first. One with joins takes its place only where it pays, and leaves less out, or as much
and is no later; joins are sought with each minute late at four times its price.
"""

from __future__ import annotations

from dataclasses import replace

from solver.check import Waiting, check
from solver.domain import Roster, Unserved
from solver.engine import Found
from solver.explain import Proposal, propose
from solver.rules import Pack

from .confirm import confirm
from .patience import patience
from .searches import Searches
from .whole_starts import follow, to_the_second

_LAST = 0.2  # share at the end for which lateness is dearer still, where the roster is later than it may be
_DEARER = 4  # times: the price of lateness at which joins are sought
_BEYOND = 5  # times four: the price of lateness beyond which nothing is worth a second of it
_APART = 0.25  # share of the limit that goes into the roster without joins, to which the one with joins is held
SUGGESTING = 0.25  # share of the limit that goes into the roster with joins, from which proposals come


def raise_lateness_price(pack: Pack, times: int = 1) -> Pack:
    """The pack with each minute late at four times its price, for the search that decides what is joined; or at four
    times that, and so on: so many ``times``.

    A joint visit keeps a worker longer at one door, and whoever comes next on that round would wait for it. At the
    ordinary price a search buys joins with that; at four times, development days came out less late than the roster
    without joins that they began with, and kept nearly all of what joining saves.
    """
    entry = pack.entries["time_window"]
    dearer = replace(entry, values={**entry.values, "price": entry.values["price"] * _DEARER**times})
    return replace(pack, entries={**pack.entries, "time_window": dearer})


def search_with_joins(searches: Searches, start: Roster | None, waiting: Waiting | None) -> tuple[Found, Waiting]:
    """The roster without joins, or the one with joins where it pays and nobody waits more; and how late it may be.

    waiting: how late another roster of the problem is, to which the one with joins is then held.
    """
    pack = searches.pack
    prices = raise_lateness_price(pack)

    def join(first: Roster, share: float, sought: Pack) -> Found:
        return searches.search_joins(first, share, sought, pack)

    separate = searches.search(start, _APART)
    level = waiting or measure_waiting(searches, separate, pack)
    first = start if start is not None and start.joins else to_the_second(separate).roster
    joined = join(first, 1 - _APART - _LAST, prices)
    found = hold(searches, separate, joined, level, pack)
    late = waits(searches, joined, level, pack)
    dearer = raise_lateness_price(prices, 2) if late else prices
    last = join(to_the_second(joined).roster, _LAST / 2, dearer)
    found = hold(searches, found, last, level, pack)  # going on may make it late again: then it stays
    if late and waits(searches, last, level, pack):  # not a second later, then, and from who is not
        dearer = raise_lateness_price(prices, _BEYOND)
        last = last if waits(searches, separate, level, pack) else separate
    last = join(to_the_second(last).roster, _LAST / 2, dearer)
    return hold(searches, found, last, level, pack), level


def go_on(searches: Searches, first: Roster, share: float, joining: bool) -> Found:
    """The search from a roster for another share of the limit. joining: it decides what is joined."""
    if not joining:
        return searches.search(first, share)
    return searches.search_joins(first, share, raise_lateness_price(searches.pack), searches.pack)


def hold(searches: Searches, separate: Found, joined: Found, level: Waiting, pack: Pack) -> Found:
    """The search gone on with joins; its roster stays the one before where joins do not pay or make people wait.

    They are set against each other at the prices joins are sought at; less late may cost a little more at others. It
    is all to the second: what whole minutes add is the same for both, and no reason against a join.
    """
    whole = follow(separate, joined)
    now, before = (
        check(searches.problem, to_the_second(one).roster, raise_lateness_price(pack), searches.travel).score.total
        for one in (joined, separate)
    )
    if now < before and not waits(searches, joined, level, pack):
        return whole
    return replace(separate, moves=whole.moves, seconds=whole.seconds)


def waits(searches: Searches, found: Found, level: Waiting | None, pack: Pack) -> bool:
    """Whether what was found leaves more out, or is later, than the level it is held to."""
    return level is not None and measure_waiting(searches, found, pack) > level


def measure_waiting(searches: Searches, found: Found, pack: Pack) -> Waiting:
    """What was found asks of the people it serves, before its starts were moved."""
    return Waiting.of(check(searches.problem, to_the_second(found).roster, pack, searches.travel))


def take_start_where_cheaper(searches: Searches, found: Found, start: Roster) -> Found:
    """The given roster itself, where the checker allows it and it costs less: the engine may time its rounds worse."""
    problem = searches.problem
    rounds = tuple(round_ for round_ in start.rounds if round_.stops)
    stops = [stop for round_ in rounds for stop in round_.stops]
    if any(stop.start is None or (stop.visit is None and stop.duration is None) for stop in stops):
        return found
    placed = {stop.visit for stop in stops} | {visit for join in start.joins for visit in join.visits}
    left = tuple(Unserved(visit=visit.id) for visit in problem.visits if visit.id not in placed)
    kept = Roster(rounds=rounds, unserved=left, joins=start.joins)
    judged = check(problem, kept, searches.pack, searches.travel)
    if not judged.feasible or judged.score.total >= found.cost:
        return found
    return replace(to_the_second(found), roster=kept, cost=judged.score.total)


def propose_joins(searches: Searches, found: Found) -> tuple[tuple[Proposal, ...], int, int, Waiting]:
    """Joins that would pay beside the roster that is given: proposals, the cost with all of them, ticks late in all
    with them, and how late the given roster is."""
    assert searches.offer is not None
    problem, travel, unsigned = searches.problem, searches.travel, searches.unsigned
    level = measure_waiting(searches, found, searches.pack)
    first = to_the_second(found).roster
    joined = searches.search_joins(first, SUGGESTING, raise_lateness_price(unsigned), unsigned)
    joined = hold(searches, found, joined, level, unsigned)
    cost = confirm(problem, joined, unsigned, travel).score.total
    until = patience(problem, searches.limits)
    made = propose(problem, joined.roster, searches.offer.signatures, unsigned, travel, until)
    return tuple(made), cost, measure_waiting(searches, joined, unsigned).late, level
