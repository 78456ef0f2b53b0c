"""Who gets what: every route, asked by every role of the owner, of a partner and of a stranger.

A route without a row here fails the test: whoever adds one says who may use it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from random import Random
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from starlette.routing import Route

from service import editing
from service.access import ACCOUNTS, SYSTEM
from service.routes.joins import find_waits
from service.store import comparisons, problems, rosters, tables, webhooks
from service.ui.assets import edition
from solver import Problem, Roster, roster_document
from solver.domain import Join, Role, Unserved

from .installation import Installation, installed
from .measured import DOORS, measured
from .views import marked

OWNER, PARTNER, STRANGER = "council", "trust", "elsewhere"
ROLES = [role.code for role in ACCOUNTS]


@dataclass
class House:
    """A service with a marked day: a roster done, owned by OWNER, that names PARTNER."""

    here: Installation
    problem: Problem
    roster: Roster
    problem_id: str = ""
    roster_id: str = ""  # its comparison is done
    measuring: str = ""  # another, whose comparison waits for good
    join: str = ""
    webhook: str = ""
    suspension: str = ""
    outcome: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    problem = marked.marked_day(1)
    roster = marked.any_roster(problem, 3)
    outcome = marked.outcome_of(problem, roster, 3)
    with installed(tmp_path_factory.mktemp("matrix")) as here:
        made = House(here, problem, roster, outcome=outcome)
        with here.store.session(SYSTEM) as session:
            row = problems.add(session, SYSTEM, problem, OWNER)
            made.problem_id = row.id
            other = rosters.add(session, SYSTEM, row, seconds=1.0)  # queued for good
            comparisons.add(session, SYSTEM, other, 1.0, 1, False)
            made.measuring = other.id
            asked = rosters.add(session, SYSTEM, row, seconds=1.0)
            made.roster_id = asked.id
            rosters.begin(session, asked.id)
            told = {"seconds": 1.0, "cost": 5, "unserved": 2, "served": 30, "phase": "search"}
            rosters.add_event(session, asked.id, "progress", told)
            figures = {"best_cost": 99, "served": 30, "unserved": 2, "hard": 0}
            document = roster_document(roster, problem)
            rosters.end(session, asked.id, "done", document, outcome, **figures)
            rosters.add_event(
                session, asked.id, "changed", {"version": 2, "what": f"move {problem.visits[0].id}", "by": "x"}
            )
            compared = comparisons.add(session, SYSTEM, asked, 1.0, 1, False)
            rosters.end(session, compared.id, "done", outcome=measured(), made=3)
            stop = tables.Suspension(
                owner=OWNER, what="delegation", of=problem.delegations[0].id, starts=tables.now(), ends=tables.now(),
                reason=f"in doubt {marked.SECRET}", by="x", name=f"Nurse {marked.SECRET}",
            )  # fmt: skip
            session.add(stop)
            session.flush()
            made.suspension = stop.id
            made.webhook = webhooks.add(session, SYSTEM, OWNER, "https://example.org/").id
            ground = editing.find_ground(session, rosters.find(session, SYSTEM, made.roster_id)[0])
        makers = {
            stop.visit: problem.shift[one.shift].worker for one in roster.rounds for stop in one.stops if stop.visit
        }
        health = [one for one in roster.joins if find_waits(ground, one, [makers[one.id]])[1] == "nurse lead"]
        made.join = next(one.id for one in health if _of(problem, one) == {"provider", PARTNER})
        yield made


def _of(problem: Problem, join: Join) -> set[str]:
    return {problem.visit[visit].organisation for visit in join.visits}


def version(house: House) -> str:
    with house.here.store.reading(SYSTEM) as session:
        found = rosters.find(session, SYSTEM, house.roster_id)
        assert found is not None
        return f'"{found[0].version}"'


@dataclass(frozen=True)
class Row:
    """owner, partner, stranger: statuses for scheduler, nurse lead, analyst, admin. everywhere: for no one's admin.

    asked: what is sent beside the path.
    """

    owner: str
    partner: str
    stranger: str
    everywhere: int = 200
    nobody: int = 401
    asked: Callable[[House], dict[str, Any]] = lambda house: {}


def as_seen(**more: Any) -> Callable[[House], dict[str, Any]]:
    return lambda house: {"headers": {"If-Match": version(house)}, **more}


def move(house: House) -> dict[str, Any]:
    """A try: nothing is changed."""
    visit, shift = house.problem.visits[0].id, house.problem.shifts[0].id
    changes = [{"change": "move", "visit": visit, "shift": shift}]
    return {"headers": {"If-Match": version(house)}, "json": {"changes": changes, "try": True}}


def body(**value: Any) -> Callable[[House], dict[str, Any]]:
    return lambda house: {"json": value}


NEW_KEY = {"name": "k", "role": "scheduler", "organisation": OWNER}
NEW_PERSON = {**NEW_KEY, "issuer": "https://id.example.org", "subject": "s"}

MATRIX: dict[str, Row] = {
    "GET /live": Row("200 200 200 200", "200 200 200 200", "200 200 200 200", nobody=200),
    "GET /ready": Row("200 200 200 200", "200 200 200 200", "200 200 200 200", nobody=200),
    "GET /docs": Row("200 200 200 200", "200 200 200 200", "200 200 200 200", nobody=200),
    "GET /openapi.json": Row("200 200 200 200", "200 200 200 200", "200 200 200 200", nobody=200),
    "GET /metrics": Row("403 403 403 200", "403 403 403 200", "403 403 403 200"),
    # Empty problems: who may submit is told their faults.
    "POST /v1/problems": Row("422 422 422 422", "422 422 422 422", "422 422 422 422", everywhere=422, asked=body()),
    "GET /v1/problems": Row("200 200 200 200", "200 200 200 200", "200 200 200 200"),
    # A partner sees its part; its analysts see nothing.
    "GET /v1/problems/{problem}": Row("200 200 200 200", "200 200 404 200", "404 404 404 404"),
    # A roster of it is still queued, so that even who may take it away must wait.
    "DELETE /v1/problems/{problem}": Row("403 403 403 409", "403 403 404 403", "404 404 404 404", everywhere=409),
    "POST /v1/rosters": Row(
        "202 202 202 202",
        "403 403 404 403",
        "404 404 404 404",
        everywhere=202,
        asked=lambda house: {"json": {"problem": house.problem_id, "seconds": 1}},
    ),
    "GET /v1/rosters": Row("200 200 200 200", "200 200 200 200", "200 200 200 200"),
    "GET /v1/rosters/{id}": Row("200 200 200 200", "200 200 404 200", "404 404 404 404"),
    "DELETE /v1/rosters/{id}": Row("200 200 200 200", "403 403 404 403", "404 404 404 404"),
    "GET /v1/rosters/{id}/events": Row("200 200 200 200", "200 200 404 200", "404 404 404 404"),
    "GET /v1/rosters/{id}/explanations": Row("200 200 200 200", "200 200 404 200", "404 404 404 404"),
    "GET /v1/rosters/{id}/export": Row("200 200 200 200", "200 200 404 200", "404 404 404 404"),
    "POST /v1/checks": Row("422 422 422 422", "422 422 422 422", "422 422 422 422", everywhere=422, asked=body()),
    "GET /v1/rules": Row("200 200 200 200", "200 200 200 200", "200 200 200 200"),
    "POST /v1/rules": Row("422 422 422 422", "422 422 422 422", "422 422 422 422", everywhere=422, asked=body()),
    "PATCH /v1/rosters/{id}": Row("200 200 403 200", "403 403 403 403", "404 404 403 404", asked=move),
    "POST /v1/rosters/{id}/undo": Row(
        "409 409 403 409", "403 403 403 403", "404 404 403 404", everywhere=409, asked=as_seen()
    ),
    "POST /v1/rosters/{id}/repair": Row(
        "202 202 403 202", "403 403 403 403", "404 404 403 404", everywhere=202, asked=body(seconds=1)
    ),
    "GET /v1/rosters/{id}/versions": Row("200 200 200 200", "200 200 404 200", "404 404 404 404"),
    "GET /v1/rosters/{id}/joins": Row("200 200 200 200", "200 200 404 200", "404 404 404 404"),
    # Refusals without a reason: who may not sign is told so before that.
    "POST /v1/rosters/{id}/joins/{join}/decision": Row(
        "403 422 403 403", "403 422 403 403", "404 404 403 403", everywhere=403, asked=as_seen(json={"approved": False})
    ),
    # Of nobody that is known: who may stop something is told so.
    "POST /v1/suspensions": Row(
        "422 422 403 422",
        "422 422 403 422",
        "422 422 403 422",
        everywhere=422,
        asked=body(what="client", of="nobody there", reason="in hospital"),
    ),
    "GET /v1/suspensions": Row("200 200 403 200", "200 200 403 200", "200 200 403 200", everywhere=422),
    "GET /v1/suspensions/{suspension}": Row("200 200 403 200", "404 404 403 404", "404 404 403 404"),
    "POST /v1/suspensions/{suspension}/take-off": Row("200 200 403 200", "404 404 403 404", "404 404 403 404"),
    # A delegation's: a nurse lead's to end; it had ended already.
    "POST /v1/suspensions/{suspension}/end": Row(
        "403 409 403 403", "404 404 403 404", "404 404 403 404", everywhere=403, asked=body()
    ),
    "GET /v1/rosters/{id}/savings": Row("200 200 200 200", "200 200 404 200", "404 404 404 404"),
    # It is being measured: who may ask is told so.
    "POST /v1/rosters/{measuring}/savings": Row(
        "409 409 409 409", "403 403 404 403", "404 404 404 404", everywhere=409, asked=body(seconds=1)
    ),
    "DELETE /v1/rosters/{id}/savings": Row("200 200 200 200", "403 403 404 403", "404 404 404 404"),
    "GET /v1/webhooks": Row("200 200 403 200", "200 200 403 200", "200 200 403 200"),
    "POST /v1/webhooks": Row(
        "422 422 403 422", "422 422 403 422", "422 422 403 422", everywhere=422, asked=body(url="https://10.0.0.1/")
    ),
    "DELETE /v1/webhooks/{none}": Row("404 404 403 404", "404 404 403 404", "404 404 403 404", everywhere=404),
    "GET /v1/webhooks/{webhook}/deliveries": Row("200 200 403 200", "404 404 403 404", "404 404 403 404"),
    "GET /v1/organisations": Row("403 403 403 200", "403 403 403 200", "403 403 403 200"),
    "GET /v1/keys": Row("403 403 403 200", "403 403 403 200", "403 403 403 200"),
    "POST /v1/keys": Row(
        "403 403 403 201", "403 403 403 403", "403 403 403 403", everywhere=201, asked=body(**NEW_KEY)
    ),
    "DELETE /v1/keys/{none}": Row("403 403 403 404", "403 403 403 404", "403 403 403 404", everywhere=404),
    "GET /v1/people": Row("403 403 403 200", "403 403 403 200", "403 403 403 200"),
    "POST /v1/people": Row(
        "403 403 403 201", "403 403 403 403", "403 403 403 403", everywhere=201, asked=body(**NEW_PERSON)
    ),
    "DELETE /v1/people/{none}": Row("403 403 403 404", "403 403 403 404", "403 403 403 404", everywhere=404),
    "GET /v1/batches": Row("200 200 403 200", "200 200 403 200", "200 200 403 200"),
    "GET /v1/batches/{none}": Row("404 404 403 404", "404 404 403 404", "404 404 403 404", everywhere=404),
    # A deadline that is over: who may ask for a batch is told so.
    "POST /v1/batches": Row(
        "422 422 403 422",
        "422 422 403 422",
        "422 422 403 422",
        everywhere=422,
        asked=body(problems="all", deadline="2020-01-01T06:00:00Z"),
    ),
    # The page. Who is nobody is shown the way to sign in (303); its data are refused.
    "GET /": Row("200 200 200 200", "200 200 200 200", "200 200 200 200", nobody=303),
    "GET /ui": Row("308 308 308 308", "308 308 308 308", "308 308 308 308", everywhere=308, nobody=308),
    "GET /ui/sign-in": Row("200 200 200 200", "200 200 200 200", "200 200 200 200", nobody=200),
    "POST /ui/sign-in": Row("422 422 422 422", "422 422 422 422", "422 422 422 422", everywhere=422, nobody=422),
    "GET /ui/oidc/begin": Row("404 404 404 404", "404 404 404 404", "404 404 404 404", everywhere=404, nobody=404),
    "GET /ui/oidc/back": Row("404 404 404 404", "404 404 404 404", "404 404 404 404", everywhere=404, nobody=404),
    "POST /ui/sign-out": Row("303 303 303 303", "303 303 303 303", "303 303 303 303", everywhere=303, nobody=303),
    "GET /ui/static/{edition_}/{path:path}": Row("200 200 200 200", "200 200 200 200", "200 200 200 200", nobody=200),
    "GET /ui/tiles/0/0/0": Row("404 404 404 404", "404 404 404 404", "404 404 404 404", everywhere=404),
    "GET /ui/synthetic?size=hamlet": Row("200 200 200 200", "200 200 200 200", "200 200 200 200"),
    "GET /ui/suspensions": Row("200 200 403 200", "200 200 403 200", "200 200 403 200", nobody=303),
    "GET /ui/rosters/{roster}": Row("200 200 200 200", "200 200 404 200", "404 404 404 404", nobody=303),
    "GET /ui/rosters/{roster}/clients/{client}": Row(
        "200 200 403 200", "403 403 404 403", "404 404 404 404", nobody=303
    ),
    "GET /ui/rosters/{roster}/workers/{worker}": Row(
        "200 200 403 200", "403 403 404 403", "404 404 404 404", nobody=303
    ),
    "GET /ui/rosters/{roster}/workers/{worker}.ics": Row(
        "200 200 403 200", "403 403 404 403", "404 404 404 404", nobody=303
    ),
    "GET /ui/rosters/{roster}/people": Row("200 200 403 200", "403 403 404 403", "404 404 404 404", nobody=303),
    "GET /ui/rosters/{roster}/joins": Row("200 200 403 200", "403 403 404 403", "404 404 404 404", nobody=303),
    "GET /ui/changes/{roster}?before={roster}": Row("200 200 403 200", "403 403 404 403", "404 404 404 404"),
    "GET /ui/data/{roster}": Row("200 200 200 200", "200 200 404 200", "404 404 404 404"),
    "GET /ui/fit/{roster}": Row("200 200 403 200", "403 403 404 403", "404 404 404 404"),
    "GET /ui/visit/{roster}?visit={visit}": Row("200 200 403 200", "403 403 404 403", "404 404 404 404"),
    "GET /v1/audit": Row("200 200 403 200", "200 200 403 200", "200 200 403 200"),
}


def routes(house: House) -> list[str]:
    found = _all(house.here.app.routes)  # type: ignore[attr-defined]
    return [f"{method} {NAMES.get(f'{method} {path}', NAMES.get(path, path))}" for method, path in found]


def _all(some: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of every route, those of included routers among them."""
    for route in some:
        if isinstance(route, Route):
            yield from ((method, prefix + route.path) for method in sorted(route.methods - {"HEAD"}))
        else:
            inner = getattr(route, "original_router", route)
            yield from _all(inner.routes, prefix)


