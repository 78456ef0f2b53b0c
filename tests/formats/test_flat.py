"""The flat form: clients, visits and staff as a scheduler keeps them, by every way in, are one day and one roster."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import onevisit
from solver.cli import application
from solver.domain import Fault, InputFaults, Problem
from solver.formats import read_any
from solver.formats.flat.said import read_tasks
from solver.formats.flat.shape import FLAT
from solver.reading import problem_notes

from .flat_day import CODES, NAMES, POSTCODES, Flat, csv_bytes, fill_template, flat_day, make_table, with_coordinates

Write = Callable[[Flat], Path]


@pytest.fixture(autouse=True)
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEVISIT_POSTCODES", str(make_table(tmp_path)))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a day as a folder of CSV files."""

    def write_folder(day: Flat) -> Path:
        folder = tmp_path / "day"
        folder.mkdir(exist_ok=True)
        for name, rows in day.items():
            (folder / f"{name}.csv").write_bytes(csv_bytes(rows))
        return folder

    return write_folder


def faults_of(path: Path) -> list[Fault]:
    with pytest.raises(InputFaults) as caught:
        read_any(path)
    return list(caught.value.faults)


def two_sheets() -> Flat:
    """The same day without the sheet of clients: visits say where their clients live."""
    day = flat_day()
    phones = {"phone": "01632 960001"}
    visits = [{**row, "postcode": POSTCODES[row["client"]], **phones} for row in day["visits"]]
    return {"visits": visits, "staff": day["staff"]}


