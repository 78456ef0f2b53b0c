"""How good the roster is: CP-SAT on small problems, a bound by column generation on larger ones."""

from __future__ import annotations

from dataclasses import replace

from solver.check import Waiting, check
from solver.domain import Problem, Roster
from solver.engine import Found
from solver.rules import Term

from .confirm import DisputedScoreError
from .searches import Searches
from .whole_starts import confirm_and_round, follow, to_the_second
from .with_joins import hold, raise_lateness_price

_ONWARD = 0.1  # share of the limit for which the search goes on from a roster that the bound came upon
_EXACT = 15  # visits up to which CP-SAT's bound is worth asking for
_PAIRS = 300  # visits times shifts up to which it closes most days at once
_WORK = 1.0  # of CP-SAT's own measure, for a proof that nobody asked for: one to two seconds of CPU
_SHARE = 0.1  # of the limit in seconds, the same


def prove(searches: Searches, found: Found) -> tuple[Found, int | None]:
    """What CP-SAT finds where it is cheaper, else what was found; and the least that any roster costs, if known."""
    searches.tell(found, "proof")
    return _take_proof(searches, found, None)


def prove_unasked(searches: Searches, found: Found) -> tuple[Found, int | None]:
    """The same on a day that is small enough for CP-SAT to close in about a second; what was found on any other.

    Only what it closes is a bound: one that it gave up on is far off. Whoever counts moves measures the search alone.
    """
    visits, shifts = len(searches.problem.visits), len(searches.problem.shifts)
    limits = searches.limits
    small = 0 < visits <= _EXACT and visits * shifts <= _PAIRS
    if not small or limits.iterations is not None or limits.is_cancelled:
        return found, None
    searches.tell(found, "proof")
    try:
        return _take_proof(searches, found, min(_WORK, _SHARE * limits.seconds))
    except DisputedScoreError:  # nobody who asked for no proof shall lose a roster to one: --exact tells it
        return found, None


def _take_proof(searches: Searches, found: Found, work: float | None) -> tuple[Found, int | None]:
    before = to_the_second(found)  # what bounds are about
    proof, least = _prove(searches, searches.problem, searches.terms, before, work)
    if least is not None and least > before.cost:
        least = None  # a roster that only the checker times so costs less: what CP-SAT says is not about that
    if proof is before:
        return found, least
    seconds = searches.limits.timed()
    rounded = confirm_and_round(searches.problem, proof, searches.pack, searches.travel, searches.terms, seconds)
    return (rounded if rounded.cost < found.cost else found), least


def prove_joins(searches: Searches, found: Found, level: Waiting) -> Found:
    """The same where visits may be joined: it decides joins too. No bound: a roster that is later is not taken."""
    assert searches.offer is not None
    searches.tell(found, "proof")
    pack, prices = searches.pack, raise_lateness_price(searches.pack)
    dear = replace(found, cost=check(searches.problem, found.roster, prices, searches.travel).score.total)
    proof, _ = _prove(searches, searches.offer.problem, searches.offered(prices), dear)
    if proof is dear:
        return found
    better = hold(searches, found, searches.settle(proof, pack, prices), level, pack)
    return replace(better, moves=found.moves, seconds=found.seconds)


def bound_from_below(searches: Searches, found: Found, least: int | None) -> tuple[Found, int | None, tuple[str, ...]]:
    """What was found, or a cheaper roster that the bound led to; the least that any costs, and what that leaves out.

    least: what is known of that already.
    """
    searches.tell(found, "bound")
    value, relaxed, whole = _bound(searches, to_the_second(found), least)
    again = found if whole is None else searches.search(whole, _ONWARD)
    return (follow(found, again) if again.cost < found.cost else found), value, relaxed


def _prove(
    searches: Searches, problem: Problem, terms: list[Term], found: Found, work: float | None = None
) -> tuple[Found, int | None]:
    """What CP-SAT finds where it is cheaper, else what was found; and the least that any roster costs, if known.

    work: limit by CP-SAT's own measure, on one thread; the least is then given only where it is proven. None: the
    search's limits.
    """
    from solver.engine.exact.solve import NoRosterFound, solve_exact  # OR-Tools takes a second to import

    limits = searches.limits
    threads = limits.threads if work is None else 1
    try:
        exact = solve_exact(
            problem, terms, searches.travel, limits.seconds, threads, found.roster, work, limits.cancelled
        )
    except NoRosterFound:
        return found, None
    if exact.cost < found.cost:
        found = replace(found, roster=exact.roster, cost=exact.cost)
    return found, exact.bound if work is None or exact.proven else None


def _bound(searches: Searches, found: Found, least: int | None) -> tuple[int | None, tuple[str, ...], Roster | None]:
    """The better of the bound known so far and column generation's; CP-SAT's too where the problem is small.

    Also what was left out, and a roster that may be cheaper than the one found.
    """
    from solver.engine.lower_bound.solve import bound  # OR-Tools, as above

    if least is not None and least >= found.cost:
        return least, (), None
    problem, terms, limits = searches.problem, searches.terms, searches.limits
    generated = bound(
        problem, terms, searches.travel, limits.seconds, found.roster, found.cost, limits.cancelled, limits.clock
    )
    if least is not None and least >= generated.value:
        return least, (), generated.roster
    if generated.value < found.cost and generated.relaxed and len(problem.visits) <= _EXACT:
        proof = _prove(replace(searches, limits=replace(limits, threads=1)), problem, terms, found)[1]
        if proof is not None and proof > generated.value:
            return min(proof, found.cost), (), generated.roster
    return generated.value, generated.relaxed, generated.roster
