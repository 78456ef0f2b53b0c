"""For each thing that is not known, the visits that wait for it, rest on it, or that more people could make then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from solver.domain import Problem, Roster, Visit, fold, fold_order
from solver.domain.names import fold_name
from solver.rules.readings.answering import namesakes
from solver.rules.readings.calls import agreed_spans_meet
from solver.rules.readings.lateness import day_end
from solver.rules.readings.readings import Readings
from solver.rules.readings.two_orders import pairs_of_orders
from solver.rules.substances import may_be_one_medicine
from solver.rules.task_catalogue import call_kinds

from .routes import Keys, Routes
from .unknown import Key

_DAY = 24 * 3600


@dataclass
class Visits:
    """Visits of one unknown, as ``Unknown`` tells them: ids, each once, in the order of the problem (dicts as sets)."""

    waiting: dict[str, None] = field(default_factory=dict)
    resting: dict[str, None] = field(default_factory=dict)
    more: dict[str, None] = field(default_factory=dict)


def find_unknowns(readings: Readings, roster: Roster | None = None) -> dict[Key, Visits]:
    """Every unknown of a problem with its visits.

    Without a roster, of all visits. waiting: nobody on duty then may make it until this is known. resting: all who may
    make it rest on this. more: only some of them rest on it, or more people could make it if this were known.

    With a roster. waiting: only visits that it leaves out; also those that somebody may make by authority, where the
    roster's verdict says that nobody on duty then could. resting: whoever makes it there rests on this. more: of the
    others left out, those that more people could make.
    """
    problem, routes = readings.problem, Routes(readings)
    found: dict[Key, Visits] = defaultdict(Visits)
    made = None if roster is None else made_by(problem, roster)
    refused = set() if roster is None else _refused(roster)
    for visit in problem.visits:
        shifts = () if made is None else made.get(visit.id, ())
        if shifts:
            _rest(found, visit, [_actual(routes, visit, shift) for shift in shifts])
            continue
        ways = routes.of(visit)
        free = [way for way in ways if not way.gaps]
        gapped = [way for way in ways if way.gaps]
        if visit.id in refused and gapped:
            free = []
        if free:
            least = _least(way.rests for way in free)
            if made is None:
                _rest(found, visit, [least])
            single = {key for way in ways if len(way.gaps) == 1 for key in way.gaps}
            some = {key for way in free for key in way.rests - least} if made is None else set()
            for key in sorted(single | some):
                found[key].more[visit.id] = None
        elif gapped:
            for key in sorted(_least(way.gaps for way in gapped)):
                found[key].waiting[visit.id] = None
    _carers(problem, found)
    _orders(readings, found)
    _medicines(readings, found)
    _before(readings, found)
    _namesakes(problem, found)
    return found


def made_by(problem: Problem, roster: Roster) -> dict[str, list[str]]:
    """The shifts on which each commissioned visit is made."""
    parts = {join.id: join.visits for join in roster.joins}
    found: dict[str, list[str]] = defaultdict(list)
    for round_ in roster.rounds:
        for stop in round_.stops:
            for name in parts.get(stop.visit or "", (stop.visit,)):
                if name in problem.visit and round_.shift in problem.shift:
                    found[str(name)].append(round_.shift)
    return found


def _refused(roster: Roster) -> set[str]:
    """Visits left out because nobody could make them at all, some of those on duty for want of authority."""
    return {one.visit for one in roster.unserved if one.verdict == "PROVEN" and "authority_" in one.reason}


def _actual(routes: Routes, visit: Visit, shift: str) -> Keys:
    """What the worker of a shift rests on. Whether they may make the visit at all is for the checker to say."""
    problem = routes.problem
    worker = problem.worker[problem.shift[shift].worker]
    ways = routes.by(visit, worker, routes.readings.acting[shift])
    return _least(way.rests | way.gaps for way in ways)


def _least(some: Iterable[Keys]) -> Keys:
    """The smallest of several sets; of several that are equally small, all that is in any of them."""
    sets = list(some)
    size = min(map(len, sets), default=0)
    return frozenset().union(*(one for one in sets if len(one) == size)) if sets else frozenset()


def _rest(found: dict[Key, Visits], visit: Visit, rests: Iterable[Keys]) -> None:
    for keys in rests:
        for key in sorted(keys):
            found[key].resting[visit.id] = None


def _carers(problem: Problem, found: dict[Key, Visits]) -> None:
    """Unpaid carers named on visits without the recorded agreement of both."""
    for visit in problem.visits:
        carer = None if visit.unpaid_carer is None else problem.unpaid_carer[visit.unpaid_carer]
        if carer is not None and (carer.carer_agreed is None or carer.client_agreed is None):
            found[Key("carer", carer.id)].more[visit.id] = None


def _orders(readings: Readings, found: dict[Key, Visits]) -> None:
    """The same medicine twice for a client at about one time, by two providers, neither of which says its order."""
    medicines: dict[tuple[str, str], list[Visit]] = defaultdict(list)
    for visit in readings.problem.visits:
        for task in visit.tasks:
            declared = task.order or task.duplicate_of is not None
            if not declared and "medicine" in call_kinds((task,), readings.catalogue):
                medicines[visit.client, fold(task.code)].append(visit)
    for (client, code), visits in medicines.items():
        for number, one in enumerate(visits):
            for other in visits[number + 1 :]:
                if one.delivered_by != other.delivered_by and agreed_spans_meet(one, other):
                    found[Key("order", f"{client} {code}")].more.update({one.id: None, other.id: None})


def _medicines(readings: Readings, found: dict[Key, Visits]) -> None:
    """Orders of a client that may be one medicine and do not clearly say so."""
    for visit, task, then, other in pairs_of_orders(readings.problem, readings.catalogue):
        if may_be_one_medicine(task.order, other.order):
            orders = " / ".join(sorted((fold_order(task.order), fold_order(other.order))))
            found[Key("same_medicine", f"{visit.client}: {orders}")].more.update({visit.id: None, then.id: None})


def _namesakes(problem: Problem, found: dict[Key, Visits]) -> None:
    """Registrants of a stopped worker's name, with the visits that could be made under what they answer for."""
    for stop in problem.suspensions:
        for one in namesakes(problem, stop):
            told = {fold_name(one.id), fold_name(one.name)}
            under = {(row.client, fold(row.task)) for row in problem.delegations if fold_name(row.registrant) in told}
            found[Key("namesake", f"{one.id} {stop.of}")].more.update(
                {
                    visit.id: None
                    for visit in problem.visits
                    if under & {(visit.client, fold(task.code)) for task in visit.tasks}
                }
            )


def _before(readings: Readings, found: dict[Key, Visits]) -> None:
    """What yesterday would have told of the first morning's visits, in one line each."""
    problem = readings.problem
    tomorrow = day_end(problem, 0)
    first = [visit for visit in problem.visits if visit.windows[0].start < tomorrow]
    clients = {
        visit.client: None for visit in first if call_kinds(visit.tasks, readings.catalogue) & {"meal", "medicine"}
    }
    known = {one.client for one in problem.tasks_before}
    missing = [client for client in clients if client not in known]
    if missing and not known:
        key = Key("last_tasks", _many(len(missing), "client"))
        found[key].more.update(
            {
                visit.id: None
                for visit in first
                if visit.client in missing and call_kinds(visit.tasks, readings.catalogue) & {"meal", "medicine"}
            }
        )
    if clients and not problem.workers_before:
        rest = readings.pack.values("daily_rest")["minutes"] * problem.horizon.ticks_per_minute
        early = {shift.worker for shift in problem.shifts if shift.start < rest}
        if early:
            found[Key("last_shifts", _many(len(early), "worker"))].more.update({visit.id: None for visit in first})


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
