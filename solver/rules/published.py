"""published: another worker, or another time, than people were told costs, the more the shorter the notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

import numpy as np

from solver.domain import Problem, Promise, Visit
from solver.domain.money import cost_units
from solver.terms import AssignCost, AwayCost, Ints, Term

from .readings.readings import Readings
from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import at, both, length, whose

# Where each price begins: the same day; then less than so long after the notice begins; then all that is later.
_LESS_THAN = (timedelta(hours=48), timedelta(days=7), timedelta(days=14))


class PublishedRule(Rule):
    """Each worker who comes and was not promised costs once; a start further than ``free_minutes`` from the promised
    one costs by the minute beyond.

    Notice is from the first moment of the horizon, or from when the promise was told where that is later, to the
    promised start. What only workers were told costs no client anything, and the other way round. A joint visit keeps
    the promises of all its parts. Nothing is owed of a visit that nobody makes: leaving it out has its price elsewhere.
    """

    id = "published"
    scope = "round"
    forbids, costs = False, True
    literature = False
    label = "promises"

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem = case.problem
        if not (promises := case.readings.once(_promises)):
            return
        for pairs in timeline.served.values():
            visit = pairs[0][1].visit
            assert visit is not None
            for promise in _made_for(promises, visit):
                for run, call in pairs:
                    worker = run.shift.worker
                    if worker in promise.workers:
                        continue
                    names = both([problem.worker[name].name for name in promise.workers])
                    sentence = (
                        f"{whose(problem, visit)} at {at(problem, call.start)} goes to {problem.worker[worker].name}; "
                        f"promised: {names}."
                    )
                    place = (visit.id, run.shift.id, worker, visit.client)
                    yield Breach(self.id, False, 1, "count", _price_of_worker(case, promise), sentence, *place)
                run, call = pairs[0]
                away, free = call.start - promise.start, case.ticks("free_minutes")
                beyond = abs(away) - free
                if beyond > 0 and promise.to != "worker":
                    sentence = (
                        f"{whose(problem, visit)} starts at {at(problem, call.start)}, "
                        f"{length(problem, abs(away))} {'later' if away > 0 else 'earlier'} than promised "
                        f"({at(problem, promise.start)})."
                    )
                    cost = beyond * _price_of_tick(case, promise)
                    place = (visit.id, run.shift.id, run.shift.worker, visit.client)
                    yield Breach(self.id, False, beyond, "ticks", cost, sentence, *place)

    def lower(self, case: Case) -> Iterable[Term]:
        problem = case.problem
        if not (promises := case.readings.once(_promises)):
            return
        number = {worker.id: index for index, worker in enumerate(problem.workers)}
        workers = np.array([number[shift.worker] for shift in problem.shifts], dtype=np.int64)
        cost: Ints = np.zeros((len(problem.visits), len(problem.shifts)), dtype=np.int64)
        times: list[AwayCost] = []
        free = case.ticks("free_minutes")
        for index, visit in enumerate(problem.visits):
            for promise in _made_for(promises, visit):
                promised = [number[worker] for worker in promise.workers if worker in number]
                cost[index] += np.where(np.isin(workers, promised), 0, _price_of_worker(case, promise))
                tick = _price_of_tick(case, promise)
                if tick and promise.to != "worker":
                    times.append(AwayCost(self.id, index, promise.start - free, promise.start + free, tick, tick))
        yield AssignCost(self.id, cost)
        yield from times


def _promises(readings: Readings) -> dict[str, Promise]:
    """What was told of each visit, as commissioned."""
    return {promise.visit: promise for promise in readings.problem.promises}


def _made_for(promises: dict[str, Promise], visit: Visit) -> Iterator[Promise]:
    """The promises that a visit has to keep: its own, or those of the parts of a joint one."""
    return (promises[part.id] for part in visit.commissioned if part.id in promises)


def _step(problem: Problem, promise: Promise) -> int:
    """Which of the prices holds: 0 on the day itself, then 1, 2, 3, and 4 from a fortnight's notice on."""
    told = max(0, promise.told)
    day = problem.horizon.date
    if promise.start <= told or day(promise.start) == day(told):
        return 0
    seconds = (promise.start - told) * 60 / problem.horizon.ticks_per_minute
    return 1 + sum(timedelta(seconds=seconds) >= limit for limit in _LESS_THAN)


def _price_of_worker(case: Case, promise: Promise) -> int:
    """Cost units of one worker who was not promised: what it is to the client, and to whom else was told."""
    step = _step(case.problem, promise)
    client = case.values["client_prices"][step] if promise.to != "worker" else 0
    worker = case.values["worker_prices"][step] if promise.to != "client" else 0
    return cost_units(float(client)) + cost_units(float(worker))


def _price_of_tick(case: Case, promise: Promise) -> int:
    """Cost units of a tick beyond what is free."""
    return case.per_minute(float(case.values["minute_prices"][_step(case.problem, promise)]))
