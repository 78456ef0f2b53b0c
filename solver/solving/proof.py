"""How good the roster is: CP-SAT on small problems, a bound by column generation on larger ones."""

from __future__ import annotations

from dataclasses import replace

from solver.check import Waiting, check
from solver.domain import Problem, Roster
from solver.engine import Found
from solver.rules import Term

from .searches import Searches
from .whole_starts import confirm_and_round, follow, to_the_second
from .with_joins import hold, raise_lateness_price

_ONWARD = 0.1  # share of the limit for which the search goes on from a roster that the bound came upon
_EXACT = 15  # visits up to which CP-SAT's bound is worth asking for


def prove(searches: Searches, found: Found) -> tuple[Found, int | None]:
    """What CP-SAT finds where it is cheaper, else what was found; and the least that any roster costs, if known."""
    before = to_the_second(found)  # what bounds are about
    proof, least = _prove(searches, searches.problem, searches.terms, before)
    if proof is before:
        return found, least
    rounded = confirm_and_round(searches.problem, proof, searches.pack, searches.travel, searches.terms)
    return (rounded if rounded.cost < found.cost else found), least


def prove_joins(searches: Searches, found: Found, level: Waiting) -> Found:
    """The same where visits may be joined: it decides joins too. No bound: a roster that is later is not taken."""
    assert searches.offer is not None
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


def _prove(searches: Searches, problem: Problem, terms: list[Term], found: Found) -> tuple[Found, int | None]:
    from solver.engine.exact.solve import NoRosterFound, solve_exact  # OR-Tools takes a second to import

    limits = searches.limits
    try:
        exact = solve_exact(problem, terms, searches.travel, limits.seconds, limits.threads, hint=found.roster)
    except NoRosterFound:
        return found, None
    if exact.cost < found.cost:
        found = replace(found, roster=exact.roster, cost=exact.cost)
    return found, exact.bound


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
