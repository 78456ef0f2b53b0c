"""What alternatives cost the engine: the same invented day with joins off, and with joint visits on offer.

A pair is two visits that nothing ties, near each other in way and time; its joint visit takes four fifths of their
minutes and may start where both windows meet. Rates are moves in a second of CPU time, the two searches in turn.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from statistics import geometric_mean

import numpy as np

from fixtures import generate
from solver.domain import Join, JointVisit, Problem, Step, Visit, joint_visits
from solver.domain.joint import common_windows
from solver.engine import Found, search, warm
from solver.rules import Pack, lower_all
from solver.terms import Alternatives, Term, UnservedCost
from solver.travel import Journeys, journeys

from .single import day_size, untied

_SHARE = 0.8  # of the minutes of two visits that a joint one takes


def run(visits: int, pairs: int, seconds: float, seeds: int) -> None:
    """Print both rates and costs for each day, and what alternatives cost on average."""
    print(f"{visits} visits, {pairs} joinable pairs, {seconds:g} s of CPU time a search, one thread")
    print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    )
    warm()
    print(
        f"{'seed':>4} {'moves/s off':>12} {'offered':>10} {'ratio':>6} {'cost off':>14} {'offered':>14} {'joined':>6}"
    )
    ratios = []
    for seed in range(1, seeds + 1):
        problem = cut(visits, seed)
        travel = journeys(problem)
        offered, joints, terms = offer(problem, travel, pairs)
        plain = search(
            problem,
            lower_all(problem, travel, Pack.for_problem(problem)),
            travel,
            seconds=seconds,
            seed=seed,
            clock=time.thread_time,
        )
        joined = search(offered, terms, travel, seconds=seconds, seed=seed, clock=time.thread_time)
        on = {stop.visit for round_ in joined.roster.rounds for stop in round_.stops}
        ratios.append(_rate(joined) / _rate(plain))
        print(
            f"{seed:4} {_rate(plain):12,.0f} {_rate(joined):10,.0f} {ratios[-1]:6.2f} {plain.cost:14,} "
            f"{joined.cost:14,} {sum(visit.id in on for visit in joints):6}",
            flush=True,
        )
    print(f"alternatives cost {100 * (1 - geometric_mean(ratios)):.0f} % of the moves a second")


def _rate(found: Found) -> float:
    return found.moves / found.seconds


def cut(visits: int, seed: int) -> Problem:
    """An invented day with at most so many visits, whole links with them."""
    problem = generate(day_size(visits), seed)
    kept = {visit.id for visit in problem.visits[:visits]}
    return problem.replace(
        visits=tuple(untied(visit) for visit in problem.visits if visit.id in kept),
        links=tuple(link for link in problem.links if {link.first, link.second} <= kept),
        pins=tuple(pin for pin in problem.pins if pin.visit in kept),
    )


def offer(problem: Problem, travel: Journeys, pairs: int) -> tuple[Problem, Sequence[JointVisit], list[Term]]:
    """The day with joint visits beside its commissioned ones, and the terms that let one side of each be served."""
    joints = [joint for pair in joinable(problem, travel, pairs) for joint in joint_visits(problem, _join(pair))]
    offered = problem.replace(visits=(*problem.visits, *joints))
    number = offered.visit_number
    terms: list[Term] = []
    for term in lower_all(offered, travel, Pack.for_problem(offered)):
        if isinstance(term, UnservedCost):
            cost = np.where(np.arange(len(offered.visits)) < len(problem.visits), term.cost, 0)
            terms.append(UnservedCost(term.rule, cost))
        else:
            terms.append(term)
    for joint in joints:
        terms.append(Alternatives("joining", (number[joint.id],), tuple(number[part.id] for part in joint.parts)))
    return offered, joints, terms


def joinable(problem: Problem, travel: Journeys, pairs: int) -> list[tuple[Visit, Visit]]:
    """The pairs nearest to each other, each visit in one pair at most."""
    tied = {end for link in problem.links for end in (link.first, link.second)} | {pin.visit for pin in problem.pins}
    free = [visit for visit in problem.visits if visit.workers == 1 and visit.id not in tied]
    place = [problem.place_number[problem.place_of(visit)] for visit in free]
    ways = travel.seconds["car"][np.ix_(place, place)]
    chosen: list[tuple[Visit, Visit]] = []
    taken: set[int] = set()
    for flat in np.argsort(ways, axis=None, kind="stable"):
        a, b = divmod(int(flat), len(free))
        if len(chosen) == pairs:
            break
        if a < b and not {a, b} & taken and common_windows((free[a], free[b])):
            taken |= {a, b}
            chosen.append((free[a], free[b]))
    return chosen


def _join(pair: tuple[Visit, Visit]) -> Join:
    minutes = sum(visit.duration for visit in pair)
    longest = max(visit.duration for visit in pair)
    return Join(
        id="+".join(visit.id for visit in pair),
        outcome="join",
        visits=tuple(visit.id for visit in pair),
        steps=tuple(Step(visit=visit.id, task=number) for visit in pair for number in range(len(visit.tasks))),
        duration=max(longest, int(_SHARE * minutes)),
    )
