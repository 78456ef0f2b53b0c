"""Something stopped over HTTP: every stored roster and visit that rests on it is named, and nothing new rests on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select

from service import stopping
from service.access import SYSTEM, Principal
from service.attempt import Attempt
from service.problem_json import Refusal
from service.stopping import deeds
from service.store import leases, problems, rosters, suspensions, tables
from service.store.database import Store
from service.store.packing import unpack
from solver import Problem, Roster, roster_document
from solver.check import check
from solver.domain import Role
from solver.formats import read_problem, read_roster

from ..amend.test_suspensions import HOURS, plain_day
from ..safety.days import client, consents, delegation
from ..safety.doors import by_hand
from .installation import Installation, installed

OWNER = "council"
LEAD, SCHEDULER = f"{OWNER} nurse_lead", f"{OWNER} scheduler"
STOP = {"what": "delegation", "of": "cal-ada-insulin", "from": "2027-03-01T10:00", "reason": "a dose is in doubt"}


class House:
    """A service with a day of the council's, and rosters of it."""

    def __init__(self, here: Installation):
        self.here = here
        self.document = plain_day()
        self.problem = read_problem(json.dumps(self.document).encode())
        self.problem_id = self.day(self.problem)
        self.cal = read_roster(json.dumps(by_hand({"CAL": list(HOURS.items())})).encode(), self.problem)
        nan = by_hand({"NAN": list(HOURS.items())[:2]}, unserved=["meal", "late"])
        self.nan = read_roster(json.dumps(nan).encode(), self.problem)

    def day(self, problem: Problem) -> str:
        with self.here.store.session(SYSTEM) as session:
            return problems.add(session, SYSTEM, problem, OWNER).id

    def done(self, roster: Roster, problem: str | None = None, **asked: Any) -> str:
        """A roster that has ended."""
        judged = check(self.problem, roster)
        with self.here.store.session(SYSTEM) as session:
            row = rosters.add(
                session, SYSTEM, session.get_one(tables.Problem, problem or self.problem_id), seconds=1.0, **asked
            )
            rosters.begin(session, row.id)
            id_ = row.id
        with self.here.store.session(SYSTEM) as session:
            figures = {"best_cost": judged.score.total, "served": judged.figures.served,
                       "unserved": judged.figures.unserved, "hard": judged.score.hard}  # fmt: skip
            outcome = {"provenance": {"seed": 1}, "explanations": [], "joins": {}}
            rosters.end(session, id_, "done", roster_document(roster, self.problem), outcome, **figures)
        return id_

    def ask(self, who: str | None, method: str, path: str, **more: Any) -> Response:
        return self.here.ask(who, method, path, **more)

    def stop(self, who: str = SCHEDULER, **changes: Any) -> dict[str, Any]:
        answer = self.ask(who, "POST", "/v1/suspensions", json=STOP | changes)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def row(self, id_: str) -> tables.Roster:
        with self.here.store.reading(SYSTEM) as session:
            return session.get_one(tables.Roster, id_)

    def problem_of(self, id_: str) -> Problem:
        with self.here.store.reading(SYSTEM) as session:
            return rosters.problem_of(session, session.get_one(tables.Roster, id_))

    def audit(self) -> list[tables.Audit]:
        with self.here.store.reading(SYSTEM) as session:
            return [row for row in session.scalars(select(tables.Audit)) if row.action in ("stopped", "resumed")]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with installed(tmp_path) as here:
        yield House(here)


def visits(told: dict[str, Any]) -> dict[str, list[str]]:
    return {one["id"]: [each["visit"] for each in one["visits"]] for one in told["rosters"]}


def test_every_roster_and_visit_that_rests_on_it_is_named(house: House) -> None:
    first, second, spared = house.done(house.cal), house.done(house.cal), house.done(house.nan)
    other = house.done(house.cal, house.day(house.problem.replace(name="the same day again")))
    told = house.stop()
    assert visits(told) == {one: ["dose"] for one in (first, second, other)}
    (one,) = told["rosters"][0]["visits"]
    assert (one["client_names"], one["worker_name"], one["progress"]) == (["Ada Pretend"], "Cal Sample", "to come")
    assert one["start"] == "2027-03-01T11:00:00+00:00"
    assert told["suspension"]["named"] == "delegation cal-ada-insulin (Ada Pretend's insulin by Cal Sample)"
    assert told["suspension"]["by"] == f"{SCHEDULER}'s key"
    assert len(told["problems"]) == 2
    again = house.ask(SCHEDULER, "GET", f"/v1/suspensions/{told['suspension']['id']}").json()
    assert visits(again) == visits(told)
    assert spared not in visits(told)


