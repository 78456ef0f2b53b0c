"""What both published instance formats share: fields that are checked on reading, and figures as ticks."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..domain import Fault, Id, InputFaults
from .instance import UNIT, Point, visit_id
from .wording import schema_faults

Minutes = Annotated[float, Field(strict=True, ge=0, le=1_000_000, allow_inf_nan=False)]
Duration = Annotated[float, Field(strict=True, gt=0, le=100_000, allow_inf_nan=False)]
Index = Annotated[int, Field(strict=True, ge=0)]
Location = Annotated[list[Annotated[float, Field(strict=True)]], Field(min_length=2, max_length=2)]


class Loose(BaseModel):
    """A part of an instance file; what else stands there is passed over."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)


class ServiceIn(Loose):
    id: Id
    default_duration: Duration | None = None


class NeedIn(Loose):
    service: Id
    duration: Duration | None = None


File = TypeVar("File", bound=Loose)


def checked(model: type[File], data: Mapping[str, Any]) -> File:
    """The file as its model. Raises InputFaults with every field that is missing or of a wrong kind."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = [fault for _, fault in schema_faults(error.errors(include_url=False), (), model)]
        raise InputFaults(faults) from None


def ticks(minutes: float) -> int:
    """Minutes as ticks; what is finer is rounded up, so that no journey becomes shorter than published."""
    whole = round(minutes * UNIT)
    return whole if abs(minutes * UNIT - whole) < 1e-6 * max(1.0, whole) else math.ceil(minutes * UNIT)


def minutes(count: int) -> float | int:
    """Ticks as minutes, a whole number where they are one."""
    whole, rest = divmod(count, UNIT)
    return whole if rest == 0 else count / UNIT


def point(location: Sequence[float] | None) -> Point | None:
    """Longitude and latitude; None where a location is no place on Earth."""
    if location is None or abs(location[0]) > 180 or abs(location[1]) > 90:
        return None
    return location[0], location[1]


def repeated(path: Callable[[int], str], names: Iterable[Hashable]) -> list[Fault]:
    """A fault for each name that stood before."""
    seen: set[Hashable] = set()
    faults = []
    for index, name in enumerate(names):
        if name in seen:
            faults.append(Fault(path(index), name, "want an id used once"))
        seen.add(name)
    return faults


def square(table: Sequence[Sequence[float]]) -> list[Fault]:
    """A fault for each row that is not as long as the table is high."""
    size = len(table)
    return [
        Fault(f"distances[{index}]", f"{len(row)} numbers", f"want {size} numbers, as there are {size} rows")
        for index, row in enumerate(table)
        if len(row) != size
    ]


def needs_of(
    where: str, patient: str, needs: Sequence[NeedIn], services: Mapping[str, float | None], faults: list[Fault]
) -> tuple[tuple[str, int], ...]:
    """Services and durations of a patient, the default duration where none is given; adds what is wrong to faults."""
    found = []
    if not 1 <= len(needs) <= 2:
        faults.append(Fault(where, f"{len(needs)} services", "want one or two services"))
    faults += repeated(lambda index: f"{where}[{index}].service", [need.service for need in needs])
    for index, need in enumerate(needs):
        if need.service not in services:
            faults.append(Fault(f"{where}[{index}].service", need.service, "want the id of one of the services"))
            continue
        duration = need.duration or services[need.service]
        if duration is None:
            wanted = f"want a duration, as service {need.service} has no default_duration"
            faults.append(Fault(f"{where}[{index}].duration", None, wanted))
        if len(visit_id(patient, need.service)) > 80:
            faults.append(Fault(f"{where}[{index}].service", need.service, "want shorter ids of patient and service"))
        found.append((need.service, ticks(duration or 0)))
    return tuple(found)


def abilities_of(
    where: str, abilities: Sequence[str], services: Mapping[str, float | None], faults: list[Fault]
) -> tuple[str, ...]:
    """A caregiver's abilities once each; adds unknown ones to faults."""
    for index, ability in enumerate(abilities):
        if ability not in services:
            faults.append(Fault(f"{where}[{index}]", ability, "want the id of one of the services"))
    return tuple(dict.fromkeys(abilities))
