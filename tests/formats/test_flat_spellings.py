"""The flat form as people spell it: one person in several spellings, one skill, whose staff there are, three carers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from solver.check import check
from solver.domain import InputFaults
from solver.formats import read_any
from solver.reading import problem_notes
from solver.rules import Pack
from solver.solving import solve

from .flat_day import Flat, csv_bytes, flat_day, make_table
from .test_flat import two_sheets

Write = Callable[[Flat], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a day as a folder of CSV files, beside a table of its postcodes."""
    monkeypatch.setenv("ONEVISIT_POSTCODES", str(make_table(tmp_path)))

    def write_folder(day: Flat) -> Path:
        folder = tmp_path / "day"
        folder.mkdir(exist_ok=True)
        for name, rows in day.items():
            (folder / f"{name}.csv").write_bytes(csv_bytes(rows))
        return folder

    return write_folder


def test_no_visit_is_lost_for_a_spelling(write: Write) -> None:
    """Without a sheet of clients: every row is a visit, of one client however an apostrophe or an accent is typed."""
    day = two_sheets()
    first = day["visits"][0]
    spelled = ["Pat O'Brien", "Pat OBrien", "Pat O\u2019Brien", "Zo\u00eb Invented", "Zoe Invented"]
    rows = [{**first, "client": name, "from": f"{8 + n}:00", "to": f"{9 + n}:00"} for n, name in enumerate(spelled)]
    problem = read_any(write({**day, "visits": rows}))
    assert len(problem.visits) == len(rows)
    assert len(problem.clients) == 2


def test_with_a_sheet_of_clients_another_spelling_is_asked_about(write: Write) -> None:
    day = flat_day()
    day["clients"][0]["name"] = "Pat O'Brien"
    day["visits"][0]["client"] = "Pat OBrien"
    with pytest.raises(InputFaults) as caught:
        read_any(write(day))
    (fault,) = caught.value.faults
    assert "the nearest is Pat O'Brien" in fault.expected


@pytest.mark.parametrize(
    ("carers", "served"),
    [("", True), (2, True), ("2 carers", True), ("x2", True), (3, True), (1, False), ("two or three", False)],
)
def test_more_than_the_two_that_a_client_needs_is_never_cut_to_two(carers: object, served: bool, write: Write) -> None:
    day = flat_day()
    day["clients"][0]["needs"] = "two carers"
    day["visits"][0]["carers"] = carers
    if served:
        assert read_any(write(day)).visits[0].workers == 2
    else:
        with pytest.raises(InputFaults) as caught:
            read_any(write(day))
        assert len(caught.value.faults) == 1


@pytest.mark.parametrize(
    ("carers", "staff", "served"), [(3, 3, True), ("4 staff", 4, True), (3, 2, False), (4, 3, False)]
)
def test_three_or_four_come_at_once_or_nobody(carers: object, staff: int, served: bool, write: Write) -> None:
    day = flat_day()
    visit = {**day["visits"][8], "carers": carers, "tasks": "medication: paracetamol; toileting"}
    other = {**day["staff"][0], "name": "Vic Example"}
    held = [*day["staff"][:3], other][:staff]
    for row in held:
        row["can do"] += "; medication"
    notes: list[str] = []
    problem = read_any(write({**day, "visits": [visit], "staff": held}), notes)
    assert any("More than two come together to bo_pretend-1200" in note for note in notes)
    assert sum(visit.workers for visit in problem.visits) == int(str(carers)[0])
    roster = solve(problem, iterations=5_000).roster
    assert check(problem, roster).feasible
    at_the_door = [(round_.shift, stop.start) for round_ in roster.rounds for stop in round_.stops if stop.visit]
    assert len(at_the_door) == (int(str(carers)[0]) if served else 0)
    assert len({start for _, start in at_the_door}) == (1 if served else 0)
    assert len({shift for shift, _ in at_the_door}) == len(at_the_door)
    assert {one.visit for one in roster.unserved} == (set() if served else {one.id for one in problem.visits})


@pytest.mark.parametrize(
    ("can_do", "served"), [("personal care; moving and handling", True), ("personal care", False), ("company", False)]
)
def test_whoever_comes_beyond_two_has_the_skills_of_the_care(can_do: str, served: bool, write: Write) -> None:
    day = flat_day()
    visit = {**day["visits"][8], "carers": 3, "tasks": "personal care"}
    pat, quin, ray = day["staff"][:3]
    pat["can do"] = quin["can do"] = "personal care"
    ray["can do"] = can_do
    problem = read_any(write({**day, "visits": [visit], "staff": [pat, quin, ray]}))
    assert bool(solve(problem, iterations=2_000).roster.rounds) is served


def test_visits_of_nobodys_are_of_whom_the_staff_work_for(write: Write) -> None:
    day = flat_day()
    for row in day["staff"]:
        row["works for"] = "Sunny District Nurses" if row["name"] == "Nora Example" else "Sunny Care"
    problem = read_any(write(day))
    assert {one.id for one in problem.organisations} == {"sunny_care", "sunny_district_nurses"}
    assert {visit.organisation for visit in problem.visits} == {worker.organisation for worker in problem.workers}
    assert not any("holds" in note for note in problem_notes(problem, Pack.load()) if note.startswith("Please look"))


def test_one_skill_in_two_spellings_is_one(write: Write) -> None:
    day = flat_day()
    day["staff"][0]["can do"] = "personal care; Welsh"
    day["staff"][1]["can do"] = "personal care; welsh"
    day["clients"][0]["needs"] = "WELSH"
    problem = read_any(write(day))
    assert [one.id for one in problem.competencies].count("Welsh") == 1
    assert not any(one.id == "welsh" for one in problem.competencies)
    held = [{held.competency for held in worker.competencies} for worker in problem.workers[:2]]
    assert all("Welsh" in some for some in held)
    assert "Welsh" in problem.visits[0].competencies
