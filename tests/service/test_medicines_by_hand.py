"""Over HTTP: when doses are given is a nurse lead's to change, and what a change makes of doses and meals is told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from service.access import SYSTEM
from service.store import tables
from service.store.compression import pack, unpack
from solver import Problem, read_roster
from solver.formats import read_problem

from ..safety.days import Plain, day, insulin, nurse, shift, task, visit, worker
from ..safety.doors import aware, by_hand
from .day_by_hand import Day
from .installation import installed

LEAD, PLANNER, ADMIN = "council nurse_lead", "council scheduler", "council admin"
DOSE = visit("dose", insulin(), "08:00", "09:00", organisation="trust")
BREAKFAST = visit("eat", task("breakfast", 20), "07:30", "09:00")
SIT = visit("sit", task("companionship", 30), "11:00", "13:00")
TIMES = {"change": "window", "visit": "dose", "earliest": aware("09:00"), "latest": aware("09:30")}
CANCEL = {"change": "cancel", "visit": "dose", "by": "Somebody Else", "reason": "stopped"}
NOON = visit("noon", insulin(), "12:00", "13:00", organisation="trust")
MORE = {"change": "add", "visit": NOON}
CANCEL_SIT = {"change": "cancel", "visit": "sit", "by": "Somebody Else", "reason": "out"}
SOCIAL = {"change": "window", "visit": "sit", "earliest": aware("11:30"), "latest": aware("12:30")}
STARTS = {"NAN": [("dose", "08:30")], "CAL": [("eat", "08:45"), ("sit", "11:00")]}


@contextmanager
def kept(
    folder: Path, rounds: dict[str, list[tuple[str, str]]], unserved: Iterable[str] = (), ends: str = "15:00"
) -> Iterator[Day]:
    """Ada's insulin, breakfast and company, as the council's roster has them."""
    staff = [nurse(), worker("cal", "council")]
    document = day([DOSE, BREAKFAST, SIT], staff, [shift("nan"), shift("cal", "07:00", ends)], version="2")
    problem: Problem = read_problem(json.dumps(document).encode())
    path = folder / "roster.json"
    path.write_text(json.dumps(by_hand(rounds, unserved=unserved)), "utf-8")
    with installed(folder) as here:
        yield Day(here, read_roster(path, problem), problem, "council")


def write_notes(here: Day, notes: list[str]) -> None:
    """As if a search had said them."""
    with here.here.store.session(SYSTEM) as session:
        row = session.get_one(tables.Roster, here.id)
        assert row.outcome is not None
        row.outcome = pack({**unpack(row.outcome), "notes": notes})


def read_notes(here: Day) -> list[str]:
    with here.here.store.reading(SYSTEM) as session:
        outcome = session.get_one(tables.Roster, here.id).outcome
        assert outcome is not None
        found: list[str] = unpack(outcome)["notes"]
        return found


def undo(here: Day, who: str) -> Any:
    return here.here.ask(who, "POST", f"{here.path}/undo", headers=here.now())


@pytest.mark.parametrize("change", [TIMES, CANCEL, MORE], ids=["times", "cancel", "add"])
def test_a_dose_is_changed_by_a_nurse_lead_and_by_nobody_else(tmp_path: Path, change: Plain) -> None:
    with kept(tmp_path, STARTS) as here:
        for who in (PLANNER, ADMIN):
            for only_try in (True, False):
                answer = here.change({**change, "role": "nurse lead"}, who=who, only_try=only_try)
                assert answer.status_code == 403, answer.text
                assert "want nurse lead or registrant" in answer.json()["detail"]
        assert len(here.rows(tables.Version)) == 1
        tried = here.change(change, who=LEAD, only_try=True).json()
        assert tried["doses"] or tried["out_of_turn"]
        answer = here.change(change, who=LEAD)
        assert answer.status_code == 200, answer.text
        assert answer.json()["doses"] == tried["doses"]
        back = undo(here, PLANNER)
        assert back.status_code == 403
        assert "dose would" in back.text or "noon would go" in back.text
        back = undo(here, LEAD)
        assert back.status_code == 200, back.text
        assert back.json()["doses"]


def test_a_social_visit_is_changed_and_brought_back_by_a_scheduler(tmp_path: Path) -> None:
    with kept(tmp_path, STARTS) as here:
        answer = here.change(SOCIAL, who=PLANNER)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["safe"], answer.json()["doses"]) == (True, [])
        assert undo(here, PLANNER).status_code == 200
        assert here.change(CANCEL_SIT, who=PLANNER).status_code == 200


def test_what_puts_insulin_after_its_meal_is_told_and_kept_by_a_nurse_lead_alone(tmp_path: Path) -> None:
    early = {"change": "move", "visit": "eat", "shift": "CAL", "start": aware("07:30")}
    with kept(tmp_path, STARTS) as here:
        tried = here.change(early, who=PLANNER, only_try=True).json()
        assert tried["safe"] is False
        assert "insulin comes before the meal: eat starts at 07:30" in tried["out_of_turn"][0]
        refused = here.change(early, who=PLANNER)
        assert refused.status_code == 403
        assert "insulin comes before the meal" in refused.text
        in_turn = {**early, "start": aware("08:50")}
        assert here.change(in_turn, who=PLANNER).json()["safe"] is True
        assert here.change(early, who=LEAD).status_code == 200


def test_a_repair_keeps_insulin_before_breakfast_where_there_is_room(tmp_path: Path) -> None:
    with kept(tmp_path, {"NAN": STARTS["NAN"], "CAL": [("sit", "11:00")]}, ["eat"]) as here:
        shown = here.here.ask(PLANNER, "POST", f"{here.path}/plans").json()
        (eat,) = shown["placed"]
        assert "08:45" <= eat["start"][11:16] <= "09:00", "insulin is over at a quarter to nine"
        assert (shown["safe"], shown["out_of_turn"]) == (True, [])
        assert here.here.ask(PLANNER, "POST", f"{here.path}/plans/{shown['plan']}").status_code == 200


def test_a_repair_that_can_keep_no_order_says_so_before_it_is_taken(tmp_path: Path) -> None:
    with kept(tmp_path, {"NAN": [("dose", "09:00")]}, ["eat", "sit"], ends="08:50") as here:
        shown = here.here.ask(PLANNER, "POST", f"{here.path}/plans").json()
        assert [one["visit"] for one in shown["placed"]] == ["eat"]
        assert shown["safe"] is False
        assert "insulin comes before the meal" in shown["out_of_turn"][0]


def test_notes_of_a_changed_roster_say_how_many_of_its_own_starts_are_on_five_minutes(tmp_path: Path) -> None:
    """What was proven of the roster before, and cost by its starts, is said no more; publishing changes no roster."""
    notes = ["Search: 1.0 s.", "Starts: all 3 starts on whole five minutes, by the last pass.", "The best possible."]
    with kept(tmp_path, STARTS) as here:
        write_notes(here, notes)
        assert here.here.ask(PLANNER, "POST", f"{here.path}/publish", headers=here.now()).status_code == 200
        assert read_notes(here) == notes
        move = {"change": "move", "visit": "sit", "shift": "CAL", "start": aware("11:03")}
        assert here.change(move, who=PLANNER).status_code == 200
        search, starts, changed = read_notes(here)
        assert search == notes[0]
        assert starts == "Starts: 2 of 3 starts on whole five minutes, the others on whole minutes."
        assert changed.startswith("Changed since the search")
