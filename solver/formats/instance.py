"""A literature instance, whichever file it came from, and how it becomes a Problem (``recovered``: how it comes back).

Both published formats (HHCRSP and UHHC) say the same kind of thing: patients with one or two services, caregivers with
abilities, a matrix, weights. Everything here is in ticks of 1/1000 minute, in which the published figures are whole;
one unit of a published cost is one pence of the rule pack, 1000 cost units.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from ..domain import (
    Break,
    Client,
    Competency,
    HeldCompetency,
    Horizon,
    Link,
    Matrix,
    Organisation,
    Pin,
    Place,
    Problem,
    Shift,
    Task,
    Travel,
    Visit,
    Window,
    Worker,
)
from ..rules import RULES

Format = Literal["hhcrsp", "uhhc"]
Span = tuple[int, int]
Point = tuple[float, float]  # longitude, latitude
Tie = Literal["simultaneous", "independent"] | Span | None

UNIT = 1000  # ticks a minute
CLOCK = Horizon(start=datetime(2000, 1, 1, tzinfo=UTC), timezone="UTC", ticks_per_minute=UNIT)
ENDLESS = 10 * 24 * 60 * UNIT  # overtime nobody reaches
MANDATORY = 1_000_000.0  # pence for a mandatory visit left out: far above any published cost
NAMES = {"hhcrsp": "Home healthcare routing and scheduling problem", "uhhc": "Unified home healthcare"}


@dataclass(frozen=True, slots=True)
class Patient:
    """windows: (start, end). needs: (service, duration), one or two. tie: between the starts of two services;
    (least, most) apart, simultaneous, independent (any order, by two caregivers), or None for any order."""

    id: str
    location: Point | None
    windows: tuple[Span, ...]
    needs: tuple[tuple[str, int], ...]
    tie: Tie = None
    optional: bool = False
    preferred: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Caregiver:
    """shift None: no bounds. start and end: ids of terminal points. lunch: whether a break is owed."""

    id: str
    abilities: tuple[str, ...]
    start: str
    end: str
    shift: Span | None = None
    lunch: bool = False


@dataclass(frozen=True, slots=True)
class Weights:
    """Whole prices of the published cost components, a minute or a piece; 0 is free. Hard ones are flags."""

    travel: int = 0
    tardiness: int = 0
    highest_tardiness: int = 0
    waiting: int = 0
    longest_wait: int = 0
    extra: int = 0
    idle: int = 0
    preference: int = 0
    optional: int = 0
    lunch: int = 0
    incompatible: int = 0
    unqualified: int = 0
    balance: int = 0
    tardiness_hard: bool = False
    extra_hard: bool = False
    lunch_hard: bool = False
    incompatible_hard: bool = True
    unqualified_hard: bool = True


@dataclass(frozen=True, slots=True)
class Instance:
    """ways: ticks between all terminals and, after them, all patients. lunch: earliest and latest, and duration.

    leaves_at_start: whether who works at all leaves at the start of the shift, and waits at the first door.
    """

    format: Format
    name: str
    terminals: tuple[tuple[str, Point | None], ...]
    services: tuple[str, ...]
    patients: tuple[Patient, ...]
    caregivers: tuple[Caregiver, ...]
    ways: tuple[tuple[int, ...], ...]
    weights: Weights
    at_end: bool = False
    lunch: tuple[Span, int] | None = None
    leaves_at_start: bool = False


def format_of(problem: Problem) -> Format | None:
    """The format a problem was read from, or None."""
    if problem.horizon != CLOCK or len(problem.organisations) != 1:
        return None
    return next((name for name in ("hhcrsp", "uhhc") if problem.organisations[0].id == name), None)


def visit_id(patient: str, service: str) -> str:
    return f"{patient}/{service}"


def problem_of(instance: Instance) -> Problem:
    """The instance in the terms of home care: a client with one visit for each service. Raises InputFaults."""
    departures = tuple(_departure(instance, caregiver) for caregiver in instance.caregivers if instance.leaves_at_start)
    places = [*instance.terminals, *((patient.id, patient.location) for patient in instance.patients)]
    names = tuple(name for name, _ in places)
    day = _day(instance)
    return Problem(
        name=instance.name,
        horizon=CLOCK,
        travel=Travel(matrices=(Matrix(mode="car", places=names, durations=instance.ways),)),
        organisations=(Organisation(id=instance.format, name=NAMES[instance.format], sector="social"),),
        competencies=tuple(Competency(id=service) for service in instance.services),
        places=tuple(
            Place(id=name, lon=point[0], lat=point[1]) if point is not None else Place(id=name)
            for name, point in places
        ),
        clients=tuple(
            Client(
                id=patient.id,
                name=f"Patient {patient.id}",
                place=patient.id,
                refused_workers=patient.refused,
                preferred_workers=patient.preferred,
            )
            for patient in instance.patients
        )
        + tuple(client for client, _, _ in departures),
        visits=tuple(visit for patient in instance.patients for visit in _visits(instance, patient))
        + tuple(visit for _, visit, _ in departures),
        pins=tuple(pin for _, _, pin in departures),
        links=tuple(link for patient in instance.patients for link in _links(patient)),
        workers=tuple(
            Worker(
                id=caregiver.id,
                name=f"Caregiver {caregiver.id}",
                organisation=instance.format,
                home=caregiver.start,
                competencies=tuple(HeldCompetency(competency=service) for service in caregiver.abilities),
            )
            for caregiver in instance.caregivers
        ),
        shifts=tuple(_shift(instance, caregiver, day) for caregiver in instance.caregivers),
        pack=_pack(instance),
    )


def _day(instance: Instance) -> int:
    """An end for shifts without one: later than everything done in one row after the last window."""
    last = max((end for patient in instance.patients for _, end in patient.windows), default=0)
    spent = sum(duration for patient in instance.patients for _, duration in patient.needs)
    return last + spent + 2 * sum(max(row, default=0) for row in instance.ways) + UNIT


def _departure(instance: Instance, caregiver: Caregiver) -> tuple[Client, Visit, Pin]:
    """A fixed departure in the terms of home care: a call of no length where the shift starts and when it does.

    Nobody waits there and nobody travels to it; what follows is reached from it, and an early arrival waits.
    """
    start, _ = caregiver.shift or (0, 0)
    name = _departure_id(caregiver.id)
    return (
        Client(id=name, name=f"Start of caregiver {caregiver.id}", place=caregiver.start),
        Visit(
            id=name,
            client=name,
            organisation=instance.format,
            tasks=(Task(code="leave", duration=0),),
            windows=(Window(start=start, end=start),),
            windows_hard=True,
        ),
        Pin(visit=name, shift=caregiver.id, start=start),
    )


def departures_of(problem: Problem) -> frozenset[str]:
    """The calls of no length at which a published instance's caregivers leave: the only visits that it pins."""
    return frozenset(pin.visit for pin in problem.pins if pin.shift and pin.visit == _departure_id(pin.shift))


