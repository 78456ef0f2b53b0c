"""Every field that may say nothing has a kind of unknown, or a reason why nothing is open without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from solver.completeness import KINDS, NOT_UNKNOWN
from solver.domain import Problem
from solver.domain.care import is_absent

OF_CARE = {"Client.stable"}  # false where nobody recorded it


def models() -> list[type[BaseModel]]:
    """Problem and everything in it."""
    found: list[type[BaseModel]] = []
    waiting: list[Any] = [Problem]
    while waiting:
        one = waiting.pop()
        if isinstance(one, type) and issubclass(one, BaseModel):
            if one not in found:
                found.append(one)
                waiting += [field.annotation for field in one.model_fields.values()]
        else:
            waiting += get_args(one)
    return found


def silent_fields() -> Iterator[str]:
    """Fields whose default says nothing: None, no text, an empty list."""
    for model in models():
        for name, field in model.model_fields.items():
            if not field.is_required() and is_absent(field.get_default(call_default_factory=True)):
                yield f"{model.__name__}.{name}"


def test_every_field_that_may_say_nothing_is_asked_for_or_closed() -> None:
    asked = {field for kind in KINDS.values() for field in kind.fields}
    assert asked & set(NOT_UNKNOWN) == set()
    silent = set(silent_fields()) | OF_CARE
    assert silent - asked - set(NOT_UNKNOWN) == set(), "give it a kind in kinds.py, or a reason in closed.py"


def test_no_field_is_named_that_is_not_there() -> None:
    there = {f"{model.__name__}.{name}" for model in models() for name in model.model_fields}
    assert {field for kind in KINDS.values() for field in kind.fields} <= there
    assert set(NOT_UNKNOWN) <= there
