"""The UHHC format of Ceschia et al. 2026 (doi 10.1111/itor.70140): weights or "HARD" for each cost component.

A weight left out is free, but hard for qualification, incompatible and preferred caregivers, as the published
validator has it. A start between two windows is late to the earlier one. A lunch is taken at the next patient's place,
or at the terminal point when nobody follows; an empty round may hold one too. Where the origin is one of FIXED_LEAVE
and waiting costs something, who works leaves at the start of the shift: nothing else about such an instance depends on
when somebody leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field

from ..domain import Fault, Id, InputFaults
from .instance import Caregiver, Instance, Patient, Span, Tie, Weights
from .published import (
    Duration,
    Index,
    Location,
    Loose,
    Minutes,
    NeedIn,
    ServiceIn,
    abilities_of,
    checked,
    needs_of,
    point,
    repeated,
    square,
    ticks,
)

# published name -> our weight; those whose "HARD" can be kept have a flag of that name with _hard
COMPONENTS = {
    "travel_time": "travel",
    "total_tardiness": "tardiness",
    "highest_tardiness": "highest_tardiness",
    "total_waiting_time": "waiting",
    "max_waiting_time": "longest_wait",
    "total_extra_time": "extra",
    "max_idle_time": "idle",
    "caregiver_preferences": "preference",
    "optional_patients": "optional",
    "missed_lunch_break": "lunch",
    "incompabilities": "incompatible",
    "qualification": "unqualified",
    "workload_balance": "balance",
}
FIXED_LEAVE = ("bazirha", "bazirha-caie")  # origins whose caregivers leave at the start of their shift, come what may
ABSENT_IS_HARD = ("qualification", "incompabilities", "caregiver_preferences", "optional_patients")
MAY_BE_HARD = (*ABSENT_IS_HARD, "total_tardiness", "highest_tardiness", "total_extra_time", "missed_lunch_break")


class _Span(Loose):
    start: Minutes
    end: Minutes


class _Gap(Loose):
    min: Minutes
    max: Minutes


class _Synchronization(Loose):
    type: Literal["simultaneous", "sequential", "independent"]
    distance: _Gap | None = None


class _Patient(Loose):
    id: Id
    location: Location | None = None
    distance_matrix_index: Index
    time_windows: Annotated[list[_Span], Field(min_length=1)]
    required_services: list[NeedIn]
    synchronization: _Synchronization | None = None
    optional: bool | None = None
    preferred_caregivers: list[Id] | None = None
    incompatible_caregivers: list[Id] | None = None


class _Caregiver(Loose):
    id: Id
    abilities: list[Id]
    departing_point: Id
    arrival_point: Id | None = None
    working_shift: _Span | None = None
    lunch_break: bool | None = None


class _Terminal(Loose):
    id: Id
    distance_matrix_index: Index
    location: Location | None = None


class _Lunch(_Span):
    min_duration: Duration


class _Metadata(Loose):
    origin: str = ""
    time_window_met: Literal["at_service_start", "at_service_end"] = "at_service_start"
    cost_components: dict[str, Annotated[float, Field(strict=True, ge=0, le=1000)] | Literal["HARD"] | None]


class _File(Loose):
    name: str = ""  # ours; the published name in the metadata tells how the instance was generated
    metadata: _Metadata
    terminal_points: list[_Terminal]
    caregivers: list[_Caregiver]
    patients: list[_Patient]
    services: list[ServiceIn]
    distances: list[list[Minutes]]
    lunch_breaks: _Lunch | None = None


def parse(data: Mapping[str, Any], name: str) -> Instance:
    """An instance from a file's values. Raises InputFaults with every fault at once."""
    file = checked(_File, data)
    faults = square(file.distances)
    services = {service.id: service.default_duration for service in file.services}
    faults += repeated(lambda index: f"services[{index}].id", [service.id for service in file.services])
    faults += repeated(lambda index: f"caregivers[{index}].id", [caregiver.id for caregiver in file.caregivers])
    faults += repeated(lambda index: f"terminal_points[{index}].id", [terminal.id for terminal in file.terminal_points])
    names = {terminal.id for terminal in file.terminal_points}
    patients = [item.id for item in file.patients]
    faults += repeated(lambda index: f"patients[{index}].id", patients)
    faults += [
        Fault(f"patients[{index}].id", patient, "want another id than a terminal point has")
        for index, patient in enumerate(patients)
        if patient in names
    ]
    weights, hard = _weights(file.metadata, faults)
    rows = [item.distance_matrix_index for item in file.terminal_points]
    rows += [item.distance_matrix_index for item in file.patients]
    for index, row in enumerate(rows):
        if row >= len(file.distances):
            at = index - len(file.terminal_points)
            where = f"patients[{at}]" if at >= 0 else f"terminal_points[{index}]"
            wanted = f"want a row of distances, 0 to {len(file.distances) - 1}"
            faults.append(Fault(f"{where}.distance_matrix_index", row, wanted))
    reader = _Reader(file, services, hard, faults)
    instance_patients = tuple(reader.patient(index, item) for index, item in enumerate(file.patients))
    caregivers = tuple(reader.caregiver(index, item) for index, item in enumerate(file.caregivers))
    lunch = file.lunch_breaks
    if lunch is not None and lunch.end < lunch.start:
        faults.append(Fault("lunch_breaks", [lunch.start, lunch.end], "want an end that is not before the start"))
    if faults:
        raise InputFaults({str(fault): fault for fault in faults}.values())
    return Instance(
        format="uhhc",
        name=file.name or name,
        terminals=tuple((terminal.id, point(terminal.location)) for terminal in file.terminal_points),
        services=tuple(services),
        patients=instance_patients,
        caregivers=caregivers,
        ways=tuple(tuple(ticks(file.distances[here][there]) for there in rows) for here in rows),
        weights=weights,
        at_end=reader.at_end,
        lunch=((ticks(lunch.start), ticks(lunch.end)), ticks(lunch.min_duration)) if lunch is not None else None,
        leaves_at_start=file.metadata.origin in FIXED_LEAVE and bool(weights.waiting or weights.longest_wait),
    )


