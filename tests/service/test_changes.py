"""A roster changed by hand over HTTP: judged, kept, undone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from fixtures.joint import not_joined
from service.access import SYSTEM
from service.store import rosters, tables, versions
from service.store.compression import unpack
from solver import Problem

from .day_by_hand import OWNER, PARTNER, Day
from .installation import installed

UNSERVE = {"change": "unserve", "visit": "c2"}
SERVE = {"change": "move", "visit": "c3", "shift": "k"}
BROKEN = {"change": "move", "visit": "n2", "shift": "k"}  # Carl may not see to wounds


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    with installed(tmp_path) as here:
        yield Day(here, not_joined())


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
    assert {one.action for one in day.rows(tables.Audit)} == {"read"}, "who tried saw the day"


def test_a_try_of_what_breaks_a_hard_rule_says_which(day: Day) -> None:
    told = day.change(BROKEN, only_try=True).json()
    assert told["safe"] is False
    assert {one["rule"] for one in told["broken"] if one["hard"]} >= {"competency"}
    assert "Carl Testworker" in told["broken"][0]["sentence"]


def test_what_breaks_a_hard_rule_is_never_kept(day: Day) -> None:
    before = day.row()
    answer = day.change(BROKEN)
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert {one["rule"] for one in answer.json()["broken"]} >= {"competency"}
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
    assert row.best_cost is not None
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
            return versions.find_undo(session, day.id)

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
        assert [pin.visit for pin in rosters.load_problem(session, new).pins] == ["n1"]
    too_long = day.here.ask(f"{OWNER} scheduler", "POST", f"{day.path}/repair", json={"seconds": 80_000})
    assert too_long.status_code == 422


def test_a_late_start_is_accepted_in_the_name_of_who_asks_and_no_undo_takes_it_back(day: Day) -> None:
    visit, horizon = day.problem.visit["c2"], day.problem.horizon
    until = horizon.moment(visit.windows[-1].end + 4 * 3600).isoformat()
    late = {"change": "late", "visit": "c2", "until": until, "by": "Somebody Else", "reason": "agreed by phone"}
    answer = day.change(late)
    assert answer.status_code == 200, answer.text

    def accepted() -> list[str]:
        with day.here.store.reading(SYSTEM) as session:
            problem = rosters.load_problem(session, session.get_one(tables.Roster, day.id))
        return [one.by for one in problem.visit["c2"].late_accepted]

    first = accepted()
    assert len(first) == 1
    assert "Somebody Else" not in first
    who = f"{OWNER} scheduler"
    back = day.here.ask(who, "POST", f"{day.path}/undo", headers=day.now(), json={"to": 1})
    assert back.status_code == 200, back.text
    assert accepted() == first


def kept_problem(day: Day) -> Problem:
    with day.here.store.reading(SYSTEM) as session:
        return rosters.load_problem(session, session.get_one(tables.Roster, day.id))


def undo(day: Day, to: int) -> int:
    who = f"{OWNER} scheduler"
    return int(day.here.ask(who, "POST", f"{day.path}/undo", headers=day.now(), json={"to": to}).status_code)


def test_a_visit_is_cancelled_in_the_name_of_who_asks_and_an_undo_brings_it_back(day: Day) -> None:
    cancel = {"change": "cancel", "visit": "c2", "by": "Somebody Else", "reason": "daughter stays"}
    answer = day.change(cancel)
    assert answer.status_code == 200, answer.text
    assert answer.json()["what"] == "cancel c2"
    (gone,) = kept_problem(day).cancelled_visits
    assert (gone.id, gone.reason) == ("c2", "daughter stays")
    assert gone.by != "Somebody Else"
    assert all("c2" not in stops for stops in day.stops().values())
    partner = day.here.ask(f"{PARTNER} scheduler", "GET", day.path)
    assert "daughter stays" not in partner.text
    assert undo(day, 1) == 200
    assert "c2" in kept_problem(day).visit
    assert kept_problem(day).cancelled_visits == ()


def test_a_visit_is_added_and_stays_changed_from_then_on(day: Day) -> None:
    record = {
        "id": "c9",
        "client": "ned",
        "organisation": "care",
        "tasks": [{"code": "meal", "duration_minutes": 15}],
        "windows": [{"start": "2027-03-01T10:30", "end": "2027-03-01T11:30"}],
    }
    new = {"id": "ned", "name": "Ned Newly", "place": "C"}
    answer = day.change({"change": "add", "visit": record, "client": new})
    assert answer.status_code == 200, answer.text
    assert answer.json()["what"] == "add c9"
    assert any("c9" in stops for stops in day.stops().values())
    assert day.change({"change": "pin", "visit": "c9"}).status_code == 200
    assert [row.detail for row in day.rows(tables.Audit)] == ["add c9", "pin c9"]
    given = {**new, "consents": [{"kind": "sharing", "given": True, "recorded": "2027-02-01"}], "id": "nan"}
    bad = day.change({"change": "add", "visit": {**record, "id": "c10", "client": "nan"}, "client": given})
    assert bad.status_code == 422
    assert "want no consent given by this door" in bad.text


def test_clinical_windows_are_the_nurse_leads_and_no_undo_takes_them_back(day: Day) -> None:
    clinical = {
        "change": "window",
        "visit": "n1",
        "task": "insulin",
        "latest": "2027-03-01T09:30:00+00:00",
        "by": "Nora Testnurse",
        "role": "nurse lead",
    }
    refused = day.change(clinical)  # a scheduler may say what they like of themselves
    assert refused.status_code == 403
    answer = day.change(clinical, who=f"{OWNER} nurse_lead")
    assert answer.status_code == 200, answer.text
    (task,) = kept_problem(day).visit["n1"].tasks
    assert task.clinical_window_set_by != "Nora Testnurse"
    assert undo(day, 1) == 200
    assert kept_problem(day).visit["n1"].tasks == (task,)


def test_agreed_times_and_length_are_changed_by_a_scheduler(day: Day) -> None:
    window = {"change": "window", "visit": "c2", "latest": "2027-03-01T09:40:00+00:00", "minutes": 25}
    answer = day.change(window)
    assert answer.status_code == 200, answer.text
    assert kept_problem(day).visit["c2"].duration == 25 * 60
    wrong = day.change({"change": "window", "visit": "c22", "minutes": 25})
    assert wrong.status_code == 422
    assert "the nearest" in wrong.text


def test_a_stop_is_tried_here_and_made_for_all_days_elsewhere(day: Day) -> None:
    stop = {
        "change": "suspend",
        "what": "client",
        "of": "bert",
        "from": "2027-03-01T00:00:00+00:00",
        "by": "Lea Example",
        "reason": "hospital",
    }
    tried = day.change(stop, only_try=True)
    assert tried.status_code == 200, tried.text
    assert any("Suspended" in sentence or "stopped" in sentence for sentence in tried.json()["sentences"])
    refused = day.change(stop)
    assert refused.status_code == 422
    assert "/v1/suspensions" in refused.text
    assert kept_problem(day).suspensions == ()
