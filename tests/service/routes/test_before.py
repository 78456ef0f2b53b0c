"""The state before a day, written when it is submitted: what the answer says, and the audit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from service.access import SYSTEM
from service.store import audit, before
from service.store.database import Store
from solver import Problem, problem_document

from ..test_history import done, simple, tomorrow
from .conftest import Keys


@pytest.fixture
def day(hamlet: Problem) -> Problem:
    return hamlet.replace(history=(), workers_before=(), tasks_before=())


def test_over_http_the_answer_says_what_was_written_and_the_audit_from_where(
    api: TestClient, key: Keys, day: Problem
) -> None:
    headers = key("trust")
    store: Store = api.app.state.store  # type: ignore[attr-defined]
    roster = done(store, day, simple(day))
    later = tomorrow(day)
    made = api.post("/v1/problems", json=problem_document(later), headers=headers)
    assert made.status_code == 201
    assert made.json()["notes"][0].startswith("Before this day, as planned in the roster of ")
    stored = api.get(made.headers["Location"], headers=headers).json()
    assert {one["worker"] for one in stored["workers_before"]} <= {worker.id for worker in day.workers}
    with store.reading(SYSTEM) as session:
        lines = [one for one in audit.list_deeds(session, SYSTEM, most=50) if one.detail == before.DEED]
    assert [(one.problem, one.roster) for one in lines] == [(made.json()["id"], roster)]
    far = later.replace(horizon=later.horizon.model_copy(update={"start": later.horizon.start + timedelta(days=9)}))
    alone = api.post("/v1/problems", json=problem_document(far), headers=headers)
    assert [note.split(":")[0] for note in alone.json()["notes"]] == ["Judged without", "Unknown"]
    asked = {"problem": problem_document(later), "seconds": 1}
    assert api.post("/v1/rosters", json=asked, headers=headers).status_code == 202
    with store.reading(SYSTEM) as session:
        lines = [one for one in audit.list_deeds(session, SYSTEM, most=50) if one.detail == before.DEED]
    assert len(lines) == 2
