"""Doors attacked: what a person in a browser is shown, what outlives a key, where messages go, who sees whose days."""

from __future__ import annotations

import asyncio
import io
import json
import re
import threading
import zipfile
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import icalendar
import pytest
from fastapi import FastAPI

from fixtures import generate
from service.access import SYSTEM
from service.identity import still_in
from service.identity.still_in import StillIn
from service.jobs.webhook_sender import BadAddressError, addresses
from service.reading.exporting import write_export
from service.routes import events
from service.run.settings import Settings
from service.store import problems, rosters, tables
from service.store.compression import pack
from service.store.database import Store
from service.store.keys import make_key, revoke_key
from solver import Roster, Round, Stop, Unserved, problem_document, read_problem, roster_document
from solver.domain import Role

from ..waiting import patience
from .installation import Installation, installed

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/nowhere", 404, "Not Found"),
        ("GET", "/ui/rosters/none", 404, "No such roster"),
        ("GET", "/ui/suspensions", 403, "Not for this role"),
        ("GET", "/v1/rosters/none/export?format=xlsx", 404, "No such roster"),
        ("GET", "/v1/rosters?most=0", 422, "query.most"),
        ("POST", "/ui/sign-in", 422, "Faults in the request"),
        ("DELETE", "/ui/sign-in", 405, "Method Not Allowed"),
        ("GET", "/broken", 500, "A fault of ours"),
    ],
)
def test_a_person_sees_a_page_and_a_program_problem_details(
    tmp_path: Path, method: str, path: str, status: int, words: str
) -> None:
    with installed(tmp_path) as here:
        assert isinstance(here.app, FastAPI)

        @here.app.get("/broken")
        def broken() -> None:
            raise RuntimeError("<b>Ada Testperson</b>")

        page = here.ask("trust analyst", method, path, headers=BROWSER)
        assert page.status_code == status
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.text.startswith("<!DOCTYPE html>")
        assert words in page.text
        assert "Ada" not in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'self'")
        assert page.headers["x-request-id"]
        assert not re.search(r"<script>|\son\w+=\"|style=\"", page.text)
        plain = here.ask("trust analyst", method, path)
        assert (plain.status_code, plain.headers["content-type"]) == (status, "application/problem+json")


def test_who_must_sign_in_is_shown_where_and_comes_back(tmp_path: Path) -> None:
    with installed(tmp_path) as here:
        page = here.get(None, "/v1/rosters/none/export?format=xlsx", headers=BROWSER)
        assert page.status_code == 401
        assert 'href="/ui/sign-in?next=/v1/rosters/none/export"' in page.text
        hostile = here.get(None, "/v1/x%22%3E%3Cscript%3E", headers=BROWSER)
        assert "<script>" not in hostile.text


def _let_in(store: Store) -> str:
    with store.session(SYSTEM) as session:
        return make_key(session, "ward", Role.SCHEDULER, "trust")


