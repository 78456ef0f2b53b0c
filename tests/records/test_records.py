"""Two records from one visit: every task in exactly one record, once, and nobody else's client in it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import solver.formats.writing
from solver.check import check
from solver.domain import Fault, InputFaults, Problem, Registrant, Roster, Unserved, Visit
from solver.formats import read_tables, write_tables
from solver.records import Record, as_made, records, write_records
from solver.records.lists import VISITS

Rows = list[dict[str, Any]]


def _records(day: Problem, roster: Roster) -> dict[str, Record]:
    made, over = as_made(day, roster)
    return {one.organisation.id: one for one in records(day, roster, made, check(made, over).timeline)}


def _rows(grid: list[list[Any]], visit: str) -> Rows:
    return [dict(zip(grid[0], row, strict=True)) for row in grid[1:] if row[0] == visit]


def test_the_roster_made_by_hand_is_a_good_one(day: Problem, roster: Roster) -> None:
    made, over = as_made(day, roster)
    assert [breach.sentence for breach in check(made, over).breaches if breach.hard] == []


def test_every_task_is_in_one_record_once(day: Problem, roster: Roster) -> None:
    found = _records(day, roster)
    assert list(found) == ["council", "trust"]  # the agency commissioned nothing
    wanted = Counter(
        (visit.organisation, visit.id, task.code, task.duration / 60) for visit in day.visits for task in visit.tasks
    )
    told = Counter((name, row[0], row[3], row[4]) for name, record in found.items() for row in record.tasks[1:])
    assert told == wanted
    assert set(told.values()) == {1}
    for name, record in found.items():
        own = {visit.id for visit in day.visits if visit.organisation == name}
        assert {row[0] for row in record.visits[1:]} == own
        for row in [dict(zip(record.tasks[0], line, strict=True)) for line in record.tasks[1:]]:
            done = bool(row["worker"] and row["worker_organisation"] and row["start"])
            assert done != bool(row["why_unserved"])
            assert row["status"] == ("planned" if done else "unserved")


def test_every_field_of_a_visit_is_decided_for_records() -> None:
    """By the columns that tell it. What only made the roster is not repeated to who commissioned it."""
    told = {
        "id": {"visit"},
        "client": {"client", "client_name"},
        "place": {"address"},
        "windows": {"day"},
        "tasks": {"end"},
        "length": {"end"},
    }
    made_it = {
        "organisation",
        "windows_hard",
        "workers",
        "priority",
        "optional",
        "value",
        "kind",
        "preferred_workers",
        "commissioner",
        "provider",
        "unpaid_carer",
        "late_accepted",  # who pays is told of each task, see funding.py
    }
    undecided = Visit.model_fields.keys() - told.keys() - made_it
    assert not undecided, f"{sorted(undecided)}: a column of VISITS in solver/records/lists.py, or say here why not"
    assert told.keys() | made_it <= Visit.model_fields.keys()
    assert set().union(*told.values()) <= set(VISITS)


def test_a_delegated_task_says_by_whom_and_under_what(day: Problem, roster: Roster) -> None:
    trust = _records(day, roster)["trust"]
    insulin, dressing = _rows(trust.tasks, "A-nurse")
    assert insulin["start"] == datetime(2027, 3, 1, 8, 20)  # after the wash
    assert (insulin["worker"], insulin["worker_organisation"]) == ("carer", "Sample Council (invented)")
    assert (insulin["delegation"], insulin["registrant"]) == ("D-ada", "Nora Mockup RN")  # D-old has run out
    assert (dressing["start"], dressing["worker"]) == (datetime(2027, 3, 1, 8, 45), "nurse")
    assert dressing["delegation"] is None
    first, remains = _rows(trust.visits, "A-nurse")
    assert (first["status"], first["joint_with"]) == ("joint visit", "Sample Council (invented)")
    assert (first["start"], first["end"]) == (datetime(2027, 3, 1, 8), datetime(2027, 3, 1, 8, 40))
    assert (remains["status"], remains["joint_with"], remains["worker"]) == ("planned", None, "nurse")
    assert remains["end"] == datetime(2027, 3, 1, 9, 10)
    (wash, meal) = _rows(_records(day, roster)["council"].tasks, "A-care")
    assert (wash["start"], meal["start"]) == (datetime(2027, 3, 1, 8), datetime(2027, 3, 1, 8, 30))
    assert (wash["delegation"], wash["note"]) == (None, None)


def test_a_nurse_whom_the_council_employs_needs_no_delegation(day: Problem, roster: Roster) -> None:
    nurses = tuple(one.model_copy(update={"registered_nurse": True}) for one in day.workers)
    trust = _records(day.replace(workers=nurses), roster)["trust"]
    insulin = _rows(trust.tasks, "A-nurse")[0]
    assert (insulin["worker"], insulin["delegation"], insulin["registrant"]) == ("carer", None, None)


def test_what_both_commissioned_is_in_both_records_and_done_once(day: Problem, roster: Roster) -> None:
    found = _records(day, roster)
    dropped, _ = _rows(found["council"].tasks, "B-care")
    _, done = _rows(found["trust"].tasks, "B-nurse")
    assert dropped["note"] == "done once for both: see Sample NHS Trust (invented)"
    assert done["note"] == "done once for both: also for Sample Council (invented)"
    for row in (dropped, done):
        assert (row["worker"], row["start"], row["status"]) == ("nurse", datetime(2027, 3, 1, 8, 15), "planned")


def test_two_come_together_and_one_stays_for_more(day: Problem, roster: Roster) -> None:
    found = _records(day, roster)
    pair = _rows(found["council"].visits, "E-care")
    assert [(row["worker"], row["end"].minute) for row in pair] == [("carer", 30), ("nurse", 45)]
    assert {row["joint_with"] for row in pair} == {"Sample NHS Trust (invented)"}
    (hoist,) = _rows(found["council"].tasks, "E-care")
    assert hoist["worker"] == "nurse; carer"
    assert hoist["worker_organisation"] == "Sample NHS Trust (invented); Sample Council (invented)"
    (legs,) = _rows(found["trust"].tasks, "E-nurse")
    assert (legs["worker"], legs["start"]) == ("nurse", datetime(2027, 3, 1, 12, 30))


def test_an_organisations_own_visits_made_one_name_each_other(day: Problem, roster: Roster) -> None:
    council = _records(day, roster)["council"]
    assert [row["joint_with"] for row in _rows(council.visits, "H-care")] == ["own visit H-meal"]
    (meal,) = _rows(council.tasks, "H-meal")
    assert meal["start"] == datetime(2027, 3, 1, 16, 20)


def test_ordinary_visits_stand_as_they_are(day: Problem, roster: Roster) -> None:
    trust = _records(day, roster)["trust"]
    (row,) = _rows(trust.visits, "F-nurse")
    assert row == {
        "visit": "F-nurse",
        "client": "fay",
        "client_name": "Fay Testclient",
        "address": "far door",
        "day": date(2027, 3, 1),
        "start": datetime(2027, 3, 1, 14),
        "end": datetime(2027, 3, 1, 14, 30),
        "status": "planned",
        "worker": "nurse",
        "worker_name": "Wilf Testworker nurse",
        "worker_organisation": "Sample NHS Trust (invented)",
        "joint_with": None,
        "why_unserved": None,
        "funder": "Sample NHS Trust (invented)",
        "funder_minutes": 30,
        "loosened": None,
    }
    assert [task["start"].minute for task in _rows(trust.tasks, "F-nurse")] == [0, 10]


@pytest.mark.parametrize(
    ("verdict", "reason", "told"),
    [
        ("CAPACITY", "It would displace Fay Testclient's visit.", "CAPACITY: possible alone, not beside the other"),
        ("PRICED", "F-NURSE pays more.", "PRICED: it fits, but costs more"),
        (None, "No room beside F-nurse.", "the reason recorded is about clients of other organisations"),
        ("CAPACITY", "It would displace H-care.", "CAPACITY: It would displace H-care."),
        ("PROVEN", "Nobody holds dressing.", "PROVEN: Nobody holds dressing."),
        (None, "Closed faysomewhere.", "Closed faysomewhere."),
        ("NOT-FOUND", "", "NOT-FOUND: there is a place for it"),
        (None, "", "no reason was recorded"),
    ],
)
def test_reasons_name_nobody_elses_client(verdict: Any, reason: str, told: str, day: Problem, roster: Roster) -> None:
    entry = Unserved(visit="G-care", verdict=verdict, reason=reason)
    council = _records(day, roster.model_copy(update={"unserved": (entry,)}))["council"]
    for grid in (council.visits, council.tasks):
        (row,) = _rows(grid, "G-care")
        assert row["why_unserved"].startswith(told)
        assert row["day"] == date(2027, 3, 1)
        assert row["worker"] is None


def test_a_join_on_no_round_leaves_its_visits_as_commissioned(day: Problem, roster: Roster) -> None:
    kept = roster.model_copy(
        update={
            "rounds": (roster.rounds[0].model_copy(update={"stops": roster.rounds[0].stops[:3]}), roster.rounds[1]),
            "unserved": (*roster.unserved, Unserved(visit="H-care", reason="late"), Unserved(visit="H-meal")),
        }
    )
    made, over = as_made(day, kept)
    assert not [breach for breach in check(made, over).breaches if breach.hard]
    council = _records(day, kept)["council"]
    assert [row["why_unserved"] for row in _rows(council.tasks, "H-care")] == ["late"]
    assert [row["status"] for row in _rows(council.visits, "H-meal")] == ["unserved"]


def _texts(folder: Path) -> Iterator[str]:
    """Every cell of every file of a record."""
    for path in sorted(folder.iterdir()):
        if path.suffix == ".csv":
            yield from (cell for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))) for cell in row)
        else:
            book = openpyxl.load_workbook(path)
            yield from (str(c.value) for s in book for row in s.iter_rows() for c in row if c.value is not None)
            yield from book.sheetnames


def test_no_record_names_a_client_or_visit_that_is_somebody_elses(day: Problem, roster: Roster, tmp_path: Path) -> None:
    found = _records(day, roster)
    assert write_records(list(found.values()), tmp_path / "out", xlsx=True) == ["council", "trust"]
    for name in found:
        own = [visit for visit in day.visits if visit.organisation == name]
        clients = {visit.client for visit in own}
        foreign = {visit.id for visit in day.visits if visit.organisation != name}
        foreign |= {join.id for join in roster.joins}
        for client in day.clients:
            if client.id not in clients:
                foreign |= {client.id, client.name}
        codes = {task.code for visit in day.visits if visit.organisation != name for task in visit.tasks}
        codes -= {task.code for visit in own for task in visit.tasks}
        assert len(foreign) > 6
        assert codes
        texts = list(_texts(tmp_path / "out" / name))
        assert len(texts) > 200
        for text in texts:
            assert not [word for word in foreign if word in text], text
            assert text not in codes


def test_files_hold_what_the_record_says(day: Problem, roster: Roster, tmp_path: Path) -> None:
    trust = _records(day, roster)["trust"]
    write_records([trust], tmp_path / "out", xlsx=True)
    assert sorted(path.name for path in (tmp_path / "out" / "trust").iterdir()) == [
        "record.xlsx",
        "tasks.csv",
        "visits.csv",
    ]
    lines = list(csv.DictReader(io.StringIO((tmp_path / "out" / "trust" / "tasks.csv").read_text("utf-8-sig"))))
    assert lines[0] == {
        "visit": "A-nurse",
        "client": "ada",
        "client_name": "Ada Testclient",
        "task": "insulin",
        "order": "",
        "planned_minutes": "10",
        "day": "2027-03-01",
        "start": "2027-03-01 08:20",
        "status": "planned",
        "worker": "carer",
        "worker_name": "Wilf Testworker carer",
        "worker_organisation": "Sample Council (invented)",
        "given_by": "Wilf Testworker carer",
        "delegation": "D-ada",
        "registrant": "Nora Mockup RN",
        "registrant_contact": "07700 900001",
        "note": "",
        "why_unserved": "",
        "funder": "Sample NHS Trust (invented)",
        "funder_minutes": "10",
        "loosened": "",
    }
    sheet = openpyxl.load_workbook(tmp_path / "out" / "trust" / "record.xlsx")["visits"]
    assert sheet["F2"].value == datetime(2027, 3, 1, 8)


def test_what_a_spreadsheet_would_run_is_text_in_the_csv_files(day: Problem, roster: Roster, tmp_path: Path) -> None:
    formula = '=HYPERLINK("http://example.invalid","Ada")'
    names = {"ada": formula, "ben": "+44 Ben", "cyd": "-Cyd", "dai": "@dai", "eve": "\tEve", "fay": "Fay = Fay"}
    odd = day.replace(
        clients=tuple(one.model_copy(update={"name": names.get(one.id, one.name)}) for one in day.clients),
        places=tuple(one.model_copy(update={"address": "=1+1"}) for one in day.places),
    )
    write_records(list(_records(odd, roster).values()), tmp_path / "out", xlsx=True)
    for name in ("council", "trust"):
        for file in ("visits.csv", "tasks.csv"):
            text = (tmp_path / "out" / name / file).read_text("utf-8-sig")
            cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
            assert "'" + formula in cells
        book = openpyxl.load_workbook(tmp_path / "out" / name / "record.xlsx")
        assert formula in {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
        assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    write_tables(odd, tmp_path / "tables")  # what is read back keeps its text exactly
    assert formula.replace('"', '""') in (tmp_path / "tables" / "clients.csv").read_text("utf-8-sig")
    assert read_tables(tmp_path / "tables") == odd


def test_the_registrant_is_told_by_name_and_an_own_assistant_by_delegation(day: Problem, roster: Roster) -> None:
    """Of a document of version 2: the delegation names a registrant's id, and several workers."""
    known = Registrant(id="r1", name="Nora Mockup RN")
    shared = tuple(
        one.model_copy(update={"registrant": "r1", "worker": "second", "also": ("carer",), "task": "Insulin"})
        for one in day.delegations
        if one.id == "D-ada"
    )
    own = tuple(one.model_copy(update={"organisation": "trust"}) if one.id == "carer" else one for one in day.workers)
    for workers in (day.workers, own):
        again = day.replace(registrants=(known,), delegations=shared, workers=workers)
        insulin, dressing = _rows(_records(again, roster)["trust"].tasks, "A-nurse")
        assert (insulin["delegation"], insulin["registrant"]) == ("D-ada", "Nora Mockup RN")
        assert dressing["delegation"] is None  # a nurse needs none


