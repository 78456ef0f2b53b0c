"""Who gets what: every route, asked by every role of the owner, of a partner and of a stranger.

A route without a row here fails the test: whoever adds one says who may use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from starlette.routing import Route

from service.access import ACCOUNTS, SYSTEM
from service.store import rosters, tables
from service.views import in_round_figures
from solver import Roster, roster_document
from solver.domain import Role, Unserved

from .marked_house import filled, furnished
from .matrix import MATRIX, OWNER, PARTNER, STRANGER, House
from .measured import DOORS
from .views import marked

ROLES = [role.code for role in ACCOUNTS]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with furnished(tmp_path_factory.mktemp("matrix")) as made:
        yield made


def routes(house: House) -> list[str]:
    found = _all(house.here.app.routes)  # type: ignore[attr-defined]
    return [f"{method} {NAMES.get(f'{method} {path}', NAMES.get(path, path))}" for method, path in found]


def _all(some: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of every route, those of included routers among them."""
    for route in some:
        if isinstance(route, Route):
            yield from ((method, prefix + route.path) for method in sorted((route.methods or set()) - {"HEAD"}))
        else:
            inner = getattr(route, "original_router", route)
            yield from _all(inner.routes, prefix)


# What stands for {id} where that is no roster's. What would be taken away is none, to outlive the matrix.
NAMES = {
    "/v1/rosters/{id}/plans/{plan}": "/v1/rosters/{id}/plans/{none}",
    "/v1/rosters/{id}/plans/{plan}/without": "/v1/rosters/{id}/plans/{none}/without",
    "/ui/changes/{roster}": "/ui/changes/{roster}?before={roster}",
    "/ui/tiles/{z}/{x}/{y}": "/ui/tiles/0/0/0",  # none there
    "/ui/synthetic": "/ui/synthetic?size=hamlet",
    "/ui/visit/{roster}": "/ui/visit/{roster}?visit={visit}",
    "/v1/batches/{id}": "/v1/batches/{none}",
    "DELETE /v1/webhooks/{id}": "/v1/webhooks/{none}",
    "POST /v1/rosters/{id}/savings": "/v1/rosters/{measuring}/savings",
    "/v1/webhooks/{id}/deliveries": "/v1/webhooks/{webhook}/deliveries",
    "/v1/problems/{id}": "/v1/problems/{problem}",
    "/v1/problems/{id}/roster-table": "/v1/problems/{problem}/roster-table",
    "/v1/keys/{id}": "/v1/keys/{none}",
    "/v1/people/{id}": "/v1/people/{none}",
    "/v1/suspensions/{id}": "/v1/suspensions/{suspension}",
    "/v1/suspensions/{id}/take-off": "/v1/suspensions/{suspension}/take-off",
    "/v1/suspensions/{id}/end": "/v1/suspensions/{suspension}/end",
}


def test_every_route_has_a_row(house: House) -> None:
    assert sorted(routes(house)) == sorted(MATRIX)


@pytest.mark.parametrize("route", MATRIX)
def test_each_role_gets_what_its_organisation_may(house: House, route: str) -> None:
    method, _, path = route.partition(" ")
    row = MATRIX[route]
    got = {}
    for name, organisation in (("owner", OWNER), ("partner", PARTNER), ("stranger", STRANGER)):
        where = filled(house, path, organisation)
        answers = [house.here.ask(f"{organisation} {role}", method, where, **row.asked(house)) for role in ROLES]
        got[name] = " ".join(str(answer.status_code) for answer in answers)
    wanted = {name: getattr(row, name) for name in got}
    assert got == wanted
    where = filled(house, path, OWNER)
    assert house.here.ask("admin", method, where, **row.asked(house)).status_code == row.everywhere
    assert house.here.ask(None, method, where, **row.asked(house)).status_code == row.nobody


def test_no_route_tells_a_partner_of_others(house: House) -> None:
    """Every GET route, asked by a partner's roles: no mark of another organisation but of its staff who come."""
    coming = marked.coming_to(house.problem, house.roster, house.outcome, PARTNER)
    allowed = {text for worker in coming for text in (worker, house.problem.worker[worker].name)}
    tried = 0
    for route in MATRIX:
        method, _, path = route.partition(" ")
        if method != "GET":
            continue
        for role in ROLES:
            answer = house.here.get(f"{PARTNER} {role}", filled(house, path, PARTNER))
            assert marked.SECRET not in answer.text
            json = answer.headers.get("content-type", "").startswith("application/json")
            told = marked.texts(answer.json()) - allowed if json else {answer.text}
            marks = {mark for text in told for mark in marked.marks(text) if _one_of_ours(mark, house)}
            assert not [mark for mark in marks if PARTNER not in mark]
            tried += 1
    assert tried > 20


def test_what_was_measured_is_told_to_the_owner_alone(house: House) -> None:
    """Its table adds up all organisations: less its own, a partner would know another's."""
    where = f"/v1/rosters/{house.roster_id}/savings"
    for role in ROLES:
        told = house.here.get(f"{OWNER} {role}", where).json()["measured"]
        assert [row["doors"] for row in told["rows"]] == (in_round_figures(DOORS) if role == "analyst" else list(DOORS))
        assert not marked.marks(told)
    for role in (Role.SCHEDULER, Role.NURSE_LEAD, Role.ADMIN):
        answer = house.here.get(f"{PARTNER} {role.code}", where)
        assert answer.json()["measured"] is None
        assert not [doors for doors in DOORS if str(doors) in answer.text]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_file_tells_a_partner_of_others(house: House, form: str) -> None:
    """Records want a roster without a hard breach: in this one nobody comes, and every reason names somebody."""
    rng = Random(1)
    left = (Unserved(visit=one.id, reason=marked.gossip(house.problem, rng)) for one in house.problem.visits)
    bare = roster_document(Roster(unserved=tuple(left)), house.problem)
    with house.here.store.session(SYSTEM) as session:
        row = rosters.add(session, SYSTEM, session.get_one(tables.Problem, house.problem_id), seconds=1.0)
        rosters.begin(session, row.id)
        rosters.end(session, row.id, "done", bare, {}, best_cost=1, served=0, unserved=1, hard=0)
    answer = house.here.get(f"{PARTNER} scheduler", f"/v1/rosters/{row.id}/export?format={form}")
    assert answer.status_code == 200
    with ZipFile(BytesIO(answer.content)) as files:
        text = "".join(files.read(name).decode("utf-8", "replace") for name in files.namelist())
    marks = {mark for mark in marked.marks([text]) if _one_of_ours(mark, house)}
    assert frozenset({PARTNER}) in marks
    assert not _foreign_clients(house, text)


def _foreign_clients(house: House, text: str) -> list[str]:
    """Clients and visits of others that a text names. A record may name staff: that is who comes, or could not."""
    problem = house.problem
    own = {visit.client for visit in problem.visits if visit.organisation == PARTNER}
    clients = [one for one in problem.clients if one.id not in own]
    visits = [one.id for one in problem.visits if one.organisation != PARTNER]
    return [name for name in (*(n for c in clients for n in (c.id, c.name)), *visits) if name in text]


def _one_of_ours(mark: frozenset[str], house: House) -> bool:
    return mark <= {one.id for one in house.problem.organisations}


def test_no_route_tells_an_analyst_of_anybody(house: House) -> None:
    for route in MATRIX:
        method, _, path = route.partition(" ")
        if method == "GET":
            answer = house.here.get(f"{OWNER} analyst", filled(house, path, OWNER))
            assert not [mark for mark in marked.marks([answer.text]) if _one_of_ours(mark, house)]