def _weights(metadata: _Metadata, faults: list[Fault]) -> tuple[Weights, set[str]]:
    """Weights, and the published names of all components that are hard."""
    given = {name: weight for name, weight in metadata.cost_components.items() if weight is not None}
    where = "metadata.cost_components"
    for name, weight in given.items():
        if name not in COMPONENTS and weight != 0:
            wanted = f"want only {', '.join(COMPONENTS)}; no rule stands for this one"
            faults.append(Fault(f"{where}.{name}", weight, wanted))
        elif weight == "HARD" and name not in MAY_BE_HARD:
            faults.append(
                Fault(f"{where}.{name}", weight, f'want a number; only {", ".join(MAY_BE_HARD)} can be "HARD"')
            )
        elif weight != "HARD" and weight != int(weight):
            faults.append(Fault(f"{where}.{name}", weight, "want a whole number"))
    hard = {name for name, weight in given.items() if weight == "HARD"}
    hard |= set(ABSENT_IS_HARD) - given.keys()
    prices = {
        COMPONENTS[name]: int(weight)
        for name, weight in given.items()
        if name in COMPONENTS and weight != "HARD" and not isinstance(weight, str)
    }
    weights = Weights(
        **prices,
        tardiness_hard=bool(hard & {"total_tardiness", "highest_tardiness"}),
        extra_hard="total_extra_time" in hard,
        lunch_hard="missed_lunch_break" in hard,
        incompatible_hard="incompabilities" in hard,
        unqualified_hard="qualification" in hard,
    )
    return weights, hard


