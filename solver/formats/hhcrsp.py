"""The HHCRSP format of Ceschia et al. 2024 (doi 10.1111/itor.13585): the set of Mankowska et al. 2014, the Italian set.

One office, row 0 of the matrix; earliest starts are hard, latest ones soft. The Italian set has whole distances and
windows such as 401.99999999999994: an earliest start is cut to a whole minute, as its published solutions read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from ..domain import Fault, Id, InputFaults, Problem
from ..rules import Timeline
from .instance import UNIT, Caregiver, Instance, Patient, Span, Weights
from .published import (
    Index,
    Location,
    Loose,
    Minutes,
    NeedIn,
    ServiceIn,
    abilities_of,
    checked,
    minutes,
    needs_of,
    point,
    repeated,
    square,
    ticks,
)

WEIGHTS = Weights(travel=1, tardiness=1, highest_tardiness=1)  # the published cost is a third of their sum


class _Tie(Loose):
    type: Literal["simultaneous", "sequential"]
    distance: tuple[Minutes, Minutes] | None = None


class _Patient(Loose):
    id: Id
    location: Location | None = None
    time_window: tuple[Minutes, Minutes]
    required_caregivers: list[NeedIn]
    synchronization: _Tie | None = None
    distance_matrix_index: Index | None = None


class _Caregiver(Loose):
    id: Id
    abilities: list[Id]


class _Office(Loose):
    id: Id
    location: Location | None = None


class _File(Loose):
    name: str = ""
    patients: list[_Patient]
    services: list[ServiceIn]
    caregivers: list[_Caregiver]
    central_offices: list[_Office] = Field(min_length=1, max_length=1)
    distances: list[list[Minutes]] = Field(min_length=1)


def parse(data: Mapping[str, Any], name: str) -> Instance:
    """An instance from a file's values. Raises InputFaults with every fault at once."""
    file = checked(_File, data)
    italian = bool(data["distances"]) and all(type(number) is int for number in data["distances"][0])
    services = {service.id: service.default_duration for service in file.services}
    faults = square(file.distances)
    faults += repeated(lambda index: f"services[{index}].id", [service.id for service in file.services])
    faults += repeated(lambda index: f"caregivers[{index}].id", [caregiver.id for caregiver in file.caregivers])
    # the office counts as a place too; a path for it is never needed, as it comes first
    faults += repeated(
        lambda index: f"patients[{index - 1}].id", [file.central_offices[0].id, *(item.id for item in file.patients)]
    )
    rows = [0]
    patients = []
    for index, item in enumerate(file.patients):
        where = f"patients[{index}]"
        row = index + 1 if item.distance_matrix_index is None else item.distance_matrix_index
        rows.append(row)
        early, late = item.time_window
        opens = int(early) * UNIT if italian else ticks(early)
        if late < early:
            faults.append(Fault(f"{where}.time_window", [early, late], "want an end that is not before the start"))
        patients.append(
            Patient(
                id=item.id,
                location=point(item.location) if italian else None,  # Mankowska's are on no map
                windows=((opens, max(opens, round(late * UNIT))),),
                needs=needs_of(f"{where}.required_caregivers", item.id, item.required_caregivers, services, faults),
                tie=_tie(where, item, faults),
            )
        )
    if max(rows) >= len(file.distances):
        wanted = f"want at least {max(rows) + 1} rows, one for the office and one for each patient"
        faults.append(Fault("distances", f"{len(file.distances)} rows", wanted))
    office = file.central_offices[0]
    caregivers = tuple(
        Caregiver(
            id=item.id,
            abilities=abilities_of(f"caregivers[{index}].abilities", item.abilities, services, faults),
            start=office.id,
            end=office.id,
        )
        for index, item in enumerate(file.caregivers)
    )
    if faults:
        raise InputFaults(faults)
    return Instance(
        format="hhcrsp",
        name=file.name or name,
        terminals=((office.id, point(office.location) if italian else None),),
        services=tuple(services),
        patients=tuple(patients),
        caregivers=caregivers,
        ways=tuple(tuple(ticks(file.distances[here][there]) for there in rows) for here in rows),
        weights=WEIGHTS,
    )


def _tie(where: str, item: _Patient, faults: list[Fault]) -> Literal["simultaneous"] | Span | None:
    if len(item.required_caregivers) < 2:
        return None
    if item.synchronization is None:
        faults.append(Fault(f"{where}.synchronization", None, "want a synchronization between the two services"))
        return None
    if item.synchronization.type == "simultaneous":
        return "simultaneous"
    if item.synchronization.distance is None:
        faults.append(Fault(f"{where}.synchronization.distance", None, "want the least and the most minutes apart"))
        return None
    least, most = item.synchronization.distance
    if most < least:
        wanted = "want the least minutes apart, then the most"
        faults.append(Fault(f"{where}.synchronization.distance", [least, most], wanted))
        return None
    return ticks(least), ticks(most)


def document(instance: Instance) -> dict[str, Any]:
    """The instance as the format's values: whole distances, as in the Italian set, where there are map places."""
    patients = []
    for patient in instance.patients:
        entry: dict[str, Any] = {"id": patient.id}
        if patient.location is not None:
            entry["location"] = list(patient.location)
        entry["time_window"] = [minutes(edge) for edge in patient.windows[0]]
        entry["required_caregivers"] = [
            {"service": service, "duration": minutes(duration)} for service, duration in patient.needs
        ]
        if patient.tie == "simultaneous":
            entry["synchronization"] = {"type": "simultaneous"}
        elif isinstance(patient.tie, tuple):
            entry["synchronization"] = {"type": "sequential", "distance": [minutes(edge) for edge in patient.tie]}
        patients.append(entry)
    office, place = instance.terminals[0]
    whole = place is not None
    return {
        "name": instance.name,
        "patients": patients,
        "services": [{"id": service} for service in instance.services],
        "caregivers": [{"id": item.id, "abilities": list(item.abilities)} for item in instance.caregivers],
        "central_offices": [{"id": office, "location": list(place)} if place is not None else {"id": office}],
        "distances": [[minutes(way) if whole else way / UNIT for way in row] for row in instance.ways],
    }


def solution(problem: Problem, measured: Timeline) -> dict[str, Any]:
    """Routes as published. Raises InputFaults for every visit left out: the format has no place for it."""
    faults = [
        Fault(f"roster.{visit.id}", "not served", "want every visit served; an HHCRSP solution leaves none out")
        for visit in problem.visits
        if visit.id not in measured.served
    ]
    if faults:
        raise InputFaults(faults)
    routes = []
    for shift in problem.shifts:
        run = measured.runs.get(shift.id)
        steps = [
            {
                "patient_id": call.visit.client,
                "service_id": call.visit.tasks[0].code,
                "arrival_time": minutes(call.start),
                "departure_time": minutes(call.end),
            }
            for call in (run.visits if run else ())
            if call.visit is not None
        ]
        routes.append({"caregiver_id": shift.worker, "locations": steps})
    first = {visit: min(call.start for _, call in pairs) for visit, pairs in measured.served.items()}
    order = sorted(first, key=lambda visit: (first[visit], problem.visit_number[visit]))
    return {"routes": routes, "global_ordering": list(dict.fromkeys(problem.visit[visit].client for visit in order))}
