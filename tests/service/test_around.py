"""What surrounds every request: pace, logs without personal data, safe headers, metrics, access and audit by HTTP."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter

from service import routes
from service.access import SYSTEM
from service.run.logs import begin_logging
from service.store import audit, tables
from service.web.problem_details import Refusal
from service.web.rate_limit import Pace
from solver.domain import Role

from .installation import installed


def test_bucket_empties_and_fills_at_its_pace() -> None:
    now = [0.0]
    pace = Pace(60, clock=lambda: now[0])
    assert [pace.wait("a") for _ in range(12)] == [0.0] * 12
    assert pace.wait("a") == 1.0
    assert pace.wait("b") == 0.0  # each their own
    now[0] = 0.5
    assert pace.wait("a") == 0.5
    now[0] = 1.0
    assert pace.wait("a") == 0.0
    now[0] = 1000.0
    assert [pace.wait("a") for _ in range(13)][-1] == 1.0  # never more than full
    with pytest.raises(Refusal) as refused:
        pace.take("a")
    assert (refused.value.status, refused.value.headers) == (429, {"Retry-After": "1"})


def test_key_that_asks_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    with installed(tmp_path, requests_a_minute=30) as here:
        answers = [here.get("trust admin", "/v1/keys") for _ in range(10)]
        assert [answer.status_code for answer in answers] == [200] * 6 + [429] * 4
        assert answers[-1].headers["retry-after"] == "2"
        assert answers[-1].json()["title"] == "Too many requests"
        assert here.get("council admin", "/v1/keys").status_code == 200
        assert here.get(None, "/live").status_code == 200


def test_logs_hold_templates_and_key_ids_and_nothing_that_was_sent(tmp_path: Path) -> None:
    stream = io.StringIO()
    begin_logging(stream)
    try:
        with installed(tmp_path) as here:
            here.get("trust admin", "/v1/audit?client=Ada-Testperson", headers={"X-Request-Id": "told-by-caller"})
            here.get(None, "/v1/webhooks/Ada-Testperson/deliveries")
            here.get("trust admin", "/Ada-Testperson", headers={"X-Request-Id": "Ada Testperson"})
            key = here.key("trust admin")
    finally:
        begin_logging()
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    asked = [line for line in lines if line["event"] == "request"]
    assert [(line["route"], line["status"]) for line in asked] == [
        ("/v1/audit", 200),
        ("/v1/webhooks/{id}/deliveries", 401),
        ("unknown", 404),
    ]
    assert asked[0]["id"] == "told-by-caller"
    assert asked[0]["who"] == f"key:{key.removeprefix('ov_').partition('.')[0]}"
    assert asked[1]["who"] is None
    assert "Ada" not in stream.getvalue()
    assert key.partition(".")[2] not in stream.getvalue()


def test_fault_of_the_program_is_logged_by_place_and_answered_without_a_word_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    router = APIRouter()

    @router.get("/broken/{name}")
    def broken(name: str) -> None:
        raise RuntimeError(f"no place for {name}")

    monkeypatch.setattr("service.app.ROUTERS", (*routes.ROUTERS, router))
    stream = io.StringIO()
    begin_logging(stream)
    try:
        with installed(tmp_path) as here:
            answer = here.get(None, "/broken/Ada")
    finally:
        begin_logging()
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Ada" not in answer.text
    line = next(line for line in map(json.loads, stream.getvalue().splitlines()) if line["event"] == "request")
    assert (line["level"], line["error"], line["route"]) == ("error", "RuntimeError", "/broken/{name}")
    assert line["at"][-1].endswith(" broken")
    assert line["id"] in answer.json()["detail"]
    assert "Ada" not in stream.getvalue()


def test_every_answer_has_safe_headers(tmp_path: Path) -> None:
    with installed(tmp_path) as here:
        for answer in (here.get(None, "/live"), here.get(None, "/v1/keys"), here.get(None, "/nowhere")):
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-security-policy"].startswith("default-src 'self'")
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-request-id"]
            assert "strict-transport-security" not in answer.headers
    with installed(tmp_path / "sealed", behind_tls_proxy=True) as here:
        assert "max-age" in here.get(None, "/live").headers["strict-transport-security"]


def test_metrics_for_admins_and_for_the_scraper_of_this_machine(
    tmp_path: Path, hamlet: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.store import problems, rosters

    with installed(tmp_path, metrics_token="scrape me") as here:
        with here.store.session(SYSTEM) as session:
            problem = problems.add(session, SYSTEM, hamlet, "trust")
            for _ in range(2):
                rosters.add(session, SYSTEM, problem, seconds=1.0)
        here.get("admin", "/v1/keys/Ada-Testperson")
        here.get("admin", "/v1/audit?client=Ada-Testperson")
        assert here.get(None, "/metrics").status_code == 401
        assert here.get("trust scheduler", "/metrics").status_code == 403
        text = here.get("admin", "/metrics").text
        assert 'onevisit_jobs{state="queued"} 2.0' in text
        assert "onevisit_queue_length 2.0" in text
        assert 'onevisit_requests_total{method="GET",route="/v1/audit",status="200"} 1.0' in text
        assert 'onevisit_request_seconds_bucket{le="0.005",method="GET",route="/v1/audit"}' in text
        assert "onevisit_event_loop_lag_seconds_count" in text
        assert "onevisit_solver_children" in text
        assert "Ada" not in text
        bearer = {"Authorization": "Bearer scrape me"}
        assert here.client.get("/metrics", headers=bearer).status_code == 401  # the TestClient is not of this machine
        monkeypatch.setattr("service.routes.metrics._is_loopback", lambda host: True)
        assert here.client.get("/metrics", headers=bearer).status_code == 200
        assert here.client.get("/metrics", headers={"Authorization": "Bearer scrape"}).status_code == 401


def test_keys_by_http(tmp_path: Path) -> None:
    with installed(tmp_path) as here:
        wanted = {"name": "scheduler's system", "role": "scheduler", "organisation": "trust"}
        made = here.ask("admin", "POST", "/v1/keys", json=wanted)
        assert made.status_code == 201
        as_new = {"Authorization": f"Bearer {made.json()['key']}"}
        assert here.client.get("/v1/webhooks", headers=as_new).status_code == 200
        assert "ov_" not in here.get("admin", "/v1/keys").text
        assert here.ask("council admin", "DELETE", f"/v1/keys/{made.json()['id']}").status_code == 404
        assert here.ask("trust admin", "DELETE", f"/v1/keys/{made.json()['id']}").status_code == 204
        assert here.client.get("/v1/webhooks", headers=as_new).status_code == 401

        def status(who: str, **changed: Any) -> int:
            return here.ask(who, "POST", "/v1/keys", json={**wanted, **changed}).status_code

        assert status("trust admin") == 201
        assert status("trust scheduler") == 403
        assert status("council admin") == 403  # into its own organisation only
        assert status("trust admin", organisation=None, role="admin") == 403  # nor above itself
        assert status("admin", organisation=None) == 422
        assert status("admin", role="king") == 422
        assert status("admin", expires="2020-01-01T00:00:00Z") == 422
        listed = here.get("council admin", "/v1/keys").json()["keys"]
        assert {one["organisation"] for one in listed} == {"council"}
        assert [one["id"] for one in here.get("trust admin", "/v1/organisations").json()["organisations"]] == ["trust"]


def test_people_by_http(tmp_path: Path) -> None:
    with installed(tmp_path) as here:
        wanted = {
            "name": "Nora Mockup",
            "role": "nurse_lead",
            "organisation": "trust",
            "issuer": "https://id.example.org",
            "subject": "1234",
        }
        made = here.ask("trust admin", "POST", "/v1/people", json=wanted)
        assert made.status_code == 201
        stolen = {**wanted, "organisation": "council"}
        assert here.ask("council admin", "POST", "/v1/people", json=stolen).status_code in (403, 409)
        assert here.get("trust admin", "/v1/people").json()["people"][0]["subject"] == "1234"
        assert here.get("council admin", "/v1/people").json() == {"people": []}
        path = f"/v1/people/{made.json()['id']}"
        assert here.ask("council admin", "DELETE", path).status_code == 404
        assert here.ask("trust admin", "DELETE", path).status_code == 204
        assert here.get("trust admin", "/v1/people").json()["people"][0]["revoked"]


def test_audit_by_http_shows_each_their_own(tmp_path: Path) -> None:
    with installed(tmp_path) as here:
        with here.store.session(SYSTEM) as session:
            audit.record(session, SYSTEM, "changed", "trust", roster="r1", clients=["C1", "C2"], detail="move V1")
            audit.record(session, SYSTEM, "read", "council", roster="r2", clients=["C9"])
        entries = here.get("trust scheduler", "/v1/audit").json()["entries"]
        assert sorted((one["client"], one["action"]) for one in entries) == [("C1", "changed"), ("C2", "changed")]
        assert [one["client"] for one in here.get("admin", "/v1/audit?roster=r2").json()["entries"]] == ["C9"]
        assert here.get("trust analyst", "/v1/audit").status_code == 403
        first = here.get("trust nurse_lead", "/v1/audit?most=1").json()
        rest = here.get("trust nurse_lead", f"/v1/audit?after={first['next']}").json()["entries"]
        assert [*first["entries"], *rest][:2] == entries
        assert [one["action"] for one in rest[1:]] == ["refused"]  # the analyst
        assert here.get("trust scheduler", "/v1/audit?client=C1").json()["entries"][0]["client"] == "C1"
        with here.store.reading(SYSTEM) as session:
            looks = [row for row in audit.list_deeds(session, SYSTEM, client="C1") if row.action == "read"]
        assert [(row.who[:4], row.role) for row in looks] == [("key:", Role.SCHEDULER.value)]
        assert tables.Audit.__tablename__ == "audit"


def test_a_keys_role_by_http_in_either_spelling(tmp_path: Path) -> None:
    with installed(tmp_path) as here:
        for spelled in ("nurse lead", "nurse_lead"):
            wanted = {"name": "ward", "role": spelled, "organisation": "trust"}
            assert here.ask("admin", "POST", "/v1/keys", json=wanted).status_code == 201
        listed = here.get("admin", "/v1/keys").json()["keys"]
        assert [one["role"] for one in listed if one["name"] == "ward"] == ["nurse_lead", "nurse_lead"]
        for wrong in ("matron", "team lead", 3):
            answer = here.ask("admin", "POST", "/v1/keys", json={"name": "k", "role": wrong, "organisation": "trust"})
            assert answer.status_code == 422
            assert answer.json()["faults"] == [
                {
                    "file": "",
                    "where": "body.role",
                    "value": wrong,
                    "expected": "want scheduler, nurse_lead, analyst or admin",
                }
            ]
