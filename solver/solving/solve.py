"""Solve: wiring, no ideas of its own. Rules become terms, the engine searches, the checker judges, the audit asks.

With joins the engine searches the offer (joining/search_problem.py); what it finds is turned into a roster with joins
at once, and checker, audit and explanations see the visits that those leave (with_joins.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable

from solver.check import Waiting
from solver.domain import Problem, Roster
from solver.engine import parts_for, processes_for, warm
from solver.joining import Offer, make_offer
from solver.result import Progress, Result
from solver.rules import Pack, lower_all
from solver.travel import journeys

from .after_search import After
from .audit import give_reasons
from .confirm import confirm
from .searches import Joins, Limits, Searches
from .whole_starts import to_the_second
from .with_joins import SUGGESTING, measure_waiting, search_with_joins, take_start_where_cheaper


def solve(
    problem: Problem,
    seconds: float = 20.0,
    iterations: int | None = None,
    seed: int = 0,
    threads: int = 1,
    start: Roster | None = None,
    near: bool | None = None,
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

    start: a roster to begin with; the result never costs more than it, if it keeps every hard rule. near: begin cool,
    so that less of it changes (unasked: where there is a start); False searches as far as
    from nothing. exact: CP-SAT also
    tries to prove or bound the cost (sensible to some 15 visits), for as long again. clock: what counts as time for
    search and bound. bound: column generation bounds the cost, for as long again, and names what that leaves out; a
    cheaper roster that it comes upon is gone on from for a tenth of the limit; not where the search is in parts.
    Unasked, CP-SAT tries days of up to 15 visits for a second or two, unless moves are counted or joins decided.

    explain: the audit then puts in what the search has missed, and every visit left out gets its verdict. Audit and
    verdicts are each bounded by half of ``seconds`` (but 5 to 30 s) and by 20,000 looks at a shift; visits that were
    not reached then keep no verdict. Without it nothing runs after the search but the timing of starts and the checker.

    In every solve CP-SAT times the rounds found once more, orders held (timing.py): at most 3 % of ``seconds``.

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

    cancelled: asked all the time; once it says so the search ends, and what would come after it is left out, but for a
    second. Where the caller raises StopNow into it (a signal's handler may), the same happens at once, and before there
    is a roster StopNow passes through. The result's ``stopped`` says in which phase that was.

    Raises DisputedScoreError when the checker does not confirm the engine's cost, or finds a hard breach.
    """
    began = time.monotonic()
    pack = pack or Pack.for_problem(problem)
    unsigned = pack.as_if_signed()  # what is only proposed, or compared, waits for no signature
    pack = unsigned if joins == "all" else pack
    if progress is not None:
        progress(Progress(0.0, 0, 0, len(problem.visits), "journeys"))
    travel = journeys(problem)
    offer = _offer(problem, pack, joins)
    deciding = offer is not None and joins != "suggest"  # what is joined, in the search itself
    terms = lower_all(problem, travel, pack)

    if progress is not None:
        progress(Progress(time.monotonic() - began, 0, 0, len(problem.visits), "getting ready"))
    warm()

    processes = processes_for(threads)
    parts = 1 if deciding else parts_for(problem, terms, parts, processes)
    limits = Limits(seconds, iterations, seed, threads, parts, processes, cancelled, clock, _stay_near(near, start))
    searches = Searches(problem, pack, unsigned, travel, terms, offer, limits, progress, began)

    level: Waiting | None = None
    if deciding:
        found, level = search_with_joins(searches, start, waiting)
    else:
        found = searches.search(start, 1.0 if offer is None else 1 - SUGGESTING)
    if start is not None and _knows_joins(start, offer if deciding else None):
        found = take_start_where_cheaper(searches, found, start)

    after = After(searches, found, level, deciding)
    after.go_on(exact, bound and parts == 1, explain, joins)
    found = after.found
    judged = after.judged or confirm(problem, found, pack, travel)
    exactly = to_the_second(found)
    return Result(
        problem=problem,
        roster=give_reasons(found.roster, after.explanations),
        check=judged,
        explanations=after.explanations,
        pack=pack.name,
        pack_digest=pack.digest,
        travel_error=travel.error,
        seconds=found.seconds,
        seed=seed,
        iterations=found.moves,
        threads=threads if parts == 1 else min(parts, processes),
        parts=parts,
        bound=after.least,
        relaxed=after.relaxed,
        proven=after.least is not None and after.least >= found.cost,
        to_the_second=None if exactly is found else exactly.cost,
        trace=found.trace,
        joins=joins,
        held=after.held,
        waits=Waiting.of(judged) if exactly is found else measure_waiting(searches, found, pack),
        refusals=tuple(after.refusals),
        changes=tuple(after.changes),
        stopped=after.stopped,
        **after.suggested,
    )


def _stay_near(near: bool | None, start: Roster | None) -> bool:
    """Whether the search begins cool: there must be something to stay near."""
    return start is not None and near is not False


def _offer(problem: Problem, pack: Pack, joins: Joins) -> Offer | None:
    """The joins that a search may make, or propose; None where there is none."""
    if joins == "off":
        return None
    made = make_offer(problem, pack, "signed" if joins == "apply" else "all")
    return made if made.candidates else None


def _knows_joins(start: Roster, offer: Offer | None) -> bool:
    """Whether every join of a roster to start from is one that may be made."""
    return {join.id for join in start.joins} <= (set() if offer is None else set(offer.candidates))
