"""One worker's day, one client's week with faces, and how evenly both sides fare: read from the checker's timeline."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from service.web.problem_details import Refusal
from solver.domain import JointVisit, Problem, Visit, Worker
from solver.plot import gather
from solver.rules import Account, Run, faces_of
from solver.rules.authority.stopped import list_resting
from solver.rules.fairness import targets

from .viewed_roster import Reading

WINDOW = 14  # days of history that continuity looks back on, the measure of NICE NG21 and of Sweden's national figure


@dataclass(frozen=True)
class Stop:
    """One line of a worker's day."""

    start: str
    end: str
    client: str
    address: str
    tasks: tuple[str, ...]
    remarks: tuple[str, ...]
    travel: int  # minutes to get here
    rest: bool = False


@dataclass(frozen=True)
class Turn:
    """One shift of a worker's day."""

    day: str
    span: str
    leave: str
    back: str
    mode: str
    stops: tuple[Stop, ...]


def worker_day(read: Reading, worker: str) -> tuple[Worker, list[Turn]]:
    """The worker, and their shifts in order. Raises Refusal 404."""
    facts = gather(read.roster, read.check)
    problem = facts.problem
    if worker not in problem.worker:
        raise Refusal(404, "No such worker", "this roster knows nobody of that name")
    turns = []
    for shift in sorted((one for one in problem.shifts if one.worker == worker), key=lambda one: one.start):
        run = facts.timeline.runs.get(shift.id)
        opens = problem.horizon.moment(shift.start)
        stops = []
        for call in run.calls if run else ():
            start, end = facts.clock(call.start), facts.clock(call.end)
            if call.visit is None:
                stops.append(Stop(start, end, "Break", "", (), (), 0, True))
                continue
            notes = [*facts.remarks(call.visit, worker), *_partners(read, call.visit, worker)]
            tasks = tuple(task.code.replace("_", " ") for task in call.visit.tasks)
            name, where = facts.names(call.visit), _address(problem, call.visit)
            stops.append(Stop(start, end, name, where, tasks, tuple(notes), _minutes(problem, call.journey)))
        turns.append(
            Turn(
                _day(opens),
                f"{facts.clock(shift.start)} to {facts.clock(shift.end)}",
                facts.clock(run.leave) if run else "",
                facts.clock(run.back) if run else "",
                problem.mode_of(shift),
                tuple(stops),
            )
        )
    return problem.worker[worker], turns


def list_stopped_of(read: Reading, worker: str) -> list[str]:
    """The checker's sentences on a worker's visits that rest on something stopped."""
    return list_resting(read.check.breaches, worker)


def _partners(read: Reading, visit: Visit, worker: str) -> list[str]:
    """Who else comes to a visit."""
    problem, served = read.check.problem, read.check.timeline.served
    linked = (visit.id, *problem.beside.get(visit.id, ()))
    others = {run.shift.worker for one in linked for run, _ in served.get(one, ())} - {worker}
    return [f"together with {' and '.join(sorted(problem.worker[one].name for one in others))}"] if others else []


def _address(problem: Problem, visit: Visit) -> str:
    place = next(one for one in problem.places if one.id == problem.place_of(visit))
    scheme = next((one.name or one.id for one in problem.schemes if one.id == place.scheme), "")
    return ", ".join(part for part in (place.name, place.address, scheme) if part)


@dataclass(frozen=True)
class Call:
    """One visit of a client's week, past or planned."""

    at: str
    worker: str
    initials: str
    hue: int  # of the face
    tasks: str
    planned: bool
    known: bool  # has been here in the window before


