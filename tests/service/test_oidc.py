"""Signing in at a real small issuer on this machine: who comes in, and every way not to."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from fastapi.testclient import TestClient

from service.access import SYSTEM
from service.app import create_app
from service.identity import oidc
from service.run.settings import Settings
from service.store import sign_ins, tables
from service.store.keys import add_person, make_key, revoke_person
from solver.domain import Role

from ..processes import free_port
from ..waiting import answers, patience, until
from .small_issuer import CLIENT, SECRET

HERE = "http://here.localhost"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The issuer's name, its process running."""
    port = free_port()
    name = f"http://localhost:{port}"
    script = Path(__file__).with_name("small_issuer.py")
    process = subprocess.Popen([sys.executable, str(script), name, str(port)])
    try:
        until(lambda: answers(name + "/keys", process))
        yield name
    finally:
        process.terminate()
        process.wait(patience())


@dataclass
class House:
    app: Any
    issuer: str

    def browser(self) -> TestClient:
        return TestClient(self.app, base_url=HERE, follow_redirects=False)

    def say(self, **said: Any) -> None:
        httpx.post(self.issuer + "/say", json=said)

    def begun(self, browser: TestClient, next_: str = "/") -> str:
        """Where the issuer is to be asked."""
        answer = browser.get("/ui/oidc/begin", params={"next": next_})
        assert answer.status_code == 303
        return answer.headers["location"]

    def sent_back(self, address: str) -> str:
        """Where the issuer sends the browser that comes to this address: path and query."""
        answer = httpx.get(address)
        assert answer.status_code == 302
        where = urlsplit(answer.headers["location"])
        return f"{where.path}?{where.query}"

    def arrived(self, browser: TestClient, next_: str = "/") -> httpx.Response:
        return browser.get(self.sent_back(self.begun(browser, next_)))


@pytest.fixture
def house(issuer: str, tmp_path: Path) -> Iterator[House]:
    settings = Settings(
        data=tmp_path, issuer=issuer, client_id=CLIENT, client_secret=SECRET, address="http://127.0.0.1"
    )
    settings.refuse_unsafe()
    app = create_app(settings)
    with app.state.store.session(SYSTEM) as session:
        app.state.nora = add_person(session, issuer, "u-1", "Nora Samplelead", Role.NURSE_LEAD, "trust").id
    made = House(app, issuer)
    made.say()
    yield made
    app.state.store.close()


def test_somebody_known_comes_in_and_is_themselves(house: House) -> None:
    browser = house.browser()
    assert "Sign in with your organisation" in browser.get("/ui/sign-in").text
    answer = house.arrived(browser, "/ui/rosters/abc")
    assert answer.status_code == 200, "a page that goes on by itself: a redirect would leave a Strict cookie behind"
    assert 'http-equiv="refresh" content="0;url=/ui/rosters/abc"' in answer.text
    (kept,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith("onevisit_session=")]
    assert "HttpOnly" in kept
    assert "SameSite=strict" in kept
    page = browser.get("/")
    assert page.status_code == 200
    assert "Nora Samplelead" in page.text
    assert "nurse lead, trust" in page.text
    assert browser.get("/v1/rosters").status_code == 200
    assert house.issuer not in page.text


def test_what_is_asked_of_the_issuer(house: House) -> None:
    browser = house.browser()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(house.begun(browser)).query).items()}
    assert asked["redirect_uri"] == "http://127.0.0.1/ui/oidc/back"
    assert (asked["response_type"], asked["code_challenge_method"], asked["scope"]) == ("code", "S256", "openid")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    again = {name: values[0] for name, values in parse_qs(urlsplit(house.begun(browser)).query).items()}
    assert not {asked[name] for name in ("state", "nonce", "code_challenge")} & set(again.values())
    kept = browser.get("/ui/oidc/begin").headers["set-cookie"]
    assert "SameSite=lax" in kept, "Strict would not come back from the issuer"
    assert "HttpOnly" in kept
    assert "Path=/ui/oidc" in kept


@pytest.mark.parametrize("way", ["client_secret_basic", "client_secret_post"])
def test_the_secret_is_shown_as_the_issuer_wants_it(
    house: House, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.say(about={"token_endpoint_auth_methods_supported": [way]})
    shown: list[tuple[bool, bool]] = []
    sent = httpx.post

    def seen(url: str, data: dict[str, str], auth: Any, **more: Any) -> httpx.Response:
        shown.append((auth is not None, "client_secret" in data))
        return sent(url, data=data, auth=auth, **more)

    monkeypatch.setattr(httpx, "post", seen)
    house.app.state.settings.address = f"http://127.0.0.1:{100 + len(way)}"  # another client: asks for addresses anew
    assert house.arrived(house.browser()).status_code == 200
    assert shown == [(way == "client_secret_basic", way == "client_secret_post")]


def _refused(answer: httpx.Response, status: int, words: str) -> None:
    assert answer.status_code == status
    assert words in re.sub(r"&#39;", "'", answer.text)
    assert "onevisit_session=" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"claims": {"nonce": "another"}}, "(nonce)"),
        ({"claims": {"exp": int(time.time()) - 3600}}, "has not expired"),
        ({"claims": {"aud": "another-service"}}, "made for this service (aud)"),
        ({"claims": {"iss": "http://localhost:1"}}, "issuer (iss)"),
        ({"claims": {"azp": "another-service"}}, "(azp)"),
        ({"other_key": True}, "signed by the issuer"),
        ({"back": {"state": "another"}}, "another attempt"),
        ({"back": {"iss": "http://localhost:1"}}, "another issuer"),
        ({"back": {"error": "access_denied"}}, "did not let you in"),
        ({"back": {"code": "made up"}}, "did not confirm"),
    ],
)
def test_what_is_wrong_lets_nobody_in(house: House, said: dict[str, Any], words: str) -> None:
    house.say(**said)
    browser = house.browser()
    _refused(house.arrived(browser), 401, words)
    assert browser.get("/").status_code == 303