def _departure_id(caregiver: str) -> str:
    return f"start of {caregiver}"


def _visits(instance: Instance, patient: Patient) -> list[Visit]:
    return [
        Visit(
            id=visit_id(patient.id, service),
            client=patient.id,
            organisation=instance.format,
            tasks=(Task(code=service, duration=duration, competencies=(service,)),),
            windows=tuple(Window(start=start, end=end) for start, end in patient.windows),
            windows_hard=instance.weights.tardiness_hard,
            optional=patient.optional,
            # an unvisited patient is counted once, so one of the two visits carries the price
            value=(instance.weights.optional if number == 0 else 0) if patient.optional else None,
        )
        for number, (service, duration) in enumerate(patient.needs)
    ]


def _links(patient: Patient) -> list[Link]:
    if len(patient.needs) < 2:
        return []
    first, second = (visit_id(patient.id, service) for service, _ in patient.needs)
    if patient.tie == "simultaneous":
        return [Link(id=f"{patient.id} together", kind="double_handed", first=first, second=second)]
    both = Link(id=f"{patient.id} both", kind="both_or_none", first=first, second=second)
    if patient.tie is None:
        return [both]
    apart = Link(id=f"{patient.id} apart", kind="different_worker", first=first, second=second)
    if patient.tie == "independent":
        return [apart, both]
    least, most = patient.tie
    gap = Link(id=f"{patient.id} gap", kind="gap", first=first, second=second, min_gap=least, max_gap=most)
    return [gap, apart, both]


def _shift(instance: Instance, caregiver: Caregiver, day: int) -> Shift:
    start, end = caregiver.shift or (0, day)
    bounded = caregiver.shift is None or instance.weights.extra_hard
    rest = None
    if caregiver.lunch and instance.lunch:
        (earliest, latest), duration = instance.lunch
        rest = Break(duration=duration, earliest=earliest, latest=latest)
    return Shift(
        id=caregiver.id,
        worker=caregiver.id,
        start=start,
        end=end,
        start_place=caregiver.start,
        end_place=caregiver.end,
        max_overtime=0 if bounded else ENDLESS,
        break_=rest,
    )


def _pack(instance: Instance) -> dict[str, dict[str, Any]]:
    """Rule values under which the rules of home care price a roster as the publication does."""
    weights = instance.weights
    # The published solutions know one terminal point a caregiver, so where there are two no lunch is at an end.
    ends = all(caregiver.start == caregiver.end for caregiver in instance.caregivers if caregiver.lunch)
    return {
        "competency": {"hard": weights.unqualified_hard, "price": float(weights.unqualified)},
        "refused_worker": {"hard": weights.incompatible_hard, "price": float(weights.incompatible)},
        "time_window": {"price": float(weights.tardiness), "factors": [1.0] * 5, "at_end": instance.at_end},
        "max_lateness": {"enabled": bool(weights.highest_tardiness), "price": float(weights.highest_tardiness)},
        "paid_travel": {"price": float(weights.travel), "home": float(weights.travel)},
        "paid_waiting": {"enabled": bool(weights.waiting), "price": float(weights.waiting)},
        "max_waiting": {"enabled": bool(weights.longest_wait), "price": float(weights.longest_wait)},
        "max_idle": {"enabled": bool(weights.idle), "price": float(weights.idle)},
        "overtime": {"enabled": bool(weights.extra), "price": float(weights.extra), "factor": 1.0},
        "preferred_worker": {"enabled": bool(weights.preference), "price": float(weights.preference)},
        "workload_balance": {"enabled": bool(weights.balance), "price": float(weights.balance), "unit_minutes": 1.0},
        "break": {
            "enabled": any(caregiver.lunch for caregiver in instance.caregivers),
            "statutory": False,
            "threshold_minutes": -1.0,
            "hard": weights.lunch_hard,
            "missed_price": float(weights.lunch),
            "at_ends": ends,
            "must_end_by_latest": instance.at_end,
        },
        "unserved": {"prices": [MANDATORY] * 5, "optional_worth": float(weights.optional)},
        **{rule.id: {"enabled": False} for rule in RULES if not rule.literature},
    }
