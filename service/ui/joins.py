"""The queue of joins: what was proposed, what it rests on, what was decided, and what one change would allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from solver.domain import Problem, Role, Task
from solver.joining import describe_decision, describe_signature, name_neighbourhoods

from .viewed_roster import Reading

OUTCOMES = {
    "join": "one visit by one worker",
    "delegate": "a care worker takes the nurse's task along",
    "absorb": "the nurse takes the social tasks along",
    "co_attend": "both come together",
    "drop_duplicate": "done once for both",
}


@dataclass(frozen=True)
class Part:
    """One commissioned visit of a proposal."""

    id: str
    organisation: str
    code: str  # of the organisation
    ink: int
    windows: str
    minutes: int
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """One join to decide about. gain: points, in words; minutes: as the search told them. decided: in words, or ""."""

    number: int
    join: str  # its id
    visits: tuple[str, ...]
    outcome: str
    words: str
    clients: str
    workers: str
    area: str
    parts: tuple[Part, ...]
    minutes: float
    door: float
    travel: float
    nurse: float
    gain: str
    delegations: tuple[str, ...]
    sign: str
    health: bool  # only a nurse lead signs
    decided: str
    approved: bool


def queue(read: Reading) -> dict[str, Any]:
    """Proposals still to be decided first, then the decided ones; refusals and what would lift them, best first."""
    told = read.outcome.get("joins") or {}
    where = name_neighbourhoods(read.problem)
    decided = {frozenset(one.visits): one for one in read.problem.join_decisions}
    proposals = [
        _proposal(read.problem, where, number, one, decided) for number, one in enumerate(told.get("proposals", ()), 1)
    ]
    proposals.sort(key=lambda one: (bool(one.decided), one.number))
    names = {one.id: one.name for one in read.problem.clients}
    return {
        "proposals": proposals,
        "open": sum(not one.decided for one in proposals),
        "minutes": sum(one.minutes for one in proposals if not one.decided),
        "nurse": sum(one.nurse for one in proposals if not one.decided),
        "made": len(read.roster.joins),
        "changes": told.get("changes", ()),
        "refusals": [{**one, "name": names.get(one["client"], one["client"])} for one in told.get("refusals", ())],
        "searched": bool(told),
    }


def _proposal(
    problem: Problem, where: dict[str, str], number: int, told: dict[str, Any], decided: dict[frozenset[str], Any]
) -> Proposal:
    join = told["join"]
    visits = tuple(join["visits"])
    parts = tuple(_part(problem, visit) for visit in visits if visit in problem.visit)
    first = problem.visit[visits[0]]
    decision = decided.get(frozenset(visits))
    words = ""
    if decision is not None:
        said = describe_decision(decision)
        words = f"{said[0].upper()}{said[1:]}{f': {decision.reason}' if decision.reason else ''}"
    elif told.get("signed"):
        said = describe_signature(problem, visits, str(told["signed"]))
        words = f"{said[0].upper()}{said[1:]}"
    gain = told.get("gain")
    return Proposal(
        number=number,
        join=join["id"],
        visits=visits,
        outcome=join["outcome"],
        words=OUTCOMES.get(join["outcome"], join["outcome"]),
        clients=" and ".join(problem.client[one].name for one in told["clients"]),
        workers=" and ".join(problem.worker[one].name for one in told["workers"]),
        area=where[problem.place_of(first)],
        parts=parts,
        minutes=told["minutes"],
        door=join["duration_minutes"],
        travel=told.get("travel_minutes") or 0,
        nurse=told["nurse_minutes"],
        gain="" if gain is None else f"{gain / 100:,.2f} points",
        delegations=tuple(_delegation(problem, one) for one in told.get("delegations", ())),
        sign=told.get("sign") or "",
        health=told.get("sign") == Role.NURSE_LEAD
        or any(task.owner == "health" for visit in visits for task in problem.visit[visit].tasks),
        decided=words,
        approved=decision.approved if decision is not None else bool(told.get("signed")),
    )


def _part(problem: Problem, visit: str) -> Part:
    from solver.plot import inks

    one, found = problem.visit[visit], inks(problem)
    label = problem.horizon.label
    return Part(
        visit,
        problem.organisation[one.organisation].name,
        found[one.organisation].code,
        found[one.organisation].number,
        " or ".join(f"{label(window.start)} to {label(window.end)}" for window in one.windows),
        round(problem.horizon.minutes(one.duration)),
        tuple(_task(problem, task) for task in one.tasks),
    )


def _task(problem: Problem, task: Task) -> str:
    marks = [mark for mark, on in (("health", task.owner == "health"), ("delegable", task.delegable)) if on]
    name = task.code.replace("_", " ")
    return f"{name} ({', '.join(marks)})" if marks else name


def _delegation(problem: Problem, told: Any) -> str:
    found = next((one for one in problem.delegations if one.id == told), None)
    if found is None:
        return str(told)
    workers = " or ".join(problem.worker[worker].name for worker in found.workers)
    registrant = problem.registrant.get(found.registrant)
    name, contact = found.registrant, found.contact
    if registrant is not None:
        name, contact = registrant.name, contact or registrant.contact
    return (
        f"{name} answers for {found.task.replace('_', ' ')} by {workers}, reached at {contact}; "
        f"signed off {found.signed_off:%d.%m.%Y}, runs out {found.expires:%d.%m.%Y}"
    )