def test_who_is_unknown_here_is_told_what_to_ask_for(house: House) -> None:
    house.say(claims={"sub": "u-2<b>"})
    _refused(house.arrived(house.browser()), 403, "knows you as u-2&lt;b&gt;, but nobody has let you in")


def test_an_answer_is_for_the_browser_that_began_and_for_once(house: House) -> None:
    browser, other = house.browser(), house.browser()
    address = house.sent_back(house.begun(browser))
    _refused(other.get(address), 401, "has not begun")
    house.begun(other)
    _refused(other.get(address), 401, "another attempt")
    assert browser.get(address).status_code == 200
    _refused(browser.get(address), 401, "has not begun")
    _refused(house.browser().get("/ui/oidc/back"), 401, "has not begun")


def test_another_verifier_does_not_redeem_the_code(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = house.browser()
    address = house.sent_back(house.begun(browser))
    sent = httpx.post

    def forged(url: str, data: dict[str, str], **more: Any) -> httpx.Response:
        return sent(url, data={**data, "code_verifier": "x" * 43}, **more)

    monkeypatch.setattr(httpx, "post", forged)
    _refused(browser.get(address), 401, "did not confirm")


def test_whoever_takes_too_long_begins_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = house.browser()
    monkeypatch.setattr(oidc, "_MINUTES", -1.0)
    _refused(browser.get(house.sent_back(house.begun(browser))), 401, "took too long")


def _begun_by_hand(house: House, **changed: Any) -> str:
    """The secret of a session of Nora's."""
    with house.app.state.store.session(SYSTEM) as session:
        nora = session.get_one(tables.Person, house.app.state.nora)
        secret = sign_ins.begin(session, nora, 60)
        row = session.get_one(tables.SignIn, hashlib.sha256(secret.encode()).hexdigest())
        for name, value in changed.items():
            setattr(row, name, value)
    return secret


def test_a_session_ends_in_words(house: House) -> None:
    browser, past = house.browser(), tables.now() - timedelta(hours=9)
    good = _begun_by_hand(house)
    ended = [_begun_by_hand(house, ends=past), _begun_by_hand(house, seen=past), _begun_by_hand(house, ended=past)]
    for spoilt in (good[:-2] + "xx", "os_", "os_a.b.c", *ended):
        browser.cookies.set("onevisit_session", spoilt, "here.localhost", "/")
        answer = browser.get("/")
        assert (answer.status_code, answer.headers["location"]) == (303, "/ui/sign-in?next=/&ended=true")
        assert browser.get("/v1/rosters").status_code == 401
    page = browser.get("/ui/sign-in?next=/&ended=true")
    assert "Your session has ended" in page.text
    assert 'onevisit_session=""' in page.headers["set-cookie"]
    assert browser.get("/").headers["location"] == "/ui/sign-in?next=/", "nothing is left of it"
    browser.cookies.set("onevisit_session", good, "here.localhost", "/")
    assert browser.get("/").status_code == 200


def test_what_was_made_for_another_purpose_is_no_session(house: House) -> None:
    client = oidc.client_of(house.app.state.settings)
    assert client is not None
    told = {"sub": "u-1", "iss": client.issuer}
    begun = client._signed("begun", 600, told)
    as_once = client._signed("session", 600, told)  # what an earlier onevisit took for a session
    foreign = jwt.encode({"sub": "u-1", "aud": "session", "exp": time.time() + 60}, "k" * 32, "HS256")
    for wrong in (begun, as_once, foreign):
        for text in (wrong, sign_ins.PREFIX + wrong):
            assert house.browser().get("/v1/rosters", headers={"authorization": f"Bearer {text}"}).status_code == 401
    good = _begun_by_hand(house)
    assert house.browser().get("/v1/rosters", headers={"authorization": f"Bearer {good}"}).status_code == 200


def test_a_second_factor_is_asked_for_and_checked(house: House) -> None:
    house.app.state.settings.acr_values = "urn:sample:mfa urn:sample:card"
    browser = house.browser()
    asked = parse_qs(urlsplit(house.begun(browser)).query)
    assert asked["acr_values"] == ["urn:sample:mfa urn:sample:card"]
    for claims in ({}, {"acr": "urn:sample:password"}, {"acr": "urn:sample:mfa urn:sample:card"}, {"acr": None}):
        house.say(claims=claims)
        _refused(house.arrived(browser), 401, "less strictly than this service wants (acr)")
    house.say(claims={"acr": "urn:sample:card"})
    assert house.arrived(browser).status_code == 200
    assert browser.get("/v1/rosters").status_code == 200


def test_keys_are_kept_out_of_the_page_where_people_sign_in_at_the_issuer(house: House) -> None:
    with house.app.state.store.session(SYSTEM) as session:
        key = make_key(session, "the ward's system", Role.SCHEDULER, "trust")
    browser, origin = house.browser(), {"origin": HERE}
    assert browser.post("/ui/sign-in", data={"key": key}, headers=origin).status_code == 303
    assert browser.get("/v1/rosters").status_code == 200
    house.app.state.settings.page_keys = False
    assert browser.get("/v1/rosters").status_code == 401, "sessions that began with a key are over too"
    assert 'name="key"' not in browser.get("/ui/sign-in").text
    refused = house.browser().post("/ui/sign-in", data={"key": key}, headers=origin)
    assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)
    assert browser.get("/v1/rosters", headers={"authorization": f"Bearer {key}"}).status_code == 200, "systems go on"
    assert house.arrived(browser).status_code == 200


