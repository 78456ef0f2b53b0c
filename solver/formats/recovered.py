"""A literature instance found again in the Problem that it became, or everything that the format has no words for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..domain import Fault, InputFaults, Problem, Visit
from .instance import ENDLESS, Caregiver, Format, Instance, Patient, Tie, Weights, departures_of, format_of, problem_of


def instance_of(problem: Problem) -> Instance:
    """The instance a problem came from. Raises InputFaults naming everything the format has no words for."""
    kind = format_of(problem)
    if kind is None:
        wanted = "want a problem that was read from a literature file; the published formats know no others"
        raise InputFaults([Fault("problem", problem.name, wanted)])
    try:
        instance = _recovered(problem, kind)
        again = problem_of(instance)
    except (KeyError, IndexError, StopIteration, ValueError):
        wanted = f"want clients, visits, links and shifts as a {kind.upper()} file has them"
        raise InputFaults([Fault("problem", problem.name, wanted)]) from None
    faults = list(_differences(problem, again, kind))
    if faults:
        raise InputFaults(faults)
    return instance


def _recovered(problem: Problem, kind: Format) -> Instance:
    pack: Mapping[str, Mapping[str, Any]] = problem.pack
    departures = departures_of(problem)
    of_patients = [client for client in problem.clients if client.id not in departures]
    clients = {client.id for client in of_patients}
    points = {
        place.id: (place.lon, place.lat) if place.lon is not None and place.lat is not None else None
        for place in problem.places
    }
    visits: dict[str, list[Visit]] = {client.id: [] for client in problem.clients}
    for visit in problem.visits:
        visits[visit.client].append(visit)
    ties: dict[str, Tie] = {}
    for link in problem.links:
        client = problem.visit[link.first].client
        if link.kind == "double_handed":
            ties[client] = "simultaneous"
        elif link.kind == "different_worker":
            ties.setdefault(client, "independent")
        elif link.kind == "gap":
            ties[client] = (link.min_gap or 0, ENDLESS if link.max_gap is None else link.max_gap)
    breaks = [shift.break_ for shift in problem.shifts if shift.break_ is not None]
    weights = Weights(
        travel=int(pack["paid_travel"]["price"]),
        tardiness=int(pack["time_window"]["price"]),
        highest_tardiness=int(pack["max_lateness"]["price"]),
        waiting=int(pack["paid_waiting"]["price"]),
        longest_wait=int(pack["max_waiting"]["price"]),
        extra=int(pack["overtime"]["price"]),
        idle=int(pack["max_idle"]["price"]),
        preference=int(pack["preferred_worker"]["price"]),
        optional=int(pack["unserved"]["optional_worth"]),
        lunch=int(pack["break"]["missed_price"]),
        incompatible=int(pack["refused_worker"]["price"]),
        unqualified=int(pack["competency"]["price"]),
        balance=int(pack["workload_balance"]["price"]),
        tardiness_hard=bool(problem.visits) and problem.visits[0].windows_hard,
        extra_hard=kind == "uhhc" and bool(problem.shifts) and problem.shifts[0].max_overtime == 0,
        lunch_hard=bool(pack["break"]["hard"]),
        incompatible_hard=bool(pack["refused_worker"]["hard"]),
        unqualified_hard=bool(pack["competency"]["hard"]),
    )
    patients = tuple(
        Patient(
            id=client.id,
            location=points[client.id],
            windows=tuple((window.start, window.end) for window in visits[client.id][0].windows),
            needs=tuple((visit.tasks[0].code, visit.tasks[0].duration) for visit in visits[client.id]),
            tie=ties.get(client.id),
            optional=visits[client.id][0].optional,
            preferred=client.preferred_workers,
            refused=client.refused_workers,
        )
        for client in of_patients
    )
    caregivers = tuple(
        Caregiver(
            id=shift.id,
            abilities=tuple(held.competency for held in problem.worker[shift.worker].competencies),
            start=problem.start_place(shift),
            end=problem.end_place(shift),
            shift=(shift.start, shift.end) if kind == "uhhc" else None,
            lunch=shift.break_ is not None,
        )
        for shift in problem.shifts
    )
    return Instance(
        format=kind,
        name=problem.name,
        terminals=tuple((place.id, points[place.id]) for place in problem.places if place.id not in clients),
        services=tuple(competency.id for competency in problem.competencies),
        patients=patients,
        caregivers=caregivers,
        ways=tuple(tuple(way or 0 for way in row) for row in problem.travel.matrices[0].durations),
        weights=weights,
        at_end=bool(pack["time_window"]["at_end"]),
        lunch=((breaks[0].earliest, breaks[0].latest), breaks[0].duration) if breaks else None,
        leaves_at_start=bool(departures),
    )


def _differences(problem: Problem, again: Problem, kind: Format) -> list[Fault]:
    """What the format could not carry: every object, setting or rule value that would come back otherwise."""
    wanted = f"want what a {kind.upper()} file can say"
    faults = []
    for name in Problem.model_fields:
        mine, theirs = getattr(problem, name), getattr(again, name)
        if mine == theirs:
            continue
        if isinstance(mine, tuple):
            known = {getattr(item, "id", None): item for item in theirs}
            where = [
                f"{name}[{index}]"
                for index, item in enumerate(mine)
                if known.get(getattr(item, "id", None)) != item or not hasattr(item, "id")
            ]
        elif isinstance(mine, dict):
            where = [f"{name}.{key}" for key in mine if mine[key] != theirs.get(key)]
        else:
            where = [name]
        faults += [Fault(place, "something the format has no place for", wanted) for place in where or [name]]
    return faults
