"""Measuring savings by the API: asked for once, followed, stopped; for whom it is, and what it tells."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.access import SYSTEM
from service.routes.examples import PROBLEM
from service.routes.measured_savings import MeasuredSavings
from service.store import audit, comparisons, rosters, tables, webhooks
from solver.compare import PATTERNS
from solver.domain import Role

from ..measured import DOORS, measured
from .conftest import Keys


@pytest.fixture
def council(key: Keys) -> dict[str, str]:
    return key("council")


@pytest.fixture
def roster(api: TestClient, council: dict[str, str]) -> str:
    """A roster of the council's, queued. Its id."""
    head = api.post("/v1/rosters", headers=council, json={"problem": PROBLEM, "seconds": 2}).json()
    return str(head["id"])


def _comparison(app: FastAPI) -> tables.Comparison:
    with app.state.store.reading(SYSTEM) as session:
        return session.scalars(select(tables.Comparison)).one()


def test_it_is_asked_for_once_and_followed(api: TestClient, app: FastAPI, council: Any, roster: str) -> None:
    where = f"/v1/rosters/{roster}/savings"
    assert api.get(where, headers=council).json()["measured"] is None
    repeat = {**council, "Idempotency-Key": "monday"}
    asked = api.post(where, headers=repeat, json={"seconds": 5, "seeds": 2, "signed": True})
    assert (asked.status_code, asked.headers["location"]) == (202, where)
    told = asked.json()
    assert (told["state"], told["seconds"], told["seeds"], told["signed"]) == ("queued", 5, 2, True)
    assert (told["made"], told["of"], told["rows"], told["now"]) == (0, 6, [], None)
    assert app.state.jobs.submitted[-1] == (told["id"], False)
    again = api.post(where, headers=repeat, json={"seconds": 5, "seeds": 2, "signed": True})
    assert (again.status_code, again.json()["id"]) == (202, told["id"])
    assert api.post(where, headers=repeat, json={"seconds": 6}).status_code == 422
    assert api.post(where, headers=council).status_code == 409, "one at a time"
    assert len(app.state.jobs.submitted) == 2, "the roster, and this"
    assert api.get(where, headers=council).json()["measured"] == told
    row = _comparison(app)
    assert (row.roster, row.owner, row.joins, row.urgent) == (roster, "council", "apply", False)
    with app.state.store.reading(SYSTEM) as session:
        deeds = [(one.action, one.detail) for one in audit.list_deeds(session, SYSTEM, roster=roster) if one.detail]
    assert [one for one in deeds if one[0] not in ("read", "refused")] == [("submitted", f"comparison {row.id}")]


@pytest.mark.parametrize(
    "asked", [{"seconds": 0}, {"seconds": 5000}, {"seeds": 0}, {"seeds": 6}, {"seed": 1}, {"signed": "perhaps"}]
)
def test_what_makes_no_sense_is_refused(api: TestClient, council: Any, roster: str, asked: dict[str, Any]) -> None:
    assert api.post(f"/v1/rosters/{roster}/savings", headers=council, json=asked).status_code == 422


