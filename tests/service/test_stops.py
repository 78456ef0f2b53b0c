"""Who may stop something, end and see it over HTTP, and what becomes of it in all days of an organisation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service import stopping
from service.access import SYSTEM, Principal
from service.stopping import deeds
from service.stopping.days import work_out
from service.store import problems, rosters, suspensions, tables
from service.store.database import Store
from service.web.problem_details import Refusal
from solver import roster_document
from solver.domain import Role
from solver.formats import read_problem, read_roster

from ..amend.test_suspensions import HOURS, plain_day
from ..safety.days import client, consents
from ..safety.doors import by_hand
from .installation import installed
from .stopping_house import LEAD, OWNER, SCHEDULER, STOP, House, visits


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with installed(tmp_path) as here:
        yield House(here)


def test_only_a_nurse_lead_ends_a_clinical_stop(house: House) -> None:
    resting = house.done(house.cal)
    clinical = house.stop()["suspension"]["id"]
    stay = house.stop(what="client", of="ben")["suspension"]["id"]
    for who, id_, status in (
        (SCHEDULER, clinical, 403),
        (f"{OWNER} admin", clinical, 403),
        (f"{OWNER} analyst", clinical, 403),
        ("trust nurse_lead", clinical, 404),
        (f"{OWNER} analyst", stay, 403),
        (SCHEDULER, stay, 200),
        (LEAD, clinical, 200),
        (LEAD, clinical, 409),
    ):
        answer = house.ask(who, "POST", f"/v1/suspensions/{id_}/end", json={})
        assert answer.status_code == status, (who, id_, answer.text)
    # Ended before it begins: nothing is stopped any more, and the list still knows it.
    assert house.row(resting).hard == 0
    listed = house.ask(LEAD, "GET", "/v1/suspensions").json()["suspensions"]
    assert {(one["id"], one["in_force"], one["ended_by"]) for one in listed} == {
        (clinical, False, f"{LEAD}'s key"),
        (stay, False, f"{SCHEDULER}'s key"),
    }
    assert {one.id: one.ended_by for one in house.problem_of(resting).suspensions} == {
        clinical: f"{LEAD}'s key",
        stay: f"{SCHEDULER}'s key",
    }
    assert {row.action for row in house.audit()} == {"stopped", "resumed"}


def test_it_ends_at_a_moment(house: House) -> None:
    resting = house.done(house.cal)
    id_ = house.stop(what="client", of="ada")["suspension"]["id"]
    told = house.ask(SCHEDULER, "POST", f"/v1/suspensions/{id_}/end", json={"at": "2027-03-01T12:00"}).json()
    assert visits(told) == {resting: ["dose"]}, "the meal at noon goes on"


def test_who_may_stop_and_see_it(house: House) -> None:
    for who, status in ((f"{OWNER} analyst", 403), (None, 401), ("trust scheduler", 422), ("admin", 422)):
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
        ({"of": "cal-ada-insuln"}, "cal-ada-insulin (Ada Pretend's"),
        ({"to": "2027-03-01T09:00"}, "after the one"),
        ({"reason": "  "}, "want a reason"),
        ({"what": "worker", "of": "kal"}, "cal (Cal Sample)"),
    ):
        answer = house.ask(LEAD, "POST", "/v1/suspensions", json=STOP | changes)
        assert answer.status_code == 422
        assert told in answer.text
    assert house.ask(LEAD, "POST", "/v1/suspensions", json=STOP | {"what": "town"}).status_code == 422
    assert house.ask(LEAD, "POST", "/v1/suspensions/nobody/end").status_code == 404
    assert house.ask(LEAD, "GET", "/v1/suspensions").json()["suspensions"] == []


def test_one_task_of_one_client_is_stopped_in_every_day(house: House) -> None:
    resting = house.done(house.cal)
    told = house.stop(what="task", of="meal", client="ada")
    assert told["suspension"]["named"] == "task meal of Ada Pretend (ada)"
    assert told["suspension"]["client"] == "ada"
    assert visits(told) == {resting: ["meal"]}  # and not Ben's
    assert [(one.of, one.client) for one in house.problem_of(resting).suspensions] == [("meal", "ada")]
    later = house.ask(SCHEDULER, "POST", "/v1/problems", json=house.document).json()["id"]
    kept = house.ask(SCHEDULER, "GET", f"/v1/problems/{later}").json()["suspensions"]
    assert [(one["of"], one["client"]) for one in kept] == [("meal", "ada")]
    everybody = house.stop(what="task", of="meal")
    assert everybody["suspension"]["client"] is None
    assert visits(everybody) == {resting: ["meal", "late"]}
    for wrong in ({"what": "task", "of": "meal", "client": "adda"}, {"what": "client", "of": "ada", "client": "ada"}):
        assert house.ask(LEAD, "POST", "/v1/suspensions", json=STOP | wrong).status_code == 422
    assert house.ask(SCHEDULER, "POST", f"/v1/suspensions/{told['suspension']['id']}/end", json={}).status_code == 403


def test_an_unpaid_carer_is_stopped_and_what_counts_on_them_named(house: House) -> None:
    document = plain_day()
    agreed = {"carer_agreed": "2026-09-01", "client_agreed": "2026-09-01", "second_hands": True}
    document["unpaid_carers"] = [{"id": "son", "client": "ada", "name": "Sam Pretend", **agreed}]
    document["visits"][2] |= {"workers": 2, "unpaid_carer": "son"}
    resting = house.done(house.cal, house.day(read_problem(json.dumps(document).encode())))
    told = house.stop(what="unpaid_carer", of="son")
    assert told["suspension"]["named"] == "Sam Pretend (son), unpaid carer of Ada Pretend"
    assert visits(told) == {resting: ["meal"]}
    assert "counts on Sam Pretend for a pair of hands" in told["rosters"][0]["visits"][0]["sentence"]
    assert house.row(resting).hard
    other = {**document, "unpaid_carers": [{**document["unpaid_carers"][0], "client": "ben"}]}
    other["visits"] = [{**one, **({"unpaid_carer": None} if "unpaid_carer" in one else {})} for one in other["visits"]]
    later = house.ask(SCHEDULER, "POST", "/v1/problems", json=other).json()["id"]
    kept = house.ask(SCHEDULER, "GET", f"/v1/problems/{later}").json()
    assert kept.get("suspensions", []) == []  # that id is somebody else's carer there


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
    from service.store.erasure import erase

    document = plain_day(clients=[client("client-seven"), client("ada"), client("ben", consents=consents())])
    house.day(read_problem(json.dumps(document).encode()))
    house.stop(what="client", of="client-seven", reason="ill")
    erase(house.here.store, SYSTEM, OWNER, "client-seven")
    with house.here.store.reading(SYSTEM) as session:
        (row,) = suspensions.list_suspensions(session, OWNER)
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
    worked_out = work_out
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
