"""The OpenAPI document is kept to: no answer of another status, type or shape than it says, and no fault of ours.

A few examples of each route here; tests/service/long/test_openapi_long.py asks many.
"""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import service.routes
from service.routes import ROUTERS

from .conftest import Keys
from .everything import ask_everything


@pytest.mark.slow
@pytest.mark.parametrize("with_key", [True, False])
def test_answers_are_as_the_document_says(with_key: bool, app: FastAPI, key: Keys) -> None:
    asked, wrong = ask_everything(app, key() if with_key else None, most=2 if with_key else 1)
    assert asked > 50
    assert not wrong, "\n".join(wrong)


def test_every_operation_is_named_and_every_refusal_told(api: TestClient) -> None:
    paths = api.get("/openapi.json").json()["paths"]
    ours = [
        operation
        for path, methods in paths.items()
        if path.startswith(("/v1/problems", "/v1/rosters", "/v1/checks", "/v1/rules"))
        for operation in methods.values()
    ]
    assert len(ours) >= 11
    assert len({operation["operationId"] for operation in ours}) == len(ours)
    for operation in ours:
        assert operation["summary"]
        assert operation["operationId"].count("_") <= 3
        assert {"401", "403", "429"} <= operation["responses"].keys()
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]


def test_every_file_of_routes_is_served() -> None:
    files = [found.name for found in pkgutil.iter_modules(service.routes.__path__)]
    modules = {name: importlib.import_module(f"service.routes.{name}") for name in files}
    unserved = [name for name, it in modules.items() if getattr(it, "router", None) not in (None, *ROUTERS)]
    assert not unserved, f"{unserved}: add their routers to ROUTERS of service/routes/__init__.py"
    assert len(ROUTERS) > 10


def test_no_page_loads_anything_from_elsewhere(api: TestClient) -> None:
    assert api.get("/docs").status_code == 404
    assert api.get("/redoc").status_code == 404
