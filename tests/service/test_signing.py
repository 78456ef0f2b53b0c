"""Joins of a kept roster signed or refused over HTTP by who must, and what they save."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fixtures.joint import joined_day, not_joined
from fixtures.paper import at, round_
from service.access import SYSTEM
from service.store import rosters, tables
from service.views import codes_for
from solver import Roster, problem_document
from solver.domain import Registrant, Unserved

from .day_by_hand import OWNER, PARTNER, Day
from .installation import installed


class OnThatDay(date):
    """Today is a day on which all that a signature rests on is known: the rota's day is a week away."""

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return date(2027, 2, 22)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.amend.decisions.date", OnThatDay)


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    with installed(tmp_path) as here:
        yield Day(here, not_joined())


def joins(day: Day, who: str) -> dict[str, Any]:
    answer = day.here.get(who, f"{day.path}/joins")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_only_the_nurse_lead_signs_where_a_health_task_changes_hands(day: Day) -> None:
    who = f"{OWNER} scheduler"
    assert [one["join"]["id"] for one in joins(day, who)["waiting"]] == ["n1+c1"]
    answer = day.decide(who, True)
    assert answer.status_code == 403
    assert answer.json()["role"] == "nurse lead"
    assert "nurse lead" in answer.json()["detail"]
    assert day.decide(f"{OWNER} admin", True).status_code == 403
    assert day.decide(f"{OWNER} nurse_lead", True, join="n1+c2").status_code == 404

    answer = day.decide(f"{OWNER} nurse_lead", True)
    assert answer.status_code == 200
    assert day.stops()["k"][0] == "n1+c1"
    decision = day.rows(tables.Decision)
    assert [(one.visits, one.outcome, one.approved, one.role) for one in decision] == [
        (["n1", "c1"], "delegate", True, "nurse_lead")
    ]
    assert ("signed", "ada") in {(one.action, one.client) for one in day.rows(tables.Audit)}
    with day.here.store.reading(SYSTEM) as session:
        signed = rosters.load_problem(session, day.row()).join_decisions
    assert [(one.approved, one.role, one.by) for one in signed] == [(True, "nurse lead", f"{OWNER} nurse_lead's key")]
    now = joins(day, who)
    assert (now["waiting"], [one["id"] for one in now["made"]]) == ([], ["n1+c1"])
    assert day.decide(f"{OWNER} nurse_lead", True).status_code == 409  # signed already


def test_another_signs_anew_for_who_is_stopped(tmp_path: Path) -> None:
    """The first nurse lead is one of the day's registrants, and is stopped after she signed."""
    problem = joined_day()[0].replace(join_decisions=())
    her = Registrant(id="lea", name=f"{OWNER} nurse_lead's key", registration="99A1234E")
    with installed(tmp_path) as here:
        day = Day(here, not_joined(), problem.replace(registrants=(*problem.registrants, her)))
        lead, other = f"{OWNER} nurse_lead", f"{PARTNER} nurse_lead"
        assert day.decide(lead, True).status_code == 200
        stop = {"what": "registrant", "of": "lea", "from": "2027-02-25T10:00", "reason": "interim order"}
        assert here.ask(lead, "POST", "/v1/suspensions", json=stop).status_code == 201
        assert day.row().hard, "the join that is made rests on nobody's word"
        assert day.decide(lead, True).status_code == 409
        name = codes_for(PARTNER)("joint", "n1+c1")
        assert here.ask(other, "POST", "/v1/partners", json={"of": OWNER, "accept": True}).status_code == 200
        answer = day.decide(other, True, join=name)
        assert answer.status_code == 200, answer.text
        assert day.row().hard == 0


def test_a_refusal_needs_a_reason_and_no_undo_takes_it_back(day: Day) -> None:
    lead = f"{OWNER} nurse_lead"
    day.decide(lead, True)
    assert day.decide(lead, False, "  ").status_code == 422
    answer = day.decide(lead, False, "the doses changed")
    assert answer.status_code == 200
    assert all("n1+c1" not in stops for stops in day.stops().values())
    now = joins(day, lead)
    assert (now["waiting"], now["made"]) == ([], [])
    assert [one["join"]["id"] for one in now["refused"]] == ["n1+c1"]
    assert [one["reason"] for one in now["decisions"]] == ["", "the doses changed"]
    # Version 2 had the join: going back to it would make what a nurse lead has refused.
    answer = day.here.ask(f"{OWNER} scheduler", "POST", f"{day.path}/undo", headers=day.now(), json={"to": 2})
    assert answer.status_code == 409
    assert [one["visit"] for one in answer.json()["broken"]] == ["n1+c1"]
    assert all("n1+c1" not in stops for stops in day.stops().values())
    answer = day.here.ask(f"{OWNER} scheduler", "POST", f"{day.path}/undo", headers=day.now(), json={"to": 1})
    assert answer.status_code == 200
    with day.here.store.reading(SYSTEM) as session:
        kept = rosters.load_problem(session, day.row()).join_decisions
    assert [one.approved for one in kept][-1] is False