def test_a_roster_that_rests_on_it_is_not_valid_any_more(house: House) -> None:
    resting, spared = house.done(house.cal), house.done(house.nan)
    before = house.row(resting).version
    for path in (resting, spared):
        assert house.ask(SCHEDULER, "GET", f"/v1/rosters/{path}/export?format=csv").status_code == 200
    house.stop()
    row = house.row(resting)
    assert (row.hard, row.version > before) == (1, True)
    outcome = unpack(row.outcome)
    assert "suspended" in [one["rule"] for one in outcome["judgement"]["breaches"]]
    assert outcome["judgement"]["hard_breaches"] == 1
    assert outcome["provenance"]["amended"] == 0, "nobody has changed it by hand"
    for form in ("csv", "ics", "json"):
        answer = house.ask(SCHEDULER, "GET", f"/v1/rosters/{resting}/export?format={form}")
        assert answer.status_code == 409, form
        assert house.ask(SCHEDULER, "GET", f"/v1/rosters/{spared}/export?format={form}").status_code == 200
    assert house.ask(SCHEDULER, "GET", f"/ui/rosters/{resting}/workers/cal.ics").status_code == 409
    assert house.ask(SCHEDULER, "GET", f"/ui/rosters/{spared}/workers/nan.ics").status_code == 200
    page = house.ask(SCHEDULER, "GET", f"/ui/rosters/{resting}/workers/cal").text
    assert "is stopped" in page
    back = house.ask(
        SCHEDULER, "POST", f"/v1/rosters/{resting}/undo", headers={"If-Match": f'"{row.version}"'}, json={}
    )
    assert back.status_code == 200
    assert house.row(resting).hard == 1, "no undo takes a stop back"


def test_a_visit_that_was_over_before_does_not_spoil_its_roster(house: House) -> None:
    """It may be as late as the stop, and was not: it is told apart, and pinned where it was made."""
    document = plain_day()
    document["visits"][0]["windows"][0]["end"] = "2027-03-01T10:30"
    other = house.done(house.cal, house.day(read_problem(json.dumps(document).encode())))
    told = house.stop()
    (one,) = told["rosters"]
    assert {each["visit"]: each["progress"] for each in one["visits"]} == {"early": "over", "dose": "to come"}
    assert (one["id"], one["hard"]) == (other, 1)
    assert [(pin.visit, pin.shift) for pin in house.problem_of(other).pins] == [("early", "CAL")]
    told = house.ask(SCHEDULER, "POST", f"/v1/suspensions/{told['suspension']['id']}/take-off").json()
    assert told["rosters"][0]["taken_off"] == ["dose"]
    assert house.row(other).hard == 0


def test_nothing_is_moved_onto_it(house: House) -> None:
    spared = house.done(house.nan)
    house.stop()
    change = {"changes": [{"change": "move", "visit": "dose", "shift": "CAL"}]}
    seen = {"If-Match": f'"{house.row(spared).version}"'}
    answer = house.ask(SCHEDULER, "PATCH", f"/v1/rosters/{spared}", headers=seen, json=change)
    assert answer.status_code == 409
    assert [one["rule"] for one in answer.json()["broken"]] == ["suspended"]


def test_it_is_taken_off_where_that_is_asked_for(house: House) -> None:
    resting = house.done(house.cal)
    told = house.stop(take_off=True)
    assert told["rosters"][0]["taken_off"] == ["dose"]
    assert told["rosters"][0]["hard"] == 0
    row = house.row(resting)
    (left,) = unpack(row.document)["unserved"]
    assert left["visit"] == "dose"
    assert "suspended" in left["reason"].casefold()
    assert row.hard == 0
    assert house.ask(SCHEDULER, "GET", f"/v1/rosters/{resting}/export?format=csv").status_code == 200


def test_it_is_taken_off_afterwards_and_nothing_else_is_touched(house: House) -> None:
    resting, spared = house.done(house.cal), house.done(house.nan)
    id_ = house.stop()["suspension"]["id"]
    number = house.row(spared).version
    told = house.ask(SCHEDULER, "POST", f"/v1/suspensions/{id_}/take-off").json()
    assert [(one["id"], one["taken_off"], one["hard"]) for one in told["rosters"]] == [(resting, ["dose"], 0)]
    assert [one["visit"] for one in unpack(house.row(resting).document)["unserved"]] == ["dose"]
    assert house.row(spared).version == number
    assert f"{id_}: taken off: dose" in {row.detail for row in house.audit()}
    again = house.ask(SCHEDULER, "POST", f"/v1/suspensions/{id_}/take-off").json()
    assert again["rosters"] == [], "nothing rests on it any more"


