"""A new search in the middle of a day leaves what is made already; whoever asks for it is told what was held."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from solver.amend import add_suspension, describe_made, describe_too_early, end_suspension, pin_made
from solver.domain import Problem, Roster
from solver.formats import read_any, read_problem, read_roster, write_any

from ..safety.doors import by_hand
from .test_suspend_command import flat, run
from .test_suspensions import TEN, plain_day

# Nan comes for one visit alone, ten minutes after it may begin: no search would plan it so.
ROUNDS: dict[str, Any] = {"NAN": [("early", "09:10")], "CAL": [("dose", "11:00"), ("meal", "12:00"), ("late", "14:00")]}


def given(rounds: dict[str, Any] = ROUNDS) -> tuple[Problem, Roster]:
    problem = read_problem(json.dumps(plain_day()).encode())
    return problem, read_roster(json.dumps(by_hand(rounds)).encode(), problem)


def stopped(problem: Problem, at: datetime = TEN, of: str = "ben", what: Any = "client") -> Problem:
    return add_suspension(problem, what, of, at, None, "in hospital", "Lea Example")[0]


def pins(problem: Problem) -> list[tuple[str, str | None, str]]:
    return [(pin.visit, pin.shift, problem.horizon.label(pin.start or 0)) for pin in problem.pins]


def test_what_was_begun_before_the_stop_is_pinned() -> None:
    problem, roster = given()
    held, made = pin_made(stopped(problem), roster)
    assert pins(held) == [("early", "NAN", "09:10")]
    assert made is not None
    assert made.held == ("early",)
    assert describe_made(held, made) == [
        "stop-1 begins at 10:00, so the day is under way: 1 visit that the roster to start from has begun by then "
        "stays where it was made."
    ]


@pytest.mark.parametrize(
    ("hour", "minute", "held"),
    [(9, 10, []), (9, 11, ["early"]), (11, 5, ["early", "dose"]), (23, 0, ["early", "dose", "meal", "late"])],
)
def test_begun_and_over_are_held_to_the_minute(hour: int, minute: int, held: list[str]) -> None:
    problem, roster = given()
    after, made = pin_made(stopped(problem, TEN.replace(hour=hour, minute=minute), "dee", "worker"), roster)
    assert made is not None
    assert sorted(made.held) == sorted(held)
    assert sorted(name for name, _, _ in pins(after)) == sorted(held)


def test_a_day_without_a_stop_within_it_is_planned_whole() -> None:
    problem, roster = given()
    assert pin_made(problem, roster) == (problem, None)
    before = stopped(problem, datetime(2027, 2, 28, 12))
    assert pin_made(before, roster) == (before, None)
    tomorrow = stopped(problem, datetime(2027, 3, 2, 8))
    assert pin_made(tomorrow, roster) == (tomorrow, None)


def test_the_latest_of_several_counts_and_a_stop_that_was_ended_to_its_end() -> None:
    problem, roster = given()
    twice = stopped(stopped(problem), TEN.replace(hour=11, minute=30), "dee", "worker")
    assert sorted(name for name, _, _ in pins(pin_made(twice, roster)[0])) == ["dose", "early"]
    ended, _ = end_suspension(stopped(problem), "stop-1", TEN.replace(hour=13), "Lea Example")
    assert sorted(name for name, _, _ in pins(pin_made(ended, roster)[0])) == ["dose", "early", "meal"]


def test_what_had_begun_and_may_go_on_no_longer_is_told_and_not_pinned() -> None:
    problem, roster = given()
    held, made = pin_made(stopped(problem, TEN.replace(hour=11, minute=5), "ada"), roster)
    assert made is not None
    assert made.stopped == ("dose",)
    assert [name for name, _, _ in pins(held)] == ["early"]
    assert describe_made(held, made)[1] == "Begun before 11:05 and stopped since, so ring them now: dose."


def test_what_a_search_would_begin_in_the_past_is_told() -> None:
    problem, roster = given({"CAL": ROUNDS["CAL"]})
    held, made = pin_made(stopped(problem), roster)
    assert made is not None
    assert describe_too_early(held, made, roster) == ""
    assert describe_too_early(held, made, given()[1]) == (
        "This roster begins early before 10:00, which is past: move them, or leave them out."
    )


def test_solve_from_a_roster_keeps_the_morning_and_says_so(tmp_path: Path) -> None:
    """Without a stop the same search begins Nan's visit at another time, or takes it away from her."""
    problem, _ = given()
    (tmp_path / "roster.json").write_text(json.dumps(by_hand(ROUNDS)))
    write_any(problem, tmp_path / "day.json")
    write_any(stopped(problem), tmp_path / "stopped.json")
    made: dict[str, Any] = {}
    for name in ("day", "stopped"):
        words = ("--start", tmp_path / "roster.json", "--iterations", 3000, "-o", tmp_path / "new.json")
        done = run("solve", tmp_path / f"{name}.json", *words)
        assert done.exit_code == 0, done.output
        document = json.loads((tmp_path / "new.json").read_text())
        made[name] = {
            stop["visit"]: (round_["shift"], stop["start"][11:16])
            for round_ in document["rounds"]
            for stop in round_["stops"]
            if stop.get("visit")
        }
        assert document["problem"] == read_any(tmp_path / f"{name}.json").digest
        assert ("the day is under way" in flat(done)) == (name == "stopped")
        assert any("under way" in note for note in document["problem_notes"]) == (name == "stopped")
    assert made["day"]["early"] != ("NAN", "09:10")
    assert made["stopped"]["early"] == ("NAN", "09:10")
    assert "late" not in made["stopped"]