# What stands for {id} where that is no roster's. What would be taken away is none, to outlive the matrix.
NAMES = {
    "/ui/changes/{roster}": "/ui/changes/{roster}?before={roster}",
    "/ui/tiles/{z}/{x}/{y}": "/ui/tiles/0/0/0",  # none there
    "/ui/synthetic": "/ui/synthetic?size=hamlet",
    "/ui/visit/{roster}": "/ui/visit/{roster}?visit={visit}",
    "/v1/batches/{id}": "/v1/batches/{none}",
    "DELETE /v1/webhooks/{id}": "/v1/webhooks/{none}",
    "POST /v1/rosters/{id}/savings": "/v1/rosters/{measuring}/savings",
    "/v1/webhooks/{id}/deliveries": "/v1/webhooks/{webhook}/deliveries",
    "/v1/problems/{id}": "/v1/problems/{problem}",
    "/v1/keys/{id}": "/v1/keys/{none}",
    "/v1/people/{id}": "/v1/people/{none}",
    "/v1/suspensions/{id}": "/v1/suspensions/{suspension}",
    "/v1/suspensions/{id}/take-off": "/v1/suspensions/{suspension}/take-off",
    "/v1/suspensions/{id}/end": "/v1/suspensions/{suspension}/end",
}


def filled(house: House, path: str, organisation: str) -> str:
    """A path with the ids of what there is."""
    from service.views import codes_for

    join = house.join if organisation != PARTNER else codes_for(PARTNER)("joint", house.join)
    values = {
        "id": house.roster_id, "roster": house.roster_id, "problem": house.problem_id, "join": join,
        "measuring": house.measuring, "suspension": house.suspension,
        "webhook": house.webhook, "none": "0" * 28, "client": house.problem.visits[0].client,
        "worker": house.problem.workers[0].id, "visit": house.problem.visits[0].id, "edition_": edition(),
        "path:path": "api.js",
    }  # fmt: skip
    return re.sub(r"\{([\w:]+)\}", lambda name: quote(values[name[1]], safe=""), path)


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
        assert [row["doors"] for row in told["rows"]] == list(DOORS)
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