class _Reader:
    """Patients and caregivers of one file; what is wrong is added to faults."""

    def __init__(self, file: _File, services: Mapping[str, float | None], hard: set[str], faults: list[Fault]):
        self.file, self.services, self.hard, self.faults = file, services, hard, faults
        self.caregivers = [caregiver.id for caregiver in file.caregivers]
        self.terminals = {terminal.id for terminal in file.terminal_points}
        self.at_end = file.metadata.time_window_met == "at_service_end"
        components = file.metadata.cost_components
        self.lunches = components.get("missed_lunch_break") is not None
        self.idles = bool(components.get("max_idle_time"))

    def patient(self, index: int, item: _Patient) -> Patient:
        where = f"patients[{index}]"
        preferred = self._known(f"{where}.preferred_caregivers", item.preferred_caregivers)
        refused = self._known(f"{where}.incompatible_caregivers", item.incompatible_caregivers)
        if "caregiver_preferences" in self.hard and preferred:
            refused = tuple(name for name in self.caregivers if name in refused or name not in preferred)
            preferred = ()
        return Patient(
            id=item.id,
            location=point(item.location),
            windows=self._windows(f"{where}.time_windows", item.time_windows),
            needs=needs_of(f"{where}.required_services", item.id, item.required_services, self.services, self.faults),
            tie=self._tie(where, item),
            optional=bool(item.optional) and "optional_patients" not in self.hard,
            preferred=preferred,
            refused=refused,
        )

    def caregiver(self, index: int, item: _Caregiver) -> Caregiver:
        where = f"caregivers[{index}]"
        ends = item.departing_point if item.arrival_point is None else item.arrival_point
        for name, value in (("departing_point", item.departing_point), ("arrival_point", ends)):
            if value not in self.terminals:
                self.faults.append(Fault(f"{where}.{name}", value, "want the id of one of the terminal_points"))
        shift = item.working_shift
        if shift is not None and shift.end <= shift.start:
            wanted = "want an end after the start"
            self.faults.append(Fault(f"{where}.working_shift", [shift.start, shift.end], wanted))
        if shift is None and self.idles:
            self.faults.append(Fault(f"{where}.working_shift", None, "want a shift, as max_idle_time has a weight"))
        lunch = bool(item.lunch_break) and self.lunches
        if lunch and self.file.lunch_breaks is None:
            self.faults.append(Fault("lunch_breaks", None, f"want start, end and min_duration, as {item.id} has lunch"))
        return Caregiver(
            id=item.id,
            abilities=abilities_of(f"{where}.abilities", item.abilities, self.services, self.faults),
            start=item.departing_point,
            end=ends,
            shift=None if shift is None else (ticks(shift.start), ticks(shift.end)),
            lunch=lunch,
        )

    def _known(self, where: str, names: list[str] | None) -> tuple[str, ...]:
        for index, name in enumerate(names or ()):
            if name not in self.caregivers:
                self.faults.append(Fault(f"{where}[{index}]", name, "want the id of one of the caregivers"))
        return tuple(dict.fromkeys(names or ()))

    def _windows(self, where: str, spans: list[_Span]) -> tuple[Span, ...]:
        windows = [(ticks(span.start), ticks(span.end)) for span in spans]
        for index, (start, end) in enumerate(windows):
            if end < start:
                self.faults.append(Fault(f"{where}[{index}]", spans[index].end, "want an end not before the start"))
        for index, (before, after) in enumerate(pairwise(windows)):
            if after[0] <= before[0]:
                self.faults.append(
                    Fault(f"{where}[{index + 1}].start", spans[index + 1].start, "want windows in order")
                )
            elif after[0] < before[1] and self.at_end:
                wanted = "want windows that do not overlap, as they are met at the end of the service"
                self.faults.append(Fault(f"{where}[{index + 1}].start", spans[index + 1].start, wanted))
            else:  # a start from the later one's opening on belongs to the later one
                windows[index] = (before[0], min(before[1], after[0]))
        return tuple(windows)

    def _tie(self, where: str, item: _Patient) -> Tie:
        tie = item.synchronization
        if len(item.required_services) < 2 or tie is None:
            return None
        if tie.type == "simultaneous" or tie.type == "independent":
            return tie.type
        if tie.distance is None or tie.distance.max < tie.distance.min:
            found = tie.distance and [tie.distance.min, tie.distance.max]
            wanted = "want min and max minutes apart, min not above max"
            self.faults.append(Fault(f"{where}.synchronization.distance", found, wanted))
            return None
        return ticks(tie.distance.min), ticks(tie.distance.max)