def test_who_is_revoked_is_out_at_once_and_signing_out_ends_it(house: House) -> None:
    browser, thief = house.browser(), house.browser()
    house.arrived(browser)
    assert browser.get("/v1/rosters").status_code == 200
    thief.cookies.update(dict(browser.cookies))
    assert thief.get("/v1/rosters").status_code == 200
    answer = browser.post("/ui/sign-out", headers={"origin": HERE})
    assert thief.get("/v1/rosters").status_code == 401, "a copy of the cookie is worth nothing"
    assert answer.headers["location"] == "/ui/sign-in?out=true"
    assert "you may still be signed in" in browser.get("/ui/sign-in?out=true").text
    assert browser.get("/v1/rosters").status_code == 401
    house.arrived(browser)
    with house.app.state.store.session(SYSTEM) as session:
        revoke_person(session, house.app.state.nora)
    assert browser.get("/v1/rosters").status_code == 403


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(house: House, next_: str) -> None:
    assert 'content="0;url=/"' in house.arrived(house.browser(), next_).text


def test_an_issuer_that_is_away_or_another_is_told_in_words(tmp_path: Path, house: House) -> None:
    for name in ("http://localhost:9", house.issuer):
        house.say(about={"issuer": "http://localhost:1"})
        settings = Settings(
            data=tmp_path / "away",
            issuer=name,
            client_id=CLIENT,
            client_secret=SECRET + "2",
            address="http://localhost",
        )
        app = create_app(settings)
        answer = TestClient(app, base_url=HERE, follow_redirects=False).get("/ui/oidc/begin")
        app.state.store.close()
        assert answer.status_code == 503
        assert "does not answer" in answer.text


def test_where_people_only_have_keys_there_is_no_such_way(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path))
    browser = TestClient(app, base_url=HERE, follow_redirects=False)
    assert browser.get("/ui/oidc/begin").status_code == 404
    assert browser.get("/ui/oidc/back").status_code == 404
    assert "organisation" not in browser.get("/ui/sign-in").text
    app.state.store.close()


@pytest.fixture
def faults(tmp_path: Path) -> Callable[..., list[str]]:
    def found(**told: Any) -> list[str]:
        from service.run.settings import UnsafeError

        good = {
            "issuer": "https://id.example",
            "client_id": "o",
            "client_secret": "s" * 16,
            "address": "https://o.example",
        }
        try:
            Settings(data=tmp_path, **{**good, **told}).refuse_unsafe()
        except UnsafeError as unsafe:
            return unsafe.faults
        return []

    return found


def test_settings_that_would_be_unsafe_are_refused(faults: Callable[..., list[str]]) -> None:
    assert faults() == []
    assert faults(audience="onevisit", jwks="https://id.example/keys") == []
    assert faults(issuer="http://127.0.0.1:5", address="http://localhost:8600") == []
    for name in ("issuer", "client_id", "client_secret", "address"):
        assert "want all four" in faults(**{name: None})[0]
    assert "16 characters" in faults(client_secret="short")[0]
    assert "https" in faults(issuer="http://id.example")[0]
    assert "https" in faults(address="http://o.example")[0]
    assert "want all three" in faults(audience="onevisit")[0]
    alone = dict.fromkeys(("issuer", "client_id", "client_secret", "address"))
    assert "lets nobody in" in faults(**alone, page_keys=False)[0]
    assert "wants a sign-in" in faults(**alone, acr_values="mfa")[0]
    assert faults(page_keys=False, acr_values="mfa") == []
