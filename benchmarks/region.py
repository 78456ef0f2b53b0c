"""A region of 10,000 visits in parts: when everybody is on it, what more time brings, what memory it takes.

Seconds are CPU time of each process, so that others may use the machine; the first whole roster is also given by the
clock, from before journeys and prices are worked out. A region should cost no more a visit than its districts would by
themselves: some of its neighbourhoods together, searched in one piece with the CPU time a visit that the region had.
"""

from __future__ import annotations

import os
import platform
import resource
import time
from collections.abc import Iterator, Sequence

from fixtures import generate
from fixtures.size import Size
from solver.check import check
from solver.domain import Problem, Roster
from solver.engine import Found, Progress, parts_for, search, split_search, warm
from solver.engine.decompose.subproblem import Part, piece
from solver.rules import Pack, lower_all
from solver.travel import journeys

_POUND = 100_000  # cost units


def run(
    seconds: Sequence[float], processes: int, seed: int, districts: int, parts: int | None = None, size: Size = "region"
) -> None:
    """Print a line for each number of seconds; then, with ``districts``, what so many cost by themselves, all together.

    parts: as many as ``onevisit solve`` takes, unless given. size: which invented region.

    Raises AssertionError when the checker finds a hard breach or another cost.
    """
    warm()
    problem = generate(size, seed)
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, ",
        end="",
    )
    print(f"{time.strftime('%Y-%m-%d')}; seed {seed}, {processes} processes, CPU seconds of each")
    print(f"{len(problem.visits):,} visits, {len(problem.shifts):,} shifts", flush=True)
    for limit in seconds:
        cost = _whole(problem, limit, processes, seed, parts)
        if districts:
            each = limit * processes / len(problem.visits)
            alone = sum(
                _alone(problem, part, each * len(part.visits), seed) for part in districts_of(problem, districts)
            )
            dearer = 100 * (cost / alone - 1)
            print(
                f"  {districts} districts alone: {alone / _POUND:,.2f} pounds; the whole is {dearer:+.2f} %", flush=True
            )


def _whole(problem: Problem, seconds: float, processes: int, seed: int, parts: int | None) -> int:
    began = time.monotonic()
    everybody: list[tuple[float, float]] = []  # CPU seconds of a process and seconds by the wall clock

    def tell(heard: Progress) -> None:
        if not heard.unserved and not everybody:
            everybody.append((heard.seconds, time.monotonic() - began))

    pack = Pack.for_problem(problem)
    travel = journeys(problem)
    terms = lower_all(problem, travel, pack)
    parts = parts_for(problem, terms, parts, processes)
    found = split_search(
        problem,
        terms,
        travel,
        parts=parts,
        processes=processes,
        seconds=seconds,
        seed=seed,
        progress=tell,
        clock=time.process_time,
    )
    wall = time.monotonic() - began
    memory = [resource.getrusage(who).ru_maxrss / 2**20 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    _confirm(problem, found, pack)
    if not found.roster.unserved and not everybody:  # between the last word and the end
        everybody.append((found.seconds, wall))
    first = (
        "nobody left out after {:.0f} s ({:.0f} s by the clock)".format(*everybody[0]) if everybody else "some left out"
    )
    print(f"{seconds:6g} s: {found.cost / _POUND:,.2f} pounds, {len(found.roster.unserved)} unserved, ", end="")
    print(f"{parts} parts, {found.moves:,} moves, ", end="")
    print(f"{wall:.0f} s by the clock; {first}; memory at most {memory[0] + processes * memory[1]:.1f} GiB", flush=True)
    return found.cost


def districts_of(problem: Problem, count: int) -> Iterator[Part]:
    """The neighbourhoods in so many groups, with the people hired for them: fixtures number both by neighbourhood."""
    neighbourhoods = sorted({client.id[1:3] for client in problem.clients})
    size = -(-len(neighbourhoods) // count)
    for first in range(0, len(neighbourhoods), size):
        here = set(neighbourhoods[first : first + size])
        yield Part(
            tuple(number for number, visit in enumerate(problem.visits) if visit.client[1:3] in here),
            tuple(number for number, worker in enumerate(problem.workers) if worker.id[1:3] in here),
        )


def _alone(problem: Problem, part: Part, seconds: float, seed: int) -> int:
    """What a district costs by itself, at the prices of the whole."""
    travel = journeys(problem)
    piece_ = piece(problem, lower_all(problem, travel, Pack.for_problem(problem)), travel, part, Roster())
    return search(piece_.problem, piece_.terms, piece_.travel, seconds=seconds, seed=seed, clock=time.process_time).cost


def _confirm(problem: Problem, found: Found, pack: Pack) -> None:
    judged = check(problem, found.roster, pack)
    if not judged.feasible or judged.score.total != found.cost:
        raise AssertionError(
            f"the checker says {judged.score.total}, feasible: {judged.feasible}; the engine {found.cost}"
        )