def test_a_partners_nurse_lead_signs_for_its_own_task(day: Day) -> None:
    """The trust commissioned the insulin. Its people see the join under a code, and neither cost nor names."""
    seen = joins(day, f"{PARTNER} nurse_lead")
    name = codes_for(PARTNER)("joint", "n1+c1")
    assert [one["join"]["id"] for one in seen["waiting"]] == [name]
    assert [one["join"]["visits"] for one in seen["waiting"]] == [["n1"]]
    assert seen["decisions"] == []
    assert day.decide(f"{PARTNER} scheduler", True, join=name).status_code == 403
    assert day.decide("elsewhere nurse_lead", True, join=name).status_code == 404
    answer = day.decide(f"{PARTNER} nurse_lead", True, join=name)
    assert answer.status_code == 200
    assert "cost" not in answer.json()
    assert "Bert" not in answer.text
    assert day.stops()["k"][0] == "n1+c1"
    entry = next(one for one in day.rows(tables.Audit) if one.action == "signed")
    assert (entry.organisation, entry.owner, entry.role) == (PARTNER, OWNER, "nurse_lead")


def test_what_a_document_calls_a_join_does_not_decide_who_signs(tmp_path: Path) -> None:
    """A roster handed in from outside says "join", which a scheduler could sign for; Carl would give insulin in it."""
    with installed(tmp_path) as here:
        problem, roster = joined_day()
        called = roster.joins[0].model_copy(update={"outcome": "join", "signed_by": ""})
        day = Day(here, roster.model_copy(update={"joins": (called, *roster.joins[1:])}))
        answer = day.decide(f"{OWNER} scheduler", True)
        assert (answer.status_code, answer.json()["role"]) == (403, "nurse lead")
        # Bert's and Bea's meals touch no health task: the scheduler may say no to them.
        assert day.decide(f"{OWNER} scheduler", False, "they eat apart", join="c2+c3").status_code == 200
        assert problem.visit.keys() >= {"c2", "c3"}


def test_a_move_makes_no_join_into_what_nobody_signed_for(tmp_path: Path) -> None:
    """Nora makes Ada's joint visit, as her nurse lead agreed; moved to Carl it would be a delegation, unsigned."""
    with installed(tmp_path) as here:
        problem = joined_day()[0]
        agreed = problem.agreements[0].model_copy(update={"pre_agreed": ("absorb",)})
        steps = tuple(one for one in joined_day()[1].joins if one.id == "n1+c1")
        absorbed = steps[0].model_copy(update={"outcome": "absorb", "signed_by": ""})
        rounds = (round_("k", ("c2", at(9))), round_("n", ("n1+c1", at(8, 30)), ("n2", at(9, 25))))
        roster = Roster(rounds=rounds, unserved=(Unserved(visit="c3"),), joins=(absorbed,))
        day = Day(here, roster, problem.replace(agreements=(agreed,), join_decisions=()))
        wish = {"change": "move", "visit": "n1+c1", "shift": "k"}
        told = day.change(wish, only_try=True).json()  # Carl is signed off; the join is not signed for
        assert [one["rule"] for one in told["broken"] if one["hard"]] == ["join_signed"]
        assert told["safe"] is False
        answer = day.change(wish)
        assert answer.status_code == 409
        assert answer.json()["title"] == "Against a hard rule"
        assert "nurse lead" in answer.json()["detail"]
        assert day.stops()["n"] == ["n1+c1", "n2"]


def test_savings_of_what_is_made_and_of_what_waits(day: Day) -> None:
    who = f"{OWNER} scheduler"
    path = f"{day.path}/savings"
    told = day.here.get(who, path).json()
    assert told["made"] == {"joins": 0, "doors": 0, "minutes": 0}
    assert told["waiting"] == {
        "joins": 1,
        "doors": 1,
        "minutes": 5,
        "travel_minutes": 20,
        "nurse_minutes": 15,
        "gain": 5,
    }
    assert "gain" not in day.here.get(f"{PARTNER} scheduler", path).json()["waiting"]
    day.decide(f"{OWNER} nurse_lead", True)
    told = day.here.get(who, path).json()
    assert told["made"] == {"joins": 1, "doors": 1, "minutes": 5}  # 15 and 35 min apart, 45 in one
    assert told["waiting"]["joins"] == 0


def test_signatures_that_come_in_a_document_are_told_as_nobodys_to_verify(day: Day) -> None:
    """A scheduler's key submits a day that says a nurse lead has signed: the answer and the audit say who says so."""
    document = problem_document(joined_day()[0])
    signed = {
        "id": "typed",
        "visits": ["n1", "c1"],
        "approved": True,
        "by": "Lea Example",
        "role": "nurse lead",
        "on": "2027-02-22",
    }
    document["join_decisions"] = [signed]
    answer = day.here.ask(f"{OWNER} scheduler", "POST", "/v1/problems", json=document)
    assert answer.status_code == 201
    words = (
        "igned in the document, role as written there, not verified by this service: joins decided as nurse lead (1)"
    )
    assert any(words in note for note in answer.json()["notes"])
    details = [one.detail for one in day.rows(tables.Audit) if one.action == "submitted"]
    assert any(words in one for one in details)
    assert not any("Lea Example" in one for one in details)
    plain = day.here.ask(f"{OWNER} scheduler", "POST", "/v1/problems", json={**document, "join_decisions": []})
    assert not any(words in note for note in plain.json()["notes"])
