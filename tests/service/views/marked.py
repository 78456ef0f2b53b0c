"""Days in which every name and id says which organisations may read it: "Ada Testperson {trust}"."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

from fixtures import generate, play
from solver import Problem, Roster, Round, Stop, Unserved, problem_document, read_problem, roster_document
from solver.check import check
from solver.domain import Join
from solver.joining import Register, find_candidates
from solver.result import headline
from solver.rules import Pack

SECRET = "NOBODY"  # marks what no partner reads: who decided and why

_MARK = re.compile(r"\{([^{}]*)\}")


def marks(document: Any) -> set[frozenset[str]]:
    """The sets of organisations named by all marks in a document's keys and texts."""
    return {frozenset(found.split(",")) for text in texts(document) for found in _MARK.findall(text)}


def texts(document: Any) -> set[str]:
    """Every text in a document, keys among them."""
    if isinstance(document, dict):
        return set().union(*(texts(part) for part in (*document, *document.values())))
    if isinstance(document, list):
        return set().union(*map(texts, document))
    return {document} if isinstance(document, str) else set()


def marked_day(seed: int) -> Problem:
    """An invented day of several organisations, its ids and names marked."""
    plain = generate("team", seed, visits=40) if seed % 2 else play("blended-insulin", seed)
    readers = _readers_of_people(plain) | _readers_of_records(plain)
    document = _renamed(problem_document(plain), {name: _with(name, whose) for name, whose in readers.items()})
    for kind in ("clients", "workers", "places"):
        for entry in document[kind]:
            entry["name"] = f"{entry.get('name', 'Door')} {_mark_of(entry['id'])}"
    for entry in document["places"]:
        entry["address"] = f"1 Invented Way {_mark_of(entry['id'])}"
        entry["postcode"] = f"XX9 {_mark_of(entry['id'])}"
    for entry in document["workers"]:
        entry["team"] = f"Team {_mark_of(entry['id'])}"
    for entry in document.get("delegations", ()):
        entry["contact"] = f"desk {_mark_of(entry['id'])}"
    _mark_authority(document, {one.id for one in plain.organisations})
    for entry in document.get("join_decisions", ()):
        entry |= {"id": _with(entry["id"], {SECRET}), "by": _with("Nurse", {SECRET}), "reason": _with("so", {SECRET})}
    return read_problem(json.dumps(document).encode())


def _asking(plain: Problem) -> dict[str, set[str]]:
    """For each client the organisations that visit them; nobody may read of a client without visits."""
    asking: dict[str, set[str]] = {client.id: set() for client in plain.clients}
    for visit in plain.visits:
        asking[visit.client].add(visit.organisation)
    return {client: whose or {SECRET} for client, whose in asking.items()}


def _readers_of_people(plain: Problem) -> dict[str, set[str]]:
    """Who may read the id of each client, worker, household and place."""
    asking = _asking(plain)
    employer = {worker.id: {worker.organisation} for worker in plain.workers}
    at = [(plain.place_of(visit), asking[visit.client]) for visit in plain.visits]
    at += [(client.place, asking[client.id]) for client in plain.clients]
    at += [(worker.home, employer[worker.id]) for worker in plain.workers if worker.home is not None]
    for shift in plain.shifts:
        at += [(place, employer[shift.worker]) for place in (plain.start_place(shift), plain.end_place(shift))]
    at += [(client.household, asking[client.id]) for client in plain.clients if client.household]
    places: dict[str, set[str]] = {}
    for name, whose in at:
        places[name] = places.get(name, set()) | whose
    unused: dict[str, set[str]] = {place.id: {SECRET} for place in plain.places}
    return unused | asking | employer | places


