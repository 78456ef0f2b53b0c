"""A night tells what is to be known first of a team's day: in the text, in the page and for machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fixtures import generate
from service.overnight import Night, Plan
from service.overnight.asks import Answer, Ask
from service.overnight.report import report_document, report_html, report_text, row
from service.overnight.solving import answer_ask
from service.overnight.teams import Team
from solver import InputFaults, Problem, read_problem, write_problem, write_roster
from solver.formats import write_tables
from solver.reading import problem_notes
from solver.rules import Pack, list_loosened

from .test_history import simple, tomorrow


def test_what_a_teams_table_leaves_unknown_is_in_the_morning_report(tmp_path: Path) -> None:
    write_tables(generate("hamlet", 1), tmp_path / "west")
    (tmp_path / "west" / "consents.csv").unlink()
    answer = answer_ask(Ask("read", 0, tmp_path / "out", tmp_path / "west"))
    told = "Safety sheets are missing, and what they would tell is unknown: consents."
    assert answer.notes == (told,)
    west = Team("west", tmp_path / "west", tmp_path / "out")
    west.record_read(answer)
    line = row(west)
    about = {"deadline": "06:00", "finished": "05:59"}
    assert line.needs[-1] == "1 thing to know of the day, below"
    assert told in " ".join(report_text([line], about).split())
    assert told in report_html([line], about)
    assert report_document([line], about)["teams"][0]["notes"] == [told]


def test_a_day_that_tells_everything_needs_nobody_for_that(tmp_path: Path) -> None:
    write_tables(generate("hamlet", 1), tmp_path / "west")
    answer = answer_ask(Ask("read", 0, tmp_path / "out", tmp_path / "west"))
    assert (answer.notes, answer.faults, answer.failure) == ((), (), "")
    (told,) = answer.also  # consents that nobody asked for; all of the day before is told
    assert told.startswith("Unknown: ")


def silent(problem: Problem) -> Problem:
    return problem.replace(workers_before=(), tasks_before=())


def read(tmp_path: Path, problem: Problem, before: Path | None) -> Answer:
    write_problem(problem, tmp_path / "west.json")
    return answer_ask(Ask("read", 0, tmp_path / "tonight" / "west", tmp_path / "west.json", before))


def test_a_night_is_told_of_the_day_before_by_the_night_before(tmp_path: Path) -> None:
    day = silent(generate("hamlet", 1))
    roster = simple(day)
    (tmp_path / "west").mkdir()
    write_problem(day, tmp_path / "west" / "problem.json")
    write_roster(roster, tmp_path / "west" / "roster.json", day)
    answer = read(tmp_path, tomorrow(day), tmp_path / "west")
    assert (answer.notes, answer.faults, answer.failure) == ((), (), "")
    assert answer.also[0].startswith("Before this day, as planned in the roster of ")
    made = read_problem(tmp_path / "tonight" / "west" / "problem.json")
    assert {one.worker for one in made.workers_before} == {day.shift[one.shift].worker for one in roster.rounds}
    assert answer.digest == made.digest
    west = Team("west", tmp_path / "west.json", tmp_path / "tonight" / "west")
    west.record_read(answer)
    about = {"deadline": "06:00", "finished": "05:59"}
    assert answer.also[0] in " ".join(report_text([row(west)], about).split())
    assert answer.also[0] in report_html([row(west)], about)
    assert not any("to know of the day" in need for need in row(west).needs)


@pytest.mark.kernel
@pytest.mark.parametrize("pack", [{}, {"daily_rest": {"minutes": 600}}], ids=["as built in", "loosened"])
def test_a_nights_roster_says_beside_itself_what_is_loosened_and_known_first(
    tmp_path: Path, pack: dict[str, Any]
) -> None:
    problem = generate("hamlet", 1).replace(pack=pack)
    folder = tmp_path / "tonight" / "west"
    assert not read(tmp_path, problem, None).faults
    answer = answer_ask(Ask("slice", 0, folder, seconds=0.2))
    assert not answer.failure
    document = json.loads((folder / "roster.json").read_text("utf-8"))
    assert document["loosened"] == list_loosened(problem)
    assert bool(document["loosened"]) is bool(pack)
    assert document["problem_notes"] == problem_notes(problem, Pack.for_problem(problem))
    assert any("daily_rest" in note for note in document["problem_notes"]) is bool(pack)


def test_what_the_night_before_did_not_leave_is_told_and_stops_nobody(tmp_path: Path) -> None:
    day = silent(generate("hamlet", 1))
    for before, told in ((None, ""), (tmp_path / "nowhere", "The night before left no roster of this team in ")):
        answer = read(tmp_path, tomorrow(day), before)
        assert (answer.faults, answer.failure) == ((), "")
        assert answer.also[0].startswith(told or "Judged without: ")
        assert answer.also[-2].startswith("Judged without: ")
    (tmp_path / "west").mkdir()
    write_problem(day, tmp_path / "west" / "problem.json")
    write_roster(simple(day), tmp_path / "west" / "roster.json", day)
    answer = read(tmp_path, day, tmp_path / "west")  # the same day again
    assert answer.also[0].startswith("The roster of the night before is not used: before: found ")
    assert [line.split(":")[0] for line in answer.also[1:]] == ["Judged without", "Unknown"]


def test_the_folder_of_this_night_is_not_that_of_the_night_before(tmp_path: Path) -> None:
    write_problem(generate("hamlet", 1), tmp_path / "west.json")
    out = tmp_path / "out"
    out.mkdir()
    for before in (out, tmp_path / "nowhere"):
        with pytest.raises(InputFaults):
            Night(Plan(tmp_path, out, 60.0, 1, before=before))
