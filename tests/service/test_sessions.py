"""Sessions of the page, attacked: a cookie taken away lives no longer than its owner, and holds no key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.access import SYSTEM
from service.identity.auth import find_principal
from service.run.settings import Settings
from service.store import sign_ins, tables
from service.store.database import Store
from service.store.keys import make_key, revoke_key
from service.web.problem_details import Refusal
from solver.domain import Role

from .installation import Installation, installed

HERE = "http://testserver"


def _browser(here: Installation, who: str = "trust scheduler") -> TestClient:
    browser = TestClient(here.app, follow_redirects=False)
    answer = browser.post("/ui/sign-in", data={"key": here.key(who)}, headers={"origin": HERE})
    assert answer.status_code == 303
    return browser


def test_signing_out_kills_the_cookie_everywhere(tmp_path: Path) -> None:
    with installed(tmp_path) as here:
        browser, other = _browser(here), _browser(here)
        thief = TestClient(here.app, follow_redirects=False, cookies=dict(browser.cookies))
        assert thief.get("/v1/rosters").status_code == 200
        browser.post("/ui/sign-out", headers={"origin": HERE})
        assert thief.get("/v1/rosters").status_code == 401
        assert thief.get("/").headers["location"].endswith("&ended=true")
        assert other.get("/v1/rosters").status_code == 200, "another browser's session is another"


def test_the_cookie_holds_no_key_and_a_key_in_it_is_nobody(tmp_path: Path) -> None:
    with installed(tmp_path) as here:
        browser, key = _browser(here), here.key("trust scheduler")
        (cookie,) = browser.cookies.values()
        assert key not in cookie
        assert key.partition(".")[2] not in cookie
        thief = TestClient(here.app, follow_redirects=False, cookies={"onevisit_session": key})
        assert thief.get("/v1/rosters").status_code == 401
        with here.store.reading(SYSTEM) as session:
            (row,) = session.query(tables.SignIn)
            assert row.id == hashlib.sha256(cookie.encode()).hexdigest(), "nor does the store hold what lets one in"


def test_a_session_begins_no_other_session(tmp_path: Path) -> None:
    """Else whoever has a copy would renew it for ever, also past its absolute end."""
    with installed(tmp_path) as here:
        (secret,) = _browser(here).cookies.values()
        answer = here.client.post("/ui/sign-in", data={"key": secret}, headers={"origin": HERE})
        assert answer.status_code == 401


@pytest.fixture
def key(store: Store) -> str:
    with store.session(SYSTEM) as session:
        return make_key(session, "ward", Role.SCHEDULER, "trust")


@pytest.fixture
def begun(store: Store, key: str) -> Callable[..., str]:
    """A session of the key, with its row changed; its secret."""

    def making(**changed: Any) -> str:
        with store.session(SYSTEM) as session:
            secret = sign_ins.begin(session, session.get_one(tables.Key, _id_of(key)), 480)
            row = session.get_one(tables.SignIn, hashlib.sha256(secret.encode()).hexdigest())
            for name, value in changed.items():
                setattr(row, name, value)
        return secret

    return making


def _id_of(key: str) -> str:
    return key.removeprefix("ov_").partition(".")[0]


def _status(store: Store, settings: Settings, secret: str, used: bool = True) -> int:
    try:
        find_principal(store, settings, secret, used)
    except Refusal as refusal:
        return refusal.status
    return 200


def test_idle_and_absolute_ends(store: Store, settings: Settings, begun: Callable[..., str]) -> None:
    ago = {minutes: tables.now() - timedelta(minutes=minutes) for minutes in (1, 59, 61)}
    assert _status(store, settings, begun(seen=ago[59])) == 200
    assert _status(store, settings, begun(seen=ago[61])) == 401
    assert _status(store, settings, begun(seen=tables.now(), ends=ago[1])) == 401, "however busily it is used"
    assert _status(store, settings.model_copy(update={"session_idle_minutes": 30}), begun(seen=ago[59])) == 401


def test_use_is_kept_and_asking_is_no_use(store: Store, settings: Settings, begun: Callable[..., str]) -> None:
    before = tables.now() - timedelta(minutes=50)
    secret = begun(seen=before)

    def seen() -> Any:
        with store.reading(SYSTEM) as session:
            return session.get_one(tables.SignIn, hashlib.sha256(secret.encode()).hexdigest()).seen

    assert _status(store, settings, secret, used=False) == 200
    assert seen() == before
    assert _status(store, settings, secret) == 200
    assert seen() > before


def test_it_ends_with_its_key(store: Store, settings: Settings, key: str, begun: Callable[..., str]) -> None:
    secret = begun()
    assert _status(store, settings, secret) == 200
    with store.session(SYSTEM) as session:
        revoke_key(session, _id_of(key))
    assert _status(store, settings, secret) == 401


def test_wrong_keys_slow_down_and_shut_out_nobody_who_is_in(tmp_path: Path) -> None:
    with installed(tmp_path, wrong_keys_a_minute=10) as here:
        here.get("trust scheduler", "/v1/rosters")
        fresh = here.key("council scheduler")
        answers = [
            here.client.get("/v1/rosters", headers={"Authorization": f"Bearer ov_{number:012x}.guess"})
            for number in range(14)
        ]
        assert [one.status_code for one in answers] == [401] * 10 + [429] * 4
        assert int(answers[-1].headers["retry-after"]) <= 6
        guessed = here.client.get("/v1/rosters", headers={"Authorization": f"Bearer {fresh}"})
        assert guessed.status_code == 429, "a guess that is right is not told so either"
        assert here.get("trust scheduler", "/v1/rosters").status_code == 200
        assert here.get(None, "/v1/rosters").status_code == 401, "no key is no guess"
