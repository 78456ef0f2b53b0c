"""What a done roster planned counts for continuity when the next day is submitted over HTTP."""

from __future__ import annotations

import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from fixtures import generate
from service.access import SYSTEM
from service.store import problems, rosters
from solver import Problem, Roster, Round, Stop, problem_document, read_problem, roster_document

from .conftest import Keys


@pytest.fixture
def day(app: FastAPI) -> Problem:
    """A day of which one visit is done, as the store remembers it."""
    day = generate("hamlet", 1).replace(history=())
    visit, shift = day.visits[0], day.shifts[0]
    made = Roster(rounds=(Round(shift=shift.id, stops=(Stop(visit=visit.id, start=visit.windows[0].start),)),))
    with app.state.store.session(SYSTEM) as session:
        row = rosters.add(session, SYSTEM, problems.add(session, SYSTEM, day, "council"), seconds=1.0)
        rosters.begin(session, row.id)
        rosters.end(session, row.id, "done", roster_document(made, day), best_cost=0)
    return day


def the_next(day: Problem) -> dict[str, object]:
    today, tomorrow = "2027-03-01", "2027-03-02"
    found: dict[str, object] = json.loads(json.dumps(problem_document(day)).replace(today, tomorrow))
    return found


@pytest.mark.parametrize("inline", [False, True])
def test_the_next_day_is_kept_with_what_was_done(
    api: TestClient, key: Keys, app: FastAPI, day: Problem, inline: bool
) -> None:
    if inline:
        made = api.post("/v1/rosters", json={"problem": the_next(day), "seconds": 1}, headers=key()).json()["problem"]
    else:
        made = api.post("/v1/problems", json=the_next(day), headers=key()).json()["id"]
    kept = read_problem(json.dumps(api.get(f"/v1/problems/{made}", headers=key()).json()).encode())
    assert [(past.client, past.worker) for past in kept.history] == [(day.visits[0].client, day.shifts[0].worker)]


def test_another_organisation_is_told_nothing_of_it(api: TestClient, key: Keys, app: FastAPI, day: Problem) -> None:
    made = api.post("/v1/problems", json=the_next(day), headers=key("trust")).json()["id"]
    assert not api.get(f"/v1/problems/{made}", headers=key("trust")).json().get("history")
