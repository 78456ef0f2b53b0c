"""Single-handed days: what the bound can be measured on without anything left out that ties rounds together."""

from __future__ import annotations

import math
from collections import defaultdict
from random import Random

from fixtures import Size, generate
from solver.domain import Problem, Visit

_SIZES: tuple[tuple[int, Size], ...] = ((200, "team"), (600, "town"), (2000, "city"))


def day_size(visits: int) -> Size:
    """The size of invented day that holds so many visits."""
    return next(name for most, name in _SIZES if visits <= most)


def single_handed(visits: int, seed: int) -> Problem:
    """An invented day cut down to at most so many visits: none takes two, is tied or pinned, around one client.

    A visit that was tied to another stays, without its tie, and no call keeps its distance: published figures are of
    these days.

    Workers are thinned to the share of the work that is left, rounded up in each group of like sector and hours.
    """
    problem = generate(day_size(visits), seed)
    middle = Random(f"single {seed}").choice(problem.clients)
    there = problem.places[problem.place_number[middle.place]]
    distance = {
        place.id: ((place.lat or 0) - (there.lat or 0)) ** 2 + ((place.lon or 0) - (there.lon or 0)) ** 2 / 2.5
        for place in problem.places
    }
    alone = [visit for visit in problem.visits if visit.workers == 1]
    alone.sort(key=lambda visit: (distance[problem.place_of(visit)], visit.id))
    chosen = {visit.id for visit in alone[:visits]}
    kept = tuple(without_calls(untied(visit)) for visit in problem.visits if visit.id in chosen)
    share = sum(visit.duration for visit in kept) / sum(visit.duration * visit.workers for visit in problem.visits)
    sector = {organisation.id: organisation.sector for organisation in problem.organisations}
    hours: dict[str, list[int]] = defaultdict(list)
    for shift in problem.shifts:
        hours[shift.worker].append(shift.start)
    alike: dict[tuple[str, tuple[int, ...]], list[str]] = defaultdict(list)
    for worker in problem.workers:
        if hours[worker.id]:
            alike[sector[worker.organisation], tuple(hours[worker.id])].append(worker.id)
    workers = {worker for group in alike.values() for worker in group[: math.ceil(share * len(group))]}
    return problem.replace(
        name=f"{len(kept)} single-handed visits, seed {seed}",
        visits=kept,
        shifts=tuple(shift for shift in problem.shifts if shift.worker in workers),
        links=(),
        pins=(),
    )


def untied(visit: Visit) -> Visit:
    """The visit without what its tasks say of visits that may not be there."""
    nobody = {"duplicate_of": None, "duplicate_declared_by": ""}
    return visit.model_copy(update={"tasks": tuple(task.model_copy(update=nobody) for task in visit.tasks)})


def without_calls(visit: Visit) -> Visit:
    """The visit with tasks that tie it to no other visit of its client; they ask for the competencies they name."""
    stays = {"code": "sit", "delegable": False}
    return visit.model_copy(update={"tasks": tuple(task.model_copy(update=stays) for task in visit.tasks)})
