"""A whole service in a folder, asked as its clients ask it: one key for each role of each organisation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from service.access import SYSTEM
from service.app import create_app
from service.run.settings import Settings
from service.store.keys import make_key
from solver.domain import Role


class Idle:
    """Stands in for the real jobs: what is asked for is kept in mind, and never solved."""

    def __init__(self) -> None:
        self.submitted: list[tuple[str, bool]] = []

    def start(self) -> None:
        pass

    def stop(self, grace_seconds: float = 0.0) -> None:
        pass

    def submit(self, roster_id: str, urgent: bool) -> None:
        self.submitted.append((roster_id, urgent))

    def cancel(self, roster_id: str) -> None:
        pass


class Installation:
    """client: a TestClient; ask() sends as somebody: "trust scheduler", "council admin", "admin", or nobody."""

    def __init__(self, client: TestClient):
        self.client, self.app = client, client.app
        self.store = client.app.state.store  # type: ignore[attr-defined]
        self.jobs: Idle = client.app.state.jobs  # type: ignore[attr-defined]
        self._keys: dict[str, str] = {}

    def key(self, who: str) -> str:
        if who not in self._keys:
            organisation, _, role = who.rpartition(" ")
            with self.store.session(SYSTEM) as session:
                self._keys[who] = make_key(session, f"{who}'s key", Role(role), organisation or None)
        return self._keys[who]

    def ask(
        self, who: str | None, method: str, path: str, headers: dict[str, str] | None = None, **more: Any
    ) -> Response:
        sent = dict(headers or {})
        if who is not None:
            sent["Authorization"] = f"Bearer {self.key(who)}"
        return self.client.request(method, path, headers=sent, **more)

    def get(self, who: str | None, path: str, **more: Any) -> Response:
        return self.ask(who, "GET", path, **more)


@contextmanager
def installed(folder: Path, **settings: Any) -> Iterator[Installation]:
    """A service on SQLite in a folder, running."""
    unhurried = {"requests_a_minute": 100_000, "wrong_keys_a_minute": 100_000}
    app = create_app(Settings(data=folder / "data", **{**unhurried, **settings}))
    app.state.jobs = Idle()
    with TestClient(app, follow_redirects=False) as client:
        yield Installation(client)
