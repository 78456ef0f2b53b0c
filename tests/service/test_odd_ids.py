"""Ids as other systems make them, with every character that prints, reach every route that has an id in its path."""

from __future__ import annotations

import asyncio
import json
import re
import string
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import httpx
import pytest

from fixtures import generate
from service.access import SYSTEM
from service.store import problems, rosters
from service.ui.render import named, segment
from solver import Problem, Roster, Unserved, judged_outcome, problem_document, read_problem, roster_document
from solver.check import check

from .installation import Installation, installed
from .views import marked

ODD = 'AIS/00123 "x"'
CHARACTERS = [one for one in string.printable if one.isprintable() and one != " "] + list("é中\u200d😀")
IDS = [ODD, ".", "..", "~", "~x", "a.ics", "/", "//", "/x", "x/", "a//b", "%2F", "a b", "a/b/../c"]
IDS += [f"A{one}1" for one in CHARACTERS if not one.isalnum()]


def _renamed(problem: Problem) -> Problem:
    """The day with as many clients and workers as there are called by these ids."""
    document = problem_document(problem)
    names: dict[str, str] = {}
    for kind in ("clients", "workers"):
        for entry, name in zip(document[kind], IDS, strict=False):
            names[entry["id"]] = name
    return read_problem(json.dumps(marked._renamed(document, names)).encode())


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, Problem, str]]:
    problem = _renamed(generate("team", 1, visits=120))
    nobody = Roster(unserved=tuple(Unserved(visit=one.id) for one in problem.visits))
    with installed(tmp_path_factory.mktemp("odd")) as made:
        with made.store.session(SYSTEM) as session:
            row = rosters.add(session, SYSTEM, problems.add(session, SYSTEM, problem, "council"), seconds=1)
            rosters.begin(session, row.id)
            told = judged_outcome(check(problem, nobody), nobody.unserved)
            rosters.end(session, row.id, "done", roster_document(nobody, problem), told, best_cost=1, served=0)
        yield made, problem, row.id


def _read(here: Installation, path: str) -> httpx.Response:
    """As a server hands a path on: decoded once. Starlette's TestClient decodes twice, and "%2F" would be "/"."""

    async def asking() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(here.app), base_url="http://here") as client:
            return await client.get(path, headers={"Authorization": f"Bearer {here.key('council scheduler')}"})

    return asyncio.run(asking())


def test_enough_of_them_are_tried(here: tuple[Installation, Problem, str]) -> None:
    assert len({*here[1].client} & {*IDS}) > 40
    assert ODD in here[1].client
    assert ODD in here[1].worker


def test_every_client_and_worker_has_a_page(here: tuple[Installation, Problem, str]) -> None:
    made, problem, roster = here
    for kind, people in (("clients", problem.client), ("workers", problem.worker), ("calendars", problem.worker)):
        for id_ in set(IDS) & set(people):
            answer = _read(made, f"/ui/rosters/{roster}/{kind}/{segment(id_)}")
            assert answer.status_code == 200, (kind, id_, answer.text[:200])
            wanted = people[id_].name
            assert wanted in answer.text.replace("&#39;", "'").replace("\r\n ", ""), (kind, id_)
    assert made.get("council scheduler", f"/ui/rosters/{roster}/clients/{segment('AIS')}").status_code == 404


def test_the_pages_link_to_them(here: tuple[Installation, Problem, str]) -> None:
    made, problem, roster = here
    text = made.get("council scheduler", f"/ui/rosters/{roster}/people").text
    linked = {named(unquote(part)) for part in re.findall(r'/(?:clients|workers)/([^"?]+)"', text)}
    assert linked >= set(IDS) & (set(problem.client) | set(problem.worker))
    sheet = made.get("council scheduler", f"/ui/rosters/{roster}/workers/{segment(ODD)}").text
    assert f'/calendars/{segment(ODD)}"' in sheet


@pytest.mark.parametrize("id_", IDS)
def test_no_browser_takes_anything_away_from_an_address(id_: str) -> None:
    """WHATWG URL: a segment "." or ".." goes, encoded or not; a slash or a question mark would end it."""
    part = segment(id_)
    assert not re.fullmatch(r"(\.|%2e){1,2}", part, re.IGNORECASE)
    assert not set(part) & set('/?#\\ "<>')
    assert named(unquote(part)) == id_


def test_the_script_names_them_as_the_server_does() -> None:
    """api.js has the same rule: its expression is the one tried here."""
    from service.ui.assets import assets

    rule = re.search(r"segment = id => \(/(.+)/\.test", assets()["api.js"].plain.decode())
    assert rule is not None
    for id_ in IDS:
        assert bool(re.match(rule[1].replace("$", r"\Z"), id_)) == segment(id_).startswith("~"), id_


def test_every_query_takes_them(here: tuple[Installation, Problem, str]) -> None:
    made, problem, roster = here
    for id_ in set(IDS) & set(problem.worker):
        path = f"/v1/rosters/{roster}/export"
        answer = made.get("council scheduler", path, params={"format": "ics", "worker": id_})
        assert answer.status_code == 200, id_
    for id_ in set(IDS) & set(problem.client):
        answer = made.get("council scheduler", "/v1/audit", params={"client": id_})
        assert answer.status_code == 200, id_


def test_a_join_of_such_an_id_is_signed(tmp_path_factory: pytest.TempPathFactory) -> None:
    problem = marked.marked_day(1)
    roster = marked.any_roster(problem, 3)
    join = next(one for one in roster.joins)
    document = json.loads(json.dumps(roster_document(roster, problem)).replace(json.dumps(join.id), json.dumps(ODD)))
    with installed(tmp_path_factory.mktemp("joins")) as made:
        with made.store.session(SYSTEM) as session:
            row = rosters.add(session, SYSTEM, problems.add(session, SYSTEM, problem, "council"), seconds=1)
            rosters.begin(session, row.id)
            rosters.end(session, row.id, "done", document, {}, best_cost=1, served=0)
        answers: dict[str, Any] = {}
        for name in (ODD, join.id):
            path = f"/v1/rosters/{row.id}/joins/{quote(name, safe='')}/decision"
            seen = {"If-Match": f'"{row.version}"'}
            answers[name] = made.ask("council nurse_lead", "POST", path, seen, json={"approved": False})
        assert answers[join.id].json()["title"] == "No such join"
        assert answers[ODD].json()["title"] == "Why not?", "found, and asked for a reason"


def test_sign_in_leads_back_to_such_an_address(here: tuple[Installation, Problem, str]) -> None:
    made, _, roster = here
    path = f"/ui/rosters/{roster}/workers/{segment(ODD)}"
    answer = made.client.get(path)
    assert answer.status_code == 303
    assert unquote(answer.headers["location"].partition("next=")[2]) == path
    form = {"key": made.key("council scheduler"), "next": path}
    arrived = made.client.post("/ui/sign-in", data=form, headers={"origin": "http://testserver"})
    assert arrived.headers["location"] == path
