"""A roster of another version of the day starts today's: what is gone is dropped and told, what is new is not served,
the rest stays where it was. One that is of none of this day's visits, or names what nobody knows, is refused.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .days import (
    Change,
    Plain,
    agreement,
    both,
    changed,
    client,
    day,
    named,
    put,
    shift,
    task,
    told,
    visit,
    without,
    worker,
)
from .doors import Made, check, run, solve, written

UNSERVE = json.dumps({"change": "unserve", "visit": "two"})


def three() -> Plain:
    """Three visits of three people, two workers."""
    people = [client(name) for name in ("ada", "ben", "cleo")]
    visits = [
        visit(name, task("companionship", 30), clock, clock, client=who, organisation="care", windows_hard=True)
        for name, who, clock in (("one", "ada", "09:00"), ("two", "ben", "10:00"), ("three", "cleo", "13:00"))
    ]
    staff = [worker("wes", "care"), worker("dot", "care")]
    return day(visits, staff, [shift("wes"), shift("dot")], clients=people)


def another(name: str = "four") -> Change:
    """One visit more, of Ada's in the afternoon."""
    more = visit(name, task("companionship", 30), "14:00", "14:00", organisation="care", windows_hard=True)
    return lambda document: document["visits"].append(more)


def started(folder: Path, old: Made, new: Plain) -> Made:
    return solve(folder, new, "--start", written(folder, "old", old.document), moves=0)


CHANGED: dict[str, tuple[Change, list[str], set[str]]] = {
    "a visit is cancelled": (
        without("visits", "one"),
        ["No longer in the day, and dropped from the roster: visit one."],
        set(),
    ),
    "a visit is added": (another(), ["New in the day, and not on this roster: visit four."], {"four"}),
    "one for another": (
        both(without("visits", "one"), another()),
        ["dropped from the roster: visit one.", "not on this roster: visit four."],
        {"four"},
    ),
    "another time": (
        told("visits", "two", windows=[{"start": "2027-03-01T11:00", "end": "2027-03-01T11:00"}]),
        [],
        set(),
    ),
}


@pytest.mark.parametrize("case", named(CHANGED))
def test_the_rest_of_yesterdays_version_stays(folder: Path, case: tuple[Change, list[str], set[str]]) -> None:
    change, words, new = case
    old = solve(folder, three())
    assert old.whole()
    document = changed(three(), change)
    made = started(folder, old, document)
    said = " ".join(made.output.split())
    assert made.whole(), made.output
    assert set(made.starts) == {one["id"] for one in document["visits"]}
    for some in words:
        assert some in said
    kept = set(made.starts) - new - {"two"}
    assert {name: made.workers[name] for name in kept} == {name: old.workers[name] for name in kept}
    judged = run("check", written(folder, "day", document), written(folder, "old", old.document), "--json")
    plain = json.loads(judged.stdout)
    assert [one["visit"] for one in plain["unserved_visits"]] == sorted(new)
    for some in words:
        assert some in " ".join(plain["problem_notes"])


def test_who_worked_and_does_not_any_more_leaves_visits_unserved_and_told(folder: Path) -> None:
    old = solve(folder, changed(three(), without("shifts", "DOT")))
    document = changed(three(), without("shifts", "WES"))
    path, roster = written(folder, "day", document), written(folder, "old", old.document)
    done = run("check", path, roster)
    said = " ".join(done.output.split())
    assert done.exit_code == 0
    assert "No longer in the day, and dropped with what was on it: shift WES." in said
    assert "Not served now because of that: visits one, two, three." in said
    assert "Served 0 of 3" in said
    assert started(folder, old, document).whole()


@pytest.mark.parametrize("command", ["explain", "amend"])
def test_explain_and_amend_take_it_too(folder: Path, command: str) -> None:
    old = solve(folder, three())
    document = changed(three(), without("visits", "one"), another())
    path, roster = written(folder, "day", document), written(folder, "old", old.document)
    more = ["--change", UNSERVE, "-o", folder / "amended.json"] if command == "amend" else []
    done = run(command, path, roster, *more)
    said = " ".join(done.output.split())
    assert done.exit_code == 0
    assert "No longer in the day, and dropped from the roster: visit one." in said
    assert "New in the day, and not on this roster: visit four." in said
    if command == "amend":
        amended = json.loads((folder / "amended.json").read_text("utf-8"))
        assert {entry["visit"] for entry in amended["unserved"]} == {"two", "four"}
    else:
        assert "(four)" in said


