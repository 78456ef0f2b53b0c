"""Today's pattern: every organisation serves its own visits with its own people, as a problem the solver can read.

Who works for whom is written as one more competency that each task asks for, so that search, checker, audit and
explanations all keep to it without knowing that it is there.
"""

from __future__ import annotations

from collections.abc import Mapping

from solver.domain import Competency, HeldCompetency, Pin, Problem, Visit, Worker


def alone(problem: Problem) -> Problem:
    """The problem in which nobody helps another organisation.

    Agency staff help every organisation of their side: health for registered nurses, else social. An organisation that
    employs nobody buys its visits from others, which therefore stay open to all. A visit that somebody has pinned to
    another organisation's worker is not held there.
    """
    employers = {worker.organisation for worker in problem.workers}
    agencies = {one.id for one in problem.organisations if one.kind == "agency"}
    badge = {
        one.id: f"works for {one.id}"[:80]
        for one in problem.organisations
        if one.id in employers and one.id not in agencies
    }
    badges = tuple(
        Competency(id=name, name=f"Employed by {problem.organisation[one].name}") for one, name in badge.items()
    )
    workers = {worker.id: _wearing(problem, worker, badge) for worker in problem.workers}
    return problem.replace(
        competencies=(*problem.competencies, *badges),
        visits=tuple(_asking(visit, badge) for visit in problem.visits),
        workers=tuple(workers.values()),
        pins=tuple(pin for pin in problem.pins if _own(problem, pin, badge, workers)),
    )


def _own(problem: Problem, pin: Pin, badge: Mapping[str, str], workers: Mapping[str, Worker]) -> bool:
    """Whether who a pin names works for the visit's organisation."""
    name = badge.get(problem.visit[pin.visit].organisation)
    held_to = pin.worker or (None if pin.shift is None else problem.shift[pin.shift].worker)
    return name is None or held_to is None or any(one.competency == name for one in workers[held_to].competencies)


def _asking(visit: Visit, badge: Mapping[str, str]) -> Visit:
    name = badge.get(visit.organisation)
    if name is None:
        return visit
    first, *rest = visit.tasks
    first = first.model_copy(update={"competencies": (*first.competencies, name)})
    return visit.model_copy(update={"tasks": (first, *rest)})


def _wearing(problem: Problem, worker: Worker, badge: Mapping[str, str]) -> Worker:
    own = badge.get(worker.organisation)
    if own is not None:
        names = [own]
    else:
        side = "health" if worker.registered_nurse else "social"
        names = [name for one, name in badge.items() if problem.organisation[one].sector == side]
    held = (*worker.competencies, *(HeldCompetency(competency=name) for name in names))
    return worker.model_copy(update={"competencies": held})
