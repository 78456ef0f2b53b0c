"""suspended: nothing is done for, by or under what somebody has stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.domain import Shift, Suspension, Visit

from ..vocabulary.rule import Breach, Case, Rule
from ..vocabulary.timeline import Timeline
from .condition import Condition
from .facts import Facts
from .look import Duty, Look, Reason, Told, look_unnamed, tasks_of
from .refusal import describe_refusal_by_stop, describe_time
from .routes import delegations_answered, has_grace, is_delegated, protocols_answered, protocols_in_force


class SuspendedRule(Condition, Rule):
    """A client's visits may be made before and after. A worker, a task code (of everybody, or of one client), a
    delegation or a registrant that is stopped at some moment at which the visit may be made stops the visit: for that
    worker, for everybody, or for whoever has nothing else to work under. An unpaid carer who is stopped is counted on
    by nobody: staff do it all.
    """

    id = "suspended"
    reason_order = 2

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        if not case.readings.problem.suspensions:
            return
        yield from _clients(self.id, case, timeline)
        yield from super().breaches(case, timeline)

    def find(self, look: Look) -> Iterator[Told]:
        return (told for told, _ in _find_stops(look))

    def explain_refusal(self, case: Case, visit: Visit, shift: Shift) -> str:
        look = look_unnamed(case, visit, shift)
        of_clients = (
            stop for stop in case.readings.problem.suspensions if stop.what == "client" and stop.of in visit.clients
        )
        return describe_refusal_by_stop(look, [*(stop for _, stop in _find_stops(look)), *of_clients])


def _find_stops(look: Look) -> Iterator[tuple[Told, Suspension]]:
    """What is stopped of the worker, of the tasks, and of what the worker would work under."""
    facts, span = look.facts, look.span
    if stop := facts.suspension("worker", look.worker.id, span.earliest, span.latest):
        none = Reason(f"may make none {why(facts, stop)}")
        yield Told(look.would_make(), (none,), look.visit.client), stop
    for part, task in tasks_of(look.visit):
        if stop := facts.task_suspension(task, part.client, span):
            said = "" if facts.fold(stop.of) == facts.fold(task.code) else f", which says {stop.of},"
            whose = f" for {facts.problem.client[stop.client].name}" if stop.client is not None else ""
            told = f"{task.code}{said} is stopped{whose} {why(facts, stop)}"
            yield Told(look.would_make(), (Reason(told),), part.client), stop
    for duty in look.duties:
        if stop := _under(look, duty):
            under = Reason(f"what they would work under is stopped {why(facts, stop)}")
            yield Told(look.does(duty), (under,), duty.part.client, duty.task.code), stop


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
    return f"{describe_time(facts, stop)} ({stop.reason.strip()}; {stop.by.strip()})"
