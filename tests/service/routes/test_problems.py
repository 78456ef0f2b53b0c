"""Submitting problems in every form, listing, reading and taking them away."""

from __future__ import annotations

import copy
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from fixtures.earlier import version_1_day
from service.access import SYSTEM
from service.routes.examples import PROBLEM
from service.store import problems
from solver import Problem, problem_document, read_problem
from solver.domain import Role
from solver.formats import json_bytes, write_tables

from .conftest import Keys

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_a_problem_comes_back_as_it_was(api: TestClient, key: Keys, hamlet: Problem) -> None:
    council = key()
    document = problem_document(hamlet)
    made = api.post("/v1/problems", json=document, headers=council)
    assert made.status_code == 201
    head = made.json()
    assert made.headers["Location"] == f"/v1/problems/{head['id']}"
    assert (head["owner"], head["visits"], head["digest"]) == ("council", len(hamlet.visits), hamlet.digest)
    read = api.get(made.headers["Location"], headers=council)
    assert read.json() == document
    assert read.headers["ETag"] == f'"{hamlet.digest}"'
    again = api.get(made.headers["Location"], headers={**council, "If-None-Match": read.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_to_be_told_first_is_in_the_answer(api: TestClient, key: Keys, hamlet: Problem, tmp_path: Path) -> None:
    def notes(**sent: Any) -> list[str]:
        made = api.post("/v1/problems", **sent)
        assert made.status_code == 201, made.text
        told: list[str] = made.json()["notes"]
        assert told[-1].startswith("Unknown: ")  # of the consents of an invented day nobody has asked for all
        return told[:-1]

    assert notes(json=problem_document(hamlet), headers=key()) == []
    visit = hamlet.visits[0]
    odd = hamlet.replace(visits=(*hamlet.visits, visit.model_copy(update={"id": "again"})))
    assert notes(json=problem_document(odd), headers=key())[0].startswith(f"Please look: again repeats {visit.id} ")
    write_tables(hamlet, tmp_path / "whole.zip")
    with zipfile.ZipFile(tmp_path / "whole.zip") as whole, zipfile.ZipFile(tmp_path / "day.zip", "w") as less:
        for name in whole.namelist():
            if name != "consents.csv":
                less.writestr(name, whole.read(name))
    (told,) = notes(content=(tmp_path / "day.zip").read_bytes(), headers={**key(), "Content-Type": "application/zip"})
    assert told == "Safety sheets are missing, and what they would tell is unknown: consents."


def test_a_stored_document_of_version_1_is_read_as_it_is(api: TestClient, key: Keys) -> None:
    """Also one with a past visit on its own day, which is a fault at the door today and was none then."""
    trust = key("trust")
    old = json.loads(version_1_day())
    made = api.post("/v1/problems", json=old, headers=trust)
    assert made.status_code == 201
    assert "of version 1" in made.json()["notes"][0]
    assert api.get(made.headers["Location"], headers=trust).json() == old
    old["history"].append({**old["history"][-1], "start": "2027-03-01T09:00:00+00:00"})
    assert api.post("/v1/problems", json=old, headers=trust).status_code == 422
    problem = read_problem(json.dumps(old).encode(), kept=True)
    with api.app.state.store.session(SYSTEM) as session:  # type: ignore[attr-defined]
        stored = problems.add(session, SYSTEM, problem, "trust").id
    assert api.get(f"/v1/problems/{stored}", headers=trust).json() == old
    for sight in (Role.ANALYST, Role.SCHEDULER):
        assert api.get(f"/v1/problems/{stored}", headers=key("trust", sight)).status_code == 200
    asked = {"problem": stored, "seconds": 1}
    assert api.post("/v1/rosters", json=asked, headers=trust).status_code == 202


@pytest.mark.parametrize("ending", [".xlsx", ".zip", ".json"])
@pytest.mark.parametrize("form", [True, False])
def test_every_form_is_the_same_problem(
    ending: str, form: bool, api: TestClient, key: Keys, hamlet: Problem, tmp_path: Path
) -> None:
    file = tmp_path / f"day{ending}"
    if ending == ".json":
        file.write_bytes(json_bytes(problem_document(hamlet)))
    else:
        write_tables(hamlet, file)
    types = {".xlsx": XLSX, ".zip": "application/zip", ".json": "application/json"}
    sent: dict[str, Any] = (
        {"files": {"file": (file.name, file.read_bytes(), types[ending])}}
        if form
        else {"content": file.read_bytes(), "headers": {"Content-Type": types[ending]}}
    )
    sent["headers"] = {**sent.get("headers", {}), **key()}
    made = api.post("/v1/problems", **sent)
    assert made.status_code == 201, made.text
    assert made.json()["digest"] == hamlet.digest


def test_all_faults_at_once_by_path(api: TestClient, key: Keys) -> None:
    broken = copy.deepcopy(PROBLEM)
    broken["visits"][0]["client"] = "C9"
    broken["shifts"][0]["worker"] = "W9"
    answer = api.post("/v1/problems", json=broken, headers=key())
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {(fault["where"], fault["value"]) for fault in answer.json()["faults"]} == {
        ("visits[0].client", "C9"),
        ("shifts[0].worker", "W9"),
    }


def test_faults_of_a_workbook_by_sheet_row_and_column(
    api: TestClient, key: Keys, hamlet: Problem, tmp_path: Path
) -> None:
    file = tmp_path / "day.xlsx"
    write_tables(hamlet, file)
    book = openpyxl.load_workbook(file)
    sheet = book["visits"]
    column = next(cell.column for cell in sheet[1] if cell.value == "client")
    sheet.cell(3, column).value = "nobody"
    book.save(file)
    upload = {"file": ("monday.xlsx", file.read_bytes(), XLSX)}
    answer = api.post("/v1/problems", files=upload, headers=key()).json()
    told = [(fault["file"], fault["where"], fault["value"]) for fault in answer["faults"]]
    assert ("monday.xlsx, sheet visits", "row 3, column client", "nobody") in told


def test_formulas_are_refused_by_cell(api: TestClient, key: Keys, hamlet: Problem, tmp_path: Path) -> None:
    file = tmp_path / "day.xlsx"
    write_tables(hamlet, file)
    book = openpyxl.load_workbook(file)
    book["clients"]["B2"] = '=HYPERLINK("http://example.invalid","Edith")'
    book.save(file)
    answer = api.post("/v1/problems", files={"file": ("day.xlsx", file.read_bytes(), XLSX)}, headers=key()).json()
    assert [(fault["file"], fault["where"]) for fault in answer["faults"]] == [
        ("day.xlsx, sheet clients", "row 2, column B")
    ]
    texts = tmp_path / "day.zip"
    with zipfile.ZipFile(texts, "w") as archive:
        archive.writestr("clients.csv", "id,name,place\nC1,=1+1,P1\n")
    upload = {"file": ("day.zip", texts.read_bytes(), "application/zip")}
    answer = api.post("/v1/problems", files=upload, headers=key()).json()
    assert [(fault["file"], fault["where"]) for fault in answer["faults"]] == [
        ("day.zip, clients.csv", "row 2, column 2")
    ]


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "Edith\u0000", "Edith\u0085", "\u202eEdith", "\ud800"])
def test_names_that_a_spreadsheet_would_run_or_nobody_can_see(name: str, api: TestClient, key: Keys) -> None:
    odd = copy.deepcopy(PROBLEM)
    odd["clients"][0]["name"] = name
    sent = json.dumps(odd).encode()  # half a surrogate pair too, which httpx would not send
    answer = api.post("/v1/problems", content=sent, headers={**key(), "Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["where"] == "clients[0].name"


def test_the_same_request_twice_makes_one(api: TestClient, key: Keys) -> None:
    council = {**key(), "Idempotency-Key": "monday-1"}
    first, second = (api.post("/v1/problems", json=PROBLEM, headers=council) for _ in range(2))
    assert first.json() == second.json()
    other = api.post("/v1/problems", json={**PROBLEM, "name": "Another"}, headers=council)
    assert other.status_code == 422
    assert len(api.get("/v1/problems", headers=council).json()["problems"]) == 1
    somebody = api.post("/v1/problems", json=PROBLEM, headers={**key(), "Idempotency-Key": "monday-1"})
    assert somebody.json()["id"] != first.json()["id"]


def test_pages_follow_each_other_to_the_end(api: TestClient, key: Keys) -> None:
    council = key()
    made = [api.post("/v1/problems", json=PROBLEM, headers=council).json()["id"] for _ in range(5)]
    found: list[str] = []
    url: str | None = "/v1/problems?most=2"
    while url:
        answer = api.get(url, headers=council)
        found += [one["id"] for one in answer.json()["problems"]]
        url = answer.links["next"]["url"] if "next" in answer.links else None
    assert found == sorted(made, reverse=True)


def test_others_know_nothing_of_it(api: TestClient, key: Keys) -> None:
    path = api.post("/v1/problems", json=PROBLEM, headers=key()).headers["Location"]
    stranger = key("elsewhere")
    assert api.get(path, headers=stranger).status_code == 404
    assert api.delete(path, headers=stranger).status_code == 404
    assert api.get("/v1/problems", headers=stranger).json() == {"problems": [], "next": None}
    assert api.get(path).status_code == 401


def test_an_administrator_of_the_installation_says_whose_it_is(api: TestClient, key: Keys) -> None:
    admin = key(None, Role.ADMIN)
    assert api.post("/v1/problems", json=PROBLEM, headers=admin).status_code == 422
    made = api.post("/v1/problems?owner=council", json=PROBLEM, headers=admin)
    assert made.json()["owner"] == "council"
    assert api.get(made.headers["Location"], headers=key()).status_code == 200


def test_taken_away_is_gone(api: TestClient, key: Keys) -> None:
    council = key()
    path = api.post("/v1/problems", json=PROBLEM, headers=council).headers["Location"]
    assert api.delete(path, headers=key()).status_code == 403  # another scheduler's
    assert api.delete(path, headers=council).status_code == 204
    assert api.get(path, headers=council).status_code == 404


def test_content_types_that_are_not_read(api: TestClient, key: Keys) -> None:
    answer = api.post("/v1/problems", content=b"<a/>", headers={**key(), "Content-Type": "text/xml"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (415, "application/problem+json")


def test_what_is_read_is_what_the_solver_reads(api: TestClient, key: Keys) -> None:
    council = key()
    path = api.post("/v1/problems", json=PROBLEM, headers=council).headers["Location"]
    assert len(read_problem(api.get(path, headers=council).content).visits) == 1
