"""Nobody is sent by bus when none runs; each day has a twin that is served whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .days import Plain, at, changed, day, put, shift, task, visit, worker
from .doors import by_hand, check, run, solve, written

PACK = {"bus_hours": {"first_hours": [5] * 7, "last_hours": [24] * 7}}


def by_bus(opens: str, length: int = 30, kind: str | None = None, code: str = "wash_and_dress", **hours: Any) -> Plain:
    """One visit at a fixed time, ten minutes and five kilometres by bus from where Wes lives."""
    call = visit("call", task(code, length), opens, opens, organisation="care", windows_hard=True)
    kinds = {} if kind is None else {"kind": kind}
    document = day([call], [worker("wes", "care", mode="transit")], [shift("wes", **hours, **kinds)], days=2)
    (matrix,) = document["travel"]["matrices"]
    count = len(matrix["places"])
    matrix |= {"mode": "transit", "metres": [[0 if a == b else 5000 for b in range(count)] for a in range(count)]}
    return document | {"pack": PACK}


NIGHT: dict[str, Any] = {"starts": "20:00", "ends": "31:00"}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (by_bus("23:21", starts="14:00", ends="25:00"), by_bus("23:20", starts="14:00", ends="25:00")),
        (by_bus("05:09", starts="04:00", ends="12:00"), by_bus("05:10", starts="04:00", ends="12:00")),
        (by_bus("26:00", **NIGHT), by_bus("22:00", 8 * 60, "sleep_in", "sleep_in", **NIGHT)),
    ],
    ids=["after the last", "before the first", "in the night"],
)
def test_nobody_comes_or_goes_when_no_bus_runs(folder: Path, wrong: Plain, right: Plain) -> None:
    made = solve(folder, wrong)
    assert made.unserved["call"].endswith("would have no bus to come or to go home by [bus_hours].")
    assert "off duty" not in made.output
    assert solve(folder, right).whole()
    in_a_car = json.loads(json.dumps(wrong).replace('"transit"', '"car"'))
    assert solve(folder, in_a_car).whole()


def test_the_checker_names_it_on_a_roster_made_by_hand(folder: Path) -> None:
    document = by_bus("05:00", starts="04:00", ends="12:00")
    judged = check(folder, document, by_hand({"WES": [("call", "05:00")]}))
    assert judged.rules == ("bus_hours",)
    assert "Wes Sample travels by bus and would be on the way to Ada Pretend's visit call" in judged.sentences[0]
    served = check(folder, by_bus("05:10", starts="04:00", ends="12:00"), by_hand({"WES": [("call", "05:10")]}))
    assert (served.accepted, served.rules) == (True, ())


def test_wider_hours_are_told_first(folder: Path) -> None:
    early = by_bus("05:00", starts="04:00", ends="12:00")
    made = solve(folder, early)
    assert "call" in made.unserved
    assert "Loosened: bus_hours: first hours 4" not in made.output
    wide = changed(early, put(pack={"bus_hours": {"first_hours": [4] * 7}}))
    made = solve(folder, wide)
    assert made.whole()
    assert "Loosened: bus_hours: first hours 4 / 4 / 4 / 4 / 4 / 4 / 4 (else 5 / 5 / 5 / 5 / 5 / 5 / 6)" in " ".join(
        made.output.split()
    )


def test_who_has_changed_to_the_bus_keeps_what_an_old_roster_can_keep(folder: Path) -> None:
    """The old roster has Wes with the car at five; today he comes by bus."""
    document = by_bus("05:10", starts="04:00", ends="12:00")
    document["visits"][0] |= {"windows": [{"start": at("05:00"), "end": at("05:30")}]}
    old = by_hand({"WES": [("call", "05:00")]})
    start = written(folder, "old", old)
    made = solve(folder, document, "--start", start)
    assert made.whole()
    assert made.starts["call"] >= "05:10"


def test_a_change_by_hand_that_misses_the_bus_is_told(folder: Path) -> None:
    document = by_bus("23:20", starts="14:00", ends="25:00")
    made = solve(folder, document)
    problem, roster = written(folder, "again", document), folder / "roster.json"
    roster.write_text(json.dumps(made.document))
    done = run("amend", problem, roster, "--window", "call", "--earliest", "23:50", "--latest", "23:55")
    said = " ".join(done.output.split())
    assert "is left out. PROVEN" in said
    assert "[bus_hours]" in said
    done = run("amend", problem, roster, "--window", "call", "--earliest", "23:10", "--latest", "23:15")
    said = " ".join(done.output.split())
    assert done.exit_code == 0
    assert "left out" not in said
    assert "[bus_hours]" not in said
