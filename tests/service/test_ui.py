"""The page's own answers: who gets in, what the day's data holds, and what no other site may do."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from fixtures import generate
from service.access import SYSTEM, Principal
from service.app import create_app
from service.reading.rule_pack import rule_pack
from service.run.settings import Settings
from service.store import problems, rosters
from service.store.keys import make_key
from service.ui.tiles import Tiles
from solver import Roster, Round, Stop, Unserved, judged_outcome, roster_document
from solver.check import check
from solver.domain import Problem, Role
from solver.realism import document, measure

OWNER = Principal("key:tests", "tests", Role.SCHEDULER, "trust")
PAGE = {"x-onevisit-page": "1"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """An application whose store holds one hamlet's day with a single visit on it, and keys."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("ui")))
    problem = generate("hamlet", 1)
    visit = next(one for one in problem.visits if one.workers == 1)
    shift = next(
        one
        for one in problem.shifts
        if visit.competencies <= {held.competency for held in problem.worker[one.worker].competencies}
    )
    left = tuple(Unserved(visit=one.id) for one in problem.visits if one.id != visit.id)
    roster = Roster(rounds=(Round(shift=shift.id, stops=(Stop(visit=visit.id),)),), unserved=left)
    with app.state.store.session(SYSTEM) as session:
        app.state.keys = {
            name: make_key(session, name, Role(role), organisation)
            for name, role, organisation in (
                ("scheduler", "scheduler", "trust"),
                ("analyst", "analyst", "trust"),
                ("stranger", "scheduler", "elsewhere"),
            )
        }
    app.state.roster = kept(app, problem, roster)
    app.state.problem, app.state.visit = problem, visit.id
    yield app
    app.state.store.close()


def kept(app: FastAPI, problem: Problem, roster: Roster, rules: Any = None) -> str:
    """The id of a roster in the store as solved under a rule pack."""
    with app.state.store.session(OWNER) as session:
        row = rosters.add(session, OWNER, problems.add(session, OWNER, problem, "trust"), seconds=1, pack=rules)
        rosters.begin(session, row.id)
    told = judged_outcome(check(problem, roster, rule_pack(rules, problem)), roster.unserved)
    with app.state.store.session(OWNER) as session:
        rosters.end(session, row.id, "done", roster_document(roster, problem), told, best_cost=1, served=1)
    return row.id


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """A browser that has not signed in."""
    return TestClient(app, base_url="http://here", follow_redirects=False)


def signed_in(client: TestClient, app: FastAPI, name: str = "scheduler") -> Any:
    answer = client.post("/ui/sign-in", data={"key": app.state.keys[name]}, headers={"origin": "http://here"})
    assert answer.status_code == 303
    return answer