@pytest.mark.kernel
def test_no_roster_made_afterwards_rests_on_it(house: House) -> None:
    """One that waits, one that is being made and has a best so far, and one of a day submitted later."""
    with house.here.store.session(SYSTEM) as session:
        day = session.get_one(tables.Problem, house.problem_id)
        waiting, making = (rosters.add(session, SYSTEM, day, seconds=0.5, joins="off").id for _ in range(2))
        row = session.get_one(tables.Roster, making)
        row.leased_by, row.leased_until = "somebody", tables.now() + leases.LEASE
        session.flush()
        rosters.begin(session, making, "somebody")
        session.flush()
        document = roster_document(house.cal, house.problem)
        assert rosters.better(session, making, document, 1, 0, 0.1, "somebody")
    told = house.stop()
    assert set(told["made_anew"]) == {waiting, making}
    with house.here.store.session(SYSTEM) as session:
        ended = rosters.end(session, making, "done", document, {}, lease="somebody", best_cost=1, hard=0)
    assert not ended, "whoever began before the stop may not end it"
    later = house.ask(SCHEDULER, "POST", "/v1/problems", json=house.document).json()["id"]
    later = house.ask(SCHEDULER, "POST", "/v1/rosters", json={"problem": later, "seconds": 0.5, "joins": "off"}).json()[
        "id"
    ]
    inline = house.ask(
        SCHEDULER, "POST", "/v1/rosters", json={"problem": house.document, "seconds": 0.5, "joins": "off"}
    )
    for id_ in (waiting, making, later, inline.json()["id"]):
        with house.here.store.session(SYSTEM) as session:
            row = session.get_one(tables.Roster, id_)
            row.leased_by, row.leased_until = f"again {id_}", tables.now() + leases.LEASE
        Attempt(house.here.store, id_, f"again {id_}").run()
        row = house.row(id_)
        assert (row.state, row.hard) == ("done", 0)
        made = {stop.get("visit"): one["shift"] for one in unpack(row.document)["rounds"] for stop in one["stops"]}
        assert made["dose"] == "NAN"
        assert [one.of for one in house.problem_of(id_).suspensions] == ["cal-ada-insulin"]


def test_the_audit_keeps_who_what_when_and_every_visit(house: House) -> None:
    resting = house.done(house.cal)
    told = house.stop(what="client", of="ada", to="2027-03-01T12:00")
    id_ = told["suspension"]["id"]
    assert visits(told) == {resting: ["dose"]}
    rows = house.audit()
    assert {(row.who.startswith("key:"), row.role, row.action, row.client) for row in rows} == {
        (True, "scheduler", "stopped", "ada")
    }
    assert [(row.problem, row.roster, row.detail) for row in rows] == [
        (None, None, f"stop client ada ({id_})"),
        (house.problem_id, None, f"stop client ada ({id_})"),
        (house.problem_id, resting, f"{id_}: rests on it: dose"),
    ]
    shown = house.ask(LEAD, "GET", f"/v1/audit?roster={resting}").json()
    assert "stopped" in json.dumps(shown)


def test_a_second_delegation_in_force_leaves_the_visit(house: House) -> None:
    document = plain_day(delegations=[delegation(registrant="nora"), delegation(id="d2", registrant="una")])
    other = house.done(house.cal, house.day(read_problem(json.dumps(document).encode())))
    resting = house.done(house.cal)
    told = house.stop(what="registrant", of="nora")
    assert visits(told) == {resting: ["dose"]}
    assert house.row(other).hard == 0


def test_a_delegation_of_the_same_number_but_another_client_goes_on(house: House) -> None:
    document = plain_day(delegations=[delegation(registrant="nora", id="cal-ada-insulin", client="ben")])
    strange = house.day(read_problem(json.dumps(document).encode()))
    told = house.stop(what="delegation", of="cal-ada-insulin")
    assert strange in told["problems"] or house.problem_id in told["problems"]
    assert len(told["problems"]) == 1


