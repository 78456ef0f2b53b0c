"""A roster changed by hand over HTTP: judged, kept, undone; joins signed by who must."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select

from fixtures.joint import delegate, joined_day, not_joined
from fixtures.paper import at, round_
from service.access import SYSTEM
from service.store import problems, rosters, tables, versions
from service.store.packing import unpack
from service.views import codes_for
from solver import Problem, Roster, roster_document
from solver.check import check
from solver.domain import Unserved

from .installation import Installation, installed

OWNER, PARTNER = "care", "trust"


class Day:
    """The joined day on paper, its roster without joins done, and the join of Ada's visits proposed."""

    def __init__(self, here: Installation, roster: Roster, problem: Problem | None = None):
        self.here = here
        self.problem: Problem = problem or joined_day()[0]
        with here.store.session(SYSTEM) as session:
            problem = problems.add(session, SYSTEM, self.problem, OWNER)
            row = rosters.add(session, SYSTEM, problem, seconds=1.0)
            self.id = row.id
            self.path = f"/v1/rosters/{row.id}"
            rosters.begin(session, row.id)
        self.end(roster)

    def end(self, roster: Roster) -> None:
        judged = check(self.problem, roster)
        document = roster_document(roster, self.problem)
        join = delegate().model_dump(mode="json", by_alias=True, context={"horizon": self.problem.horizon})
        proposal = {
            "join": join, "clients": ["ada"], "workers": ["carl"], "gain": 5.0, "alone": True, "doors": 1,
            "minutes": 5.0, "travel_minutes": 20.0, "nurse_minutes": 15.0, "delegations": ["d1"], "sign": "nurse lead",
            "signed": "",
        }  # fmt: skip
        outcome = {"joins": {"proposals": [proposal], "refusals": [], "changes": []}, "provenance": {"seed": 1}}
        figures = {
            "best_cost": judged.score.total, "served": judged.figures.served, "unserved": judged.figures.unserved,
            "hard": judged.score.hard,
        }  # fmt: skip
        with self.here.store.session(SYSTEM) as session:
            rosters.end(session, self.id, "done", document, outcome, **figures)

    def row(self) -> tables.Roster:
        with self.here.store.reading(SYSTEM) as session:
            return session.get_one(tables.Roster, self.id)

    def now(self) -> dict[str, str]:
        return {"If-Match": f'"{self.row().version}"'}

    def change(self, *changes: dict[str, Any], who: str = f"{OWNER} scheduler", only_try: bool = False) -> Response:
        body = {"changes": changes, "try": only_try}
        return self.here.ask(who, "PATCH", self.path, headers=self.now(), json=body)

    def decide(self, who: str, approved: bool, reason: str = "", join: str = "n1+c1") -> Response:
        body = {"approved": approved, "reason": reason}
        return self.here.ask(who, "POST", f"{self.path}/joins/{join}/decision", headers=self.now(), json=body)

    def rows(self, table: Any) -> list[Any]:
        with self.here.store.reading(SYSTEM) as session:
            return list(session.scalars(select(table)))

    def stops(self) -> dict[str, list[str]]:
        document = self.row().document
        assert document is not None
        return {
            one["shift"]: [stop["visit"] for stop in one["stops"] if "visit" in stop]
            for one in unpack(document)["rounds"]
        }


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    with installed(tmp_path) as here:
        yield Day(here, not_joined())


UNSERVE = {"change": "unserve", "visit": "c2"}
SERVE = {"change": "move", "visit": "c3", "shift": "k"}
BROKEN = {"change": "move", "visit": "n2", "shift": "k"}  # Carl may not see to wounds


def test_a_try_tells_all_and_changes_nothing(day: Day) -> None:
    before = day.row().version
    answer = day.change(SERVE, only_try=True)
    assert answer.status_code == 200
    told = answer.json()
    assert told["safe"] is True
    assert told["after"]["served"] == told["before"]["served"] + 1
    assert told["cost"] == pytest.approx(told["after"]["cost"] - told["before"]["cost"])
    assert [one["visit"] for one in told["mended"] if one["rule"] == "unserved"] == ["c3"]
    assert any("Bea" in sentence for sentence in told["sentences"])
    assert day.row().version == before
    assert len(day.rows(tables.Version)) == 1
    assert not day.rows(tables.Audit)


def test_a_try_of_what_breaks_a_hard_rule_says_which(day: Day) -> None:
    told = day.change(BROKEN, only_try=True).json()
    assert told["safe"] is False
    assert {one["rule"] for one in told["broken"] if one["hard"]} == {"competency"}
    assert "Carl Testworker" in told["broken"][0]["sentence"]


def test_what_breaks_a_hard_rule_is_never_kept(day: Day) -> None:
    before = day.row()
    answer = day.change(BROKEN)
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert {one["rule"] for one in answer.json()["broken"]} == {"competency"}
    assert "Carl Testworker" in answer.json()["detail"]
    assert (day.row().version, day.row().document) == (before.version, before.document)
    assert len(day.rows(tables.Version)) == 1


