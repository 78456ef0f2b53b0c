"""Words that a person meets first in capitals are explained where they meet them: in half a sentence, once."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from .days import Plain, day, shift, task, visit, worker
from .doors import run, solve, written

MEANS = "(Loosened: less is asked of this roster than the built-in rules ask.)"
PROVEN = "PROVEN: nobody could ever do it"


def impossible(*more: Plain) -> Plain:
    """Two calls that end before anybody is on duty, and one that is made."""
    calls = [
        visit(name, task("wash_and_dress", 30), "04:00", "05:00", organisation="care", windows_hard=True)
        for name in ("early", "earlier")
    ]
    made = visit("noon", task("wash_and_dress", 30), "12:00", "13:00", organisation="care")
    return day([*calls, made, *more], [worker("wes", "care")], [shift("wes", "09:00", "15:00")])


def loosened(folder: Path) -> Path:
    path = folder / "looser.toml"
    path.write_text("[lateness_cap]\nenabled = false\n", "utf-8")
    return path


def test_a_verdict_is_explained_once_and_only_those_that_are_there(folder: Path) -> None:
    said = " ".join(solve(folder, impossible()).output.split())
    assert said.count(PROVEN) == 1
    assert said.index(PROVEN) < said.index("PROVEN. ")
    assert "CAPACITY:" not in said
    path, roster = folder / "words.json", folder / "words.roster.json"
    path.write_text(written(folder, "words-day", impossible()).read_text("utf-8"), "utf-8")
    assert run("solve", path, "--iterations", "50", "-o", roster).exit_code == 0
    told = " ".join(run("explain", path, roster, "--visit", "early").output.split())
    assert f"({PROVEN}.)" in told
    page = folder / "r.html"
    assert run("plot", path, roster, "--html", page).exit_code == 0
    text = html.unescape(page.read_text("utf-8"))
    assert text.count(f"{PROVEN}.") == 1


def test_a_day_that_is_served_whole_explains_nothing(folder: Path) -> None:
    whole = impossible()
    whole["visits"] = whole["visits"][2:]
    made = solve(folder, whole)
    assert made.whole()
    assert "PROVEN" not in made.output
    assert "Loosened" not in made.output


@pytest.mark.parametrize("command", ["solve", "check", "explain"])
def test_loosened_is_explained_where_it_stands(folder: Path, command: str) -> None:
    path, pack, roster = written(folder, "day", impossible()), loosened(folder), folder / "r.json"
    done = run("solve", path, "--rules", pack, "--iterations", "50", "-o", roster)
    if command != "solve":
        done = run(command, path, roster, "--rules", pack)
    said = " ".join(done.output.split())
    assert said.count(MEANS) == 1
    assert said.index("Loosened: lateness_cap is off") < said.index(MEANS)


def test_pages_say_it_too(folder: Path) -> None:
    path, pack, roster = written(folder, "day", impossible()), loosened(folder), folder / "r.json"
    assert run("solve", path, "--rules", pack, "--iterations", "50", "-o", roster).exit_code == 0
    assert run("plot", path, roster, "--rules", pack, "--html", folder / "r.html").exit_code == 0
    assert MEANS in html.unescape((folder / "r.html").read_text("utf-8"))
