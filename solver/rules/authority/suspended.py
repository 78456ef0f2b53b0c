"""suspended: nothing is done for, by or under what somebody has stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.domain import Suspension

from ..rule import Breach, Case, Rule
from ..timeline import Timeline
from .condition import Condition
from .facts import Facts
from .look import Duty, Look, Told, tasks_of
from .routes import delegations_answered, has_grace, is_delegated, protocols_answered, protocols_in_force


class SuspendedRule(Condition, Rule):
    """A client's visits may be made before and after. A worker, a task code, a delegation or a registrant that is
    stopped at some moment at which the visit may be made stops the visit: for that worker, for everybody, or for
    whoever has nothing else to work under.
    """

    id = "suspended"
    reason_order = 2

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        if not case.readings.problem.suspensions:
            return
        yield from _clients(self.id, case, timeline)
        yield from super().breaches(case, timeline)

    def find(self, look: Look) -> Iterator[Told]:
        facts, span = look.facts, look.span
        if stop := facts.suspension("worker", look.worker.id, span.earliest, span.latest):
            yield Told(f"{look.would_make()}, but may make none {why(facts, stop)}.", look.visit.client)
        for part, task in tasks_of(look.visit):
            if stop := facts.suspension("task", facts.fold(task.code), span.earliest, span.latest):
                yield Told(f"{look.would_make()}, but {task.code} is stopped {why(facts, stop)}.", part.client)
        for duty in look.duties:
            if stop := _under(look, duty):
                yield Told(
                    f"{look.does(duty)}, but what they would work under is stopped {why(facts, stop)}.",
                    duty.part.client,
                )


def _clients(rule: str, case: Case, timeline: Timeline) -> Iterator[Breach]:
    if case.readings.abstract:
        return
    facts = case.readings.once(Facts)
    for run, call in timeline.calls():
        visit = call.visit
        assert visit is not None
        for client in visit.clients:
            stop = facts.suspension("client", client, call.start, call.end)
            if stop is not None:
                worker, name = facts.problem.worker[run.shift.worker].name, facts.problem.client[client].name
                sentence = f"{worker} would make visit {visit.id}, but {name}'s visits are stopped {why(facts, stop)}."
                yield Breach(rule, True, 1, "count", 0, sentence, visit.id, run.shift.id, run.shift.worker, client)


def _under(look: Look, duty: Duty) -> Suspension | None:
    """What stops the last of what a worker could do a task under; None: something is left, or there was nothing."""
    facts, task_class = look.facts, look.facts.readings.class_of(duty.task)
    if look.worker.registered_nurse:
        return None
    stops: list[Suspension | None] = []
    if task_class == "delegated":
        stops = [facts.delegation_suspension(one, look.span) for one in delegations_answered(look, duty)]
    elif task_class == "protocol" and look.is_own(duty.part) and not is_delegated(look, duty):
        protocols = (protocols_in_force if has_grace(look, duty) else protocols_answered)(look, duty)
        stops = [facts.registrant_suspension(one.registrant, look.span) for one in protocols]
    return None if None in stops else next(iter(stops), None)


def why(facts: Facts, stop: Suspension) -> str:
    """ "from 1 March 2027 10:00 on (in hospital; Nora Example)"."""
    moment = facts.problem.horizon.moment
    begin = f"{moment(stop.starts).day} {moment(stop.starts):%B %Y %H:%M}"
    until = "on" if stop.ends is None else f"until {moment(stop.ends).day} {moment(stop.ends):%B %Y %H:%M}"
    return f"from {begin} {until} ({stop.reason.strip()}; {stop.by.strip()})"