def _readers_of_records(plain: Problem) -> dict[str, set[str]]:
    """Who may read the id of each visit, shift, and record of who may do what."""
    asking = _asking(plain)
    everybody = {one.id for one in plain.organisations}
    readers = {visit.id: {visit.organisation} for visit in plain.visits}
    readers |= {shift.id: {plain.worker[shift.worker].organisation} for shift in plain.shifts}
    readers |= {one.id: asking[one.client] for one in plain.delegations}
    readers |= {one.id: asking[one.client] for one in plain.unpaid_carers}
    readers |= {one.id: everybody for one in plain.registrants}
    readers |= {one.id: {one.provider, one.to} for one in plain.subcontracts}
    readers |= {one.id: {one.organisation} for one in plain.protocols}
    readers |= {one.id: {one.organisation} for one in plain.standing_agreements}
    return readers | {one.id: asking[one.of] for one in plain.suspensions}


def _mark_authority(document: dict[str, Any], everybody: set[str]) -> None:
    """Texts of the lists that say who may do what."""
    for entry in document["registrants"]:
        entry |= {"name": _with("RN Mock", everybody), "contact": _with("desk", everybody)}
        entry["registration"] = _with("TEST1", {"trust"})
    for entry in document["agreements"]:
        entry |= {
            "sharing_basis": _with("so", set(entry["between"])),
            "signed_by": _with("Nurse", set(entry["between"])),
        }
    for entry in document.get("standing_agreements", ()):
        entry["signed_by"] = _with("Nurse", {entry["organisation"]})
    for entry in document.get("unpaid_carers", ()):
        entry["name"] = f"Vera {_mark_of(entry['client'])}"
    for entry in document.get("suspensions", ()):
        nurse = _with("Nurse", {SECRET})
        entry |= {"by": nurse, "ended_by": nurse, "reason": f"ill {_mark_of(entry['of'])}"}
    for entry in document["clients"]:
        for consent in entry.get("consents", ()):
            consent["recorder"] = f"Nurse {_mark_of(entry['id'])}"
    doing: dict[tuple[str, str], set[str]] = {}
    for visit in document["visits"]:
        for task in visit["tasks"]:
            doing.setdefault((visit["client"], task["code"]), set()).add(visit["organisation"])
    for entry in document.get("tasks_before", ()):
        entry["order"] = _with("dose", doing[entry["client"], entry["task"]])


def _mark_of(name: str) -> str:
    return "{" + "".join(_MARK.findall(name)) + "}"


def _with(name: str, whose: set[str]) -> str:
    return f"{name} {{{','.join(sorted(whose))}}}"


def _renamed(value: Any, new: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _renamed(part, new) for name, part in value.items()}
    if isinstance(value, list):
        return [_renamed(part, new) for part in value]
    return new.get(value, value) if isinstance(value, str) else value


def any_roster(problem: Problem, seed: int) -> Roster:
    """A careless roster: joins as they come, visits anywhere on the shifts, some left out for reasons that name people
    of everywhere. What may be seen of a roster must not depend on its being a good one.
    """
    rng = Random(seed)
    joins, taken = list[Join](), set[str]()
    for one in find_candidates(Register.of(problem, Pack.for_problem(problem))):
        if not taken & set(one.join.visits) and rng.random() < 0.7:
            joins.append(one.join.model_copy(update={"signed_by": _with("Nurse", {SECRET})}))
            taken |= set(one.join.visits)
    from solver.domain import joined

    whole = joined(problem, joins)
    rounds: dict[str, list[Stop]] = {}
    unserved = []
    for visit in whole.visits:
        if visit.id in problem.visit and rng.random() < 0.2:
            unserved.append(Unserved(visit=visit.id, verdict=rng.choice(_VERDICTS), reason=gossip(problem, rng)))
            continue
        for shift in rng.sample(problem.shifts, visit.workers):
            rounds.setdefault(shift.id, []).append(Stop(visit=visit.id, start=visit.windows[0].start))
    for stops in rounds.values():
        stops.append(Stop(start=60 * 60 * 12, duration=1200))
    made = tuple(Round(shift=shift, stops=tuple(stops)) for shift, stops in rounds.items())
    return Roster(rounds=made, unserved=tuple(unserved), joins=tuple(joins))


_VERDICTS = ("PROVEN", "CAPACITY", "PRICED", None)


