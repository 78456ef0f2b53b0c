"""What a field of a model means, its unit, its values and an example: read from the model, where each is told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

_EXAMPLE = "Example: "


@dataclass(frozen=True, slots=True)
class Meaning:
    """meaning: sentences. example: as a cell or a document would hold it; "" where none is told. choices: of a field
    of a few words. default: where the field has one worth telling.
    """

    meaning: str
    example: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""


def meaning_of(model: type[BaseModel], path: tuple[str | int, ...], outer: bool = True) -> Meaning:
    """Of the field that a path leads to, by names or aliases; numbers lead into a pair.

    outer: what the object around it means is told first ("A planned break: how long it is."). Raises KeyError.
    """
    name, *rest = path
    field = field_of(model, str(name))
    text, _, example = (field.description or "").partition(_EXAMPLE)
    text = " ".join(text.split())
    inside = inner_model(field)
    if rest and inside is not None:
        inner = meaning_of(inside, tuple(rest))
        told = f"{text.removesuffix('.')}: {_small(inner.meaning)}" if outer and text else inner.meaning
        return Meaning(told, inner.example, inner.choices, inner.default)
    if rest:
        text = f"{text.removesuffix('.')}: the {('first', 'second')[int(rest[0])]}."
    return Meaning(text, " ".join(example.split()), tuple(list_choices(model, field)), _default(field))


def field_of(model: type[BaseModel], name: str) -> FieldInfo:
    """By its name or its alias."""
    for own, field in model.model_fields.items():
        if name in (own, field.alias):
            return field
    raise KeyError(f"{model.__name__} has no field {name}")


def inner_model(field: FieldInfo) -> type[BaseModel] | None:
    """The model of the objects that a field holds, one or several."""
    return next((one for one in _parts(field.annotation) if isinstance(one, type) and issubclass(one, BaseModel)), None)


def list_choices(model: type[BaseModel], field: FieldInfo) -> Iterator[str]:
    """The words that a field may hold, by the JSON schema of its model."""
    if inner_model(field) is not None:
        return
    schema = model.model_json_schema(by_alias=True)
    name = next(field.alias or own for own, one in model.model_fields.items() if one is field)
    seen: set[str] = set()
    for word in _words(schema["properties"][name], schema.get("$defs", {})):
        if word.replace("_", " ") not in seen:  # a role is read in two spellings
            seen.add(word.replace("_", " "))
            yield word


def _words(node: Any, known: dict[str, Any]) -> Iterator[str]:
    if "$ref" in node:
        yield from _words(known[node["$ref"].rpartition("/")[2]], known)
    yield from (word for word in node.get("enum", ()) if isinstance(word, str))
    if isinstance(node.get("const"), str):
        yield node["const"]
    for inner in (*node.get("anyOf", ()), *([node["items"]] if isinstance(node.get("items"), dict) else ())):
        yield from _words(inner, known)


def _parts(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is None:
        yield annotation
    for inner in get_args(annotation):
        yield from _parts(inner)


def _default(field: FieldInfo) -> str:
    value = field.default
    if field.is_required() or value in (None, "", (), False) or isinstance(value, BaseModel):
        return ""
    if value is True:
        return "yes"
    if (field.alias or "").endswith("_minutes"):
        value = value / 60
        return f"{value:g}" if value else ""
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return "" if not isinstance(value, str | int | float) else str(value)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