def test_done_it_tells_every_roster_and_routing_apart_from_joining(
    api: TestClient, app: FastAPI, council: Any, roster: str
) -> None:
    where = f"/v1/rosters/{roster}/savings"
    api.post(where, headers=council, json={"seeds": 1})
    row = _comparison(app)
    with app.state.store.session(SYSTEM) as session:
        webhooks.add(session, SYSTEM, "council", "https://example.org/")
        assert rosters.end(session, row.id, "done", outcome=measured(), made=3)
        assert not rosters.end(session, row.id, "failed"), "for good"
    told = api.get(where, headers=council).json()["measured"]
    assert (told["state"], told["made"], told["of"]) == ("done", 3, 3)
    assert [(one["pattern"], one["seed"], one["doors"]) for one in told["rows"]] == [
        (pattern, 1, doors) for pattern, doors in zip(PATTERNS, DOORS, strict=True)
    ]
    lines = {line["figure"]: line for line in told["table"]}
    alone, pooled, joined = DOORS
    assert lines["doors knocked"]["routing"]["middle"] == alone - pooled
    assert lines["doors knocked"]["joining"]["middle"] == pooled - joined
    assert lines["more discharge packages"]["joining"]["middle"] == 1, "more is better"
    assert lines["not served, priority 2"]["routing"]["middle"] == 3
    assert lines["not served, priority 5"]["alone"]["middle"] == 1
    assert lines["visits joined"]["joining"] is None
    assert {"faces a client, care", "miles between visits", "nurse hours", "minutes late"} <= lines.keys()
    with app.state.store.reading(SYSTEM) as session:
        (sent,) = session.scalars(select(tables.Delivery))
    assert sent.body["type"] == "savings.ended"
    assert sent.body["data"]["links"] == {"savings": where}
    assert sent.body["data"]["roster"] == roster
    assert api.post(where, headers=council, json={"seeds": 1}).status_code == 202, "again, now that it is done"


def test_it_is_stopped_and_nobody_elses(api: TestClient, app: FastAPI, key: Keys, council: Any, roster: str) -> None:
    where = f"/v1/rosters/{roster}/savings"
    assert api.delete(where, headers=council).status_code == 404, "nothing was measured"
    id_ = api.post(where, headers=council).json()["id"]
    for other in (key("trust"), key("elsewhere"), key("trust", Role.ANALYST)):
        assert api.delete(where, headers=other).status_code in (403, 404)
    assert app.state.jobs.cancelled == []
    assert api.delete(where, headers=council).status_code == 202
    assert app.state.jobs.cancelled == [id_]
    assert api.delete("/v1/problems/" + _comparison(app).problem, headers=council).status_code == 409


def test_a_comparison_is_no_roster_of_the_api(api: TestClient, app: FastAPI, council: Any, roster: str) -> None:
    id_ = api.post(f"/v1/rosters/{roster}/savings", headers=council).json()["id"]
    assert [one["id"] for one in api.get("/v1/rosters", headers=council).json()["rosters"]] == [roster]
    for path in ("", "/events", "/explanations", "/export", "/savings", "/joins", "/versions"):
        assert api.get(f"/v1/rosters/{id_}{path}", headers=council).status_code == 404, path
    assert api.delete(f"/v1/rosters/{id_}", headers=council).status_code == 404


def test_an_owners_analyst_reads_what_was_measured_and_has_no_real_day_measured(
    api: TestClient, key: Keys, council: Any, roster: str
) -> None:
    analyst, where = key("council", Role.ANALYST), f"/v1/rosters/{roster}/savings"
    assert api.post(where, headers=analyst).status_code == 403
    assert api.post(where, headers=council).status_code == 202
    assert api.get(where, headers=analyst).json()["measured"]["state"] == "queued"


def test_it_is_of_the_day_as_it_was_when_it_was_asked_for(
    app: FastAPI, api: TestClient, council: Any, roster: str
) -> None:
    with app.state.store.session(SYSTEM) as session:
        row = session.get_one(tables.Roster, roster)
        row.problem_document, row.pack = b"changed by hand", "[continuity]\nvalues = { price = 400.0 }\n"
        made = comparisons.add(session, SYSTEM, row, 1.0, 1, False)
        row.problem_document = b"changed again"
        session.flush()
        assert (made.problem_document, made.pack) == (b"changed by hand", row.pack)


def test_the_example_in_the_document_is_one(api: TestClient) -> None:
    schema = api.get("/openapi.json").json()["components"]["schemas"]["MeasuredSavings"]
    for example in schema["examples"]:
        nulls = {"why": None, "ended": None}  # left out of examples by FastAPI
        assert MeasuredSavings.model_validate(nulls | example).table[0].joining is not None
