"""Judging any roster, the rules, and rosters as files."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.access import SYSTEM
from service.routes.examples import PROBLEM, ROSTER
from service.store import rosters
from solver import Problem, problem_document, roster_document
from solver.domain import Role
from solver.solving import solve

from .conftest import Keys


def _kept(api: TestClient, app: FastAPI, headers: dict[str, str], problem: Any, roster: Any) -> str:
    """The path of an ended roster."""
    head = api.post("/v1/rosters", json={"problem": problem}, headers=headers).json()
    with app.state.store.session(SYSTEM) as session:
        rosters.begin(session, head["id"])
        rosters.end(session, head["id"], "done", roster, {}, best_cost=1, served=1, unserved=0, hard=0)
    return f"/v1/rosters/{head['id']}"


def test_a_judgement_with_the_problem_or_its_id(api: TestClient, key: Keys) -> None:
    council = key()
    whole = api.post("/v1/checks", json={"problem": PROBLEM, "roster": ROSTER}, headers=council)
    assert whole.status_code == 200, whole.text
    assert whole.json()["feasible"] is True
    assert whole.json()["judgement"]["cost"] == pytest.approx(346.6)
    id_ = api.post("/v1/problems", json=PROBLEM, headers=council).json()["id"]
    again = api.post("/v1/checks", json={"problem": id_, "roster": ROSTER}, headers=council)
    assert again.json() == whole.json()


def test_a_broken_roster_is_judged_not_refused(api: TestClient, key: Keys) -> None:
    early = {**ROSTER, "rounds": [{"shift": "S1", "stops": [{"visit": "V1", "start": "2026-03-02T06:00:00+00:00"}]}]}
    answer = api.post("/v1/checks", json={"problem": PROBLEM, "roster": early}, headers=key())
    assert (answer.status_code, answer.json()["feasible"]) == (200, False)
    assert answer.json()["judgement"]["breaches"]


def test_a_roster_of_another_date_is_refused(api: TestClient, key: Keys) -> None:
    stops = [{"visit": "V1", "start": "2026-03-01T07:30:00+00:00"}]
    yesterday = {**ROSTER, "rounds": [{"shift": "S1", "stops": stops}]}
    answer = api.post("/v1/checks", json={"problem": PROBLEM, "roster": yesterday}, headers=key())
    assert answer.status_code == 422
    (fault,) = answer.json()["faults"]
    assert fault["where"] == "roster.rounds"
    assert fault["expected"].startswith("want a roster of this day, on which shift S1 is from 07:00 to 13:00")


def test_what_does_not_fit_is_refused_at_once(api: TestClient, key: Keys) -> None:
    body = {"problem": PROBLEM, "roster": {**ROSTER, "rounds": [{"shift": "S9", "stops": []}]}, "rules": "x = ["}
    answer = api.post("/v1/checks", json=body, headers=key())
    assert answer.status_code == 422
    wheres = [fault["where"] for fault in answer.json()["faults"]]
    assert wheres == ["rules: pack", "roster.rounds[0].shift"]
    assert api.post("/v1/checks", json={"problem": PROBLEM}, headers=key()).status_code == 422


def test_rules_and_a_pack_of_ones_own(api: TestClient, key: Keys) -> None:
    council = key()
    built_in = api.get("/v1/rules", headers=council).json()
    assert built_in["rules"]["break"]["kind"] == "statute"
    own = api.post("/v1/rules", json={"rules": "[continuity]\nvalues = { price = 400.0 }"}, headers=council).json()
    assert own["rules"]["continuity"]["values"]["price"] == 400.0
    assert own["digest"] != built_in["digest"]
    odd = api.post("/v1/rules", json={"rules": "[continuity]\nvalues = { prize = 1 }\n[contnuity]"}, headers=council)
    assert [one["where"] for one in odd.json()["faults"]] == ["rules: continuity.values.prize", "rules: contnuity"]


def test_the_document_and_the_workbook(api: TestClient, app: FastAPI, key: Keys) -> None:
    council = key()
    path = _kept(api, app, council, PROBLEM, ROSTER)
    document = api.get(f"{path}/export", headers=council)
    assert document.json() == ROSTER
    assert "attachment" in document.headers["Content-Disposition"]
    workbook = api.get(f"{path}/export?format=xlsx", headers=council)
    rows = openpyxl.load_workbook(io.BytesIO(workbook.content))["Rounds"].iter_rows(values_only=True)
    assert any("Edith Madeupford" in row for row in rows)


def test_a_workers_calendar_and_everybodys(api: TestClient, app: FastAPI, key: Keys) -> None:
    council = key()
    path = _kept(api, app, council, PROBLEM, ROSTER)
    one = api.get(f"{path}/export?format=ics&worker=W1", headers=council)
    assert one.headers["Content-Type"].startswith("text/calendar")
    assert one.text.startswith("BEGIN:VCALENDAR")
    assert "DTSTART:20260302T073000Z" in one.text
    everybody = api.get(f"{path}/export?format=ics", headers=council)
    with zipfile.ZipFile(io.BytesIO(everybody.content)) as archive:
        assert archive.read("W1.ics").decode() == one.text
    assert api.get(f"{path}/export?format=ics&worker=W9", headers=council).status_code == 422


def test_nothing_in_a_csv_file_is_run(api: TestClient, app: FastAPI, key: Keys) -> None:
    council = key()
    odd = {**PROBLEM, "clients": [{**PROBLEM["clients"][0], "name": "+44 Edith"}]}
    path = _kept(api, app, council, odd, ROSTER)
    answer = api.get(f"{path}/export?format=csv&organisation=council", headers=council)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["council/visits.csv", "council/tasks.csv"]
        rows = list(csv.DictReader(io.StringIO(archive.read("council/visits.csv").decode("utf-8-sig"))))
    assert [row["client_name"] for row in rows] == ["'+44 Edith"]


@pytest.mark.kernel
def test_one_organisations_part_tells_of_nobody_elses_clients(
    api: TestClient, app: FastAPI, key: Keys, hamlet: Problem
) -> None:
    trust = key("trust")
    roster = solve(hamlet, iterations=2_000).roster
    path = _kept(api, app, trust, problem_document(hamlet), roster_document(roster, hamlet))
    of_council = {visit.id for visit in hamlet.visits if visit.organisation == "council"}
    own = {hamlet.client[visit.client].name for visit in hamlet.visits if visit.organisation == "council"}
    others = {client.name for client in hamlet.clients} - own
    partner = key("council")
    assert api.post("/v1/partners", headers=partner, json={"of": "trust", "accept": True}).json()["offered"] == 0
    for form in ("json", "xlsx", "csv"):
        answer = api.get(f"{path}/export?format={form}", headers=partner)
        assert answer.status_code == 200, answer.text
        told = answer.text
        if form == "xlsx":
            book = openpyxl.load_workbook(io.BytesIO(answer.content))
            told = str([row for sheet in book for row in sheet.iter_rows(values_only=True)])
        if form == "csv":
            with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
                told = "".join(archive.read(name).decode() for name in archive.namelist())
        if form == "json":  # the document has ids alone
            placed = {stop["visit"] for one in answer.json()["rounds"] for stop in one["stops"] if "visit" in stop}
            assert placed == {stop.visit for one in roster.rounds for stop in one.stops if stop.visit in of_council}
        else:
            assert [name for name in own if name in told], form
        assert not [name for name in others if name in told], form
    assert api.get(f"{path}/export?organisation=trust", headers=partner).status_code == 403
    analyst = key("trust", Role.ANALYST)
    assert api.get(f"{path}/export?format=xlsx", headers=analyst).status_code == 403
    coded = api.get(f"{path}/export", headers=analyst)
    assert coded.status_code == 200
    assert hamlet.visits[0].id not in coded.text


def test_before_there_is_a_roster(api: TestClient, key: Keys) -> None:
    council = key()
    id_ = api.post("/v1/rosters", json={"problem": PROBLEM}, headers=council).json()["id"]
    assert api.get(f"/v1/rosters/{id_}/export", headers=council).status_code == 409
