"""Changes by hand that are somebody's to decide: when a dose is given and whether, and how many hands there are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .days import Plain, day, insulin, nurse, shift, task, visit, worker
from .doors import aware, by_hand, run, written
from .dose_days import flat

LEAD = {"by": "Nora Example", "role": "nurse lead"}
MANAGER = {"by": "Mona Example", "role": "manager"}
PLANNER = {"by": "Lea Example", "role": "scheduler"}
TABLETS = task("medication", 15)
BATH = visit("bath", task("companionship", 30), "10:00", "13:00")


def doses() -> Plain:
    """Insulin morning and noon by a nurse, and a social visit by a carer."""
    visits = [
        visit("early", insulin(), "08:00", "08:10", organisation="trust"),
        visit("noon", insulin(), "12:00", "12:30", organisation="trust"),
        BATH,
    ]
    return day(visits, [nurse(), worker("cal", "council")], [shift("nan"), shift("cal")], version="2")


ROUNDS = {"NAN": [("early", "08:00"), ("noon", "12:00")], "CAL": [("bath", "10:00")]}


def times(name: str, opens: str, closes: str, **who: Any) -> Plain:
    return {"change": "window", "visit": name, "earliest": aware(opens), "latest": aware(closes), **who}


def off(name: str, **who: Any) -> Plain:
    return {"change": "cancel", "visit": name, "reason": "daughter stays", **who}


def more(name: str, tasks: Plain, opens: str, closes: str, **who: Any) -> Plain:
    fields = {"workers": who.pop("workers")} if "workers" in who else {}
    return {"change": "add", "visit": visit(name, tasks, opens, closes, **fields), **who}


def tried(folder: Path, document: Plain, rounds: dict[str, list[tuple[str, str]]], *changes: Plain) -> tuple[int, str]:
    """The exit code of ``amend`` and what it says, as JSON where it was not refused."""
    words = [word for one in changes for word in ("--change", json.dumps(one))]
    done = run("amend", written(folder, "day", document), written(folder, "roster", by_hand(rounds)), *words, "--json")
    return done.exit_code, done.output


CHANGES = [
    (times("noon", "10:00", "10:30"), LEAD),
    ({"change": "window", "visit": "noon", "minutes": 40}, LEAD),
    (off("noon"), LEAD),
    (more("extra", insulin(), "14:00", "14:30"), LEAD),
    (more("tablets", TABLETS, "11:00", "11:30"), MANAGER),
]


@pytest.mark.parametrize(("change", "who"), CHANGES, ids=["times", "length", "cancel", "add", "add tablets"])
def test_a_dose_is_changed_by_who_answers_for_it_and_by_nobody_else(folder: Path, change: Plain, who: Plain) -> None:
    for other in (PLANNER, {"by": "Lea Example"}):
        exit_code, said = tried(folder, doses(), ROUNDS, {**change, **other})
        assert exit_code == 2, said
        assert "want nurse lead" in flat(said)
    exit_code, said = tried(folder, doses(), ROUNDS, {**change, **who})
    assert exit_code == 0, said
    told = json.loads(said)
    assert any(f"{who['by']} ({who['role']}) decides" in one for one in told["sentences"])
    assert told["signed"] == [{**who, "verified": False}]


def test_a_manager_decides_of_tablets_and_of_no_insulin(folder: Path) -> None:
    exit_code, said = tried(folder, doses(), ROUNDS, times("noon", "10:00", "10:30", **MANAGER))
    assert exit_code == 2
    assert "insulin is a health task" in flat(said)


def test_the_new_distance_to_the_dose_before_and_after_is_told(folder: Path) -> None:
    _, said = tried(folder, doses(), ROUNDS, times("noon", "10:00", "10:30", **LEAD))
    (distance,) = json.loads(said)["doses"]
    assert distance == (
        "Ada Pretend's insulin at 10:00 (noon) is now 105 min after the dose at 08:00 (early, over at 08:15); "
        "before, 3 h 45 min."
    )
    _, said = tried(folder, doses(), ROUNDS, more("between", insulin(), "10:00", "10:01", **LEAD) | ORGANISED)
    assert [one.partition(" is now ")[2] for one in json.loads(said)["doses"]] == [
        "105 min after the dose at 08:00 (early, over at 08:15).",
        "105 min after the dose at 10:00 (between, over at 10:15); before, 3 h 45 min.",
    ]
    _, said = tried(folder, doses(), ROUNDS, off("noon", **LEAD))
    (gone,) = json.loads(said)["doses"]
    assert "(noon) is not given now; the last dose is at 08:00" in gone


ORGANISED = {"visit": visit("between", insulin(), "10:00", "10:01", organisation="trust")}


@pytest.mark.parametrize(
    "change",
    [
        times("bath", "11:00", "12:00"),
        {"change": "window", "visit": "bath", "minutes": 45},
        off("bath", by="Lea Example"),
        more("chat", task("companionship", 30), "13:00", "14:00"),
    ],
    ids=["times", "length", "cancel", "add"],
)
def test_a_social_visit_is_changed_by_a_scheduler(folder: Path, change: Plain) -> None:
    exit_code, said = tried(folder, doses(), ROUNDS, change)
    assert exit_code == 0, said
    told = json.loads(said)
    assert (told["safe"], told["doses"], told["out_of_turn"], told["signed"]) == (True, [], [], [])


def two_hands(*others: Plain, workers: int = 2, links: list[Plain] | None = None) -> Plain:
    """Ada is washed with a hoist by two."""
    hoisted = [task("personal_care", 20), task("hoist_transfer", 10)]
    visits = [visit("both", hoisted, "08:00", "09:00", workers=workers), *others]
    staff = [worker(name, "council", ["moving_handling", "personal_care"]) for name in ("cal", "wes")]
    return day(visits, staff, [shift("cal"), shift("wes")], version="2", links=links or [])


BOTH = {"CAL": [("both", "08:00")], "WES": [("both", "08:00")]}
ALONE = more("alone", task("wash_and_dress", 30), "08:00", "09:00")


def test_two_pairs_of_hands_are_not_made_one_by_cancelling_and_adding(folder: Path) -> None:
    """In one list, or with the day of the first change as it was written."""
    gone = off("both", by="Lea Example")
    for changes in ([gone, ALONE], [ALONE, gone], [gone, {**ALONE, **PLANNER}]):
        exit_code, said = tried(folder, two_hands(), BOTH, *changes)
        assert exit_code == 2, said
        assert "by two workers in both" in flat(said)
        assert "by one worker here" in flat(said)
    day_, roster = written(folder, "day", two_hands()), written(folder, "roster", by_hand(BOTH))
    later, rounds = folder / "later.json", folder / "rounds.json"
    done = run("amend", day_, roster, "--change", json.dumps(gone), "-o", rounds, "--day-out", later)
    assert done.exit_code == 0, done.output
    assert "With it go two workers for 30 min: personal_care, hoist_transfer." in flat(done.output)
    assert "Nobody else does personal_care or hoist_transfer for Ada Pretend." in flat(done.output)
    assert json.loads(later.read_text("utf-8"))["cancelled_visits"][0]["by_two"] == ["personal_care", "hoist_transfer"]
    done = run("amend", later, rounds, "--change", json.dumps(ALONE))
    assert done.exit_code == 2
    assert "both (cancelled)" in flat(done.output)


def test_who_answers_for_it_adds_a_visit_with_one_worker_and_anybody_one_with_two(folder: Path) -> None:
    gone = off("both", by="Lea Example")
    exit_code, said = tried(folder, two_hands(), BOTH, gone, {**ALONE, **MANAGER})
    assert exit_code == 0, said
    assert any("done for Ada Pretend by two workers in both" in one for one in json.loads(said)["sentences"])
    two = more("again", task("wash_and_dress", 30), "10:00", "11:00", workers=2)
    exit_code, said = tried(folder, two_hands(), BOTH, gone, two)
    assert exit_code == 0, said
    assert json.loads(said)["safe"] is True


@pytest.mark.parametrize("code", ["companionship", "meal"])
def test_what_is_done_by_one_already_may_be_added_for_one(folder: Path, code: str) -> None:
    document = two_hands(visit("tea", task("meal", 20), "12:00", "13:00"))
    exit_code, said = tried(
        folder, document, BOTH | {"CAL": [*BOTH["CAL"], ("tea", "12:00")]}, more("e", task(code, 20), "14:30", "14:40")
    )
    assert exit_code == 0, said


def test_a_pair_of_hands_that_begins_with_another_visit_is_not_cancelled_by_a_scheduler(folder: Path) -> None:
    """Two rows of one worker each, tied by a start."""
    link = {"id": "l", "kind": "same_start", "first": "both", "second": "hands"}
    document = two_hands(visit("hands", task("hoist_transfer", 30), "08:00", "09:00"), workers=1, links=[link])
    rounds = {"CAL": [("both", "08:00")], "WES": [("hands", "08:00")]}
    exit_code, said = tried(folder, document, rounds, off("hands", by="Lea Example"))
    assert exit_code == 2
    assert "it is the other pair of hands of both" in flat(said)
    assert tried(folder, document, rounds, off("hands", **MANAGER))[0] == 0
    assert tried(folder, document, rounds, off("hands", by="Lea Example"), off("both", by="Lea Example"))[0] == 0
