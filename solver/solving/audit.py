"""After the search: what it has missed is put in, and every visit still left out gets its verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from solver.check import Check, Waiting, check
from solver.domain import Roster, Unserved
from solver.engine import Found
from solver.explain import Explanation, explain_unserved, repair_roster

from .confirm import confirm
from .patience import patience
from .searches import Searches
from .whole_starts import follow, round_found, to_the_second
from .with_joins import go_on, measure_waiting, waits

_AGAIN = (0.1, 0.1, 0.0)  # shares of the limit for which the search goes on from what the audit has put in


def audit(
    searches: Searches, found: Found, judged: Check, level: Waiting | None, joining: bool
) -> tuple[Found, Check, tuple[Explanation, ...]]:
    """The roster with what the audit could put in, its judgement, and why each other visit is left out.

    level: how late a roster with joins may be. joining: whether going on decides joins too.
    """
    problem, pack, travel = searches.problem, searches.pack, searches.travel

    def asking(phase: str) -> Callable[[], bool]:
        enough = patience(problem, searches.limits)

        def asked() -> bool:
            searches.tell(found, phase)
            return enough()

        return asked

    enough = asking("audit")
    for share in _AGAIN:
        repaired = repair_roster(problem, found.roster, pack, travel, enough)
        if repaired.roster is found.roster:
            break
        better = _put_in(searches, found, repaired.roster)
        if better is None:
            break  # the checker has the last word; what stays out is then reported as NOT-FOUND
        found, judged = follow(found, better), check(problem, better.roster, pack, travel)
        level = level and measure_waiting(searches, found, pack)  # it leaves less out
        if not share or searches.limits.is_cancelled:
            break
        again = go_on(searches, found.roster, share, joining)
        if again.cost >= found.cost or waits(searches, again, level, pack):
            break  # the audit knows this roster to the end
        found, judged = follow(found, again), confirm(problem, again, pack, travel)
    enough = asking("verdicts")
    return found, judged, explain_unserved(problem, found.roster, pack, travel, enough=enough, repaired=repaired)


def _put_in(searches: Searches, found: Found, repaired: Roster) -> Found | None:
    """A roster with more visits, to the second and as people read it; None where it costs no less, or breaks a rule."""
    judged = check(searches.problem, repaired, searches.pack, searches.travel)
    if not judged.feasible:
        return None
    repairing = replace(to_the_second(found), roster=repaired, cost=judged.score.total, moves=0, seconds=0)
    limits = searches.limits
    better = round_found(
        searches.problem, repairing, judged, searches.pack, searches.travel, searches.terms, limits.timed(_AGAIN[0])
    )
    return better if better.cost < found.cost else None


def give_reasons(roster: Roster, explanations: tuple[Explanation, ...]) -> Roster:
    """The roster whose unserved visits carry what was found out about them."""
    why = {each.visit: each for each in explanations}
    unserved = tuple(
        Unserved(visit=entry.visit, verdict=why[entry.visit].verdict, reason=why[entry.visit].reason)
        if entry.visit in why
        else entry
        for entry in roster.unserved
    )
    return Roster(rounds=roster.rounds, unserved=unserved, joins=roster.joins)
