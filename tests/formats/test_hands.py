"""What cells say of hands: a hoist, two carers and short names of personal care ask for no less than the long ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from solver.domain import InputFaults
from solver.formats import read_any
from solver.formats.flat.said import read_needs, read_tasks
from solver.solving import solve

from .flat_day import Flat, flat_day
from .test_far_days import write as write

Write = Callable[[Flat], Path]


def one_row(said: str, **cells: object) -> Flat:
    """A visit of these tasks, and two carers who can cook and no more."""
    day = flat_day()
    visits = [{**day["visits"][0], "tasks": said, **cells}]
    staff = [{**row, "can do": "home support"} for row in day["staff"][:2]]
    return {**day, "visits": visits, "staff": staff}


SHORT = [
    "PC",
    "p/c",
    "P.C.",
    "pers care",
    "shower",
    "bath",
    "strip wash",
    "wash",
    "w&d",
    "get up",
    "pad change",
    "to bed",
]


@pytest.mark.parametrize("said", [*SHORT, "personal care - am", "assist with shower", "personal care - hoist"])
def test_a_short_name_of_personal_care_is_nobodys_who_can_only_cook(said: str, write: Write) -> None:
    problem = read_any(write(one_row(said)))
    assert solve(problem, iterations=200).roster.unserved
    day = one_row(said)
    for row in day["staff"]:
        row["can do"] = "home support; personal care; moving and handling"
    assert not solve(read_any(write(day)), iterations=200).roster.unserved


@pytest.mark.parametrize(
    "said", ["washing up", "car to the shop", "lunch", "no hoist; lunch", "dhal and rice for lunch"]
)
def test_what_is_no_personal_care_and_no_hoist_is_anybodys(said: str, write: Write) -> None:
    problem = read_any(write(one_row(said)))
    assert problem.visits[0].workers == 1
    assert not solve(problem, iterations=200).roster.unserved


PAIRS = [
    "(2 carers)",
    "- DH",
    "double up",
    "double-handed",
    "2:1",
    "x 2 carers",
    "D/H",
    "(two staff)",
    "- double",
    "; DH",
]


@pytest.mark.parametrize("said", PAIRS)
def test_two_carers_in_the_words_of_tasks_are_two_and_told(said: str, write: Write) -> None:
    notes: list[str] = []
    problem = read_any(write(one_row(f"personal care {said}")), notes)
    assert problem.visits[0].workers == 2
    assert [task.code for task in problem.visits[0].tasks] == ["personal_care"]
    assert f"Read as for two carers, for their tasks say so: row 2 (personal care {said})." in notes


def test_two_in_the_tasks_and_one_under_carers_contradict(write: Write) -> None:
    with pytest.raises(InputFaults) as caught:
        read_any(write(one_row("personal care DH", carers=1)))
    (fault,) = caught.value.faults
    assert "the tasks say two carers" in fault.expected
    assert read_any(write(one_row("personal care DH", carers=2))).visits[0].workers == 2


@pytest.mark.parametrize("said", ["personal care - hoist", "personal care with hoist", "hoist transfer; toileting"])
def test_a_hoist_asks_for_handling_and_how_many_come(said: str, write: Write) -> None:
    notes: list[str] = []
    problem = read_any(write(one_row(said)), notes)
    assert {"personal_care", "moving_handling"} == {name for task in read_tasks(said) for name in task.competencies}
    assert any("Please look: a hoist, and nothing under carers: row 2" in note for note in notes)
    day = one_row(said, carers=1)
    day["staff"][0]["can do"] = "personal care"
    assert solve(read_any(write(day)), iterations=200).roster.unserved
    told: list[str] = []
    read_any(write(day), told)
    assert not any("a hoist, and nothing" in note for note in told)
    assert problem.visits[0].workers == 1


def test_x2_is_asked_about(write: Write) -> None:
    notes: list[str] = []
    read_any(write(one_row("personal care x2")), notes)
    assert any("Please look: x2 is two carers to some" in note for note in notes)
    told: list[str] = []
    read_any(write(one_row("personal care x2", carers=2)), told)
    assert not any("x2" in note for note in told)


@pytest.mark.parametrize(
    ("said", "two", "abilities", "strange"),
    [
        ("DH", True, (), ()),
        ("2:1", True, (), ()),
        ("double up for hoist", True, ("moving_handling",), ()),
        ("two carers at all times", True, (), ()),
        ("2 carers AM only", False, (), ("2 carers AM only",)),  # of some visits alone: told, and for people to say
        ("no double up", False, (), ("no double up",)),
    ],
)
def test_needs_in_words_of_hands(said: str, two: bool, abilities: tuple[str, ...], strange: tuple[str, ...]) -> None:
    needs = read_needs(said, frozenset())
    assert (needs.two, needs.abilities, needs.strange) == (two, abilities, strange)