def test_a_stream_ends_with_its_key_though_nothing_is_told(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(still_in, "LOOK", 0.02)
    monkeypatch.setattr(events, "LOOK", 0.02)
    key, told = _let_in(store), []

    async def lines() -> AsyncGenerator[events.Line]:
        yield (1, "state", "now", {"state": "running"})
        await asyncio.Event().wait()  # for ever

    async def listen() -> None:
        async with aclosing(lines()) as source:
            async for line in events._while_let_in(StillIn(store, settings), key, source):
                told.append(line[0])
                threading.Thread(target=_revoke, args=(store, key)).start()

    asyncio.run(asyncio.wait_for(listen(), patience()))
    assert told == [1]


def _revoke(store: Store, key: str) -> None:
    with store.session(SYSTEM) as session:
        assert revoke_key(session, key.removeprefix("ov_").partition(".")[0])


def test_many_streams_of_one_key_are_one_look(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, asked = _let_in(store), []
    ask = StillIn._ask

    def noted(self: StillIn, token: str) -> bool:
        asked.append(token)
        return ask(self, token)

    monkeypatch.setattr(StillIn, "_ask", noted)

    async def look() -> list[bool]:
        one = StillIn(store, settings)
        return [await one.holds(token) for token in (key, key, key + "x", key)]

    assert asyncio.run(look()) == [True, True, False, True]
    assert asked == [key, key + "x"]


def test_only_hosts_on_the_list_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    public = [(2, 1, 6, "", ("93.184.215.14", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: public)
    hosts = ("hooks.example.org", ".trust.example")
    for good in ("hooks.example.org", "HOOKS.example.org", "a.trust.example", "b.a.trust.example"):
        assert addresses(f"https://{good}/x", False, hosts)
    for bad in (
        "example.org",
        "evil-hooks.example.org.evil.example",
        "xhooks.example.org",
        "trust.example",
        "eviltrust.example",
        "hooks.example.org@evil.example",
    ):
        with pytest.raises(BadAddressError):
            addresses(f"https://{bad}/x", False, hosts)
    assert addresses("https://anywhere.example/", False)
    with installed(tmp_path, webhook_hosts="hooks.example.org, .trust.example") as here:
        for url, status in (("https://hooks.example.org/", 201), ("https://evil.example/", 422)):
            assert here.ask("trust admin", "POST", "/v1/webhooks", json={"url": url}).status_code == status


def _push(here: Installation, who: str = "council scheduler") -> str:
    """A day of the council's, which names the trust; submitted by its own key."""
    answer = here.ask(who, "POST", "/v1/problems", json=problem_document(generate("hamlet", 1)))
    assert answer.status_code == 201, answer.text
    id_: str = answer.json()["id"]
    return id_


def test_no_day_comes_into_a_partners_view_unasked(tmp_path: Path) -> None:
    day = generate("hamlet", 1)
    owner, partner = day.organisations[0].id, day.organisations[1].id
    with installed(tmp_path) as here:
        first = _push(here, f"{owner} scheduler")
        with here.store.session(SYSTEM) as session:
            roster = rosters.add(session, SYSTEM, session.get_one(tables.Problem, first), seconds=1).id
        for path in (f"/v1/problems/{first}", f"/v1/rosters/{roster}", f"/ui/rosters/{roster}"):
            assert here.get(f"{partner} scheduler", path).status_code == 404
        assert here.get(f"{partner} scheduler", "/v1/problems").json()["problems"] == []
        assert here.get(f"{partner} scheduler", "/v1/rosters").json()["rosters"] == []
        (asked,) = [
            one for one in here.get(f"{partner} scheduler", "/v1/partners").json()["partners"] if one["owner"] == owner
        ]
        assert (asked["partner"], asked["state"], asked["offered"]) == (partner, "asked", 1)
        assert (
            f"<strong>{owner}</strong> names your organisation in 1 day." in here.get(f"{partner} scheduler", "/").text
        )

        def answer(who: str, of: str, accept: bool) -> int:
            return here.ask(who, "POST", "/v1/partners", json={"of": of, "accept": accept}).status_code

        assert answer(f"{owner} admin", owner, True) == 422, "the owner does not answer for its partner"
        assert here.get(f"{partner} scheduler", f"/v1/problems/{first}").status_code == 404
        assert answer(f"{partner} analyst", owner, True) == 403
        assert answer(f"{partner} scheduler", owner, True) == 200
        assert here.get(f"{partner} scheduler", f"/v1/problems/{first}").status_code == 200
        second = _push(here, f"{owner} scheduler")
        assert here.get(f"{partner} scheduler", f"/v1/problems/{second}").status_code == 200, "from now on at once"
        assert answer(f"{partner} nurse_lead", owner, False) == 200
        third = _push(here, f"{owner} scheduler")
        for id_ in (first, second, third):
            assert here.get(f"{partner} scheduler", f"/v1/problems/{id_}").status_code == 404
        assert f"<strong>{owner}</strong>" not in here.get(f"{partner} scheduler", "/").text, "asked once, not nagged"
        details = [one["detail"] for one in here.get(f"{owner} admin", "/v1/audit").json()["entries"]]
        assert f"{partner} sees its part of {owner}'s days" in details
        assert f"{partner} sees no more its part of {owner}'s days" in details


def test_yes_and_no_at_the_page_are_this_pages_own(tmp_path: Path) -> None:
    day = generate("hamlet", 1)
    owner, partner = day.organisations[0].id, day.organisations[1].id
    with installed(tmp_path) as here:
        id_ = _push(here, f"{owner} scheduler")
        form, browser = {"of": owner, "accept": "true"}, here.client
        key = here.key(f"{partner} scheduler")
        browser.post("/ui/sign-in", data={"key": key}, headers={"origin": "http://testserver"})
        for origin in ({}, {"origin": "https://evil.example"}):
            assert browser.post("/ui/partners", data=form, headers=origin).status_code == 403
        assert browser.get(f"/v1/problems/{id_}").status_code == 404
        assert browser.post("/ui/partners", data=form, headers={"origin": "http://testserver"}).status_code == 303
        assert browser.get(f"/v1/problems/{id_}").status_code == 200


def test_who_runs_the_installation_may_show_a_day_at_once(store: Store, hamlet: Any, somebody: Any) -> None:
    owner, partner = hamlet.organisations[0].id, hamlet.organisations[1].id
    with store.session(SYSTEM) as session:
        shown = problems.add(session, SYSTEM, hamlet, owner).id
    with store.session(somebody(owner)) as session:
        offered = problems.add(session, somebody(owner), hamlet, owner).id
    with store.reading(somebody(partner)) as session:
        assert problems.find(session, somebody(partner), shown) is not None
        assert problems.find(session, somebody(partner), offered) is None


def test_a_name_over_two_lines_fails_nobodys_calendar() -> None:
    day = generate("hamlet", 1)
    document = problem_document(day)
    for kind in ("workers", "clients", "places"):
        for entry in document[kind]:
            entry["name"] = f"{entry.get('name', 'Door')}\nthe second line"
    odd = read_problem(json.dumps(document).encode())
    visit, shift = odd.visits[0], odd.shifts[0]
    left = tuple(Unserved(visit=one.id) for one in odd.visits[1:])
    roster = Roster(rounds=(Round(shift=shift.id, stops=(Stop(visit=visit.id),)),), unserved=left)
    for worker in (None, shift.worker):
        data = write_export(pack(document), pack(roster_document(roster, odd)), None, "ics", None, worker)
        if worker is None:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = archive.read(archive.namelist()[0])
        calendar = icalendar.Calendar.from_ical(data)
        assert "\n" not in str(calendar["x-wr-calname"])
        assert "the second line's rounds" in str(calendar["x-wr-calname"])
        assert any("the second line" in str(event["summary"]) for event in calendar.walk("VEVENT"))
