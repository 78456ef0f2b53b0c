"""Exports of other systems through a mapping file: the two worked examples, and every fault in foreign terms."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from solver.domain import InputFaults, Problem
from solver.formats import convert, read_mapped, read_problem

EXPORTS = Path(__file__).resolve().parents[2] / "fixtures" / "exports"
HOUR = 3600


@pytest.fixture
def provider(tmp_path: Path) -> Path:
    """A copy of the provider's export, to spoil."""
    return Path(shutil.copytree(EXPORTS / "provider", tmp_path / "provider"))


def _read(folder: Path) -> Problem:
    return read_mapped(folder / "mapping.toml", [folder / f"{name}.csv" for name in ("visits", "clients", "rota")])


def _swap(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _faults(folder: Path) -> dict[tuple[str, str], str]:
    with pytest.raises(InputFaults) as caught:
        _read(folder)
    return {(Path(fault.file).name, fault.where): str(fault) for fault in caught.value.faults}


def test_a_providers_planned_visits_become_a_day() -> None:
    day = _read(EXPORTS / "provider")
    assert [visit.id for visit in day.visits] == ["V1001", "V1002", "V1003", "V1005", "V1006", "V1007"]  # 1004 is off
    first = day.visit["V1001"]
    assert [(task.code, task.duration) for task in first.tasks] == [("wash_dress", 1800), ("meal", 900)]
    assert (first.windows[0].start, first.windows[0].end) == (7 * HOUR + 900, 8 * HOUR)  # 07:30, 15 before, 30 after
    assert (first.priority, first.length) == (4, 2700)
    assert day.visit["V1003"].workers == 2
    assert day.visit["V1003"].competencies == {"moving_handling", "personal_care"}
    assert day.visit["V1006"].priority == 2  # an empty cell takes the mapping's default
    assert [client.worker_sex for client in day.clients] == ["female", None, None, "male"]
    assert day.clients[0].nhs_number == "9990001006"
    assert [worker.id for worker in day.workers] == ["P-301", "P-302", "P-303"]  # two shifts of P-301, one worker
    assert day.worker["P-303"].mode == "walk"
    assert day.worker["P-303"].hour_pence == 1310
    evening = day.shift["P-301 from 18:00"]
    assert (evening.start, evening.end) == (18 * HOUR, 24 * HOUR)  # "00:00" is the next day's


def test_a_councils_actuals_become_history(tmp_path: Path) -> None:
    mapping = EXPORTS / "provider" / "mapping.toml"
    convert(EXPORTS / "provider", tmp_path / "day.json", mapping=mapping)
    notes = convert(
        EXPORTS / "council" / "actuals.csv",
        tmp_path / "day.json",
        mapping=EXPORTS / "council" / "mapping.toml",
        into=tmp_path / "day.json",
    )
    day = read_problem(tmp_path / "day.json")
    assert [note for note in notes if "left out" in note] == notes[:1]
    assert "1 row(s) left out" in notes[0]  # the agency carer who has left
    told = [f"{past.client} {past.worker}" for past in day.history]
    assert told == ["C-17 P-301", "C-17 P-302", "C-17 P-301", "C-18 P-302", "C-18 P-303", "C-19 P-301"]
    assert day.history[0].start == -3 * 24 * HOUR + 7 * HOUR + 41 * 60
    assert len(day.visits) == 6


def test_faults_name_the_foreign_file_row_and_column(provider: Path) -> None:
    _swap(provider / "visits.csv", "1002,C-17", "1002,C-99")
    _swap(provider / "visits.csv", "02/03/2026,08:15", "2026-03-02,08:15")
    _swap(provider / "visits.csv", "00:20", "20")
    _swap(provider / "visits.csv", "Critical", "Urgent")
    _swap(provider / "visits.csv", "Shopping; Company", "Shopping; Dancing")
    _swap(provider / "clients.csv", "999 000 1073", "999 000 1074")
    _swap(provider / "clients.csv", "54.7240", "fifty-four")
    _swap(provider / "rota.csv", "13.10", "a lot")
    found = _faults(provider)
    expected = {
        ("visits.csv", "row 3, column Client No"): ("'C-99'", "one of the clients"),
        ("visits.csv", "row 4, column Visit Date and Planned Start"): ("2026-03-02 08:15", "like 31/03/2026 08:30"),
        ("visits.csv", "row 4, column Visit Date and Planned Start and Tolerance"): ("08:15", "like 31/03/2026 08:30"),
        ("visits.csv", "row 6, column Planned Duration"): ("'20'", "like 00:30 (HH:MM)"),
        ("visits.csv", "row 6, column Importance"): ("'Urgent'", "Low, Normal, High, Critical"),
        ("visits.csv", "row 8, column each"): ("'Dancing'", "Wash and dress, Breakfast"),
        ("clients.csv", "row 3, column NHS No"): ("999 000 1074", "modulus 11"),
        ("clients.csv", "row 4, column Latitude"): ("'fifty-four'", "want a number"),
        ("rota.csv", "row 4, column Rate per Hour"): ("'a lot'", "want a number"),
    }
    assert set(found) == set(expected)
    for where, (value, wanted) in expected.items():
        assert value in found[where]
        assert wanted in found[where]


def test_one_object_told_in_two_ways(provider: Path) -> None:
    text = (provider / "rota.csv").read_text().splitlines()
    text[-1] = text[-1].replace("Drives", "Walks")
    (provider / "rota.csv").write_text("\n".join(text))
    ((where, told),) = _faults(provider).items()
    assert where == ("rota.csv", "row 5, column Travels By")
    assert "want what row 2 says of the same id: Drives" in told


def test_a_column_that_is_not_there(provider: Path) -> None:
    _swap(provider / "visits.csv", "Planned Duration", "Planned Length")
    ((where, told),) = _faults(provider).items()
    assert where == ("visits.csv", "row 1")
    assert "want a column 'Planned Duration'" in told
    assert "Planned Length" in told


def test_an_export_that_was_forgotten(provider: Path) -> None:
    with pytest.raises(InputFaults, match="want a file or sheet rota, which the mapping reads") as caught:
        read_mapped(provider / "mapping.toml", [provider / "visits.csv", provider / "clients.csv"])
    assert len(caught.value.faults) == 1  # although four tables read it


def test_the_hour_the_clock_change_skips(provider: Path) -> None:
    _swap(provider / "mapping.toml", "2026-03-02", "2026-03-29")
    for name in ("visits.csv", "rota.csv"):
        _swap(provider / name, "02/03/2026", "29/03/2026")
    _swap(provider / "visits.csv", "29/03/2026,07:30", "29/03/2026,01:30")
    found = _faults(provider)
    assert len(found) == 2  # the window's start and its end come from the same cells
    assert all("row 2, column Visit Date" in where[1] and "clock change skips" in told for where, told in found.items())


def test_minutes_are_added_across_the_clock_change(provider: Path) -> None:
    _swap(provider / "mapping.toml", "2026-03-02", "2026-03-29")
    for name in ("visits.csv", "rota.csv"):
        _swap(provider / name, "02/03/2026", "29/03/2026")
    _swap(provider / "visits.csv", "29/03/2026,07:30", "29/03/2026,02:05")
    window = _read(provider).visit["V1001"].windows[0]
    assert (window.start, window.end) == (HOUR - 10 * 60, HOUR + 35 * 60)  # 00:50 winter time to 02:35 summer time


# name -> (what is replaced, by what, where the fault stands, part of what is said)
MAPPINGS: dict[str, tuple[str, str, str, str]] = {
    "unknown key at the top": ("[problem]", "[problme]", "problme", "description, problem, constant, table"),
    "unknown key of a table": ("once =", "ones =", "table[5].ones", "from, into, delimiter, encoding"),
    "unknown key of a cell": ("multiply = 100", "times = 100", "times", "column, columns, text, constant, values"),
    "unknown sheet of ours": ('into = "shifts"', 'into = "shift"', "table[8].into", "organisations, agreements"),
    "unknown column of ours": ("hour_pence =", "hour_pounds =", "table[6]", "hour_pence"),
    "no column we need": ('end = { columns = ["Date"', 'mode = { columns = ["Date"', "table[8]", "want a column end"),
    "two sources": ('t = "social" }', 't = "social", text = "x" }', "table[4].columns.owner", "exactly one"),
    "wrong type": (
        "multiply = 100",
        'multiply = "1"',
        "table[6].columns.hour_pence.multiply",
        "whole number or a number",
    ),
    "constant of an unknown sheet": ("[[constant.organisations]]", "[[constant.teams]]", "document", "'teams' is none"),
    "not TOML": ("days = 1", "days = ", "file", "want valid TOML"),
}


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_broken_mapping_file(name: str, provider: Path) -> None:
    old, new, where, wanted = MAPPINGS[name]
    text = (provider / "mapping.toml").read_text()
    assert old in text
    (provider / "mapping.toml").write_text(text.replace(old, new, 1))
    with pytest.raises(InputFaults) as caught:
        _read(provider)
    assert any(where in fault.where and wanted in str(fault) for fault in caught.value.faults), str(caught.value)
    assert all(fault.file.endswith("mapping.toml") for fault in caught.value.faults)


def test_a_workbook_with_real_dates_and_times(provider: Path) -> None:
    """The same export saved by Excel: dates, times and durations are no longer text."""
    book = xlsxwriter.Workbook(provider / "export.xlsx")
    forms = {date: "dd/mm/yyyy", time: "hh:mm", timedelta: "[h]:mm"}
    for name in ("visits", "clients", "rota"):
        sheet = book.add_worksheet(name)
        for line, text in enumerate((provider / f"{name}.csv").read_text().splitlines()):
            for number, cell in enumerate(_cells(text)):
                value = _excel(cell)
                if isinstance(value, date | time | timedelta):
                    sheet.write_datetime(line, number, value, book.add_format({"num_format": forms[type(value)]}))
                else:
                    sheet.write(line, number, value)
    book.close()
    assert read_mapped(provider / "mapping.toml", [provider / "export.xlsx"]) == _read(provider)


def _cells(text: str) -> list[str]:
    return next(csv.reader([text]))


def _excel(cell: str) -> object:
    parsers: list[Callable[[str], object]] = [
        int,
        float,
        lambda text: datetime.strptime(text, "%d/%m/%Y").date(),
        lambda text: datetime.strptime(text, "%H:%M").time(),
    ]
    for parse in parsers:
        try:
            return parse(cell)
        except ValueError:
            continue
    return cell


def test_into_wants_a_mapping(tmp_path: Path) -> None:
    with pytest.raises(InputFaults, match="want --mapping FILE"):
        convert(tmp_path / "a.json", tmp_path / "b.json", into=tmp_path / "c.json")


def test_the_new_sheets_can_be_mapped(tmp_path: Path) -> None:
    """A trust's register of registrants, protocols, consents and stops, added to a provider's day."""
    convert(EXPORTS / "provider", tmp_path / "day.json", mapping=EXPORTS / "provider" / "mapping.toml")
    tables = {
        "people": [
            "Ref,Name,PIN,Expiry,Phone,On call,From,To",
            "R1,Nora Mockup,99A1234E,31/03/2027,01632 960001,Mon;Tue,8.00,17.00",
        ],
        "sop": ["No,Task,Lead,Signed", "P1,Catheter bag,R1,05/01/2026"],
        "answers": [
            "Client,About,Answer,Date,Whose,By",
            "C-17,Sharing,Yes,05/01/2026,Best interests,Nora Mockup",
            "C-18,Sharing,Don't know,05/01/2026,,",
        ],
        "stops": ["Stop,Client,When,Why,Who", "S1,C-19,01/03/2026 18:30,in hospital,Nora Mockup"],
        "doses": [
            "Client,Medicine,Given,Visit",
            "C-17,insulin,01/03/2026 21:40,yesterday",
            "C-99,insulin,01/03/2026 21:40,",
        ],
    }
    for name, lines in tables.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "register.toml").write_text(REGISTER, encoding="utf-8")
    exports = [tmp_path / f"{name}.csv" for name in tables]
    day = read_mapped(tmp_path / "register.toml", exports, read_problem(tmp_path / "day.json"))
    (nora,) = day.registrants
    assert (nora.id, nora.registration, nora.registered_until) == ("R1", "99A1234E", date(2027, 3, 31))
    assert [(cover.days, cover.from_, cover.until) for cover in nora.cover] == [(("mon", "tue"), "08:00", "17:00")]
    assert [(one.task, one.organisation, one.registrant) for one in day.protocols] == [
        ("catheter_bag", "provider", "R1")
    ]
    answers = {client.id: [(one.given, one.basis, one.recorder) for one in client.consents] for client in day.clients}
    assert answers["C-17"] == [(True, "best_interests", "Nora Mockup")]
    assert answers["C-18"] == [(None, None, "")]  # unknown is neither yes nor no
    assert [(one.what, one.of, one.starts) for one in day.suspensions] == [("client", "C-19", -(5 * HOUR + 1800))]
    (dose,) = day.tasks_before  # that of somebody nobody knows is left out, a visit that is over is not
    assert (dose.client, dose.task, dose.start, dose.visit) == ("C-17", "insulin", -(2 * HOUR + 1200), "yesterday")