def test_folders_have_names_any_system_takes(day: Problem, roster: Roster, tmp_path: Path) -> None:
    trust = _records(day, roster)["trust"]
    odd = ["../up", "Trust", "trust", "a/b", "..", "con:1"]
    many = [Record(trust.organisation.model_copy(update={"id": one}), trust.visits, trust.tasks) for one in odd]
    names = write_records(many, tmp_path / "out")
    assert names == ["_up", "Trust", "trust_3", "a_b", "__5", "con_1"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(names)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_all_or_nothing(day: Problem, roster: Roster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = list(_records(day, roster).values())
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for taken in ("full", "file"):
        with pytest.raises(InputFaults, match="want a new folder, or an empty one"):
            write_records(found, tmp_path / taken)
    (tmp_path / "empty").mkdir()
    write_records(found, tmp_path / "empty")
    assert (tmp_path / "empty" / "trust" / "visits.csv").exists()
    with pytest.raises(InputFaults, match="want a place this program may write to"):
        write_records(found, tmp_path / "no" / "such")
    before = sorted(tmp_path.rglob("*"))
    real, calls = solver.formats.writing.write_whole, []

    def fails_late(target: Path, data: bytes) -> None:
        calls.append(target)
        if len(calls) == 4:
            raise InputFaults([Fault("file", "disk full", "want room", str(target))])
        real(target, data)

    monkeypatch.setattr(solver.formats.writing, "write_whole", fails_late)
    with pytest.raises(InputFaults, match="disk full"):
        write_records(found, tmp_path / "late")
    assert len(calls) == 4
    assert sorted(tmp_path.rglob("*")) == before