def gossip(problem: Problem, rng: Random) -> str:
    """A sentence about one person, or about nobody."""
    who = rng.choice((*problem.clients, *problem.workers, *problem.visits, None))
    if who is None:
        return "There is no room."
    name = getattr(who, "name", who.id) if rng.random() < 0.5 else who.id
    return f"It would fit, but for {name}'s visit at noon."


def outcome_of(problem: Problem, roster: Roster, seed: int) -> dict[str, Any]:
    """An outcome as the service stores it: judged by the checker; explanations, proposals and refusals that name
    everybody.
    """
    rng = Random(seed)
    judged = check(problem, roster)
    document = roster_document(roster, problem)
    visits = list(problem.visits)

    def some(many: int) -> list[str]:
        return [visit.id for visit in rng.sample(visits, many)]

    return {
        "judgement": {
            "feasible": judged.feasible,
            "cost": judged.score.total / 1000,
            "breaches": [
                {name: getattr(one, name) for name in ("rule", "sentence", "visit", "shift", "amount", "unit")}
                for one in judged.breaches
                if one.hard
            ],
            "unserved_visits": [entry.model_dump() for entry in roster.unserved],
        },
        "headline": [
            {"name": one.name, "figure": one.figure, "small": one.small, "alarm": one.alarm}
            for one in headline(judged.problem, judged)
        ],
        "provenance": {"problem": problem.digest, "pack": "onevisit", "seed": 1, "cost": judged.score.total},
        "explanations": [
            {
                "visit": entry.visit,
                "verdict": entry.verdict,
                "reason": entry.reason,
                "displaces": some(2),
                "room": {"sentence": gossip(problem, rng), "cost": 1},
            }
            for entry in roster.unserved
        ],
        "joins": {
            "proposals": [
                {
                    "join": join,
                    "clients": sorted({problem.visit[visit].client for visit in join["visits"]}),
                    "workers": [rng.choice(problem.workers).id],
                    "gain": 12.5,
                    "alone": True,
                    "doors": 1,
                    "minutes": 5,
                    "travel_minutes": 1,
                    "nurse_minutes": 5,
                    "delegations": [one.id for one in problem.delegations[:3]],
                    "sign": "nurse lead",
                    "signed": join["signed_by"],
                }
                for join in document.get("joins", ())
            ],
            "refusals": [
                {
                    "visits": pair,
                    "client": problem.visit[pair[0]].client,
                    "day": "Mon 01.03.2027",
                    "worker": rng.choice(problem.workers).id,
                    "conditions": ["authority_sharing"],
                    "sentences": [gossip(problem, rng)],
                    "changes": [{"kind": "stable", "what": "", "sentence": gossip(problem, rng)}],
                }
                for pair in (some(2) for _ in range(30))
            ],
            "changes": [
                {
                    "change": {"kind": "stable", "what": "", "sentence": gossip(problem, rng)},
                    "sentence": gossip(problem, rng),
                    "joins": [some(2) for _ in range(rng.randint(1, 2))],
                    "doors": 1,
                    "minutes": 5,
                    "nurse_minutes": 0,
                }
                for _ in range(30)
            ],
        },
        "trace": [[1.0, 99.5]],
    }


def coming_to(problem: Problem, roster: Roster, outcome: dict[str, Any], own: str) -> set[str]:
    """Workers on whose rounds a visit of the organisation is, by itself or in a join, or would be by a proposed one."""
    joins = {join.id: join.visits for join in roster.joins}
    found = set()
    for round_ in roster.rounds:
        for stop in round_.stops:
            name = re.sub(r" \((second pair of hands|what remains)\)$", "", stop.visit or "")
            visits = joins.get(name, (name,))
            if any(visit in problem.visit and problem.visit[visit].organisation == own for visit in visits):
                found.add(problem.shift[round_.shift].worker)
    for one in outcome["joins"]["proposals"]:
        if any(problem.visit[visit].organisation == own for visit in one["join"]["visits"]):
            found |= set(one["workers"])
    return found