def test_a_mapping_tells_what_it_leaves_unknown_and_may_say_its_version(tmp_path: Path, provider: Path) -> None:
    notes = convert(provider, tmp_path / "day.json", mapping=provider / "mapping.toml", today=date(2026, 3, 2))
    assert any("Safety columns are missing, 21 in all (3 of clients" in note for note in notes)
    assert any("Safety sheets are missing" in note and "consents" in note for note in notes)
    assert any("Version 1 became version 2" in note for note in notes)
    _swap(provider / "mapping.toml", "days = 1", 'days = 1\nversion = "2"')
    notes = convert(provider, tmp_path / "again.json", mapping=provider / "mapping.toml", today=date(2026, 3, 2))
    assert not any("Version 1" in note for note in notes)
    assert any("Safety columns are missing, 25 in all (3 of clients, 4 of visits" in note for note in notes)
    assert read_problem(tmp_path / "again.json").carried_over is None


REGISTER = """
[[table]]
from = "people"
into = "registrants"
[table.columns]
id = "Ref"
name = "Name"
registration = "PIN"
registered_until = { column = "Expiry", form = "%d/%m/%Y" }
contact = "Phone"

[[table]]
from = "people"
into = "registrant_cover"
[table.columns]
registrant = "Ref"
days = { column = "On call", split = ";", values = { Mon = "mon", Tue = "tue" } }
from = { column = "From", form = "%H.%M" }
until = { column = "To", form = "%H.%M" }

[[table]]
from = "sop"
into = "protocols"
[table.columns]
id = "No"
organisation = { constant = "provider" }
task = { column = "Task", values = { "Catheter bag" = "catheter_bag" } }
registrant = "Lead"
signed = { column = "Signed", form = "%d/%m/%Y" }

[[table]]
from = "answers"
into = "consents"
[table.columns]
client = "Client"
kind = { column = "About", values = { Sharing = "sharing" } }
given = { column = "Answer", values = { Yes = true, No = false }, otherwise = "" }
recorded = { column = "Date", form = "%d/%m/%Y" }
basis = { column = "Whose", values = { "Best interests" = "best_interests" } }
recorder = "By"

[[table]]
from = "stops"
into = "suspensions"
[table.columns]
id = "Stop"
what = { constant = "client" }
of = "Client"
starts = { column = "When", form = "%d/%m/%Y %H:%M" }
reason = "Why"
by = "Who"

[[table]]
from = "doses"
into = "tasks_before"
unknown = "skip"
[table.columns]
client = "Client"
visit = "Visit"
task = "Medicine"
start = { column = "Given", form = "%d/%m/%Y %H:%M" }
"""