def client_week(read: Reading, client: str) -> dict[str, Any]:
    """Past days of the window and the roster's days, each with its visits; and how many faces that makes."""
    problem, horizon = read.check.problem, read.check.problem.horizon
    if client not in problem.client:
        raise Refusal(404, "No such client", "this roster knows nobody of that name")
    days: dict[date, list[tuple[datetime, Call]]] = defaultdict(list)
    met: set[str] = set()
    for past in sorted((one for one in problem.history if one.client == client), key=lambda one: one.start):
        moment = horizon.moment(past.start)
        days[moment.date()].append((moment, _call(problem, moment, past.worker, past.sector, False, True)))
        met.add(past.worker)
    missing = []
    for visit in problem.visits:
        if client not in visit.clients:
            continue
        pairs = read.check.timeline.served.get(visit.id, ())
        tasks = ", ".join(task.code.replace("_", " ") for task in visit.tasks)
        if not pairs:
            missing.append((horizon.label(visit.windows[0].start), tasks))
        for run, call in pairs:
            moment, worker = horizon.moment(call.start), run.shift.worker
            days[moment.date()].append((moment, _call(problem, moment, worker, tasks, True, worker in met)))
    faces = faces_of(problem, read.check.timeline, WINDOW)
    return {
        "name": problem.client[client].name,
        "days": [
            {"name": _day(day), "calls": [call for _, call in sorted(calls, key=lambda pair: pair[0])]}
            for day, calls in sorted(days.items(), reverse=True)
        ],
        "missing": missing,
        "accounts": [(name, faces[account].get(client)) for name, account in ACCOUNTS],
    }


ACCOUNTS: tuple[tuple[str, Account], ...] = (("care", "care"), ("health", "health"), ("all faces", "all"))


def _call(problem: Problem, moment: datetime, worker: str, tasks: str, planned: bool, known: bool) -> Call:
    name = problem.worker[worker].name if worker in problem.worker else worker
    initials = "".join(word[0] for word in name.split()[:3]).upper()
    return Call(f"{moment:%H:%M}", name, initials, sum(map(ord, worker)) % 8, tasks, planned, known)


def measure_evenness(read: Reading) -> dict[str, Any]:
    """Continuity by client, worst first, and the load of each worker against a fair share of it. Minutes."""
    problem, timeline = read.check.problem, read.check.timeline
    faces = faces_of(problem, timeline, WINDOW)
    known = {client for visit in problem.visits for client in visit.clients}
    clients: list[dict[str, Any]] = [
        {
            "id": client,
            "name": problem.client[client].name,
            "visits": row.visits,
            "faces": row.faces,
            "share": row.share,
        }
        for client, row in faces["all"].items()
        if client in known and row.visits >= 2
    ]
    clients.sort(key=lambda row: (row["share"], -row["faces"]))
    runs: dict[str, list[Run]] = defaultdict(list)
    for run in timeline.runs.values():
        runs[run.shift.worker].append(run)
    workers: list[dict[str, Any]] = []
    for worker, fair in zip(problem.workers, targets(problem), strict=True):
        own = runs[worker.id]
        if not fair and not own:
            continue
        workers.append(
            {
                "id": worker.id,
                "name": worker.name,
                "organisation": problem.organisation[worker.organisation].name,
                "team": worker.team,
                "visits": sum(len(run.visits) for run in own),
                "contact": _minutes(problem, sum(run.contact for run in own)),
                "fair": _minutes(problem, fair),
                "travel": _minutes(problem, sum(run.travel for run in own)),
                "overtime": _minutes(problem, sum(max(0, run.back - run.shift.end) for run in own)),
                "joint": sum(isinstance(call.visit, JointVisit) for run in own for call in run.visits),
            }
        )
    workers.sort(key=lambda row: row["fair"] - row["contact"])
    held = read.check.figures.continuity
    means = [(name, held[account]) for name, account in ACCOUNTS]
    return {
        "clients": clients,
        "workers": workers,
        "means": means,
        "most": _most(workers),
        "teams": any(row["team"] for row in workers),
    }


def _most(workers: list[dict[str, Any]]) -> int:
    """Minutes that the widest bar of the page stands for."""
    return max((max(row["contact"], row["fair"]) for row in workers), default=1) or 1


def _minutes(problem: Problem, ticks: int) -> int:
    return round(problem.horizon.minutes(ticks))


def _day(moment: date) -> str:
    return f"{moment:%A} {moment.day} {moment:%B}"
