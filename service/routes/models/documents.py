"""Problem and roster documents in the OpenAPI document: what may stand in the answers, whole or in part.

Derived from the schemas of ``onevisit schema``. Nothing is required of an answer: a partner and an analyst are told a
part. What a request must hold, the reader judges and tells by JSON path.
"""

from __future__ import annotations

from typing import Any

from solver.formats.document import problem_schema, roster_schema

_REFERENCE = "#/components/schemas/"
_BOUNDS = frozenset({"required", "additionalProperties", "minItems", "minLength", "maxLength", "pattern", "default"})


def document_schemas() -> dict[str, Any]:
    """Component schemas by name: ProblemDocument, RosterDocument and what stands in them, "VisitInDocument"."""
    found: dict[str, Any] = {}
    for name, schema in (("ProblemDocument", problem_schema()), ("RosterDocument", roster_schema())):
        inner = schema.pop("$defs", {})
        schema.pop("$schema", None)
        found[name] = {**_loosen(schema), "title": name}
        found |= {_named(one): {**_loosen(part), "title": _named(one)} for one, part in inner.items()}
    return found


def refer_to(name: str) -> dict[str, Any]:
    """A schema that refers to one of the components."""
    return {"$ref": f"{_REFERENCE}{name}"}


def _named(definition: str) -> str:
    return f"{definition}InDocument"


def _loosen(node: Any, properties: bool = False) -> Any:
    """A schema without what binds only requests, its references to the components. properties: node holds fields by
    name, whatever they are called.
    """
    if isinstance(node, list):
        return [_loosen(one) for one in node]
    if not isinstance(node, dict):
        return node
    found = {}
    for name, value in node.items():
        if name == "$ref" and isinstance(value, str):
            found[name] = _REFERENCE + _named(value.rpartition("/")[2])
        elif name == "enum" and len({str(one).replace(" ", "_") for one in value}) < len(value):
            found["examples"] = value  # two spellings of one value: no generator of clients can name both
        elif properties or name not in _BOUNDS:
            found[name] = _loosen(value, properties=name == "properties" and not properties)
    return found
