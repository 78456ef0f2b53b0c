"""Asking for rosters, following, fetching and stopping them. Nothing is solved: the store is told what happened."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.access import SYSTEM
from service.routes.examples import PROBLEM, ROSTER
from service.store import rosters

from .conftest import Keys

FAR = "0" * 28


def _asked(api: TestClient, headers: dict[str, str], **more: Any) -> dict[str, Any]:
    made = api.post("/v1/rosters", json={"problem": PROBLEM, "seconds": 2, **more}, headers=headers)
    assert made.status_code == 202, made.text
    head: dict[str, Any] = made.json()
    assert made.headers["Location"] == f"/v1/rosters/{head['id']}"
    return head


def _solved(app: FastAPI, id_: str) -> None:
    with app.state.store.session(SYSTEM) as session:
        rosters.begin(session, id_)
        rosters.save_if_better(session, id_, ROSTER, 400_000, 0, 0.5)
        rosters.add_event(session, id_, "progress", {"seconds": 0.5, "cost": 400_000, "served": 1, "unserved": 0})
        outcome = {"judgement": {"cost": 346.6}, "explanations": [{"visit": "V1", "verdict": "PROVEN"}]}
        rosters.end(session, id_, "done", ROSTER, outcome, best_cost=346_600, served=1, unserved=0, hard=0)


def test_asked_for_by_a_problem_or_its_id(api: TestClient, app: FastAPI, key: Keys) -> None:
    council = key()
    problem = api.post("/v1/problems", json=PROBLEM, headers=council).json()["id"]
    head = _asked(api, council, problem=problem, joins="off", seed=7, rules="[continuity]\nvalues = { price = 1.0 }")
    assert (head["problem"], head["state"], head["joins"], head["seed"]) == (problem, "queued", "off", 7)
    other = _asked(api, council, start=ROSTER, urgent=False)
    assert other["problem"] != problem
    assert app.state.jobs.submitted == [(head["id"], True), (other["id"], False)]
    assert [one["id"] for one in api.get("/v1/rosters", headers=council).json()["rosters"]] == [other["id"], head["id"]]
    of_it = api.get(f"/v1/rosters?problem={problem}", headers=council).json()["rosters"]
    assert [one["id"] for one in of_it] == [head["id"]]


def test_the_same_request_twice_solves_once(api: TestClient, app: FastAPI, key: Keys) -> None:
    council = {**key(), "Idempotency-Key": "k"}
    assert _asked(api, council)["id"] == _asked(api, council)["id"]
    assert len(app.state.jobs.submitted) == 1
    assert api.post("/v1/rosters", json={"problem": PROBLEM, "seconds": 3}, headers=council).status_code == 422


def test_every_fault_of_a_request_at_once(api: TestClient, app: FastAPI, key: Keys) -> None:
    rounds = [{"shift": "S9", "stops": []}]
    body = {"problem": PROBLEM, "rules": "[contnuity]", "start": {**ROSTER, "rounds": rounds}, "colour": 1}
    answer = api.post("/v1/rosters", json=body, headers=key())
    assert answer.status_code == 422
    assert {fault["where"] for fault in answer.json()["faults"]} == {
        "colour",
        "rules: contnuity",
        "start.rounds[0].shift",
    }
    inside = {**PROBLEM, "visits": [{**PROBLEM["visits"][0], "client": "C9"}]}
    answer = api.post("/v1/rosters", json={"problem": inside, "seconds": 1e9}, headers=key())
    assert {fault["where"] for fault in answer.json()["faults"]} == {"seconds", "problem.visits[0].client"}
    assert app.state.jobs.submitted == []


def test_a_problem_that_is_not_there(api: TestClient, key: Keys) -> None:
    for id_ in (FAR, "nonsense", "\x00"):
        assert api.post("/v1/rosters", json={"problem": id_}, headers=key()).status_code == 404


def test_the_whole_roster_with_its_version_as_tag(api: TestClient, app: FastAPI, key: Keys) -> None:
    council = key()
    id_ = _asked(api, council)["id"]
    before = api.get(f"/v1/rosters/{id_}", headers=council)
    assert (before.json()["roster"], before.json()["outcome"]) == (None, None)
    _solved(app, id_)
    answer = api.get(f"/v1/rosters/{id_}", headers=council)
    whole = answer.json()
    assert (whole["state"], whole["cost"], whole["roster"]) == ("done", 346_600, ROSTER)
    assert whole["outcome"]["judgement"] == {"cost": 346.6}
    assert answer.headers["ETag"] == f'"{whole["version"]}"' != before.headers["ETag"]
    same = api.get(f"/v1/rosters/{id_}", headers={**council, "If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304
    why = api.get(f"/v1/rosters/{id_}/explanations", headers=council).json()
    assert why == {"state": "done", "explanations": [{"visit": "V1", "verdict": "PROVEN"}]}


def test_stopping_asks_the_jobs_and_an_ended_one_stays(api: TestClient, app: FastAPI, key: Keys) -> None:
    council = key()
    id_ = _asked(api, council)["id"]
    assert api.delete(f"/v1/rosters/{id_}", headers=council).status_code == 202
    assert app.state.jobs.cancelled == [id_]
    _solved(app, id_)
    again = api.delete(f"/v1/rosters/{id_}", headers=council)
    assert (again.status_code, again.json()["state"]) == (200, "done")
    assert app.state.jobs.cancelled == [id_]


def test_the_story_is_told_to_its_end_and_resumed(api: TestClient, app: FastAPI, key: Keys) -> None:
    council = key()
    id_ = _asked(api, council)["id"]
    _solved(app, id_)
    answer = api.get(f"/v1/rosters/{id_}/events", headers=council)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    told = _events(answer.text)
    assert [(one["id"], one["event"]) for one in told] == [
        ("1", "state"),
        ("2", "state"),
        ("3", "progress"),
        ("4", "state"),
    ]
    assert told[2]["data"]["cost"] == 400_000
    assert told[3]["data"]["state"] == "done"
    rest = api.get(f"/v1/rosters/{id_}/events", headers={**council, "Last-Event-ID": "2"})
    assert [one["id"] for one in _events(rest.text)] == ["3", "4"]
    assert api.get(f"/v1/rosters/{id_}/events", headers={**council, "Last-Event-ID": "4"}).status_code == 204
    assert api.get(f"/v1/rosters/{FAR}/events", headers=council).status_code == 404
    assert api.get(f"/v1/rosters/{id_}/events").status_code == 401


def _events(text: str) -> list[dict[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        found.append({**fields, "data": json.loads(fields["data"])})
    return found