def test_strangers_are_sent_to_sign_in_and_see_nothing(client: TestClient, app: FastAPI) -> None:
    for path in ("/", f"/ui/rosters/{app.state.roster}", f"/ui/rosters/{app.state.roster}/joins"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/ui/sign-in?next={path}")
    assert client.get(f"/ui/data/{app.state.roster}").status_code == 401


def test_the_cookie_counts_as_the_key_and_no_script_reads_it(client: TestClient, app: FastAPI) -> None:
    cookie = signed_in(client, app).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie, "plain http on one machine"
    assert client.get("/v1/rosters").status_code == 200


def test_behind_tls_the_cookie_never_goes_in_the_clear(app: FastAPI) -> None:
    app.state.settings.behind_tls_proxy = True
    try:
        cookie = signed_in(TestClient(app, base_url="http://here", follow_redirects=False), app).headers["set-cookie"]
    finally:
        app.state.settings.behind_tls_proxy = False
    assert "Secure" in cookie


def test_another_site_changes_nothing_with_the_cookie(client: TestClient, app: FastAPI) -> None:
    signed_in(client, app)
    path = f"/v1/rosters/{app.state.roster}"
    for headers in ({}, {"origin": "http://evil.example"}, {"origin": "null"}):
        answer = client.patch(path, json={"changes": []}, headers=headers)
        assert (answer.status_code, answer.json()["title"]) == (403, "Not from this page")
    assert client.patch(path, json={"changes": []}, headers=PAGE).status_code == 422
    assert client.patch(path, json={"changes": []}, headers={"origin": "http://here"}).status_code == 422


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(client: TestClient, app: FastAPI, next_: str) -> None:
    form = {"key": app.state.keys["scheduler"], "next": next_}
    assert client.post("/ui/sign-in", data=form, headers={"origin": "http://here"}).headers["location"] == "/"


@pytest.mark.parametrize("key", ["", "ov_1.2", "a;b", "\u00e9", "x" * 3000])
def test_a_wrong_key_sets_no_cookie(client: TestClient, key: str) -> None:
    answer = client.post("/ui/sign-in", data={"key": key or " "}, headers={"origin": "http://here"})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_the_days_data_is_the_checkers(client: TestClient, app: FastAPI) -> None:
    signed_in(client, app)
    answer = client.get(f"/ui/data/{app.state.roster}")
    told, problem = answer.json(), app.state.problem
    assert len(told["shifts"]) == len(problem.shifts)
    assert len(told["unserved"]) == len(problem.visits) - 1
    (stops,) = [shift["stops"] for shift in told["shifts"] if shift["stops"]]
    visit, arrival, start, end, _ = stops[-1]
    assert visit == app.state.visit
    assert arrival <= start
    assert end - start == problem.visit[visit].duration, "ticks of a real clock are seconds"
    opens = problem.horizon.moment(problem.visit[visit].windows[0].start).timestamp()
    assert told["visits"][visit]["windows"][0][0] == opens
    tag = answer.headers["etag"]
    assert client.get(f"/ui/data/{app.state.roster}", headers={"if-none-match": tag}).status_code == 304


def test_whose_team_is_told_where_a_scheduler_looks_for_it(client: TestClient, app: FastAPI) -> None:
    signed_in(client, app)
    worker = app.state.problem.workers[0]
    assert worker.team.startswith("Dogger Harbour")
    told = client.get(f"/ui/data/{app.state.roster}").json()
    assert {one["team"] for one in told["workers"].values()} == {one.team for one in app.state.problem.workers}
    base = f"/ui/rosters/{app.state.roster}"
    for path in (f"{base}/people", f"{base}/workers/{worker.id}"):
        assert f"<small>{worker.team}</small>" in client.get(path).text


def test_how_like_life_the_day_is_has_a_page_and_a_route_that_say_the_same(client: TestClient, app: FastAPI) -> None:
    signed_in(client, app)
    told = client.get(f"/v1/rosters/{app.state.roster}/realism").json()
    with app.state.store.reading(OWNER) as session:
        seen = rosters.find(session, OWNER, app.state.roster)
        assert seen is not None
        assert seen[0].document is not None
        roster = rosters.load_roster(seen[0].document, app.state.problem)
    wanted = document(measure(app.state.problem, check(app.state.problem, roster)))
    assert told["measures"] == wanted
    assert told["outside"] == sum(one["verdict"] == "outside" for one in wanted) > 3
    assert {one["room"] for one in wanted} == {"employers", "care", "nursing", "staff", "made"}
    text = html.unescape(client.get(f"/ui/rosters/{app.state.roster}/realism").text)
    for sentence in told["told"]:
        assert sentence in text
    for one in wanted:
        assert text.count(f">{one['what']}</th>") == 1
        assert (f"</strong> {one['what']}<br>" in text) == (one["verdict"] == "outside")
    assert [name for name in told["sources"] if f"<dt>{name}</dt>" not in text] == []
    assert "the day shows a part of their work" in text, "why it is outside"
    base = client.get(f"/ui/rosters/{app.state.roster}").text
    assert f"/ui/rosters/{app.state.roster}/realism" in base, "and the day leads there"


def test_a_day_without_a_roster_is_likened_too(client: TestClient, app: FastAPI) -> None:
    signed_in(client, app)
    with app.state.store.session(OWNER) as session:
        problem = problems.add(session, OWNER, app.state.problem, "trust")
        row = rosters.add(session, OWNER, problem, seconds=1)
    told = client.get(f"/v1/rosters/{row.id}/realism").json()
    assert "made" not in {one["room"] for one in told["measures"]}
    assert client.get(f"/ui/rosters/{row.id}/realism").status_code == 409


def test_why_a_visit_is_left_out_is_told_when_asked(client: TestClient, app: FastAPI) -> None:
    signed_in(client, app)
    left = next(one.id for one in app.state.problem.visits if one.id != app.state.visit)
    told = client.get(f"/ui/visit/{app.state.roster}", params={"visit": left}).json()
    assert told["verdict"]
    assert told["why"]
    assert client.get(f"/ui/visit/{app.state.roster}", params={"visit": "nobody"}).status_code == 404


def test_places_are_found_without_moving_anybody(client: TestClient, app: FastAPI) -> None:
    signed_in(client, app)
    told = client.post(f"/v1/rosters/{app.state.roster}/plans", headers=PAGE).json()
    assert told["placed"], "an empty day has room"
    assert app.state.visit not in {one["visit"] for one in told["placed"]}
    assert {one["visit"] for one in told["placed"]}.isdisjoint(told["left"])


def test_what_is_loosened_stands_first_whoever_looks(client: TestClient, app: FastAPI) -> None:
    with app.state.store.reading(OWNER) as session:
        found = rosters.find(session, OWNER, app.state.roster)
        assert found is not None
        assert found[0].document is not None
        roster = rosters.load_roster(found[0].document, app.state.problem)
    loose = kept(app, app.state.problem, roster, "[break]\nenabled = false\n")
    said = "Loosened: break is off."
    for name in ("scheduler", "analyst"):
        signed_in(client, app, name)
        assert client.get(f"/ui/data/{loose}").json()["first"][0] == said
        assert said not in client.get(f"/ui/data/{app.state.roster}").text
    signed_in(client, app)
    worker = next(shift["worker"] for shift in client.get(f"/ui/data/{loose}").json()["shifts"] if shift["stops"])
    for id_, there in ((loose, True), (app.state.roster, False)):
        text = client.get(f"/ui/rosters/{id_}/calendars/{worker}").text.replace("\r\n ", "")
        assert (said in text) == there
        assert client.get(f"/v1/rosters/{id_}").json()["outcome"]["loosened"] == (["break is off"] if there else [])


def test_a_lateness_that_may_be_accepted_is_offered_and_accepted_in_the_name_of_who_asks(
    client: TestClient, app: FastAPI
) -> None:
    problem, minute = app.state.problem, 60
    visit = next(
        one
        for one in problem.visits
        if not one.windows_hard
        and one.id != app.state.visit
        and not any(task.clinical_window or task.time_critical or task.owner == "health" for task in one.tasks)
    )
    until = visit.windows[0].end + 65 * minute
    reason = f"Wilf could only come too late (earliest {problem.horizon.label(until)}, 65 min late) [lateness_cap]"
    left = [Unserved(visit=one.id) for one in problem.visits if one.id != visit.id]
    late = kept(app, problem, Roster(unserved=(*left, Unserved(visit=visit.id, verdict="PROVEN", reason=reason))))
    signed_in(client, app)

    def offered() -> tuple[dict[str, Any], dict[str, Any]]:
        told = client.get(f"/ui/data/{late}").json()
        return told, {one["visit"]: one["accept"] for one in told["unserved"] if "accept" in one}

    told, offers = offered()
    moment = problem.horizon.moment(until)
    assert offers == {visit.id: {"until": moment.timestamp(), "late": 65 * minute, "by_nurse_lead": False}}
    change = {"change": "late", "visit": visit.id, "until": moment.isoformat(), "by": "-", "reason": "she was asked"}
    headers = {"if-match": f'"{told["version"]}"', "origin": "http://here", **PAGE}
    answer = client.patch(f"/v1/rosters/{late}", json={"changes": [change]}, headers=headers)
    assert answer.status_code == 200, answer.text
    told, offers = offered()
    assert offers == {}
    assert "accepted by scheduler" in told["first"][0]


def test_a_workers_day_as_a_calendar(client: TestClient, app: FastAPI) -> None:
    signed_in(client, app)
    problem = app.state.problem
    told = client.get(f"/ui/data/{app.state.roster}").json()
    worker = next(shift["worker"] for shift in told["shifts"] if shift["stops"])
    base = f"/ui/rosters/{app.state.roster}/workers/{worker}"
    name = problem.client[problem.visit[app.state.visit].client].name
    assert name in client.get(base).text
    calendar = base.replace("/workers/", "/calendars/")
    whole, short = client.get(calendar), client.get(calendar, params={"initials": "true"})
    assert whole.text.startswith("BEGIN:VCALENDAR")
    assert name in whole.text
    assert name not in short.text
    assert client.get(f"/ui/rosters/{app.state.roster}/calendars/nobody").status_code == 404


def test_others_see_neither_names_nor_that_there_is_a_roster(client: TestClient, app: FastAPI) -> None:
    signed_in(client, app, "stranger")
    assert client.get(f"/ui/data/{app.state.roster}").status_code == 404
    assert client.post(f"/v1/rosters/{app.state.roster}/plans", headers=PAGE).status_code == 404
    assert client.get(f"/ui/rosters/{app.state.roster}").status_code == 404
    signed_in(client, app, "analyst")
    page, data = client.get(f"/ui/rosters/{app.state.roster}"), client.get(f"/ui/data/{app.state.roster}")
    assert (page.status_code, data.status_code) == (200, 200)
    assert data.json()["sight"] == "pseudonymised"
    people = (*app.state.problem.clients, *app.state.problem.workers)
    assert not any(name in page.text + data.text for one in people for name in (one.name, one.id))
    assert client.post(f"/v1/rosters/{app.state.roster}/plans", headers=PAGE).status_code == 403


def test_every_page_forbids_what_does_not_come_from_here(client: TestClient, app: FastAPI) -> None:
    signed_in(client, app)
    base, problem = f"/ui/rosters/{app.state.roster}", app.state.problem
    ways = ("/joins", "/people", f"/workers/{problem.workers[0].id}", f"/clients/{problem.clients[0].id}")
    for path in ("/", base, *(base + way for way in ways)):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
        assert not re.search(r"(src|href)=\"(https?:)?//", answer.text), path
        assert not re.search(r"<script>|\son\w+=\"|style=\"", answer.text), path


def test_another_host_is_allowed_for_the_maps_pictures_alone_and_where_it_is_set(
    client: TestClient, app: FastAPI
) -> None:
    signed_in(client, app)
    page = f"/ui/rosters/{app.state.roster}"
    usual = client.get(page).headers["content-security-policy"]
    assert "img-src 'self' data:;" in usual
    app.state.tiles = Tiles(
        "https://tiles.example/{z}/{x}/{y}.png", "png", "(c) Nobody", origin="https://tiles.example"
    )
    try:
        answer = client.get(page)
        elsewhere = client.get("/").headers["content-security-policy"]
    finally:
        app.state.tiles = None
    assert answer.headers["content-security-policy"] == usual.replace("data:;", "data: https://tiles.example;")
    assert elsewhere == usual
    assert client.get(page).headers["content-security-policy"] == usual


def test_every_asset_a_page_names_is_packaged_small_and_kept(client: TestClient, app: FastAPI) -> None:
    signed_in(client, app)
    text = client.get(f"/ui/rosters/{app.state.roster}").text
    names = re.findall(r"(?:src|href)=\"(/ui/static/[^\"]+)\"", text)
    assert len(names) >= 5
    for name in names:
        answer = client.get(name)
        assert answer.status_code == 200, name
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-encoding"] == "gzip"
    assert client.get("/ui/static/x/%2e%2e%2fpages.py").status_code == 404
    folder = Path(__file__).parents[2] / "service" / "ui" / "static"
    for script in folder.glob("*.js"):
        for wanted in re.findall(r"from \"\./([^\"]+)\"", script.read_text("utf-8")):
            assert (folder / wanted).is_file(), f"{script.name} imports {wanted}"


def test_invented_people_are_the_same_for_the_same_number(client: TestClient, app: FastAPI) -> None:
    signed_in(client, app)
    one, same, other = (client.get("/ui/synthetic", params={"size": "hamlet", "seed": n}).json() for n in (3, 3, 4))
    assert one == same != other
    assert client.get("/ui/synthetic", params={"size": "region"}).status_code == 422
    assert client.get("/ui/synthetic", params={"size": "neighbourhood"}).status_code == 422
