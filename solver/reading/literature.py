"""A problem of the literature is a kind of its own, declared by its one organisation: the published format it is of.

No rule about people is asked of one, so a day of real care can never pass for one: not by its clock, not by its times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.fields import FieldInfo

from solver.domain import Catalogue, Fault, Frozen, Horizon, Problem
from solver.rules.task_catalogue import built_in_tasks

# Ids by which the one organisation of a published instance names its format.
PUBLISHED_FORMATS = ("hhcrsp", "uhhc")
# What published instances tell, by list and by kind of object. All else tells of people, and of whom nothing is asked.
TOLD_BY_INSTANCES = {
    "": {
        *("version", "name", "horizon", "travel", "organisations", "competencies", "places", "clients", "visits"),
        *("links", "workers", "shifts", "pack"),
    },
    "Organisation": {"id", "name", "sector"},
    "Place": {"id", "lat", "lon", "name"},
    "Client": {"id", "name", "place", "refused_workers", "preferred_workers"},
    "Visit": {"id", "client", "organisation", "tasks", "windows", "windows_hard", "workers", "optional", "value"},
    "Task": {"code", "duration", "competencies"},
    "Worker": {"id", "name", "organisation", "home", "competencies"},
    "HeldCompetency": {"competency"},
    "Shift": {"id", "worker", "start", "end", "start_place", "end_place", "max_overtime", "break_", "mode"},
}
_WANTED = "want ticks_per_minute 60 (or none) for a day of real care; other clocks are those of published instances"


def people_on_a_literature_clock(parts: Mapping[str, Any], horizon: Horizon) -> Iterator[Fault]:
    """What a day on a clock of the literature tells that no published instance does."""
    held = list(dict.fromkeys(_held(parts)))
    organisations = [one.id for one in parts.get("organisations", ()) if one is not None]
    if len(organisations) != 1 or organisations[0] not in PUBLISHED_FORMATS:
        held.insert(
            0, f"organisation {', '.join(organisations[:3])} (an instance names its format there, and no other)"
        )
    if held:
        yield Fault("horizon.ticks_per_minute", f"{horizon.ticks_per_minute} with {', '.join(held[:6])}", _WANTED)


def _held(parts: Mapping[str, Any]) -> Iterator[str]:
    known = Catalogue(built_in_tasks())
    for name, field in Problem.model_fields.items():
        if name not in TOLD_BY_INSTANCES[""] and parts.get(name) not in (None, (), _default(field)):
            yield name
    for name in ("organisations", "clients", "visits", "workers", "shifts", "places"):
        for one in parts.get(name, ()):
            if one is not None:
                yield from _further(one, name)
    for visit in parts.get("visits", ()):
        for task in visit.tasks if visit is not None else ():
            yield from (f"visits.tasks.{word}" for word in _further_words(task))
            yield from ("health tasks",) if task.owner == "health" else ()
            yield from (f"the task {task.code}",) if task.code in known else ()
    for worker in parts.get("workers", ()):
        for competency in worker.competencies if worker is not None else ():
            yield from _further(competency, "workers.competencies")


def _further(one: Frozen, name: str) -> Iterator[str]:
    return (f"{name}.{word}" for word in _further_words(one))


def _further_words(one: Frozen) -> Iterator[str]:
    """Fields of an object that published instances do not tell, where they say something."""
    for word, field in type(one).model_fields.items():
        if word not in TOLD_BY_INSTANCES[type(one).__name__] and getattr(one, word) != _default(field):
            yield word


def _default(field: FieldInfo) -> Any:
    return field.get_default(call_default_factory=True)