@pytest.mark.kernel
def test_from_the_template_to_a_roster_and_a_page_in_three_commands(tmp_path: Path) -> None:
    """template, (a scheduler types), solve, check."""
    book, roster, page = (tmp_path / name for name in ("my-day.xlsx", "roster.json", "roster.html"))

    def run(*words: object) -> str:
        done = CliRunner().invoke(application(), [str(word) for word in words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    assert "Written to" in run("template", book)
    fill_template(book, flat_day())
    told = run("solve", book, "--iterations", 3000, "-o", roster, "--html", page)
    assert "10 of 10   visits" in told
    assert "Example row left out: clients, visits, staff." in told
    assert "Gus Invented" in page.read_text("utf-8")
    assert "The checker finds no hard breach." in run("check", book, roster)
    day = read_any(book)
    made = onevisit.read(str(roster), day)
    starts = {stop.visit: stop.start for round_ in made.rounds for stop in round_.stops}
    assert 7 * 3600 + 45 * 60 <= (starts["gus_invented-0730"] or 0) <= 8 * 3600 + 15 * 60
    assert sum(stop.visit == "bo_pretend-1200" for round_ in made.rounds for stop in round_.stops) == 2
    nurse = next(one for one in day.workers if one.registered_nurse)
    assert [round_.shift for round_ in made.rounds if any(s.visit == "gus_invented-0730" for s in round_.stops)] == [
        nurse.id
    ]


def test_every_way_in_is_the_same_day(tmp_path: Path, write: Write) -> None:
    book = tmp_path / "my-day.xlsx"
    fill_template(book, flat_day())
    right = read_any(book)
    assert read_any(write(flat_day())) == right
    archive = tmp_path / "day.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for name, rows in flat_day().items():
            made.writestr(f"{name}.csv", csv_bytes(rows))
    assert read_any(archive) == right
    windows = tmp_path / "windows"
    windows.mkdir()
    for name, rows in two_sheets().items():
        (windows / f"{name}.csv").write_bytes(csv_bytes(rows, "cp1252", ";"))
    notes: list[str] = []
    assert read_any(windows, notes) == right
    assert notes[0] == "visits.csv: read as Windows text (it is not UTF-8)."
    assert _from_frames(flat_day()) == right
    assert _from_frames(two_sheets()) == right


def _from_frames(day: Flat) -> Problem:
    frames: dict[str, Any] = {name: pd.DataFrame(rows) for name, rows in day.items()}
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        made = onevisit.from_frames(**frames)
    assert any("Safety columns are missing" in str(one.message) for one in told)
    return made


def test_what_the_form_says_stands_in_the_problem(write: Write) -> None:
    day = flat_day()
    day["clients"][0] |= {"needs": "hoist; female carers only; key safe 12", "never send": "Ray Example"}
    day["clients"][1] |= {"usual carers": "quin example", "lone working": "daylight"}
    day["visits"][0] |= {"tasks": "washing and dressing 20; breakfast", "priority": 4, "whose": "Madeup Care"}
    notes: list[str] = []
    problem = read_any(write(day), notes)
    ada, bo = problem.clients[:2]
    assert (ada.worker_sex, ada.refused_workers, bo.preferred_workers) == (
        "female",
        ("ray_example",),
        ("quin_example",),
    )
    assert bo.lone_working == "daylight"
    first = problem.visits[0]
    assert [(task.code, task.duration) for task in first.tasks] == [("wash_and_dress", 1200), ("breakfast", 600)]
    assert first.tasks[0].competencies == ("personal_care", "moving_handling")
    assert (first.priority, problem.organisation[first.organisation].name) == (4, "Madeup Care")
    insulin = problem.visit["gus_invented-0730"]
    window = insulin.tasks[0].clinical_window
    assert window is not None
    assert (window.start, window.end) == (27900, 29700)
    assert insulin.tasks[0].clinical_window_set_by == "Nora Example"
    assert problem.organisation[insulin.organisation].sector == "health"
    assert problem.places[0].address == "phone 01632 960001"
    assert any(
        note.startswith("In needs, and no roster takes account of it: Ada Sample: key safe 12.") for note in notes
    )
    assert "Read as registered nurses: Nora Example." in notes
    assert "Read as organisations of care (social), by their names: Madeup Care." in notes


OTHER = {  # of each column a value that the day has not; of the others what the template's example says
    **{"name": "Somebody Else", "client": "Bo Pretend", "postcode": CODES[5], "lat": 51.6, "lon": -0.2, "id": "own id"},
    **{"nhs number": "999 000 1006", "never send": "Ray Example", "usual carers": "Ray Example", "priority": 5},
    **{"never goes to": "Ada Sample", "day": "03/03/2027", "from": "7:10", "to": "13:15", "minutes": 40, "carers": 2},
    **{"must start from": "8:10", "must start to": "8:40", "set by": "Nora Example", "travels by": "walk"},
    **{"can do": "personal care", "registered nurse": "yes", "whose": "nursing", "works for": "nursing", "sex": "F"},
    **{"carers must be": "female", "lone working": "pair", "needs": "insulin", "address": "1 Pretend Street"},
    **{"phone": "01632 960009", "tasks": "toileting"},
}
TOGETHER = {
    **dict.fromkeys(("must start from", "must start to", "set by"), ("must start from", "must start to", "set by")),
    **{"lat": ("lat", "lon"), "lon": ("lat", "lon")},
}


@pytest.mark.parametrize(
    ("sheet", "column"), [(name, column.name) for name, sheet in FLAT.items() for column in sheet.columns]
)
def test_no_column_is_read_in_vain(sheet: str, column: str, write: Write) -> None:
    day = flat_day() if sheet != "visits" or column == "client" else two_sheets()
    if (sheet, column) == ("clients", "name"):
        day["clients"].append({"name": "Nobody Yet", "postcode": CODES[0]})
    before = read_any(write(day))
    rows = day[sheet][-1:] if (sheet, column) == ("clients", "name") else day[sheet][:1]
    if sheet == "visits" and column in ("postcode", "phone"):  # of all rows of a client
        rows = [row for row in day["visits"] if row["client"] == "Ada Sample"]
    for row in rows:
        row |= {name: OTHER[name] for name in TOGETHER.get(column, (column,))}
        if column in ("lat", "lon"):
            del row["postcode"]
    assert read_any(write(day)) != before


@pytest.mark.parametrize(
    ("said", "code", "order"),
    [
        ("Meds", "medication", ""),
        ("medication: paracetamol 500 mg", "medication", "paracetamol 500 mg"),
        ("eye drops", "medication", "eye drops"),
        ("NovoRapid", "insulin", "NovoRapid"),
        ("undressing, to bed", "undress_to_bed", ""),
        ("lunch", "lunch", ""),
        ("NovoRapid 8 units", "NovoRapid 8 units", ""),  # unknown: as strict as what it says
        ("look in", "look in", ""),
    ],
)
def test_a_task_in_words(said: str, code: str, order: str) -> None:
    (task,) = read_tasks(said)
    assert (task.code, task.order) == (code, order)
    assert task.health == ("novo" in said.casefold())


def test_the_same_name_is_the_same_id_on_every_day(write: Write) -> None:
    ids = {client.name: client.id for client in read_any(write(flat_day())).clients}
    other = flat_day()
    other["clients"].reverse()
    for row in other["visits"]:
        row["day"] = "03/03/2027"
    assert {client.name: client.id for client in read_any(write(other)).clients} == ids
    assert ids["Zo\u00eb Invented"] == "zoe_invented"


def test_two_of_one_name_are_asked_to_be_told_apart(write: Write) -> None:
    day = flat_day()
    day["clients"][1]["name"] = "ada  sample"
    (fault, *_) = faults_of(write(day))
    assert (fault.where, fault.value) == ("row 3, column name", "ada  sample")
    wanted = "want names that tell people apart (a middle name, or a column id); row 2 has this one too"
    assert fault.expected == wanted
    for number, row in enumerate(day["clients"]):
        row["id"] = f"C{number}"
    day["visits"] = day["visits"][2:8]
    assert [client.id for client in read_any(write(day)).clients] == [f"C{number}" for number in range(8)]


def test_two_people_of_one_name_in_visits_alone_are_told_by_their_postcodes(write: Write) -> None:
    day = two_sheets()
    day["visits"][8]["postcode"] = CODES[7]
    (fault,) = faults_of(write(day))
    assert (fault.where, fault.value) == ("row 10, column postcode", CODES[7])
    assert "if they are two people, give them names that tell them apart" in fault.expected


def test_several_days_and_two_shifts_of_one_person(write: Write) -> None:
    day = flat_day()
    day["visits"] += [{**row, "day": "3 March 2027"} for row in day["visits"]]
    day["staff"][0] |= {"to": "11:00", "day": ""}
    day["staff"].append({**day["staff"][0], "day": "03/03/2027", "from": "22:00", "to": "7:00"})
    notes: list[str] = []
    problem = read_any(write(day), notes)
    assert problem.horizon.days == 3
    assert {visit.id for visit in problem.visits if visit.client == "ada_sample"} == {
        "ada_sample-0302-0800",
        "ada_sample-0303-0800",
    }
    pat = [(shift.start // 3600, shift.end // 3600) for shift in problem.shifts if shift.worker == "pat_example"]
    assert pat == [(7, 11), (31, 35), (46, 55)]
    assert any("next day: staff row 6." in note for note in notes)


@pytest.mark.parametrize(
    ("sheet", "row", "change", "where", "wanted"),
    [
        ("visits", 0, {"client": "Ada Sampel"}, "row 2, column client", "; the nearest is Ada Sample (row 2)"),
        ("visits", 0, {"from": ""}, "row 2, column from", "want a time such as 08:00"),
        ("visits", 0, {"from": "teatime"}, "row 2, column from", "want a time such as 08:00 or 7.30pm"),
        ("visits", 0, {"from": "04/03/2027 7:00"}, "row 2, column from", "want a time of 2 March 2027"),
        ("visits", 0, {"tasks": ""}, "row 2, column tasks", "want what is done"),
        ("visits", 0, {"minutes": "a while"}, "row 2, column minutes", "or 30 mins"),
        ("visits", 0, {"minutes": 10, "tasks": "lunch 20"}, "row 2, column minutes", "its tasks, which say 20"),
        ("visits", 0, {"priority": "High"}, "row 2, column priority", "from 1 (routine) to 5 (critical)"),
        ("visits", 8, {"carers": 5}, "row 10, column carers", "from 1 to 4"),
        ("visits", 8, {"carers": "a few"}, "row 10, column carers", "from 1 to 4"),
        ("visits", 9, {"set by": ""}, "row 11, column set by", "want the registered nurse who set the time"),
        ("visits", 9, {"tasks": "insulin; wound care"}, "row 11, column must start from", "a row of its own"),
        ("visits", 0, {"day": "31/02/2027"}, "row 2, column day", "want a day that there is"),
        ("visits", 0, {"day": "02/03/2072"}, "row 2, column day", "want days at most 31 apart"),
        ("clients", 0, {"postcode": ""}, "row 2, column postcode", "want a postcode, or lat and lon, of Ada Sample"),
        ("clients", 0, {"postcode": "EC1A 1ZZ"}, "row 2, column postcode", "want a postcode that the table has"),
        ("clients", 0, {"never send": "Rae Example"}, "row 2, column never send", "the nearest is Ray Example (row 4)"),
        ("clients", 0, {"lone working": "sometimes"}, "row 2, column lone working", "'pair' or 'daylight'"),
        ("staff", 0, {"registered nurse": "maybe"}, "row 2, column registered nurse", "yes or no"),
        ("staff", 3, {"can do": "nurse", "registered nurse": "no"}, "row 5, column registered nurse", "say both"),
        ("staff", 0, {"travels by": "rocket"}, "row 2, column travels by", "'walk'"),
    ],
)
def test_a_slip_is_told_at_its_cell(
    sheet: str, row: int, change: dict[str, Any], where: str, wanted: str, write: Write
) -> None:
    day = flat_day()
    day[sheet][row] |= change
    told = {fault.where: fault.expected for fault in faults_of(write(day))}
    assert wanted in told[where], told


def test_a_day_that_nobody_says(write: Write) -> None:
    day = flat_day()
    for row in day["visits"]:
        del row["day"]
    (fault,) = faults_of(write(day))
    assert "want the date of the visit such as 02/03/2027" in fault.expected
    for row in day["visits"][:2]:
        row["day"] = "02/03/2027"
    notes: list[str] = []
    assert read_any(write(day), notes).horizon.days == 1
    assert "Visits without a day are read as of 2 March 2027." in notes


def test_a_total_and_a_column_that_sounds_like_safety_are_told(write: Write) -> None:
    day = flat_day()
    day["visits"].append({"client": "Total", "minutes": 300})
    day["clients"][0] |= {"Allergies": "penicillin", "Gender": "F", "Notes": "likes tea"}
    notes: list[str] = []
    read_any(write(day), notes)
    assert notes[0].startswith("Not used, though it sounds like safety: clients: column Allergies.")
    assert notes[1] == "Not used: clients: column Gender, clients: column Notes."
    assert "Left out as a total at the foot: visits row 12." in notes


def test_a_need_for_two_carers_is_never_one(write: Write) -> None:
    day = flat_day()
    day["clients"][0]["needs"] = "two carers"
    assert read_any(write(day)).visits[0].workers == 2
    day["visits"][0]["carers"] = 1
    (fault,) = faults_of(write(day))
    assert fault.expected == "want 2, or nothing: the client's needs say two carers"


def test_times_that_look_like_begin_and_end_are_asked_about(write: Write) -> None:
    day = flat_day()
    for row in day["visits"]:
        row |= {"from": "8:00", "to": "8:30", "minutes": 30}
    notes: list[str] = []
    read_any(write(day), notes)
    assert any(
        note.startswith("In 10 of 10 visits from and to are as far apart as the visit is long.") for note in notes
    )


def test_coordinates_do_as_well_as_postcodes(write: Write) -> None:
    day = flat_day()
    places = read_any(write(with_coordinates(day))).places
    assert [place.lat for place in places[: len(NAMES)]] == [51.52 + n / 1000 for n in range(len(NAMES))]


def test_a_form_with_a_sheet_of_the_full_one_is_said_to_be_incomplete(write: Write) -> None:
    day = flat_day()
    del day["staff"]
    (fault,) = faults_of(write(day))
    assert fault.expected == "want a sheet staff (or staff.csv) with the columns name, from, to"


def test_staff_without_a_postcode_have_no_home_by_every_way_in(tmp_path: Path, write: Write) -> None:
    """Ray starts at the base that his row names, the others at their first visit; a client without one is a fault."""
    day = flat_day()
    for row in day["staff"]:
        base = row.pop("postcode")
        row |= {"base": base} if row["name"] == "Ray Example" else {}
    book = tmp_path / "my-day.xlsx"
    staff = [{**row, "postcode": row.pop("base", None)} for row in map(dict, day["staff"])]
    fill_template(book, {**day, "staff": staff})
    problem = read_any(write(day))
    assert {one.name: one.home for one in problem.workers} == {
        **{"Pat Example": None, "Quin Example": None, "Nora Example": None},
        **{"Ray Example": "ray_example-base"},
    }
    assert read_any(book) == problem == _from_frames(day)
    for written in ("day.json", "full.xlsx", "tables"):
        onevisit.write(problem, str(tmp_path / written))
        assert read_any(tmp_path / written) == problem
    told = [one for one in problem_notes(problem) if "start from and go back to" in one]
    assert len(told) == 1
    assert "Pat Example, Quin Example, Nora Example" in told[0]


def test_half_a_place_of_staff_is_a_fault(write: Write) -> None:
    day = flat_day()
    del day["staff"][0]["postcode"]
    day["staff"][0]["lat"] = 51.5
    (fault,) = faults_of(write(day))
    assert fault.expected == "want a postcode, or lat and lon, of Pat Example"
