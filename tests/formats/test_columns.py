"""Every field of every input object has a column or a sheet, read and written: a forgotten one is named."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from solver.domain import COLLECTIONS, Matrix, Problem
from solver.formats.columns import MATRICES, OBJECTS, PACK, PROBLEM, SHEETS

Path = tuple[str | int, ...]
ELSEWHERE = {  # fields of Problem that no row of objects holds, by what reads and writes them
    "pack": "the sheet pack"
}


def kinds(annotation: Any) -> list[Any]:
    """The types an annotation allows, None apart."""
    if get_origin(annotation) in (Union, types.UnionType):
        return [kind for part in get_args(annotation) for kind in kinds(part) if kind is not type(None)]
    return [annotation]


def leaves(model: type[BaseModel], root: Path = ()) -> Iterator[tuple[Path, bool]]:
    """Where an object's values stand in its document, and whether they must be there; lists of objects left out."""
    for name, field in model.model_fields.items():
        path = (*root, field.alias or name)
        (kind,) = kinds(field.annotation)
        parts = get_args(kind) if get_origin(kind) is tuple else ()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from ((inner, must and field.is_required()) for inner, must in leaves(kind, path))
        elif parts and parts[-1] is not ...:  # a pair
            yield from (((*path, number), field.is_required()) for number in range(len(parts)))
        elif not lists(parts):
            yield path, field.is_required()


def lists(parts: tuple[Any, ...]) -> type[BaseModel] | None:
    """The class of the objects in a list, given what its annotation holds."""
    listed = parts[1:] == (...,) and isinstance(parts[0], type) and issubclass(parts[0], BaseModel)
    return parts[0] if listed else None


def inner_lists(model: type[BaseModel], collection: str) -> Iterator[tuple[str, str, type[BaseModel]]]:
    """The lists of objects that objects of a collection hold."""
    for name, field in model.model_fields.items():
        (kind,) = kinds(field.annotation)
        if get_origin(kind) is tuple and (inner := lists(get_args(kind))):
            yield collection, field.alias or name, inner


INNER = [one for name, model in COLLECTIONS.items() for one in inner_lists(model, name)]
ROWS = [*((name, "", model) for name, model in COLLECTIONS.items()), *INNER]


@pytest.mark.parametrize(("collection", "field", "model"), ROWS, ids=lambda part: part if isinstance(part, str) else "")
def test_every_field_has_a_column(collection: str, field: str, model: type[BaseModel]) -> None:
    found = [sheet for sheet in OBJECTS if (sheet.collection, sheet.field) == (collection, field)]
    what = f"{collection}.{field}" if field else collection
    assert len(found) == 1, f"{what}: want one sheet for these objects in OBJECTS (solver/formats/columns.py)"
    (sheet,) = found
    columns = {column.path: column.required for column in sheet.columns if column.path}
    values = dict(leaves(model))
    missing = [".".join(map(str, (what, *path))) for path in values if path not in columns]
    assert not missing, f"{missing}: want a column in the sheet {sheet.name} (solver/formats/columns.py)"
    assert not columns.keys() - values.keys(), f"{sheet.name} has columns for what {model.__name__} has not"
    assert columns == values, "a column is required where the field is, and nowhere else"
    assert not field or not list(inner_lists(model, field)), "objects in objects in objects have no sheet"


def test_every_field_of_the_problem_itself_has_a_place() -> None:
    columns = {column.path for column in PROBLEM.columns}
    told = {path for path, _ in leaves(Problem) if path[0] not in ELSEWHERE}
    missing = [".".join(map(str, path)) for path in told - columns]
    assert not missing, f"{missing}: want a column in the sheet problem (solver/formats/columns.py)"
    assert columns == told
    assert PACK in SHEETS


def test_every_field_of_a_matrix_is_written_by_pairs() -> None:
    names = {field.alias or name for name, field in Matrix.model_fields.items()}
    known = {"mode", "places", "durations_minutes", "metres"}
    assert names == known, "the sheet matrices: columns.py, _matrices in rows.py, _pairs in tables.py (solver/formats)"
    assert MATRICES.names == ("mode", "from", "to", "minutes", "metres")


def test_sheets_are_of_what_documents_have() -> None:
    assert {(sheet.collection, sheet.field) for sheet in OBJECTS} == {(name, field) for name, field, _ in ROWS}
