"""authority_registered: what only a registered nurse may do is done by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..permits import Permits
from ..rule import Breach, Case
from ..terms import Term
from ..timeline import Timeline
from .look import Look, Told, breaches_of


class AuthorityRegisteredRule:
    """By the catalogue, by the task itself, and for every health task of a code that no catalogue knows."""

    id = "authority_registered"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        return breaches_of(self.id, case, timeline, _found)

    def lower(self, case: Case) -> Iterable[Term]:
        return case.readings.once(Permits).terms(self.id, case.problem)


def _found(look: Look) -> Iterator[Told]:
    if look.worker.registered_nurse:
        return
    readings = look.facts.readings
    for duty in look.duties:
        if readings.class_of(duty.task) == "registered":
            why = "which a registered nurse does"
            if not readings.is_known(duty.task):
                why += f" as long as no catalogue knows the code {duty.task.code}"
            yield Told(f"{look.does(duty)}, {why}.", duty.part.client)
