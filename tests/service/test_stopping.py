"""Something stopped over HTTP: every stored roster and visit that rests on it is named, and nothing new rests on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from service.access import SYSTEM
from service.jobs.roster_job import Attempt
from service.reading.exporting import Form
from service.store import leases, rosters, tables
from service.store.compression import unpack
from solver import roster_document
from solver.formats import read_problem

from ..amend.test_suspensions import plain_day
from ..safety.days import delegation
from .installation import installed
from .stopping_house import LEAD, OWNER, SCHEDULER, House, visits


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with installed(tmp_path) as here:
        yield House(here)


def test_every_roster_and_visit_that_rests_on_it_is_named(house: House) -> None:
    first, second, spared = house.done(house.cal), house.done(house.cal), house.done(house.nan)
    other = house.done(house.cal, house.day(house.problem.replace(name="the same day again")))
    told = house.stop()
    assert visits(told) == {one: ["dose"] for one in (first, second, other)}
    (one,) = told["rosters"][0]["visits"]
    assert (one["client_names"], one["worker_name"], one["progress"]) == (["Ada Pretend"], "Cal Sample", "to come")
    assert one["start"] == "2027-03-01T11:00:00Z"
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
        for form in formats(house):
            assert house.ask(SCHEDULER, "GET", f"/v1/rosters/{path}/export?format={form}").status_code == 200
    house.stop()
    row = house.row(resting)
    assert (row.hard, row.version > before) == (1, True)
    assert row.outcome is not None
    outcome = unpack(row.outcome)
    assert "suspended" in [one["rule"] for one in outcome["judgement"]["breaches"]]
    assert outcome["judgement"]["hard_breaches"] == 1
    assert outcome["provenance"]["amended"] == 0, "nobody has changed it by hand"
    for form in formats(house):
        for part in ("", "&organisation=council"):
            answer = house.ask(SCHEDULER, "GET", f"/v1/rosters/{resting}/export?format={form}{part}")
            assert (answer.status_code, answer.json()["title"]) == (409, "No file of this roster"), form
            assert "Pretend" in answer.json()["detail"]
            assert house.ask(SCHEDULER, "GET", f"/v1/rosters/{spared}/export?format={form}{part}").status_code == 200
    for path, status in ((resting, 409), (spared, 200)):
        answer = house.ask(f"{OWNER} analyst", "GET", f"/v1/rosters/{path}/export")
        assert answer.status_code == status
        assert "Pretend" not in answer.text, "analysts are told of nobody, nor why"
    assert house.ask(SCHEDULER, "GET", f"/ui/rosters/{resting}/calendars/cal").status_code == 409
    assert house.ask(SCHEDULER, "GET", f"/ui/rosters/{spared}/calendars/nan").status_code == 200
    page = house.ask(SCHEDULER, "GET", f"/ui/rosters/{resting}/workers/cal").text
    assert "is stopped" in page
    back = house.ask(
        SCHEDULER, "POST", f"/v1/rosters/{resting}/undo", headers={"If-Match": f'"{row.version}"'}, json={}
    )
    assert back.status_code == 200
    assert house.row(resting).hard == 1, "no undo takes a stop back"


def test_a_partner_is_given_no_file_either_and_not_told_whose(house: House) -> None:
    resting, spared = house.done(house.cal), house.done(house.nan)
    partner = "trust scheduler"
    assert house.ask(partner, "POST", "/v1/partners", json={"of": OWNER, "accept": True}).status_code == 200
    house.stop()
    for form in set(formats(house)) - {"ics"}:  # no partner is given rounds
        answer = house.ask(partner, "GET", f"/v1/rosters/{resting}/export?format={form}")
        assert (answer.status_code, answer.json()["title"]) == (409, "No file of this roster"), form
        assert not [name for name in ("Pretend", "Sample", "insulin") if name in answer.text], answer.text
        assert house.ask(partner, "GET", f"/v1/rosters/{spared}/export?format={form}").status_code == 200


def formats(house: House) -> tuple[str, ...]:
    """Every form in which a roster is given out, by what the service itself says."""
    route = house.ask(None, "GET", "/openapi.json").json()["paths"]["/v1/rosters/{id}/export"]["get"]
    (form,) = (one["schema"] for one in route["parameters"] if one["name"] == "format")
    assert set(form["enum"]) == set(get_args(Form)) > {"xlsx"}
    return tuple(form["enum"])


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
    assert row.document is not None
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
    document = house.row(resting).document
    assert document is not None
    assert [one["visit"] for one in unpack(document)["unserved"]] == ["dose"]
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
        assert rosters.save_if_better(session, making, document, 1, 0, 0.1, "somebody")
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
        assert row.document is not None
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