def test_only_a_nurse_lead_ends_a_clinical_stop(house: House) -> None:
    resting = house.done(house.cal)
    clinical = house.stop()["suspension"]["id"]
    stay = house.stop(what="client", of="ben")["suspension"]["id"]
    for who, id_, status in (
        (SCHEDULER, clinical, 403), (f"{OWNER} admin", clinical, 403), (f"{OWNER} analyst", clinical, 403),
        ("trust nurse_lead", clinical, 404), (f"{OWNER} analyst", stay, 403), (SCHEDULER, stay, 200),
        (LEAD, clinical, 200), (LEAD, clinical, 409),
    ):  # fmt: skip
        answer = house.ask(who, "POST", f"/v1/suspensions/{id_}/end", json={})
        assert answer.status_code == status, (who, id_, answer.text)
    # Ended before it begins: nothing is stopped any more, and the list still knows it.
    assert house.row(resting).hard == 0
    listed = house.ask(LEAD, "GET", "/v1/suspensions").json()["suspensions"]
    assert {(one["id"], one["in_force"], one["ended_by"]) for one in listed} == {
        (clinical, False, f"{LEAD}'s key"), (stay, False, f"{SCHEDULER}'s key"),
    }  # fmt: skip
    assert {one.id: one.ended_by for one in house.problem_of(resting).suspensions} == {
        clinical: f"{LEAD}'s key", stay: f"{SCHEDULER}'s key",
    }  # fmt: skip
    assert {row.action for row in house.audit()} == {"stopped", "resumed"}


def test_it_ends_at_a_moment(house: House) -> None:
    resting = house.done(house.cal)
    id_ = house.stop(what="client", of="ada")["suspension"]["id"]
    told = house.ask(SCHEDULER, "POST", f"/v1/suspensions/{id_}/end", json={"at": "2027-03-01T12:00"}).json()
    assert visits(told) == {resting: ["dose"]}, "the meal at noon goes on"


def test_who_may_stop_and_see_it(house: House) -> None:
    for who, status in ((f"{OWNER} analyst", 403), (None, 401), ("trust scheduler", 422), ("admin", 400)):
        assert house.ask(who, "POST", "/v1/suspensions", json=STOP).status_code == status, who
    assert house.ask("admin", "POST", f"/v1/suspensions?owner={OWNER}", json=STOP).status_code == 201
    id_ = house.stop(f"{OWNER} admin")["suspension"]["id"]
    assert house.ask("trust scheduler", "GET", "/v1/suspensions").json() == {"suspensions": []}
    assert house.ask("trust scheduler", "GET", f"/v1/suspensions/{id_}").status_code == 404
    assert house.ask(f"{OWNER} analyst", "GET", f"/v1/suspensions/{id_}").status_code == 403


def test_the_same_request_again_stops_nothing_twice(house: House) -> None:
    resting = house.done(house.cal)
    headers = {"Idempotency-Key": "once"}
    first, second = (house.ask(LEAD, "POST", "/v1/suspensions", headers=headers, json=STOP) for _ in range(2))
    assert first.json()["suspension"]["id"] == second.json()["suspension"]["id"]
    assert visits(first.json()) == visits(second.json()) == {resting: ["dose"]}
    assert len(house.ask(LEAD, "GET", "/v1/suspensions").json()["suspensions"]) == 1


def test_what_is_wrong_is_told_with_what_is_near(house: House) -> None:
    for changes, told in (
        ({"of": "cal-ada-insuln"}, "cal-ada-insulin (Ada Pretend's"), ({"to": "2027-03-01T09:00"}, "after the one"),
        ({"reason": "  "}, "want a reason"), ({"what": "worker", "of": "kal"}, "cal (Cal Sample)"),
    ):  # fmt: skip
        answer = house.ask(LEAD, "POST", "/v1/suspensions", json=STOP | changes)
        assert answer.status_code == 422
        assert told in answer.text
    assert house.ask(LEAD, "POST", "/v1/suspensions", json=STOP | {"what": "town"}).status_code == 422
    assert house.ask(LEAD, "POST", "/v1/suspensions/nobody/end").status_code == 404
    assert house.ask(LEAD, "GET", "/v1/suspensions").json()["suspensions"] == []


def test_a_day_with_pins_of_its_own_knows_it_too(house: House) -> None:
    """The problem that a roster was changed with is kept beside it."""
    resting = house.done(house.cal)
    seen = {"If-Match": f'"{house.row(resting).version}"'}
    pin = {"changes": [{"change": "pin", "visit": "meal"}]}
    assert house.ask(SCHEDULER, "PATCH", f"/v1/rosters/{resting}", headers=seen, json=pin).status_code == 200
    told = house.stop()
    assert visits(told) == {resting: ["dose"]}
    after = house.problem_of(resting)
    assert ([one.visit for one in after.pins], [one.of for one in after.suspensions]) == (["meal"], ["cal-ada-insulin"])
    repaired = house.ask(SCHEDULER, "POST", f"/v1/rosters/{resting}/repair", json={"seconds": 1}).json()["id"]
    assert [one.of for one in house.problem_of(repaired).suspensions] == ["cal-ada-insulin"]


