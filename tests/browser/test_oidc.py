"""Signing in at an issuer of another site, in a browser that keeps to SameSite: out, back, in, and out again."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from service.access import SYSTEM
from service.run.settings import Settings
from service.store.keys import add_person
from service.store.opening import open_store
from solver.domain import Role

from ..processes import free_port
from ..waiting import answers, patience, until
from .conftest import Service

SCRIPT = Path(__file__).parents[1] / "service" / "small_issuer.py"


@pytest.fixture(scope="module")
def issuer() -> Iterator[Any]:
    """The issuer's name: to a browser, localhost is another site than 127.0.0.1."""
    port = free_port()
    name = f"http://localhost:{port}"
    process = subprocess.Popen([sys.executable, str(SCRIPT), name, str(port)])
    try:
        until(lambda: answers(name + "/keys", process))
        yield name
    finally:
        process.terminate()
        process.wait(patience())


@pytest.fixture(scope="module")
def here(
    serving: Callable[..., AbstractContextManager[Service]],
    issuer: Any,
    tmp_path_factory: pytest.TempPathFactory,
    browser: Any,
) -> Iterator[Service]:
    """A service at which people sign in there, and Nora is known."""
    spec = importlib.util.spec_from_file_location("small_issuer", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    small = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(small)
    folder = tmp_path_factory.mktemp("oidc")
    settings = {"ISSUER": issuer, "CLIENT_ID": small.CLIENT, "CLIENT_SECRET": small.SECRET, "ADDRESS": "<here>"}
    with serving(folder, **settings) as found:
        store = open_store(Settings(data=folder))
        with store.session(SYSTEM) as session:
            add_person(session, issuer, "u-1", "Nora Samplelead (invented)", Role.NURSE_LEAD, "trust")
        store.close()
        yield found


def _say(issuer: Any, **said: Any) -> None:
    data = json.dumps(said).encode()
    urllib.request.urlopen(urllib.request.Request(issuer + "/say", data), timeout=patience()).close()


def test_out_back_in_and_out_again(
    stranger: Callable[..., Any], here: Service, issuer: Any, serious: Callable[[Any], list[str]]
) -> None:
    _say(issuer)
    context = stranger()
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(here.url + "/ui")
    page.wait_for_selector("#issuer")
    assert serious(page) == []
    page.click("#issuer")
    page.wait_for_url(here.url + "/")
    assert "Nora Samplelead" in page.inner_text(".who-am-i")
    cookie = {one["name"]: one for one in context.cookies()}
    assert set(cookie) == {"onevisit_session"}, "what was kept on the way is gone"
    assert (cookie["onevisit_session"]["sameSite"], cookie["onevisit_session"]["httpOnly"]) == ("Strict", True)
    assert {"/".join(url.split("/")[:3]) for url in asked} == {here.url, issuer}
    assert page.evaluate("fetch('/v1/rosters').then(answer => answer.status)") == 200
    page.click("text=Sign out")
    page.wait_for_url("**/ui/sign-in?out=true")
    assert "you may still be signed in" in page.inner_text("main")
    page.goto(here.url + "/")
    assert page.url.endswith("/ui/sign-in?next=/")


def test_an_unknown_person_reads_why_and_is_not_in(
    stranger: Callable[..., Any], here: Service, issuer: Any, serious: Callable[[Any], list[str]]
) -> None:
    _say(issuer, claims={"sub": "u-unknown"})
    context = stranger()
    page = context.new_page()
    page.goto(here.url + "/ui/sign-in")
    page.click("#issuer")
    page.wait_for_selector("#wrong")
    assert "knows you as u-unknown" in page.inner_text("#wrong")
    assert context.cookies() == []
    assert serious(page) == []


def test_a_session_that_ended_says_so(stranger: Callable[..., Any], here: Service) -> None:
    context = stranger()
    context.add_cookies([{"name": "onevisit_session", "value": "os_a.b.c", "url": here.url}])
    page = context.new_page()
    page.goto(here.url + "/")
    assert "Your session has ended" in page.inner_text("main")
    assert context.cookies() == []
