"""Who saw a client, when, from where, by which key: complete, also where a whole day was looked at, or refused."""

from __future__ import annotations

import html
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from service.access import ACCOUNTS, SYSTEM
from service.store import audit, rolls, tables
from service.store.compression import unpack

from ..waiting import patience
from .installation import Installation, installed
from .marked_house import filled, furnished
from .matrix import MATRIX, OWNER, PARTNER, STRANGER, House

ROLES = [role.code for role in ACCOUNTS]
# Whole days; each shows the owner all of its clients, and a partner its own.
LOOKS = (
    "/v1/problems/{problem}",
    "/v1/rosters/{id}",
    "/v1/rosters/{id}/explanations",
    "/v1/rosters/{id}/export?format=json",
    "/v1/rosters/{id}/versions",
    "/v1/rosters/{id}/events",
    "/ui/data/{roster}",
)
FIVE = [*(f"{OWNER} {role}" for role in ROLES), f"{PARTNER} scheduler"]
EIGHT = [f"{organisation} {role}" for organisation in (OWNER, PARTNER) for role in ROLES]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with furnished(tmp_path_factory.mktemp("saw")) as made:
        yield made


def _shown(house: House, after: str) -> list[tuple[tables.Audit, set[str]]]:
    """The rows of the audit after one, each with the clients that it stands for."""
    with house.here.store.reading(SYSTEM) as session:
        rows = session.scalars(select(tables.Audit).where(tables.Audit.id > after).order_by(tables.Audit.id)).all()
        rolls = {row.digest: set(unpack(row.clients)) for row in session.scalars(select(tables.Roll))}
    return [(row, {row.client} if row.client else rolls.get(row.roll or "", set())) for row in rows]


def _last(house: House) -> str:
    with house.here.store.reading(SYSTEM) as session:
        return session.scalar(select(tables.Audit.id).order_by(tables.Audit.id.desc()).limit(1)) or ""


def _key(who: str, house: House) -> str:
    return f"key:{house.here.key(who).removeprefix('ov_').partition('.')[0]}"


def test_whoever_is_told_of_a_client_stands_in_the_audit(house: House) -> None:
    """Every route, asked by every role of the owner and of a partner: what an answer names, its row names."""
    told = 0
    for route, row in MATRIX.items():
        method, _, path = route.partition(" ")
        for who in EIGHT:
            _key(who, house)
            before = _last(house)
            answer = house.here.ask(who, method, filled(house, path, who.split()[0]), **row.asked(house))
            if answer.status_code >= 400 or path == "/v1/audit":
                continue
            text = html.unescape(answer.text)
            named = {one.id for one in house.problem.clients if one.id in text or one.name in text}
            kept = [whom for line, whom in _shown(house, before) if line.who == _key(who, house)]
            assert named <= set[str]().union(*kept), f"{who} was told of them by {route}"
            told += bool(named)
    assert told > 40


def test_a_hundred_looks_by_five_roles_are_all_told(house: House) -> None:
    client = next(one.client for one in house.problem.visits if one.organisation == PARTNER)
    rng, before, wanted = Random(1), _last(house), Counter[str]()
    for number in range(100):
        who = FIVE[number % 5]
        answer = house.here.get(who, filled(house, rng.choice(LOOKS), who.split()[0]))
        assert answer.status_code == 200
        wanted[_key(who, house)] += 1
    entries = _ask(house, f"{OWNER} admin", client, before)
    assert Counter(one["who"] for one in entries if one["action"] in ("read", "exported")) == wanted
    assert {one["address"] for one in entries} == {"testclient"}
    assert {one["sight"] for one in entries} == {"whole", "pseudonymised", "partner"}
    other = next(
        one.id
        for one in house.problem.clients
        if all(visit.organisation != PARTNER for visit in house.problem.visits if visit.client == one.id)
    )
    partner = _key(f"{PARTNER} scheduler", house)
    del wanted[partner]
    there = _ask(house, f"{OWNER} admin", other, before)
    assert Counter(one["who"] for one in there if one["action"] in ("read", "exported")) == wanted


def _ask(house: House, who: str, client: str, after: str) -> list[dict[str, Any]]:
    """The question of an administrator, page by page; their own question, asked before, left out."""
    found: list[dict[str, Any]] = []
    while True:
        page = house.here.get(who, "/v1/audit", params={"client": client, "after": after, "most": 40}).json()
        found += page["entries"]
        if page["next"] is None:
            return [one for one in found if one["detail"] != "audit"]
        after = page["next"]