def test_a_change_is_kept_as_a_version_with_its_story_and_audit(day: Day) -> None:
    before = day.row()
    answer = day.change(SERVE)
    row = day.row()
    assert answer.status_code == 200
    assert row.version == before.version + 1
    assert answer.headers["etag"] == f'"{row.version}"'
    assert "c3" in day.stops()["k"]
    assert (row.served, row.unserved, row.hard) == (5, 0, 0)
    versions = day.rows(tables.Version)
    assert [(one.number, one.what) for one in versions] == [(1, "solved"), (2, "move c3 to k")]
    assert (versions[1].document, versions[1].cost) == (row.document, row.best_cost)
    event = [one for one in day.rows(tables.Event) if one.kind == "changed"]
    assert [one.data["what"] for one in event] == ["move c3 to k"]
    assert event[0].data["version"] == row.version
    audit = day.rows(tables.Audit)
    assert {one.client for one in audit} >= {"bea"}
    assert {(one.action, one.roster, one.owner, one.detail) for one in audit} == {
        ("changed", day.id, OWNER, "move c3 to k")
    }
    assert row.outcome is not None
    outcome = unpack(row.outcome)
    assert outcome["judgement"]["served"] == 5
    assert outcome["judgement"]["cost"] == row.best_cost / 1000
    assert outcome["provenance"] == {"seed": 1, "amended": 1, "cost": row.best_cost}
    assert outcome["explanations"] == []
    assert outcome["joins"]["proposals"]
    read = day.here.get(f"{OWNER} scheduler", day.path).json()
    assert read["version"] == row.version


def test_visits_taken_off_are_told_with_their_reason(day: Day) -> None:
    day.change(UNSERVE)
    outcome = day.row().outcome
    assert outcome is not None
    assert {one["visit"] for one in unpack(outcome)["explanations"]} == {"c2", "c3"}


def test_if_match_is_wanted_and_must_be_the_latest(day: Day) -> None:
    stale = day.now()
    body = {"changes": [SERVE]}
    who = f"{OWNER} scheduler"
    assert day.here.ask(who, "PATCH", day.path, json=body).status_code == 428
    assert day.change(SERVE).status_code == 200
    answer = day.here.ask(who, "PATCH", day.path, headers=stale, json={"changes": [UNSERVE]})
    assert answer.status_code == 412
    assert answer.headers["etag"] == day.now()["If-Match"]
    for odd in ("*", "3", 'W/"3"', '"x"', '"99999999999"'):
        answer = day.here.ask(who, "PATCH", day.path, headers={"If-Match": odd}, json=body)
        assert answer.status_code == 412


def test_of_changes_made_at_once_to_the_same_version_one_is_kept(day: Day) -> None:
    seen, statuses = day.now(), []
    wishes = [SERVE, UNSERVE, {"change": "pin", "visit": "n1"}, {"change": "pin", "visit": "c1"}]

    def make(change: dict[str, Any]) -> None:
        key = day.here.key(f"{OWNER} scheduler")
        headers = {**seen, "Authorization": f"Bearer {key}"}
        answer = day.here.client.patch(day.path, headers=headers, json={"changes": [change]})
        statuses.append(answer.status_code)

    day.here.key(f"{OWNER} scheduler")
    threads = [threading.Thread(target=make, args=(change,)) for change in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 412, 412, 412]
    assert len(day.rows(tables.Version)) == 2


def test_faults_of_changes_are_told_by_place(day: Day) -> None:
    answer = day.change({"change": "move", "visit": "nobody", "shift": "k"}, SERVE)
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["where"] == "changes[0].visit"
    assert day.change({"change": "fly"}).status_code == 422
    assert day.change().status_code == 422
    assert day.change(*[SERVE] * 51).status_code == 422


def test_signing_is_no_change_like_others(day: Day) -> None:
    wish = {"change": "decide_join", "visits": ["n1", "c1"], "approved": True, "signed_by": "me", "role": "nurse lead"}
    assert day.change(wish).status_code == 422
    assert day.change(wish, who=f"{OWNER} nurse_lead").status_code == 422
    tried = day.change(wish, only_try=True)
    assert tried.status_code == 200
    assert tried.json()["safe"] is True
    assert day.row().problem_document is None


def test_while_it_is_solved_a_roster_cannot_be_changed(day: Day) -> None:
    with day.here.store.session(SYSTEM) as session:
        problem = session.scalars(select(tables.Problem)).one()
        day.id = rosters.add(session, SYSTEM, problem, seconds=1.0).id
        day.path = f"/v1/rosters/{day.id}"
    assert day.change(SERVE).status_code == 409
    assert day.here.ask(f"{OWNER} scheduler", "POST", f"{day.path}/repair").status_code == 409


