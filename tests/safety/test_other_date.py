"""Yesterday's roster with today's ids is refused by every door that reads a roster beside a problem; as a start it is
taken without its times, and told.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .days import Plain, also, changed, client, day, shift, task, visit, worker
from .doors import Made, run, solve, written

SUNDAY, MONDAY = "2027-02-28", "2027-03-01"
REFUSED = "want a roster of this day, on which shift WES is from 07:00 to 15:00: this one is of another"
UNSERVE = json.dumps({"change": "unserve", "visit": "one"})


def two(on: str = MONDAY) -> Plain:
    """Two visits of two people by one worker, with the ids they have every morning."""
    visits = [
        visit(name, task("companionship", 30), clock, clock, client=who, organisation="care", day=on)
        for name, who, clock in (("one", "ada", "09:00"), ("two", "ben", "10:00"))
    ]
    staff, shifts = [worker("wes", "care")], [shift("wes", day=on)]
    return day(visits, staff, shifts, clients=[client("ada"), client("ben")], start=on)


def named_nowhere(made: Made) -> Plain:
    """The roster without the fingerprint of its problem, as another program or a hand would write it."""
    return {name: value for name, value in made.document.items() if name != "problem"}


Words = Callable[[Path, Path, Path], list[object]]
DOORS: dict[str, Words] = {
    "check": lambda of, today, old: ["check", today, old],
    "explain": lambda of, today, old: ["explain", today, old],
    "explain a visit": lambda of, today, old: ["explain", today, old, "--visit", "one"],
    "explain against": lambda of, today, old: ["explain", today, of / "new.json", "--against", old],
    "amend": lambda of, today, old: ["amend", today, old, "--change", UNSERVE, "-o", of / "out.json"],
    "plot": lambda of, today, old: ["plot", today, old, "--html", of / "out.html"],
    "records": lambda of, today, old: ["records", today, old, "-o", of / "out"],
    "suspend": lambda of, today, old: [
        "suspend",
        today,
        "--client",
        "ada",
        "--from",
        "08:00",
        "--reason",
        "in hospital",
        "--by",
        "Lea Example",
        "--roster",
        old,
        "-o",
        of / "out.json",
    ],
    "safety": lambda of, today, old: ["safety", today, old],
}


@pytest.fixture(scope="module")
def sunday(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return solve(tmp_path_factory.mktemp("sunday"), two(SUNDAY))


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("by_hand", [False, True], ids=["as solved", "that names no problem"])
def test_every_door_refuses_it_and_writes_nothing(folder: Path, sunday: Made, door: str, by_hand: bool) -> None:
    assert sunday.whole()
    today = written(folder, "day", two())
    old = written(folder, "old", named_nowhere(sunday) if by_hand else sunday.document)
    empty = {"onevisit": "roster", "version": "1", "rounds": []}
    (folder / "new.json").write_text(json.dumps(empty), "utf-8")
    done = run(*DOORS[door](folder, today, old))
    assert done.exit_code == 2, done.output
    assert REFUSED in " ".join(done.output.split())
    assert "one at 2027-02-28 09:00" in " ".join(done.output.split())
    assert not list(folder.glob("out*"))


@pytest.mark.parametrize("door", DOORS)
def test_every_door_takes_one_of_the_day(folder: Path, door: str) -> None:
    """The twin: the same words with a roster of this date, made for another version of it."""
    made = solve(folder, two())
    today, old = written(folder, "day", two()), written(folder, "old", made.document)
    (folder / "new.json").write_text(json.dumps(made.document), "utf-8")
    done = run(*DOORS[door](folder, today, old))
    assert done.exit_code == 0, done.output


def stop(document: Plain) -> None:
    """Somebody stops Ben at half past nine of Monday: what was begun by then is held."""
    also(
        "suspensions",
        {
            "id": "stop-1",
            "what": "client",
            "of": "ben",
            "starts": "2027-03-01T09:30",
            "reason": "in hospital",
            "by": "Lea Example",
        },
    )(document)


@pytest.mark.parametrize("stopped", [False, True], ids=["a quiet day", "a day under way"])
def test_a_search_begins_with_it_without_its_times_and_says_so(folder: Path, sunday: Made, stopped: bool) -> None:
    document = changed(two(), stop if stopped else None)
    old = written(folder, "old", named_nowhere(sunday))
    made: Any = solve(folder, document, "--start", old, moves=0)
    said = " ".join(made.output.split())
    assert "The roster to start from is of another day: who makes which visits is taken from it" in said
    assert "so the day is under way" not in said
    assert made.instants["one"].date().isoformat() == MONDAY
    assert made.workers["one"] == ("wes",)


def test_of_the_day_itself_times_are_taken_and_nothing_is_said(folder: Path) -> None:
    first = solve(folder, two())
    made = solve(folder, two(), "--start", written(folder, "old", first.document), moves=0)
    assert made.starts == first.starts
    assert "another day" not in made.output