def test_who_is_refused_a_day_stands_there_for_its_owner(house: House) -> None:
    client, before = house.problem.clients[0].id, _last(house)
    stranger = f"{STRANGER} scheduler"
    assert house.here.get(stranger, f"/v1/rosters/{house.roster_id}").status_code == 404
    assert house.here.get(f"{OWNER} analyst", f"/ui/rosters/{house.roster_id}/people").status_code == 403
    entries = _ask(house, f"{OWNER} admin", client, before)
    assert [(one["who"], one["action"], one["sight"], one["detail"]) for one in entries] == [
        (_key(stranger, house), "refused", "none", "404 GET /v1/rosters/{id}"),
        (_key(f"{OWNER} analyst", house), "refused", "none", "403 GET /ui/rosters/{roster}/people"),
    ]


def test_a_refusal_tells_the_organisation_of_who_asked_nothing_of_the_day(house: House) -> None:
    """Neither a stranger nor a partner finds out by being refused whose day it is, or who is in it."""
    before, own = _last(house), {one.client for one in house.problem.visits if one.organisation == PARTNER}
    other = next(one.id for one in house.problem.clients if one.id not in own)
    assert house.here.get(f"{STRANGER} scheduler", f"/v1/rosters/{house.roster_id}").status_code == 404
    assert house.here.get(f"{PARTNER} scheduler", f"/v1/rosters/{house.roster_id}/realism").status_code == 403
    assert len(_ask(house, f"{OWNER} admin", other, before)) == 2
    for organisation in (STRANGER, PARTNER):
        assert _ask(house, f"{organisation} admin", other, before) == []
        page = house.here.get(f"{organisation} admin", "/v1/audit", params={"after": before}).json()["entries"]
        (refused,) = [one for one in page if one["action"] == "refused"]
        assert (refused["roster"], refused["problem"], refused["version"]) == (house.roster_id, None, None)


def test_nobody_who_writes_waits_while_the_rolls_are_opened(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = []

    def opening(*asked: Any) -> set[str]:
        def write() -> None:
            with house.here.store.session(SYSTEM) as session:
                audit.record(session, SYSTEM, "read", OWNER)
            ended.append(True)

        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        writer.join(patience(5))
        assert ended, "a writer waits"
        return rolls.find_rolls(*asked)

    monkeypatch.setattr(audit, "find_rolls", opening)
    client = house.problem.clients[0].id
    assert house.here.get(f"{OWNER} admin", "/v1/audit", params={"client": client}).status_code == 200


def _page(here: Installation, key: str) -> Any:
    return here.client.post("/ui/sign-in", data={"key": key}, headers={"Origin": "http://testserver"})


def test_sign_ins_and_wrong_keys_stand_there(tmp_path: Path) -> None:
    with installed(tmp_path) as here:
        key = here.key("trust scheduler")
        id_ = key.removeprefix("ov_").partition(".")[0]
        assert _page(here, key).status_code == 303
        assert here.client.post("/ui/sign-out", headers={"Origin": "http://testserver"}).status_code == 303
        here.client.cookies.clear()
        assert _page(here, "ov_nothing.at-all").status_code == 401
        wrong = {"Authorization": f"Bearer ov_{id_}.wrong"}
        assert here.client.get("/v1/rosters", headers=wrong).status_code == 401
        assert here.client.get("/v1/rosters").status_code == 401  # who comes with nothing has tried nothing
        with here.store.reading(SYSTEM) as session:
            rows = session.scalars(select(tables.Audit).order_by(tables.Audit.id)).all()
        assert [(row.who, row.role, row.action, row.address, row.detail) for row in rows] == [
            (f"key:{id_}", "scheduler", "signed in", "testclient", "by key"),
            (f"key:{id_}", "scheduler", "signed out", "testclient", "by key"),
            ("nobody", "", "refused", "testclient", "401 POST /ui/sign-in"),
            ("nobody", "", "refused", "testclient", f"401 GET /v1/rosters, key {id_}"),
        ]


def test_what_was_seen_is_told_when_the_day_is_gone(house: House) -> None:
    """Last of this file: the day is taken away."""
    client, before = house.problem.clients[0].id, _last(house)
    house.here.get(f"{OWNER} scheduler", f"/v1/rosters/{house.roster_id}")
    for path in (f"/v1/rosters/{house.measuring}/savings", f"/v1/rosters/{house.measuring}"):
        house.here.ask(f"{OWNER} admin", "DELETE", path)
    with house.here.store.session(SYSTEM) as session:
        row = session.get_one(tables.Problem, house.problem_id)
        row.document, row.erased = b"", tables.now()
        session.get_one(tables.Roster, house.roster_id).problem_document = None
    (entry,) = [one for one in _ask(house, f"{OWNER} admin", client, before) if one["action"] == "read"]
    assert entry["who"] == _key(f"{OWNER} scheduler", house)