def test_undo_is_a_new_version_with_the_old_roster(day: Day) -> None:
    first = day.row().document
    day.change(SERVE)
    day.change({"change": "pin", "visit": "n1"})
    assert day.row().problem_document is not None
    who = f"{OWNER} scheduler"
    answer = day.here.ask(who, "POST", f"{day.path}/undo", headers=day.now(), json={"to": 1})
    assert answer.status_code == 200
    assert answer.json()["number"] == 4
    assert answer.json()["what"] == "undo to version 1"
    assert day.row().problem_document is None  # the pin is gone too
    assert unpack(day.row().document or b"")["rounds"] == unpack(first or b"")["rounds"]
    answer = day.here.ask(who, "POST", f"{day.path}/undo", headers=day.now())  # and back again
    assert answer.json()["what"] == "undo to version 3"
    assert "c3" in day.stops()["k"]
    assert day.row().problem_document is not None
    assert day.here.ask(who, "POST", f"{day.path}/undo").status_code == 428
    told = day.here.get(who, f"{day.path}/versions").json()
    assert [one["number"] for one in told["versions"]] == [1, 2, 3, 4, 5]
    assert told["versions"][1]["by"].startswith("key:")
    partner = day.here.get(f"{PARTNER} scheduler", f"{day.path}/versions").json()["versions"]
    assert [set(one) for one in partner] == [{"number", "at"}] * 5


def test_undoing_goes_back_past_what_is_undone_already(day: Day) -> None:
    def back() -> int | None:
        with day.here.store.reading(SYSTEM) as session:
            return versions.undoes_to(session, day.id)

    def undo() -> None:
        day.here.ask(f"{OWNER} scheduler", "POST", f"{day.path}/undo", headers=day.now(), json={"to": back()})

    assert back() is None
    day.change(SERVE)
    day.change({"change": "pin", "visit": "n1"})
    assert back() == 2
    undo()
    assert back() == 1
    day.change({"change": "pin", "visit": "n1"})
    assert back() == 4
    undo()
    undo()
    assert back() is None
    assert "c3" not in day.stops()["k"]


def test_undo_brings_an_absent_worker_back(day: Day) -> None:
    day.change({"change": "absent", "worker": "carl"})
    assert "k" not in day.stops()
    day.here.ask(f"{OWNER} scheduler", "POST", f"{day.path}/undo", headers=day.now())
    assert day.stops()["k"] == ["c1", "c2"]


def test_repair_searches_on_from_here_with_what_was_changed(day: Day) -> None:
    day.change({"change": "pin", "visit": "n1"}, UNSERVE)
    answer = day.here.ask(f"{OWNER} scheduler", "POST", f"{day.path}/repair", json={"seconds": 3})
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/rosters/{answer.json()['id']}"
    assert day.here.jobs.submitted == [(answer.json()["id"], True)]
    with day.here.store.reading(SYSTEM) as session:
        new = session.get_one(tables.Roster, answer.json()["id"])
        assert (new.seconds, new.state, new.start) == (3, "queued", day.row().document)
        assert [pin.visit for pin in rosters.problem_of(session, new).pins] == ["n1"]
    too_long = day.here.ask(f"{OWNER} scheduler", "POST", f"{day.path}/repair", json={"seconds": 80_000})
    assert too_long.status_code == 422


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
        signed = rosters.problem_of(session, day.row()).join_decisions
    assert [(one.approved, one.role, one.by) for one in signed] == [(True, "nurse lead", f"{OWNER} nurse_lead's key")]
    now = joins(day, who)
    assert (now["waiting"], [one["id"] for one in now["made"]]) == ([], ["n1+c1"])
    assert day.decide(f"{OWNER} nurse_lead", True).status_code == 409  # signed already


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
    assert answer.json()["joins"] == ["n1+c1"]
    assert all("n1+c1" not in stops for stops in day.stops().values())
    answer = day.here.ask(f"{OWNER} scheduler", "POST", f"{day.path}/undo", headers=day.now(), json={"to": 1})
    assert answer.status_code == 200
    with day.here.store.reading(SYSTEM) as session:
        kept = rosters.problem_of(session, day.row()).join_decisions
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
        day = Day(here, roster, problem.replace(agreements=(agreed,)))
        wish = {"change": "move", "visit": "n1+c1", "shift": "k"}
        told = day.change(wish, only_try=True).json()  # no rule forbids it: Carl is signed off
        assert [one["rule"] for one in told["broken"] if one["hard"]] == ["signature"]
        assert told["safe"] is False
        answer = day.change(wish)
        assert answer.status_code == 409
        assert answer.json()["title"] == "Not signed for"
        assert "nurse lead" in answer.json()["detail"]
        assert day.stops()["n"] == ["n1+c1", "n2"]


def test_savings_of_what_is_made_and_of_what_waits(day: Day) -> None:
    who = f"{OWNER} scheduler"
    path = f"{day.path}/savings"
    told = day.here.get(who, path).json()
    assert told["made"] == {"joins": 0, "doors": 0, "minutes": 0}
    assert told["waiting"] == {
        "joins": 1, "doors": 1, "minutes": 5, "travel_minutes": 20, "nurse_minutes": 15, "gain": 5,
    }  # fmt: skip
    assert "gain" not in day.here.get(f"{PARTNER} scheduler", path).json()["waiting"]
    day.decide(f"{OWNER} nurse_lead", True)
    told = day.here.get(who, path).json()
    assert told["made"] == {"joins": 1, "doors": 1, "minutes": 5}  # 15 and 35 min apart, 45 in one
    assert told["waiting"]["joins"] == 0
