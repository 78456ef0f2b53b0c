"""An application on an empty embedded store whose jobs only note what they are asked: nothing is solved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.access import SYSTEM
from service.app import create_app
from service.run.settings import Settings
from service.store.keys import make_key
from solver.domain import Role

Keys = Callable[..., dict[str, str]]


class NotedJobs:
    """Stands for Jobs where a test is about the routes."""

    def __init__(self) -> None:
        self.submitted: list[tuple[str, bool]] = []
        self.cancelled: list[str] = []

    def submit(self, roster: str, urgent: bool) -> None:
        self.submitted.append((roster, urgent))

    def cancel(self, roster: str) -> None:
        self.cancelled.append(roster)

    def start(self) -> None:
        pass

    def stop(self, grace_seconds: float = 0) -> None:
        pass


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    made = create_app(Settings(data=tmp_path / "data"))
    made.state.jobs = NotedJobs()
    return made


@pytest.fixture
def api(app: FastAPI) -> Iterator[TestClient]:
    """A client without a key. Not entered: the real jobs are neither started nor stopped."""
    client = TestClient(app, raise_server_exceptions=False)
    yield client
    app.state.store.close()


@pytest.fixture
def key(app: FastAPI) -> Keys:
    """Headers with a fresh key: ``key("council")``, ``key("trust", Role.ANALYST)``."""

    def make(organisation: str | None = "council", role: Role = Role.SCHEDULER) -> dict[str, str]:
        with app.state.store.session(SYSTEM) as session:
            return {"Authorization": f"Bearer {make_key(session, 'test', role, organisation)}"}

    return make
