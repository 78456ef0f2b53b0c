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
    for name in (new, new, f"{new}-b"):  # a day that already numbers anew is what the next is found by
        found, notes = stops_of(house, renamed(house.document, old, name))
        assert found == [name]
        assert not any("Stopped, and not in this day" in note for note in notes)


def test_a_stopped_delegation_is_found_where_two_have_changed_their_ids(house: House) -> None:
    document = copy.deepcopy(house.document)
    (old,) = (one for one in document["delegations"] if one["id"] == "cal-ada-insulin")
    other = {**old, "id": "other", "worker": "dee"}
    document["delegations"].append(other)
    house.stop()
    old["id"], other["id"] = "other", "cal-ada-insulin"
    for _ in range(3):
        assert stops_of(house, document)[0] == ["other"]


def test_two_workers_who_have_changed_their_ids_keep_their_stops(house: House) -> None:
    house.stop(what="worker", of="cal")
    swapped = renamed(renamed(renamed(house.document, "cal", "W9"), "dee", "cal"), "W9", "dee")
    for _ in range(3):
        assert stops_of(house, swapped)[0] == ["dee"]


def test_a_stop_is_found_behind_many_days_of_another_team(house: House) -> None:
    house.stop(what="worker", of="cal")
    others = renamed(house.document, "cal", "wim")
    (wim,) = (one for one in others["workers"] if one["id"] == "wim")
    wim["name"] = "Wim Invented"
    for _ in range(12):
        assert stops_of(house, others)[0] == []
    assert stops_of(house, renamed(house.document, "cal", "W31"))[0] == ["W31"]


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
    body = {"problem": document, "roster": {"onevisit": "roster", "version": "1", "rounds": [], "unserved": []}}
    judged = house.ask(SCHEDULER, "POST", "/v1/checks", json=body).json()
    assert any("worker cal" in note for note in judged["problem_notes"]), judged


def test_one_clients_stopped_task_is_found_with_its_client_or_told(house: House) -> None:
    house.stop(what="task", of="insulin", client="ada")
    document = renamed(house.document, "ada", "C77")
    assert stops_of(house, document)[0] == ["insulin"]
    document = renamed(document, "C77", "C78")
    (ada,) = (one for one in document["clients"] if one["id"] == "C78")
    ada["name"] = "Somebody Invented"
    found, notes = stops_of(house, document)
    assert found == []
    assert any(note.startswith("Stopped, and not in this day under that id: task insulin") for note in notes)


@pytest.mark.parametrize("by_id", [True, False])
def test_a_day_that_is_only_judged_keeps_what_is_stopped(house: House, by_id: bool) -> None:
    roster = roster_document(house.cal, house.problem)
    body = {"problem": house.problem_id if by_id else house.document, "roster": roster}
    before = house.ask(SCHEDULER, "POST", "/v1/checks", json=body).json()
    house.stop()
    after = house.ask(SCHEDULER, "POST", "/v1/checks", json=body).json()
    assert (before["feasible"], after["feasible"]) == (True, False)
    assert after["made_for_this_problem"] is (not by_id)


def test_an_id_that_is_somebody_elses_now_stops_nobody_and_is_told(house: House) -> None:
    known = copy.deepcopy(house.document)
    (ada,) = (one for one in known["clients"] if one["id"] == "ada")
    ada["nhs_number"] = "9990000018"
    house.ask(SCHEDULER, "POST", "/v1/problems", json=known)
    house.stop(what="client", of="ada")
    ada |= {"nhs_number": "9990000026", "name": "Somebody Invented"}
    found, notes = stops_of(house, known)
    assert found == []
    assert any("client ada" in note for note in notes if note.startswith("Stopped, and not in this day"))
    ada["nhs_number"] = "9990000018"
    assert stops_of(house, known)[0] == ["ada"], "a name that is written anew is no other person"


def test_what_is_stopped_is_stopped_in_stored_days_that_number_anew(house: House) -> None:
    document = renamed(renamed(house.document, "cal-ada-insulin", "D9"), "ada", "C77")
    id_ = house.ask(SCHEDULER, "POST", "/v1/problems", json=document).json()["id"]
    told = house.stop()
    assert set(told["problems"]) >= {id_, house.problem_id}
    with house.here.store.reading(SYSTEM) as session:
        kept = problems.load(session.get_one(tables.Problem, id_).document)
    assert [one.of for one in kept.suspensions] == ["D9"]
