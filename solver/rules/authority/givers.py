"""Who of those at the door does a task that not everybody may do, or gives a medicine, and who answers for it.

It is told of visits that a roster makes. What a visit for several workers asks, it asks of each; but a dose is given
once, by one person, so one is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from solver.domain import Delegation, JointVisit, Task, Visit, Worker

from ..readings.readings import Readings
from ..vocabulary.timeline import Timeline
from .facts import Facts
from .look import Duty, Look, look_at
from .routes import delegations_answered


@dataclass(frozen=True)
class Giving:
    """A task of a visit that is made. client: whose. under: the delegations by which worker, who gives, may.

    others: those who could and do not, in the order of their names; nobody where one person comes.
    """

    task: Task
    client: str
    worker: Worker
    others: tuple[Worker, ...]
    under: tuple[Delegation, ...]


def list_givings(readings: Readings, timeline: Timeline) -> dict[str, tuple[Giving, ...]]:
    """By visit that a measured roster makes, its tasks of that kind in their order; other visits are not in it.

    The one who gives: a registered nurse before others, then who makes the joint visit before its second pair of hands,
    then who comes first by id. A second pair of hands that is a visit of its own has those of the visit it helps.
    """
    if readings.abstract:
        return {}
    facts = readings.once(Facts)
    looks: dict[str, list[Look]] = {}
    for run, call in timeline.calls():
        assert call.visit is not None
        look = look_at(facts, call.visit, run.shift, call.start, call.end)
        looks.setdefault(_helped(call.visit), []).append(look)
    found = {visit: tuple(_givings(some)) for visit, some in looks.items()}
    helping = {look.visit.id: visit for visit, some in looks.items() for look in some}
    return {each: found[visit] for each, visit in helping.items() if found[visit]}


def _helped(visit: Visit) -> str:
    """The visit whose second pair of hands this one is; itself where it is none."""
    return visit.join.id if isinstance(visit, JointVisit) and visit.role == "second" else visit.id


def _givings(looks: list[Look]) -> Iterator[Giving]:
    """looks: everybody at one door, each asked for what they would do."""
    looks = sorted(looks, key=lambda look: (not look.worker.registered_nurse, _is_second(look), look.worker.id))
    done: set[tuple[str, Task]] = set()
    for duty in (duty for look in sorted(looks, key=_is_second) for duty in look.duties):
        about = duty.part.client, duty.task
        able = [look for look in looks if about in ((one.part.client, one.task) for one in look.duties)]
        if about in done or not _is_given(able[0], duty):
            continue
        done.add(about)
        gives, *others = able
        under = () if gives.worker.registered_nurse else tuple(_delegations(gives, duty))
        beside = tuple(sorted((look.worker for look in others), key=lambda worker: worker.name))
        yield Giving(duty.task, duty.part.client, gives.worker, beside, under)


def _is_second(look: Look) -> bool:
    return isinstance(look.visit, JointVisit) and look.visit.role == "second"


def _is_given(look: Look, duty: Duty) -> bool:
    """Whether not everybody may do a task, or it is a medicine."""
    entry = look.facts.readings.catalogue.get(duty.task.code)
    medicine = entry is not None and entry.call == "medicine"
    return medicine or look.facts.readings.class_of(duty.task) != "ordinary"


def _delegations(look: Look, duty: Duty) -> list[Delegation]:
    """Those that somebody answers for; where there are none, those in force."""
    in_force = look.facts.delegations_in_force(look.worker, duty.part.client, duty.task, look.span)
    return delegations_answered(look, duty) or list(in_force)


def describe_giving(readings: Readings, giving: Giving) -> list[str]:
    """Who of several gives it; under whose delegation, and how to reach who answers for that."""
    told = [describe_who_gives(giving)] if giving.others else []
    for one in giving.under:
        told.append(f"{giving.task.code} under delegation {one.id}: {name_registrant(readings, one)} answers for it.")
    return told


def describe_who_gives(giving: Giving) -> str:
    """ "Of those who come, Dot Sample does insulin, once, and not Cal Sample."."""
    them = " and ".join(one.name for one in giving.others)
    return f"Of those who come, {giving.worker.name} does {giving.task.code}, once, and not {them}."


def name_registrant(readings: Readings, delegation: Delegation) -> str:
    """ "Nora Example (01632 960001)"; the name alone where nothing says how they are reached."""
    known = readings.registrant(delegation.registrant)
    name = known.name if known is not None else delegation.registrant
    contact = find_contact(readings, delegation)
    return f"{name} ({contact})" if contact else name


def find_contact(readings: Readings, delegation: Delegation) -> str:
    """How who answers for a delegation is reached; empty where nothing says it."""
    known = readings.registrant(delegation.registrant)
    own = known.contact if known is not None else ""
    contact = (delegation.contact if delegation.contact.strip() else own).strip()
    reached = readings.wording.reaches_somebody(contact) and not readings.wording.says_nobody(own)
    return contact if reached else ""
