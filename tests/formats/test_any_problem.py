"""The property tests draw every field of every input object: one that they leave out is named."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from pydantic import BaseModel

from solver.domain import Problem

from .any_problem import problems

FIXED = {"Problem.version"}  # has one value
EXAMPLES = 300


def fields_of(model: type[BaseModel], known: dict[str, type[BaseModel]]) -> None:
    """Every class of objects that an object of this one may hold, by name."""
    if model.__name__ in known:
        return
    known[model.__name__] = model
    for field in model.model_fields.values():
        queue: list[Any] = [field.annotation]
        while queue:
            kind = queue.pop()
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                fields_of(kind, known)
            queue.extend(getattr(kind, "__args__", ()))


def test_every_field_of_every_input_is_drawn_with_several_values() -> None:
    values: dict[str, set[str]] = defaultdict(set)

    def look(item: BaseModel) -> None:
        for name in type(item).model_fields:
            value = getattr(item, name)
            values[f"{type(item).__name__}.{name}"].add(repr(value))
            for inner in value if isinstance(value, tuple) else (value,):
                if isinstance(inner, BaseModel):
                    look(inner)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(problems())
    def draw(problem: Problem) -> None:
        look(problem)

    draw()
    models: dict[str, type[BaseModel]] = {}
    fields_of(Problem, models)
    fields = {f"{model}.{name}" for model, kind in models.items() for name in kind.model_fields} - FIXED
    missing = sorted(field for field in fields if len(values[field]) < 2)
    assert not missing, f"{missing}: draw it in tests/formats/any_problem.py"
    assert len(models) > 20
