"""Objects that come with a change as they stand in a document: read, and every fault told at its place there."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from solver.domain import Problem
from solver.formats.wording import schema_faults

from .faults import ChangeFaults

Model = TypeVar("Model", bound=BaseModel)
# What is wanted where somebody left it out, by its place in the change.
_LEFT_OUT = {
    "visit.id": "want an id for the visit, such as V99",
    "visit.client": "want the id of the client who is visited",
    "visit.organisation": "want the id of the organisation whose visit it is",
    "visit.tasks": 'want what is done at the visit, such as [{"code": "wash_and_dress", "duration_minutes": 30}]',
    "visit.windows": 'want when it may begin, such as [{"start": "2026-03-02T09:00", "end": "2026-03-02T10:00"}]',
    "client.place": "want the id of the place where the client lives; a new one comes with the change, as place",
}


def read_object(
    problem: Problem, kind: type[Model], plain: dict[str, Any], where: str, faults: ChangeFaults
) -> Model | None:
    """An object as documents have it; None, and every fault told, where it is none."""
    try:
        return kind.model_validate_json(
            json.dumps(plain), strict=True, context={"horizon": problem.horizon}, by_alias=True, by_name=False
        )
    except ValidationError as error:
        root = ("changes", faults.index, where)
        for _, fault in schema_faults(error.errors(include_url=False), root, kind):
            wanted = _LEFT_OUT.get(fault.where.partition(".")[2]) if fault.value is None else None
            faults.found.append(replace(fault, expected=wanted) if wanted else fault)
    return None
