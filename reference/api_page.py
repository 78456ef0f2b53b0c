"""docs/reference/api.md: every route of the service, and every model it takes or gives, from its OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from service.routes import ROUTERS
from service.routes.models.documents import document_schemas
from service.routes.models.requests import REQUESTS
from service.web import problem_details

from .tables import code, table

_HEAD = """# The API, route by route

What it is like to use, who sees what, limits and webhooks: [the API](../api.md). This page is made of what
`/openapi.json` says, from which clients are generated. Problems and rosters are documents: [input](input.md),
[roster](roster.md). Refusals are problem details (RFC 9457).
"""
_REF = "#/components/schemas/"
_DOCUMENTS = ("ProblemDocument", "RosterDocument")  # and all that they are made of: told on pages of their own


def api_page() -> str:
    """The page as Markdown."""
    document = _document()
    known = document["components"]["schemas"]
    parts = [
        _operation(method.upper(), path, one)
        for path, methods in sorted(document["paths"].items())
        for method, one in methods.items()
    ]
    used = list(_reached(document["paths"], known))
    models = [_model(name, known[name]) for name in sorted(used) if not _page_of(name)]
    return f"{_HEAD}\n# Routes\n{''.join(parts)}\n# Models\n{''.join(models)}"


def _document() -> dict[str, Any]:
    app = FastAPI(title="onevisit", version="1", generate_unique_id_function=lambda route: route.name)
    problem_details.install(app, {**REQUESTS, **document_schemas()})
    for router in ROUTERS:
        app.include_router(router)
    return app.openapi()


def _operation(method: str, path: str, one: dict[str, Any]) -> str:
    about = " ".join((one.get("description") or one["summary"]).split())
    rows = [
        (code(each["name"]), each["in"], "yes" if each.get("required") else "", each.get("description", ""))
        for each in one.get("parameters", ())
    ]
    takes = ", ".join(_type(content["schema"]) for content in one.get("requestBody", {}).get("content", {}).values())
    answers = [_answer(status, each) for status, each in one["responses"].items() if int(status) < 400]
    refusals = ", ".join(status for status in one["responses"] if int(status) >= 400)
    lines = [f"\n## {method} {path}\n", f"`{one['operationId']}`. {about}\n"]
    if takes:
        lines.append(f"Takes: {takes}.\n")
    lines.append(f"Gives: {'; '.join(answers)}.{f' Refusals: {refusals}.' if refusals else ''}\n")
    if rows:
        lines.append(table(("parameter", "in", "required", "meaning"), rows))
    return "\n".join(lines)


def _answer(status: str, answer: dict[str, Any]) -> str:
    holds = [
        _type(content["schema"]) or kind for kind, content in answer.get("content", {}).items() if "schema" in content
    ]
    return f"{status} {', '.join(dict.fromkeys(holds))}".strip()


def _model(name: str, schema: dict[str, Any]) -> str:
    wanted = set(schema.get("required", ()))
    rows = [
        (f"**{code(field)}**" if field in wanted else code(field), _type(each), each.get("description", ""))
        for field, each in schema.get("properties", {}).items()
    ]
    about = " ".join(schema.get("description", "").split())
    words = ", ".join(code(word) for word in schema.get("enum", ()))
    body = table(("field", "type", "meaning"), rows) if rows else f"One of {words}.\n" if words else ""
    return "\n".join(part for part in (f"\n## {name}\n", f"{about}\n" if about else "", body) if part)


def _page_of(model: str) -> str:
    """The page that tells of a model that is part of a document; "" for one of the service's own."""
    if model in _DOCUMENTS or model.endswith("InDocument"):
        of_a_roster = model.removesuffix("InDocument") in (
            "RosterDocument",
            "Round",
            "Stop",
            "Unserved",
            "Join",
            "Step",
        )
        return "roster.md" if of_a_roster else "input.md"
    return ""


def _type(schema: dict[str, Any]) -> str:
    """In words, with links to models."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REF)
        return f"[{name}]({_page_of(name) or f'#{name.lower()}'})"
    if "anyOf" in schema:
        return " or ".join(filter(None, map(_type, schema["anyOf"])))
    if "enum" in schema or "const" in schema:
        return ", ".join(code(word) for word in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {})) or 'values'}"
    kinds = schema.get("type", "")
    named = schema.get("format") or (" or ".join(kinds) if isinstance(kinds, list) else str(kinds))
    return "date and time" if named == "date-time" else named


def _reached(node: Any, known: dict[str, Any], seen: set[str] | None = None) -> Iterator[str]:
    """Every model that a part of the document names, at once or through others, each once."""
    seen = set() if seen is None else seen
    if isinstance(node, dict):
        name = str(node.get("$ref", "")).removeprefix(_REF)
        if name in known and name not in seen:
            seen.add(name)
            yield name
            yield from _reached(known[name], known, seen)
        for inner in node.values():
            yield from _reached(inner, known, seen)
    elif isinstance(node, list):
        for inner in node:
            yield from _reached(inner, known, seen)
