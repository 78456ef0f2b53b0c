"""Solve: wiring, no ideas of its own. Rules become terms, the engine searches, the checker judges, the audit asks.

With joins the engine searches the offer (joining/search_problem.py); what it finds is turned into a roster with joins
at once, and checker, audit and explanations see the visits that those leave. Joining is never paid for with other
people's waiting: such a search begins with a roster without joins and is held to how late that is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Literal

from solver.check import Check, Waiting, check
from solver.domain import Problem, Roster, Unserved
from solver.engine import Found, parts_for, processes_for, search, split_search, warm
from solver.engine import Progress as EngineProgress
from solver.explain import Explanation, Proposal, explain_unserved, propose, repair_roster
from solver.joining import Offer, Register, find_blocked_joins, make_offer, settle_joins
from solver.result import Progress, Result
from solver.rules import Pack, Term, lower_all
from solver.travel import Journeys, journeys
from solver.whole_minutes import round_starts

_AGAIN = (0.1, 0.1, 0.0)  # shares of the limit for which the search goes on from what the audit has put in
_ONWARD = 0.1  # share for which it goes on from a roster that the bound came upon
# Bounds of the audit, and the same again for the reasons:
_SHIFTS_ASKED = 20_000  # looks at a shift, all visits together: some 40 s of work
_LEAST_ASKED = 20  # visits, however many shifts there are
_EXACT = 15  # visits up to which CP-SAT's bound is worth asking for
_LAST = 0.2  # share at the end for which lateness is dearer still, where the roster is later than it may be
_DEARER = 4  # times: the price of lateness at which joins are sought
_BEYOND = 5  # times four: the price of lateness beyond which nothing is worth a second of it
_APART = 0.25  # share of the limit that goes into the roster without joins, to which the one with joins is held
_SUGGESTING = 0.25  # share of the limit that goes into the roster with joins, from which proposals come
_ASKING = (5.0, 30.0)  # with a limit in seconds: half of it, but these at least and at most


Joins = Literal["off", "suggest", "apply", "all"]


class DisputedScoreError(Exception):
    """The checker does not agree with the engine: hard breaches, or another cost. Nothing is returned then."""


def solve(
    problem: Problem,
    seconds: float = 20.0,
    iterations: int | None = None,
    seed: int = 0,
    threads: int = 1,
    start: Roster | None = None,
    pack: Pack | None = None,
    exact: bool = False,
    bound: bool = False,
    explain: bool = True,
    parts: int | None = None,
    joins: Joins = "off",
    waiting: Waiting | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Result:
    """The best roster found for a problem within ``seconds``, or ``iterations`` moves a thread when given.

    start: a roster to begin with; the result never costs more than it, if it keeps every hard rule. exact: CP-SAT also
    tries to prove or bound the cost (sensible to some 15 visits), for as long again. clock: what counts as time for
    search and bound. bound: column generation bounds the cost, for as long again, and names what that leaves out; a
    cheaper roster that it comes upon is gone on from for a tenth of the limit; not where the search is in parts.

    explain: the audit then puts in what the search has missed, and every visit left out gets its verdict. Audit and
    verdicts are each bounded by half of ``seconds`` (but 5 to 30 s) and by 20,000 looks at a shift; visits that were
    not reached then keep no verdict. Without it nothing runs after the search but the checker.

    parts: how many parts to search the problem in, in processes of their own (a script then needs its
    ``if __name__ == "__main__":``). Unasked, problems of 1,500 visits and more are split, smaller ones not; 1 forbids
    it. ``iterations`` are then shared out among the parts, and ``threads`` is the least number of processes. A problem
    with a price on a maximum or a spread over all rounds (literature) is never split.

    joins: ``apply`` also decides which visits become one, of those joins that are signed for or agreed beforehand;
    ``all`` of all that the conditions allow, as if each were signed for (for comparisons; the result's pack says so).
    The problem is then searched in one piece, ``exact``
    decides joins too, and no bound is given. A quarter of the limit goes into a roster without joins first; that one
    stands unless the one with joins pays and leaves less out, or as much and is no later. ``suggest``: no visit is
    joined, but a quarter of the limit goes into a second search with all joins allowed, held likewise to the roster
    that is given back; its joins come back as proposals with their gain. waiting: how late another roster of the same
    problem is, such as the one without joins that a comparison made; the roster with joins is then held to that one.

    Raises DisputedScoreError when the checker does not confirm the engine's cost, or finds a hard breach.
    """
    pack = pack or Pack.for_problem(problem)
    unsigned = pack.as_if_signed()  # what is only proposed, or compared, waits for no signature
    pack = unsigned if joins == "all" else pack
    travel = journeys(problem)
    made = make_offer(problem, pack, "signed" if joins == "apply" else "all") if joins != "off" else None
    if made is not None and not made.candidates:
        made = None
    deciding = made is not None and joins != "suggest"  # what is joined, in the search itself
    terms, prices = lower_all(problem, travel, pack), raise_lateness_price(pack)

    def offered(sought: Pack) -> list[Term]:
        return [] if made is None else [*lower_all(made.problem, travel, sought), *made.terms]

    began = time.monotonic()
    if progress is not None:
        progress(Progress(0.0, 0, 0, len(problem.visits), "getting ready"))
    warm()

    processes = processes_for(threads)
    parts = 1 if deciding else parts_for(problem, terms, parts, processes)

    def searched(first: Roster | None, share: float, joining: bool = deciding, sought: Pack = prices) -> Found:
        def tell(engine: EngineProgress) -> None:
            if progress is not None:
                phase = "joins" if joining else "search"
                best = None if joining else engine.best
                now = time.monotonic() - began
                progress(Progress(now, engine.moves, engine.cost, engine.unserved, phase, best))

        limits: dict[str, Any] = {
            "seconds": seconds * share,
            "moves": None if iterations is None else max(1, round(iterations * share)) if iterations else 0,
            "seed": seed,
            "start": first,
            "progress": tell,
            "cancelled": cancelled,
            "clock": clock,
        }
        if joining and made is not None:
            found = search(made.problem, offered(sought), travel, threads=threads, **limits)
            return _settled(problem, made, found, pack if deciding else unsigned, sought, travel)
        if parts == 1:
            found = search(problem, terms, travel, threads=threads, **limits)
        else:
            sound = first is not None and check(problem, first, pack, travel).feasible
            found = split_search(problem, terms, travel, parts=parts, processes=processes, sound=sound, **limits)
        return _on_whole_minutes(problem, found, pack, travel, terms)

    level: Waiting | None = None
    if deciding:
        separate = searched(start, _APART, joining=False)
        level = waiting or _waiting(problem, separate, pack, travel)
        joined = searched(
            start if start is not None and start.joins else _to_the_second(separate).roster, 1 - _APART - _LAST
        )
        found = _held(problem, separate, joined, level, pack, travel)
        late = _waits(problem, joined, level, pack, travel)
        dearer = raise_lateness_price(prices, 2) if late else prices
        last = searched(_to_the_second(joined).roster, _LAST / 2, sought=dearer)
        found = _held(problem, found, last, level, pack, travel)  # going on may make it late again: then it stays
        if late and _waits(problem, last, level, pack, travel):  # not a second later, then, and from who is not
            dearer = raise_lateness_price(prices, _BEYOND)
            last = last if _waits(problem, separate, level, pack, travel) else separate
        last = searched(_to_the_second(last).roster, _LAST / 2, sought=dearer)
        found = _held(problem, found, last, level, pack, travel)
    else:
        found = searched(start, 1.0 if made is None else 1 - _SUGGESTING)
    held = level
    known = set(made.candidates) if made is not None and deciding else set()
    if start is not None and {join.id for join in start.joins} <= known:
        found = _or_start(problem, found, start, pack, travel)
    judged = _confirmed(problem, found, pack, travel)
    least = None
    if exact and made is not None and level is not None:
        dear = replace(found, cost=check(problem, found.roster, prices, travel).score.total)
        proof = _proved(made.problem, offered(prices), travel, dear, seconds, threads)[0]
        if proof is not dear:
            better = _held(problem, found, _settled(problem, made, proof, pack, prices, travel), level, pack, travel)
            found = replace(better, moves=found.moves, seconds=found.seconds)
            judged = _confirmed(problem, found, pack, travel)
    elif exact:
        before = _to_the_second(found)  # what bounds are about
        proof, least = _proved(problem, terms, travel, before, seconds, threads)
        if proof is not before:
            found = _cheapest(found, _on_whole_minutes(problem, proof, pack, travel, terms))
        judged = _confirmed(problem, found, pack, travel)
    relaxed: tuple[str, ...] = ()
    if bound and parts == 1 and not deciding:  # its tables are whole: too large for a region
        if progress is not None:
            progress(Progress(time.monotonic() - began, found.moves, found.cost, len(found.roster.unserved), "bound"))
        before = _to_the_second(found)
        least, relaxed, whole = _bounded(problem, terms, travel, before, seconds, least, cancelled, clock)
        again = found if whole is None else searched(whole, _ONWARD)
        if again.cost < found.cost:
            found, judged = _followed(found, again), _confirmed(problem, again, pack, travel)
    explanations: tuple[Explanation, ...] = ()
    if explain and found.roster.unserved:

        def patience(phase: str) -> Callable[[], bool]:
            enough = _patience(problem, None if iterations is not None else seconds / 2, cancelled)

            def asked() -> bool:
                if progress is not None:
                    left = len(found.roster.unserved)
                    progress(Progress(time.monotonic() - began, found.moves, found.cost, left, phase))
                return enough()

            return asked

        enough = patience("audit")
        for share in _AGAIN:
            repaired = repair_roster(problem, found.roster, pack, travel, enough)
            if repaired.roster is found.roster:
                break
            second = round_starts(problem, repaired.roster, pack, travel, terms=terms)
            if not second.check.feasible or second.check.score.total >= found.cost:
                break  # the checker has the last word; what stays out is then reported as NOT-FOUND
            judged = second.check
            better = replace(_to_the_second(found), roster=second.roster, cost=judged.score.total, moves=0, seconds=0)
            found = _followed(found, better)
            level = level and _waiting(problem, found, pack, travel)  # it leaves less out
            if not share or (cancelled is not None and cancelled()):
                break
            again = searched(found.roster, share)
            if again.cost >= found.cost or _waits(problem, again, level, pack, travel):
                break  # the audit knows this roster to the end
            found, judged = _followed(found, again), _confirmed(problem, again, pack, travel)
        enough = patience("verdicts")
        explanations = explain_unserved(problem, found.roster, pack, travel, enough=enough, repaired=repaired)
    proposals: tuple[Proposal, ...] = ()
    proposed = None
    if made is not None and joins == "suggest":
        held = _waiting(problem, found, pack, travel)
        joined = searched(
            _to_the_second(found).roster, _SUGGESTING, joining=True, sought=raise_lateness_price(unsigned)
        )
        joined = _held(problem, found, joined, held, unsigned, travel)
        proposed = _confirmed(problem, joined, unsigned, travel)
        until = _patience(problem, None if iterations is not None else seconds / 2, cancelled)
        proposals = tuple(propose(problem, joined.roster, made.signatures, unsigned, travel, until))
    apart, changes = find_blocked_joins(Register.of(problem, pack)) if joins != "off" else ([], [])
    return Result(
        problem=problem,
        roster=_told(found.roster, explanations),
        check=judged,
        explanations=explanations,
        pack=pack.name,
        pack_digest=pack.digest,
        travel_error=travel.error,
        seconds=found.seconds,
        seed=seed,
        iterations=found.moves,
        threads=threads if parts == 1 else min(parts, processes),
        parts=parts,
        bound=least,
        relaxed=relaxed,
        proven=least is not None and least >= found.cost,
        to_the_second=_to_the_second(found).cost if _to_the_second(found) is not found else None,
        trace=found.trace,
        joins=joins,
        held=held,
        waits=Waiting.of(judged) if _to_the_second(found) is found else _waiting(problem, found, pack, travel),
        proposals=proposals,
        proposed=None if proposed is None else proposed.score.total,
        proposed_late=None if proposed is None else _waiting(problem, joined, unsigned, travel).late,
        refusals=tuple(apart),
        changes=tuple(changes),
    )


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


def _settled(problem: Problem, made: Offer, found: Found, pack: Pack, sought: Pack, travel: Journeys) -> Found:
    """What was found in an offer as a roster with joins, at ordinary prices; confirmed at those it was sought at."""
    found = replace(found, roster=settle_joins(made, found.roster))
    _confirmed(problem, found, sought, travel)
    judged = check(problem, found.roster, pack, travel)
    found = replace(found, cost=judged.score.total, trace=((found.seconds, judged.score.total),))
    return _rounded(problem, found, judged, pack, travel)


@dataclass(frozen=True, slots=True)
class _Rounded(Found):
    """What a search found with its starts moved to whole minutes. before: the same to the second."""

    before: Found


def _on_whole_minutes(problem: Problem, found: Found, pack: Pack, travel: Journeys, terms: Sequence[Term]) -> Found:
    """What was found, confirmed by the checker, with its starts where people can read them; the cost is of those."""
    return _rounded(problem, found, _confirmed(problem, found, pack, travel), pack, travel, terms)


def _rounded(
    problem: Problem, found: Found, judged: Check, pack: Pack, travel: Journeys, terms: Sequence[Term] | None = None
) -> Found:
    rounded = round_starts(problem, found.roster, pack, travel, judged, terms)
    if not rounded.moved:
        return found
    return _Rounded(rounded.roster, rounded.check.score.total, found.moves, found.seconds, found.trace, found)


def _to_the_second(found: Found) -> Found:
    """What was found before its starts were moved: what a bound is about, and what is proven."""
    return found.before if isinstance(found, _Rounded) else found


def _cheapest(first: Found, then: Found) -> Found:
    return then if then.cost < first.cost else first


def _held(problem: Problem, separate: Found, joined: Found, level: Waiting, pack: Pack, travel: Journeys) -> Found:
    """The search gone on with joins; its roster stays the one before where joins do not pay or make people wait.

    They are set against each other at the prices joins are sought at; less late may cost a little more at others. It
    is all to the second: what whole minutes add is the same for both, and no reason against a join.
    """
    whole = _followed(separate, joined)
    now, before = (
        check(problem, _to_the_second(one).roster, raise_lateness_price(pack), travel).score.total
        for one in (joined, separate)
    )
    if now < before and not _waits(problem, joined, level, pack, travel):
        return whole
    return replace(separate, moves=whole.moves, seconds=whole.seconds)


def _waits(problem: Problem, found: Found, level: Waiting | None, pack: Pack, travel: Journeys) -> bool:
    return level is not None and _waiting(problem, found, pack, travel) > level


def _waiting(problem: Problem, found: Found, pack: Pack, travel: Journeys) -> Waiting:
    """What was found asks of the people it serves, before its starts were moved."""
    return Waiting.of(check(problem, _to_the_second(found).roster, pack, travel))


def _or_start(problem: Problem, found: Found, start: Roster, pack: Pack, travel: Journeys) -> Found:
    """The given roster itself, where the checker allows it and it costs less: the engine may time its rounds worse."""
    rounds = tuple(round_ for round_ in start.rounds if round_.stops)
    stops = [stop for round_ in rounds for stop in round_.stops]
    if any(stop.start is None or (stop.visit is None and stop.duration is None) for stop in stops):
        return found
    placed = {stop.visit for stop in stops} | {visit for join in start.joins for visit in join.visits}
    left = tuple(Unserved(visit=visit.id) for visit in problem.visits if visit.id not in placed)
    kept = Roster(rounds=rounds, unserved=left, joins=start.joins)
    judged = check(problem, kept, pack, travel)
    if not judged.feasible or judged.score.total >= found.cost:
        return found
    return replace(_to_the_second(found), roster=kept, cost=judged.score.total)


def _patience(problem: Problem, seconds: float | None, cancelled: Callable[[], bool] | None) -> Callable[[], bool]:
    """When to ask about no more visits. Without seconds only the work counts: the same moves give the same roster."""
    asked, many = count(1), max(_LEAST_ASKED, _SHIFTS_ASKED // max(1, len(problem.shifts)))
    least, most = _ASKING
    stopped = cancelled is not None and cancelled()  # by a user who now waits for the roster
    limit = least if stopped else None if seconds is None else min(most, max(least, seconds))
    until = None if limit is None else time.monotonic() + limit

    def enough() -> bool:
        late = until is not None and time.monotonic() > until
        return late or next(asked) > many or (not stopped and cancelled is not None and cancelled())

    return enough


def _followed(first: Found, then: Found) -> Found:
    """A search that went on from another, as one; the trace tells what costs less to the second."""
    at, cost = first.seconds + then.seconds, _to_the_second(then).cost
    trace = (*first.trace, (at, cost)) if not first.trace or cost < first.trace[-1][1] else first.trace
    return replace(then, moves=first.moves + then.moves, seconds=at, trace=trace)


def _told(roster: Roster, explanations: tuple[Explanation, ...]) -> Roster:
    """The roster whose unserved visits carry what was found out about them."""
    why = {told.visit: told for told in explanations}
    unserved = tuple(
        Unserved(visit=entry.visit, verdict=why[entry.visit].verdict, reason=why[entry.visit].reason)
        if entry.visit in why
        else entry
        for entry in roster.unserved
    )
    return Roster(rounds=roster.rounds, unserved=unserved, joins=roster.joins)


def _confirmed(problem: Problem, found: Found, pack: Pack, travel: Journeys) -> Check:
    judged = check(problem, found.roster, pack, travel)
    if not judged.feasible:
        hard = "; ".join(f"{breach.rule}: {breach.sentence}" for breach in judged.breaches if breach.hard)
        raise DisputedScoreError(f"It finds hard breaches: {hard}")
    if judged.score.total != found.cost:
        raise DisputedScoreError(f"The engine says {found.cost}, the checker {judged.score.total}.")
    return judged


def _proved(
    problem: Problem, terms: list[Term], travel: Journeys, found: Found, seconds: float, threads: int
) -> tuple[Found, int | None]:
    from solver.engine.exact.solve import NoRosterFound, solve_exact  # OR-Tools takes a second to import

    try:
        exact = solve_exact(problem, terms, travel, seconds, threads, hint=found.roster)
    except NoRosterFound:
        return found, None
    if exact.cost < found.cost:
        found = replace(found, roster=exact.roster, cost=exact.cost)
    return found, exact.bound


def _bounded(
    problem: Problem,
    terms: list[Term],
    travel: Journeys,
    found: Found,
    seconds: float,
    least: int | None,
    cancelled: Callable[[], bool] | None,
    clock: Callable[[], float],
) -> tuple[int | None, tuple[str, ...], Roster | None]:
    """The better of the bound known so far and column generation's; CP-SAT's too where the problem is small.

    Also what was left out, and a roster that may be cheaper than the one found.
    """
    from solver.engine.lower_bound.solve import bound  # OR-Tools, as above

    if least is not None and least >= found.cost:
        return least, (), None
    generated = bound(problem, terms, travel, seconds, found.roster, found.cost, cancelled, clock)
    if least is not None and least >= generated.value:
        return least, (), generated.roster
    if generated.value < found.cost and generated.relaxed and len(problem.visits) <= _EXACT:
        proof = _proved(problem, terms, travel, found, seconds, 1)[1]
        if proof is not None and proof > generated.value:
            return min(proof, found.cost), (), generated.roster
    return generated.value, generated.relaxed, generated.roster
