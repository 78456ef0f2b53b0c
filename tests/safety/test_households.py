"""Homes of three and four: whatever one of them refuses or needs holds for the visit that is made for all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .days import (
    Change,
    Plain,
    agreement,
    answered,
    backwards,
    both,
    changed,
    client,
    day,
    decision,
    named,
    put,
    shift,
    task,
    told,
    visit,
    worker,
)
from .doors import by_hand, check, join_of, run, solve, solve_all, written

PEOPLE = ("ada", "ben", "cleo", "dov")


def a_home(many: int = 3, *changes: Change, **lists: Any) -> Plain:
    """So many people behind one door, each with a meal from the council at eight; a team lead has signed for three of
    them as one visit. Two carers are on duty, and have been here before.
    """
    people = [client(name, household="home") for name in PEOPLE[:many]]
    meals = [visit(name.upper(), task("meal", 20), "08:00", "10:00", client=name) for name in PEOPLE[:many]]
    staff = [worker("cal", "council", sex="male"), worker("dee", "council", sex="female")]
    known = {
        "clients": people,
        "households": [{"id": "home", "place": "door"}],
        "join_decisions": [decision([name.upper() for name in PEOPLE[:3]], "team lead")],
        "history": [{"client": name, "worker": "cal", "start": "2027-02-26T08:00"} for name in PEOPLE[:many]],
    }
    return changed(day(meals, staff, [shift("cal"), shift("dee")], **known | lists), *changes)


def of_client(name: str, **fields: Any) -> Change:
    return told("clients", name, **fields)


# Each of these keeps Cal from somebody, told by the visits he may not make.
KEPT_FROM: dict[str, tuple[Change, str]] = {
    **{f"{name} declined him": (of_client(name, refused_workers=["cal"]), name.upper()) for name in PEOPLE},
    **{f"he declined {name}": (told("workers", "cal", refused_clients=[name]), name.upper()) for name in PEOPLE},
    **{f"{name} asked for a woman": (of_client(name, worker_sex="female"), name.upper()) for name in PEOPLE},
}


@pytest.mark.parametrize("joins", ["suggest", "apply"])
@pytest.mark.parametrize("case", named(KEPT_FROM))
def test_there_is_a_roster_and_it_keeps_him_away(folder: Path, case: tuple[Change, str], joins: str) -> None:
    change, kept = case
    for many in (4,) if kept == "DOV" else (3, 4):
        made = solve(folder, a_home(many, change), joins=joins)
        assert made.whole(), made.output
        assert made.workers[kept] == ("dee",)


@pytest.mark.parametrize("case", named(KEPT_FROM))
def test_a_visit_for_three_by_him_is_a_hard_breach(folder: Path, case: tuple[Change, str]) -> None:
    change, kept = case
    names = [kept, *(name for name in ("ADA", "BEN", "CLEO") if name != kept)][:3]
    document = a_home(4, change, put(join_decisions=[decision(names, "team lead")]))
    join = join_of(document, [(name, 0) for name in names])
    others = [name.upper() for name in PEOPLE if name.upper() not in names]
    for who, accepted in (("CAL", False), ("DEE", True)):
        roster = by_hand({who: [(join["id"], "08:10")]}, join, unserved=others)
        assert check(folder, document, roster).accepted is accepted


@pytest.mark.parametrize("many", [3, 4])
@pytest.mark.parametrize("joins", ["off", "suggest", "apply"])
def test_a_home_where_nobody_minds_is_served(folder: Path, joins: str, many: int) -> None:
    assert solve(folder, a_home(many), joins=joins).whole()
    assert solve(folder, a_home(many, backwards), joins=joins).whole()


@pytest.mark.parametrize("many", [3, 4])
def test_every_join_that_the_conditions_allow_can_be_searched(folder: Path, many: int) -> None:
    assert solve_all(folder, a_home(many)).whole()
    made = solve_all(folder, a_home(many, of_client("cleo", refused_workers=["cal"])))
    assert made.whole()
    assert made.workers["CLEO"] == ("dee",)


@pytest.mark.parametrize("many", [3, 4])
def test_new_faces_of_a_home_are_counted_alike(folder: Path, many: int) -> None:
    """Nobody has been here before: search and checker must agree on what that costs."""
    for joins in ("suggest", "apply"):
        assert solve(folder, a_home(many, history=[]), joins=joins).whole()
    assert solve_all(folder, a_home(many, history=[])).whole()


def test_preferred_workers_of_a_home_are_counted_alike(folder: Path) -> None:
    document = a_home(3, of_client("cleo", preferred_workers=["dee"]), of_client("ada", preferred_workers=["cal"]))
    assert solve(folder, document, joins="apply").whole()
    assert solve_all(folder, document).whole()


ALONE: dict[str, tuple[Change, str]] = {
    "the third wants two to come": (of_client("cleo", lone_working="pair"), "CLEO"),
    "the third wants daylight": (of_client("cleo", lone_working="daylight"), ""),
}


@pytest.mark.parametrize("case", named(ALONE))
def test_what_makes_an_address_risky_holds_for_the_visit_for_all(folder: Path, case: tuple[Change, str]) -> None:
    """One worker alone is not enough for the third, so not for one visit with the third either."""
    change, never = case
    for joins in ("suggest", "apply"):
        made = solve(folder, a_home(3, change), joins=joins)
        assert made.exit == 0
        assert set(made.unserved) == ({never} - {""})
    document = a_home(3, change)
    join = join_of(document, [(name, 0) for name in ("ADA", "BEN", "CLEO")])
    judged = check(folder, document, by_hand({"CAL": [(join["id"], "08:30")]}, join))
    assert judged.accepted is (never == "")


def test_the_third_ones_refusal_to_share_keeps_another_provider_away(folder: Path) -> None:
    """A care provider's carer comes for the council by agreement: not to who refused, alone or with the others."""
    of_care = [agreement(("council", "care"))]
    people = told("workers", "cal", organisation="care")
    names = ["ADA", "BEN", "CLEO"]
    for refuses in PEOPLE[:3]:
        answer = answered(refuses, "sharing", {"given": False, "recorded": "2026-06-01"})
        document = a_home(3, people, answer, agreements=of_care)
        made = solve(folder, document, joins="apply")
        assert made.whole()
        assert made.workers[refuses.upper()] == ("dee",)
        join = join_of(document, [(name, 0) for name in names])
        assert not check(folder, document, by_hand({"CAL": [(join["id"], "08:10")]}, join)).accepted
        assert check(folder, document, by_hand({"DEE": [(join["id"], "08:10")]}, join)).accepted


