"""The OpenAPI document is kept to: no answer of another status, type or shape than it says, and no fault of ours.

A few examples of each route here; tests/service/long/test_openapi_long.py asks many.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

import service.routes
from service.routes import ROUTERS
from service.routes.examples import PROBLEM
from solver.domain import Role

from .conftest import Keys
from .everything import ask_everything


@pytest.mark.slow
@pytest.mark.parametrize("with_key", [True, False])
def test_answers_are_as_the_document_says(with_key: bool, app: FastAPI, key: Keys) -> None:
    asked, wrong = ask_everything(app, key() if with_key else None, most=2 if with_key else 1)
    assert asked > 50
    assert not wrong, "\n".join(wrong)


_VERBS = {
    "add",
    "apply",
    "cancel",
    "change",
    "check",
    "decide",
    "delete",
    "end",
    "explain",
    "export",
    "follow",
    "list",
    "make",
    "measure",
    "read",
    "register",
    "remove",
    "repair",
    "publish",
    "request",
    "revoke",
    "start",
    "stop",
    "submit",
    "take",
    "undo",
}


def _operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["operationId"]: one for methods in document["paths"].values() for one in methods.values()}


def test_every_operation_is_a_verb_and_a_noun_and_every_refusal_told(api: TestClient) -> None:
    document = api.get("/openapi.json").json()
    ours = _operations(document)
    assert len(ours) == sum(map(len, document["paths"].values())) > 40, "each has a name of its own"
    for name, operation in ours.items():
        verb, *noun = name.split("_")
        assert verb in _VERBS, f"{name}: begin with a verb, and add it here if it is a new one"
        assert 1 <= len(noun) <= 3, name
        assert operation["summary"]
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert not path.startswith("/v1") or {"401", "403", "429"} <= operation["responses"].keys()


def test_every_answer_in_json_says_what_it_holds(api: TestClient) -> None:
    document = api.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    Draft202012Validator.check_schema({"$defs": schemas})
    for name, operation in _operations(document).items():
        for status, answer in operation["responses"].items():
            for kind, content in answer.get("content", {}).items():
                if kind == "application/json":
                    told = content["schema"].get("$ref", "").rpartition("/")[2]
                    assert schemas.get(told, {}).get("properties"), f"{name}, {status}: want a model of the answer"


def test_every_schema_has_one_name_and_every_field_of_ours_a_meaning(api: TestClient) -> None:
    schemas = api.get("/openapi.json").json()["components"]["schemas"]
    for name, schema in schemas.items():
        assert name.isalnum(), f"{name}: two classes have one name"
        assert name[0].isupper(), name
        if not name.endswith("Document"):  # those are the domain's; what they hold is written there
            undescribed = [field for field, one in schema.get("properties", {}).items() if "description" not in one]
            assert not undescribed, f"{name}: {undescribed}"


# The bodies of operations of one thing that need one.
NEEDED: dict[str, dict[str, Any]] = {
    "decide_join": {"approved": True},
    "change_roster": {"changes": [{"change": "unpin", "visit": "V1"}]},
    "make_smaller_plan": {"visits": ["V1"]},
}


def test_one_omission_is_answered_alike_by_all(api: TestClient, key: Keys) -> None:
    """Whose it is, of an admin of the installation who does not say; a body; an id that nobody knows."""
    admin, far = key(None, Role.ADMIN), "0" * 28
    stop = {"what": "client", "of": "C1", "reason": "in hospital"}
    batch = {"problems": [far], "deadline": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}
    ownerless = [
        api.post("/v1/problems", json=PROBLEM, headers=admin),
        api.post("/v1/rosters", json={"problem": PROBLEM}, headers=admin),
        api.post("/v1/batches", json=batch, headers=admin),
        api.post("/v1/webhooks", json={"url": "https://example.org/"}, headers=admin),
        api.post("/v1/suspensions", json=stop, headers=admin),
        api.get("/v1/suspensions", headers=admin),
    ]
    for answer in ownerless:
        assert (answer.status_code, answer.json()["title"]) == (422, "Faults in the request"), answer.text
        assert [fault["where"] for fault in answer.json()["faults"]] == ["query.owner"]
    lead = key("council", Role.NURSE_LEAD)
    for name, method, path in _ways(api.get("/openapi.json").json()):
        headers = admin if "/keys" in path or "/people" in path else lead
        if "{" in path:
            json = NEEDED.get(name)
            for id_ in (far, "nonsense", "x" * 60):
                answer = api.request(method, path.format(id=id_, join="V1+V2", plan="none"), headers=headers, json=json)
                assert answer.status_code == 404, f"{name}: {answer.text}"
                assert answer.json()["title"].startswith("No such "), name
        else:
            answer = api.post(path, headers={**headers, "Content-Type": "application/json"})
            assert answer.status_code == 422, f"{name}: {answer.text}"
            assert answer.json()["faults"], name


def _ways(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Operations of one thing by its id, and those that need a body: name, method and path."""
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            if "{id}" in path or one.get("requestBody", {}).get("required"):
                yield one["operationId"], method.upper(), path


def test_every_file_of_routes_is_served() -> None:
    files = [found.name for found in pkgutil.iter_modules(service.routes.__path__)]
    modules = {name: importlib.import_module(f"service.routes.{name}") for name in files}
    unserved = [name for name, it in modules.items() if getattr(it, "router", None) not in (None, *ROUTERS)]
    assert not unserved, f"{unserved}: add their routers to ROUTERS of service/routes/__init__.py"
    assert len(ROUTERS) > 10


def test_no_page_loads_anything_from_elsewhere(api: TestClient) -> None:
    assert api.get("/redoc").status_code == 404
    page = api.get("/docs")
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    named = re.findall(r"(?:src|href)=\"([^\"#]+)\"", page.text)
    assert any("swagger-ui-bundle" in one for one in named)
    for one in named:
        assert one.startswith("/"), one
        assert api.get(one, follow_redirects=False).status_code in (200, 303)