def pair() -> Plain:
    """A wash and a check at one door that two organisations ask for, agreed beforehand to be made as one."""
    return day(
        [
            visit("wash", task("wash_and_dress", 30), "09:00", "10:00"),
            visit("more", task("companionship", 30), "09:00", "10:00", organisation="care"),
        ],
        [worker("cal", "council"), worker("wes", "care")],
        [shift("cal"), shift("wes")],
        agreements=[agreement(("council", "care"))],
    )


def test_of_a_joint_visit_the_one_that_remains_is_made_where_both_were(folder: Path) -> None:
    old = solve(folder, pair(), joins="apply")
    (join,) = old.joins
    document = changed(pair(), without("visits", "more"))
    path, roster = written(folder, "day", document), written(folder, "old", old.document)
    done = run("check", path, roster, "--json")
    plain = json.loads(done.stdout)
    notes = " ".join(plain["problem_notes"])
    assert plain["served"] == 1
    assert f"No longer made as one, for the visits have changed: join {join['id']}." in notes
    assert "dropped from the roster: visit more." in notes


def test_a_roster_of_another_place_is_refused(folder: Path) -> None:
    def renamed(one: Plain) -> None:
        for each in one["visits"]:
            each.update(id=f"x-{each['id']}")

    old = solve(folder, three())
    document = changed(three(), renamed)
    done = run("check", written(folder, "day", document), written(folder, "old", old.document))
    assert done.exit_code == 2
    assert "want a roster of this day, or of another version of it" in " ".join(done.output.split())


def test_what_nobody_knows_in_a_roster_of_this_very_day_is_a_fault(folder: Path) -> None:
    old = solve(folder, three())
    spoilt = changed(old.document, lambda one: one["rounds"][0]["stops"][0].update(visit="unheard of"))
    done = run("check", written(folder, "day", three()), written(folder, "old", spoilt))
    assert done.exit_code == 2
    assert "want the id of one of the visits" in done.output


def test_of_the_very_day_nothing_is_told(folder: Path) -> None:
    old = solve(folder, three())
    made = started(folder, old, three())
    assert made.whole()
    assert "in the day" not in made.output
    assert check(folder, three(), old.document).accepted


def test_households_of_three_are_served_and_a_refusal_holds_for_each(folder: Path) -> None:
    """Whoever the third of a home refuses does not come for the three as one."""
    people = [client(name, household="home") for name in ("ada", "ben", "cleo")]
    visits = [visit(who, task("companionship", 20), "09:00", "10:00", client=who) for who in ("ada", "ben", "cleo")]
    document = day(
        visits,
        [worker("cal", "council"), worker("dot", "council")],
        [shift("cal"), shift("dot")],
        clients=people,
        households=[{"id": "home", "place": "door"}],
    )
    made = solve(folder, document, joins="suggest")
    assert made.whole()
    refused = changed(document, told("clients", "cleo", refused_workers=["cal"]))
    made = solve(folder, refused, joins="suggest")
    assert made.whole()
    assert made.workers["cleo"] == ("dot",)


def test_a_place_for_what_put_means(folder: Path) -> None:
    """An old roster may name an older problem and still be of this day's visits, in another order."""
    old = solve(folder, three())
    turned = changed(three(), put(visits=three()["visits"][::-1]))
    made = started(folder, old, turned)
    assert made.whole()
    assert made.starts == old.starts


def test_a_search_says_what_it_moved_of_the_roster_it_started_from(folder: Path) -> None:
    old = solve(folder, three())
    later = [{"start": "2027-03-01T11:00", "end": "2027-03-01T11:00"}]
    moved = " ".join(started(folder, old, changed(three(), told("visits", "two", windows=later))).output.split())
    assert "Since the roster to start from, on which 3 visits are made: Ben Pretend's 11:00 visit (two)" in moved
    assert "(one)" not in moved
    assert "Since the roster to start from" not in started(folder, old, three()).output
