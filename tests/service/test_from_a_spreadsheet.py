"""A scheduler without a terminal: the template from the page, filled in, dropped there, and a roster out of it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.access import SYSTEM
from service.app import create_app
from service.run.settings import Settings
from service.store.keys import make_key
from solver.domain import Role

from ..formats.flat_day import csv_bytes, fill_template, flat_day, with_coordinates

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return create_app(Settings(data=tmp_path / "data"))


def key(app: FastAPI, role: Role = Role.SCHEDULER) -> dict[str, str]:
    with app.state.store.session(SYSTEM) as session:
        return {"Authorization": f"Bearer {make_key(session, role.value, role, 'council')}"}


@pytest.fixture
def filled(tmp_path: Path) -> bytes:
    fill_template(tmp_path / "my-day.xlsx", with_coordinates(flat_day()))
    return (tmp_path / "my-day.xlsx").read_bytes()


@pytest.mark.kernel
def test_by_the_page_alone_from_the_template_to_a_roster(app: FastAPI, filled: bytes) -> None:
    with app.state.store.session(SYSTEM) as session:
        secret = make_key(session, "the office", Role.SCHEDULER, "council")
    with TestClient(app, base_url="http://here", follow_redirects=False) as page:
        page.post("/ui/sign-in", data={"key": secret}, headers={"origin": "http://here"})
        page.headers.update({"x-onevisit-page": "1", "origin": "http://here"})
        start = page.get("/").text
        assert '<a href="/ui/template" download>' in start
        given = page.get("/ui/template")
        assert given.headers["content-disposition"] == 'attachment; filename="my-day.xlsx"'
        assert openpyxl.load_workbook(io.BytesIO(given.content)).sheetnames == ["Read me", "clients", "visits", "staff"]
        assert (
            "delegations" in openpyxl.load_workbook(io.BytesIO(page.get("/ui/template?form=full").content)).sheetnames
        )
        told = page.post("/v1/problems", content=filled, headers={"content-type": XLSX}).json()
        assert (told["visits"], told["shifts"]) == (10, 4)
        assert "Example row left out: clients, visits, staff." in told["notes"]
        made = page.post("/v1/rosters", json={"problem": told["id"], "seconds": 1, "joins": "off"}).json()
        assert '"done"' in page.get(f"/v1/rosters/{made['id']}/events").text
        done = page.get(f"/v1/rosters/{made['id']}").json()
        assert (done["served"], done["unserved"]) == (10, 0)
        book = page.get(f"/v1/rosters/{made['id']}/export?format=xlsx").content
        read = page.post(f"/v1/problems/{told['id']}/roster-table", content=book, headers={"content-type": XLSX})
        assert read.json()["notes"] == [
            "Roster read from upload.xlsx, sheet Rounds: 11 stops on 4 shifts, 0 visits not on it."
        ]
        assert read.json()["roster"]["rounds"] == done["roster"]["rounds"]
        again = {"problem": told["id"], "seconds": 1, "joins": "off", "start": read.json()["roster"]}
        assert page.post("/v1/rosters", json=again).status_code == 202
        checked = page.post("/v1/checks", json={"problem": told["id"], "roster": read.json()["roster"]}).json()
        assert checked["feasible"] is True


def test_windows_text_with_semicolons_in_a_zip(app: FastAPI) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, rows in with_coordinates(flat_day()).items():
            made.writestr(f"{name}.csv", csv_bytes(rows, "cp1252", ";"))
    upload = {"file": ("day.zip", file.getvalue(), "application/zip")}
    answer = TestClient(app).post("/v1/problems", files=upload, headers=key(app))
    assert answer.status_code == 201, answer.text
    assert answer.json()["notes"][0].endswith("clients.csv: read as Windows text (it is not UTF-8).")
    assert "/" not in answer.json()["notes"][0]


def test_faults_of_both_workbooks_are_told_by_row_and_column(app: FastAPI, filled: bytes) -> None:
    api, headers = TestClient(app), key(app)
    book = openpyxl.load_workbook(io.BytesIO(filled))
    book["visits"]["A3"] = "Ada Sampel"
    refused = api.post("/v1/problems", files=_form("monday.xlsx", book), headers=headers).json()
    (fault,) = refused["faults"]
    assert (fault["file"], fault["where"]) == ("monday.xlsx, sheet visits", "row 3, column client")
    id_ = api.post("/v1/problems", files={"file": ("monday.xlsx", filled, XLSX)}, headers=headers).json()["id"]
    roster = openpyxl.Workbook()
    for row in (("visit", "carer", "start"), ("ada_sample-0800", "Pat Exampel", "8:00")):
        roster.worksheets[0].append(row)
    path = f"/v1/problems/{id_}/roster-table"
    refused = api.post(path, files=_form("rota.xlsx", roster), headers=headers).json()
    (fault,) = refused["faults"]
    assert (fault["file"], fault["where"]) == ("rota.xlsx, sheet Sheet", "row 2, column carer")
    assert fault["expected"].endswith("the nearest is pat_example (Pat Example)")
    roster.worksheets[0]["C2"] = "=NOW()"
    refused = api.post(path, files=_form("rota.xlsx", roster), headers=headers).json()
    assert "not a formula" in refused["faults"][0]["expected"]


def test_who_sees_a_part_reads_no_roster_into_it(app: FastAPI, filled: bytes) -> None:
    api = TestClient(app)
    id_ = api.post("/v1/problems", files={"file": ("day.xlsx", filled, XLSX)}, headers=key(app)).json()["id"]
    roster = openpyxl.Workbook()
    path = f"/v1/problems/{id_}/roster-table"
    assert api.post(path, files=_form("rota.xlsx", roster), headers=key(app, Role.ANALYST)).status_code == 403
    assert api.post(path.replace(id_, "0" * 28), files=_form("r.xlsx", roster), headers=key(app)).status_code == 404


def _form(name: str, book: Any) -> dict[str, Any]:
    out = io.BytesIO()
    book.save(out)
    return {"file": (name, out.getvalue(), XLSX)}
