"""Links that no roster could keep are faults where the day is read: each told once, with what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import SPRING, Change, Plain, at, changed, day, named, put, shift, task, told, visit, window, worker
from .doors import run, solve, written


def three(**lists: Any) -> Plain:
    """Three visits of three people at nine, eleven and one, each to the minute; two workers."""
    people = [{"id": name, "name": f"{name.title()} Pretend", "place": "door"} for name in ("ada", "ben", "cleo")]
    visits = [
        visit(name, task("companionship", 30), clock, clock, client=who, organisation="care", windows_hard=True)
        for name, who, clock in (("a", "ada", "09:00"), ("b", "ben", "11:00"), ("c", "cleo", "13:00"))
    ]
    staff = [worker("wes", "care"), worker("dot", "care")]
    return day(visits, staff, [shift("wes"), shift("dot")], clients=people) | lists


def ties(*links: tuple[str, str, str] | tuple[str, str, str, Plain]) -> Change:
    """Links from (kind, first, second) or with more fields; their ids are L0, L1, ..."""
    return put(
        links=[
            {"id": f"L{n}", "kind": kind, "first": first, "second": second, **(more[0] if more else {})}
            for n, (kind, first, second, *more) in enumerate(links)
        ]
    )


def gap(first: str, second: str, least: float = 0, most: float | None = None) -> tuple[str, str, str, Plain]:
    told = {"min_gap_minutes": least, "max_gap_minutes": most}
    return "gap", first, second, {name: value for name, value in told.items() if value is not None}


WRONG: dict[str, tuple[Change, list[str], Change]] = {
    "a before b before a": (
        ties(gap("a", "b", 30), gap("b", "a", 30)),
        ["links[0]", "ask a visit to start after itself"],
        ties(gap("a", "b", 30)),
    ),
    "more time than there is": (
        ties(gap("a", "b", 240)),
        ["links[0]", "a at 09:00, b at 11:00", "are 2 h, and the link wants at least 4 h", "from 13:00 would do"],
        ties(gap("a", "b", 120)),
    ),
    "nearer than their times": (
        ties(gap("a", "b", 0, 60)),
        ["links[0]", "at least 0 min and at most 60 min apart"],
        ties(gap("a", "b", 0, 120)),
    ),
    "the wrong way round": (
        ties(gap("b", "a")),
        ["links[0]", "no time", "the second not to start before the first"],
        ties(gap("a", "b")),
    ),
    "one start and two times": (
        ties(("same_start", "a", "b")),
        ["links[0]", "their times have no moment in common"],
        ties(gap("a", "b")),
    ),
    "two workers at two times": (
        ties(("double_handed", "a", "b")),
        ["links[0]", "their times have no moment in common"],
        ties(gap("a", "b")),
    ),
    "one worker at two places at once": (
        ties(("same_worker", "a", "b"), ("same_start", "a", "b")),
        ["links[1]", "same_start needs two"],
        ties(("same_worker", "a", "b")),
    ),
    "a chain that is too long": (
        ties(gap("a", "b", 60), gap("b", "x", 150), gap("x", "c", 60)),
        ["links[0]", "a -> b -> x -> c", "links L0, L1, L2 together ask for more time than there is"],
        ties(gap("a", "b", 60), gap("b", "x", 60), gap("x", "c", 60)),
    ),
}


def with_a_fourth(document: Plain) -> Plain:
    """One more visit, whenever: what a chain can go through."""
    fourth = visit("x", task("companionship", 30), "09:00", "15:00", client="ben", organisation="care")
    chain = any("x" in (link["first"], link["second"]) for link in document["links"])
    free = told("visits", "b", windows=[window("09:00", "12:00")])
    return changed(document, free, lambda one: one["visits"].append(fourth)) if chain else document


@pytest.mark.parametrize("case", named(WRONG))
def test_links_that_nobody_could_keep_are_refused_where_they_are_read(
    folder: Path, case: tuple[Change, list[str], Change]
) -> None:
    wrong, words, mended = case
    document = with_a_fourth(changed(three(), wrong))
    done = run("solve", written(folder, "day", document), "-o", folder / "roster.json", "--iterations", 100)
    assert done.exit_code == 2
    said = " ".join(done.output.split())
    assert said.startswith("1 thing is wrong")
    for some in words:
        assert some in said
    assert solve(folder, with_a_fourth(changed(three(), mended))).whole()


def test_every_contradiction_is_told_and_each_once(folder: Path) -> None:
    document = changed(three(), ties(gap("a", "b", 240), ("same_start", "b", "c"), gap("a", "c", 60)))
    done = run("solve", written(folder, "day", document), "-o", folder / "roster.json", "--iterations", 100)
    assert done.exit_code == 2
    assert done.output.startswith("2 things are wrong")
    assert "links[0]" in done.output
    assert "links[1]" in done.output
    assert "links[2]" not in done.output


def test_an_hour_that_the_clocks_take_away_is_named(folder: Path) -> None:
    """From half past eleven to half past three are three hours in the night of spring."""
    visits = [
        visit(name, task("medication"), clock, clock, day=SPRING, organisation="care", windows_hard=True)
        for name, clock in (("d1", "00:30"), ("d2", "04:30"))
    ]
    staff, shifts = [worker("wes", "care")], [shift("wes", "00:00", "07:00", day=SPRING)]
    document = changed(day(visits, staff, shifts, start=SPRING), ties(gap("d1", "d2", 240)))
    done = run("solve", written(folder, "day", document), "-o", folder / "roster.json", "--iterations", 100)
    said = " ".join(done.output.split())
    assert done.exit_code == 2
    assert "from 00:30 to 04:30 are 3 h: the clocks go forward" in said
    assert "the second from 05:30 would do" in said
    later = told("visits", "d2", windows=[{"start": at("05:30", SPRING), "end": at("05:30", SPRING)}])
    assert solve(folder, changed(document, later)).whole()


SOFT: dict[str, Change] = {
    "windows that may be missed": told("visits", "b", windows_hard=False),
    "another window": told("visits", "b", windows=[window("11:00", "11:00"), window("14:00", "14:00")]),
}


@pytest.mark.parametrize("change", named(SOFT))
def test_times_that_leave_room_are_no_contradiction(folder: Path, change: Change) -> None:
    document = changed(three(), ties(gap("a", "b", 180)), change)
    assert run("solve", written(folder, "day", document), "-o", folder / "r.json", "--iterations", 100).exit_code == 0


def test_a_clinical_window_counts_like_a_hard_one(folder: Path) -> None:
    clinical: dict[str, Any] = {
        "clinical_window": window("09:00", "09:30"),
        "clinical_window_set_by": "Nora Example RN",
    }
    document = changed(
        three(),
        told(
            "visits",
            "b",
            windows=[window("08:00", "14:00")],
            windows_hard=False,
            tasks=[task("companionship", 30, **clinical)],
        ),
        ties(gap("a", "b", 60)),
    )
    done = run("solve", written(folder, "day", document), "-o", folder / "roster.json", "--iterations", 100)
    assert done.exit_code == 2
    assert "from 09:00 to 09:30 are 30 min" in " ".join(done.output.split())
