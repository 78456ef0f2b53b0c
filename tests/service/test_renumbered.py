"""A stop holds in a day that numbers its people and records anew, and in one that is only judged."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.access import SYSTEM
from service.store import problems, tables
from solver import roster_document

from .installation import installed
from .stopping_house import SCHEDULER, House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with installed(tmp_path) as here:
        yield House(here)


def renamed(document: Any, old: str, new: str) -> Any:
    """The same document with one id written anew wherever it stands."""
    return json.loads(json.dumps(document).replace(f'"{old}"', f'"{new}"'))


def stops_of(house: House, document: Any) -> tuple[list[str], list[str]]:
    """What a submitted day says is stopped, and what was told first of it."""
    answer = house.ask(SCHEDULER, "POST", "/v1/problems", json=document)
    assert answer.status_code == 201, answer.text
    with house.here.store.reading(SYSTEM) as session:
        kept = problems.load(session.get_one(tables.Problem, answer.json()["id"]).document)
    return [one.of for one in kept.suspensions], answer.json()["notes"]


@pytest.mark.parametrize(
    ("what", "old", "new"),
    [("delegation", "cal-ada-insulin", "D9"), ("client", "ada", "C77"), ("worker", "cal", "W31")],
)
def test_a_stop_finds_what_has_another_id(house: House, what: str, old: str, new: str) -> None:
    house.stop(what=what, of=old)
    assert stops_of(house, house.document)[0] == [old]
    found, notes = stops_of(house, renamed(house.document, old, new))
    assert found == [new]
    assert not any("Stopped, and not in this day" in note for note in notes)


def test_a_stopped_delegation_is_found_where_two_have_changed_their_ids(house: House) -> None:
    document = copy.deepcopy(house.document)
    (old,) = (one for one in document["delegations"] if one["id"] == "cal-ada-insulin")
    other = {**old, "id": "other", "worker": "dee"}
    document["delegations"].append(other)
    house.stop()
    old["id"], other["id"] = "other", "cal-ada-insulin"
    assert stops_of(house, document)[0] == ["other"]


def test_what_is_signed_off_after_the_stop_is_not_stopped(house: House) -> None:
    document = copy.deepcopy(house.document)
    (one,) = (one for one in document["delegations"] if one["id"] == "cal-ada-insulin")
    house.stop()
    one |= {"id": "D9", "signed_off": "2027-03-02"}
    assert stops_of(house, document)[0] == []


def test_a_stop_that_finds_nobody_is_told_first(house: House) -> None:
    house.stop(what="worker", of="cal")
    document = renamed(house.document, "cal", "W31")
    (cal,) = (one for one in document["workers"] if one["id"] == "W31")
    cal["name"] = "Somebody Invented"
    found, notes = stops_of(house, document)
    assert found == []
    assert any(note.startswith("Stopped, and not in this day under that id: worker cal.") for note in notes)


@pytest.mark.parametrize("by_id", [True, False])
def test_a_day_that_is_only_judged_keeps_what_is_stopped(house: House, by_id: bool) -> None:
    roster = roster_document(house.cal, house.problem)
    body = {"problem": house.problem_id if by_id else house.document, "roster": roster}
    before = house.ask(SCHEDULER, "POST", "/v1/checks", json=body).json()
    house.stop()
    after = house.ask(SCHEDULER, "POST", "/v1/checks", json=body).json()
    assert (before["feasible"], after["feasible"]) == (True, False)
    assert after["made_for_this_problem"] is (not by_id)
