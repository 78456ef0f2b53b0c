"""Solve: wiring, no ideas of its own. Rules become terms, the engine searches, the checker judges, the audit asks."""

from __future__ import annotations

import time
from collections.abc import Callable

from solver.check import Check, check
from solver.domain import Problem, Roster, Unserved
from solver.engine import Found, search, warm
from solver.engine import Progress as EngineProgress
from solver.explain import audit, explain_unserved
from solver.result import Progress, Result
from solver.rules import Pack, Term, lower_all
from solver.travel import Journeys, journeys

_ROUNDS = 5  # times the audit may find a place and the search goes on from there
_EXTRA = 0.15  # share of the limit that each of these rounds may take


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
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Result:
    """The best roster found for a problem within ``seconds``, or ``iterations`` moves a thread when given.

    start: a roster to begin with. exact: CP-SAT also tries to prove or bound the cost (sensible to some 15 visits), for
    as long again. clock: what counts as time for the search. Raises DisputedScoreError when the checker does not
    confirm the engine's cost, or finds a hard breach.
    """
    pack = pack or Pack.for_problem(problem)
    travel = journeys(problem)
    terms = lower_all(problem, travel, pack)
    began = time.monotonic()
    if progress is not None:
        progress(Progress(0.0, 0, 0, len(problem.visits), "getting ready"))
    warm()

    def tell(engine: EngineProgress) -> None:
        if progress is not None:
            progress(Progress(time.monotonic() - began, engine.moves, engine.cost, engine.unserved))

    def searched(first: Roster | None, share: float) -> Found:
        return search(
            problem,
            terms,
            travel,
            seconds=seconds * share,
            moves=None if iterations is None else max(1, round(iterations * share)) if iterations else 0,
            seed=seed,
            threads=threads,
            start=first,
            progress=tell,
            cancelled=cancelled,
            clock=clock,
        )

    found = searched(start, 1.0)
    judged = _confirmed(problem, found, pack, travel)
    moves, trace = found.moves, list(found.trace)
    for _ in range(_ROUNDS):  # a visit left out although a place pays would be a bug: put it there and search on
        places = audit(problem, found.roster, pack, travel) if found.roster.unserved else []
        if not places:
            break
        again = searched(places[0].apply(found.roster), _EXTRA)
        if again.cost >= found.cost:
            break
        found, judged = again, _confirmed(problem, again, pack, travel)
        moves += again.moves
        trace.append((time.monotonic() - began, again.cost))
    bound, proven = None, False
    if exact:
        found, bound, proven = _proved(problem, terms, travel, found, seconds, threads)
        judged = _confirmed(problem, found, pack, travel)
    explanations = explain_unserved(problem, found.roster, pack, travel) if found.roster.unserved else ()
    why = {explanation.visit: explanation for explanation in explanations}
    unserved = tuple(
        Unserved(visit=entry.visit, verdict=why[entry.visit].verdict, reason=why[entry.visit].reason)
        if entry.visit in why
        else entry
        for entry in found.roster.unserved
    )
    return Result(
        problem=problem,
        roster=Roster(rounds=found.roster.rounds, unserved=unserved),
        check=judged,
        explanations=explanations,
        pack=pack.name,
        pack_digest=pack.digest,
        travel_error=travel.error,
        seconds=found.seconds,
        seed=seed,
        iterations=moves,
        threads=threads,
        bound=bound,
        proven=proven,
        trace=tuple(trace),
    )


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
) -> tuple[Found, int | None, bool]:
    from solver.engine.exact import NoRosterFound, solve_exact  # OR-Tools takes a second to import

    try:
        exact = solve_exact(problem, terms, travel, seconds, threads, hint=found.roster)
    except NoRosterFound:
        return found, None, False
    if exact.cost < found.cost:
        found = Found(exact.roster, exact.cost, found.moves, found.seconds, found.trace)
    return found, exact.bound, exact.bound >= found.cost