def test_a_home_of_three_can_be_compared_and_audited(folder: Path) -> None:
    """The other commands that join do not stumble either."""
    source = written(folder, "day", a_home(3, of_client("cleo", refused_workers=["cal"])))
    assert run("duplicates", source).exit_code == 0
    words = "--seconds", 0.2, "--seeds", 1, "--no-packages"
    assert run("compare", source, *words).exit_code == 0


SHAPES: dict[str, Change] = {
    "visits for two workers": both(*(told("visits", name.upper(), workers=2) for name in PEOPLE[:3])),
    "two of them linked": put(
        links=[
            {"id": "L", "kind": "gap", "first": "ADA", "second": "CLEO", "min_gap_minutes": 0, "max_gap_minutes": 60}
        ]
    ),
    "one worker for two of them": put(links=[{"id": "L", "kind": "same_worker", "first": "BEN", "second": "CLEO"}]),
    "one of them pinned": put(pins=[{"visit": "CLEO", "worker": "dee"}]),
    "one of them optional": told("visits", "CLEO", optional=True, value_pence=2000),
    "one of them known to nobody": lambda document: document["history"].pop(),
    "usual workers of the visit": told("visits", "CLEO", preferred_workers=["dee"]),
}


@pytest.mark.parametrize("words", [(), ("--exact",), ("--bound",)], ids=["searched", "exact", "bound"])
@pytest.mark.parametrize("shape", named(SHAPES))
def test_a_home_of_three_of_any_shape_has_a_roster(folder: Path, shape: Change, words: tuple[str, ...]) -> None:
    document = a_home(3, shape, of_client("cleo", refused_workers=["cal"]))
    made = solve(folder, document, *words, "--seconds", 0.5, joins="apply")
    assert made.exit == 0, made.output
    assert "cal" not in made.workers.get("CLEO", ())
    assert solve(folder, a_home(3, shape), *words, "--seconds", 0.5, joins="apply").whole()


def test_a_home_where_only_one_carer_is_on_duty(folder: Path) -> None:
    """Who declined the only one there is goes without; the others do not."""
    only = put(shifts=[shift("cal")])
    made = solve(folder, a_home(4, of_client("cleo", refused_workers=["cal"]), only), joins="apply")
    assert made.exit == 0
    assert set(made.unserved) == {"CLEO"}
    assert set(made.workers) == {"ADA", "BEN", "DOV"}
    assert solve(folder, a_home(4, only), joins="apply").whole()