def test_a_stay_that_is_over_is_not_carried_into_days_to_come(house: House) -> None:
    house.stop(what="client", of="ada", **{"from": "2027-02-01T10:00", "to": "2027-02-20T10:00"})
    house.stop(what="client", of="ben", **{"from": "2027-02-01T10:00"})
    later = house.ask(SCHEDULER, "POST", "/v1/problems", json=house.document).json()["id"]
    kept = house.ask(SCHEDULER, "GET", f"/v1/problems/{later}").json()["suspensions"]
    assert [(one["of"], one["by"]) for one in kept] == [("ben", f"{SCHEDULER}'s key")]


def test_nobody_erased_is_named_in_what_was_stopped(house: House) -> None:
    from service.store.erasing import erase

    document = plain_day(clients=[client("client-seven"), client("ada"), client("ben", consents=consents())])
    house.day(read_problem(json.dumps(document).encode()))
    house.stop(what="client", of="client-seven", reason="ill")
    erase(house.here.store, SYSTEM, OWNER, "client-seven")
    with house.here.store.reading(SYSTEM) as session:
        (row,) = suspensions.every(session, OWNER)
    assert row.of.startswith("erased-")
    assert (row.client, row.reason) == (row.of, "(erased)")


def test_on_either_database_within_ones_own_organisation(store: Store, somebody: Callable[..., Principal]) -> None:
    problem = read_problem(json.dumps(plain_day()).encode())
    roster = read_roster(json.dumps(by_hand({"CAL": list(HOURS.items())})).encode(), problem)
    kept = {}
    for owner in ("council", "elsewhere"):
        with store.session(SYSTEM) as session:
            row = rosters.add(session, SYSTEM, problems.add(session, SYSTEM, problem, owner), seconds=1.0)
            rosters.begin(session, row.id)
            kept[owner] = row.id
        with store.session(SYSTEM) as session:
            rosters.end(session, row.id, "done", roster_document(roster, problem), {}, best_cost=1, hard=0)
    lead = somebody("council", Role.NURSE_LEAD)
    wanted = stopping.Wanted("delegation", "cal-ada-insulin", datetime(2027, 3, 1, 10), None, "a dose is in doubt")
    told = stopping.stop(store, lead, "council", wanted)
    assert visits(told) == {kept["council"]: ["dose"]}
    id_ = told["suspension"]["id"]
    with store.reading(SYSTEM) as session:
        assert [session.get_one(tables.Roster, kept[one]).hard for one in ("council", "elsewhere")] == [1, 0]
    with pytest.raises(Refusal, match="No such suspension"):
        stopping.end(store, somebody("elsewhere", Role.NURSE_LEAD), id_, None)
    assert stopping.take_off(store, lead, id_)["rosters"][0]["taken_off"] == ["dose"]
    assert stopping.end(store, lead, id_, None)["suspension"]["in_force"] is False
    with store.reading(SYSTEM) as session:
        assert session.get_one(tables.Roster, kept["council"]).hard == 0


def test_whoever_changes_a_roster_meanwhile_is_not_run_over(
    store: Store, somebody: Callable[..., Principal], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was worked out for an older roster is not written; it is worked out again for the one that is there now."""
    problem = read_problem(json.dumps(plain_day()).encode())
    roster = read_roster(json.dumps(by_hand({"CAL": list(HOURS.items())})).encode(), problem)
    with store.session(SYSTEM) as session:
        day = problems.add(session, SYSTEM, problem, "council").id
    worked_out = deeds.work_out
    added: list[str] = []

    def slow(*args: Any) -> Any:
        found = worked_out(*args)
        if not added:
            with store.session(SYSTEM) as session:
                row = rosters.add(session, SYSTEM, session.get_one(tables.Problem, day), seconds=1.0)
                rosters.begin(session, row.id)
            with store.session(SYSTEM) as session:
                rosters.end(session, row.id, "done", roster_document(roster, problem), {}, best_cost=1, hard=0)
            added.append(row.id)
        return found

    monkeypatch.setattr(deeds, "work_out", slow)
    wanted = stopping.Wanted("client", "ada", datetime(2027, 3, 1, 10), None, "in hospital")
    told = stopping.stop(store, somebody("council"), "council", wanted)
    assert visits(told) == {added[0]: ["dose", "meal"]}
