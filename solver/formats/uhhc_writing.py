"""UHHC instances and solutions as their files hold them, and where the published price differs from the rules'."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from ..domain import Fault, InputFaults, Problem
from ..rules import Call, Run, Timeline
from .instance import UNIT, Instance, Patient, Span, departures_of
from .published import minutes
from .uhhc import COMPONENTS, FIXED_LEAVE

LUNCH = "lunch_break"


def document(instance: Instance) -> dict[str, Any]:
    """The instance as the format's values."""
    weights = instance.weights
    components: dict[str, Any] = {name: getattr(weights, ours) for name, ours in COMPONENTS.items()}
    for name, hard in (
        ("total_tardiness", weights.tardiness_hard),
        ("total_extra_time", weights.extra_hard),
        ("missed_lunch_break", weights.lunch_hard),
        ("incompabilities", weights.incompatible_hard),
        ("qualification", weights.unqualified_hard),
    ):
        if hard:
            components[name] = "HARD"
    at = len(instance.terminals)
    result: dict[str, Any] = {
        "name": instance.name,
        "metadata": {
            "time_window_met": "at_service_end" if instance.at_end else "at_service_start",
            "cost_components": components,
            "origin": FIXED_LEAVE[0] if instance.leaves_at_start else "generated",
        },
        "distances": [[minutes(way) for way in row] for row in instance.ways],
        "terminal_points": [
            {"id": name, "distance_matrix_index": index, "location": place and list(place)}
            for index, (name, place) in enumerate(instance.terminals)
        ],
        "caregivers": [
            {
                "id": item.id,
                "abilities": list(item.abilities),
                "departing_point": item.start,
                "arrival_point": item.end,
                "working_shift": item.shift and _span(item.shift),
                "lunch_break": item.lunch,
            }
            for item in instance.caregivers
        ],
        "patients": [_patient(at + index, patient) for index, patient in enumerate(instance.patients)],
        "services": [{"id": service, "type": service, "default_duration": None} for service in instance.services],
    }
    if instance.lunch is not None:
        result["lunch_breaks"] = {**_span(instance.lunch[0]), "min_duration": minutes(instance.lunch[1])}
    return result


def _span(span: Span) -> dict[str, Any]:
    return {"start": minutes(span[0]), "end": minutes(span[1])}


def _patient(row: int, patient: Patient) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": patient.id,
        "required_services": [{"service": service, "duration": minutes(length)} for service, length in patient.needs],
        "distance_matrix_index": row,
        "time_windows": [_span(window) for window in patient.windows],
        "location": patient.location and list(patient.location),
        "optional": patient.optional,
    }
    if patient.preferred:
        entry["preferred_caregivers"] = list(patient.preferred)
    if patient.refused:
        entry["incompatible_caregivers"] = list(patient.refused)
    if len(patient.needs) == 2:
        if isinstance(patient.tie, tuple):
            gap = {"min": minutes(patient.tie[0]), "max": minutes(patient.tie[1])}
            entry["synchronization"] = {"type": "sequential", "distance": gap}
        elif patient.tie is not None:
            entry["synchronization"] = {"type": patient.tie}
    return entry


def solution(problem: Problem, measured: Timeline) -> dict[str, Any]:
    """Routes as published. Raises InputFaults for every visit left out that is not optional."""
    faults = [
        Fault(f"roster.{visit.id}", "not served", "want every visit served that is not optional")
        for visit in problem.visits
        if visit.id not in measured.served and not visit.optional
    ]
    if faults:
        raise InputFaults(faults)
    departures = departures_of(problem)
    routes = []
    for shift in problem.shifts:
        run = measured.runs.get(shift.id)
        steps: list[dict[str, Any]] = []
        for call in _calls(run, departures) if run else ():
            # a lunch carries the name of the place where it is taken: the next patient's, or the terminal point's
            patient, service = (call.visit.client, call.visit.tasks[0].code) if call.visit else (call.place, LUNCH)
            steps.append(
                {
                    "patient": patient,
                    "service": service,
                    "arrival_time": minutes(call.start),
                    "departure_time": minutes(call.end),
                }
            )
        routes.append({"caregiver_id": shift.worker, "locations": steps})
    return {"cost_components": {}, "routes": routes}


def free_waits(problem: Problem, measured: Timeline) -> int:
    """Cost units that the rules charge and the publication does not: the wait after a lunch that opens a round."""
    waiting, longest = (problem.pack.get(rule, {}) for rule in ("paid_waiting", "max_waiting"))
    per_tick, per_longest = (
        round(rule["price"] * 1000 / UNIT) if rule.get("enabled") else 0 for rule in (waiting, longest)
    )
    departures = departures_of(problem)
    waits, free = [0], [0]
    for run in measured.runs.values():
        calls = _calls(run, departures)
        for index, call in enumerate(calls):
            opening = index == 1 and calls[0].visit is None
            (free if opening else waits).append(call.wait)
    return per_tick * sum(free) + per_longest * max(0, max(free) - max(waits))


def _calls(run: Run, departures: Container[str]) -> list[Call]:
    """The calls of a round that the publication knows: all but its departure."""
    return [call for call in run.calls if call.visit is None or call.visit.id not in departures]
