"""Who gets what of each route: a row says the statuses for every role of the owner, of a partner and of a stranger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from service.access import SYSTEM
from service.store import rosters
from solver import Problem, Roster

from .installation import Installation

OWNER, PARTNER, STRANGER = "council", "trust", "elsewhere"


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
        "202 202 403 202",  # an analyst solves days of their own
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
    "GET /ui/template": Row("200 200 200 200", "200 200 200 200", "200 200 200 200", nobody=303),
    # An empty body, which is no workbook.
    "POST /v1/problems/{problem}/roster-table": Row(
        "415 415 403 415", "403 403 404 403", "404 404 404 404", everywhere=415, asked=body()
    ),
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
    "POST /v1/rosters/{id}/plans": Row(
        "200 200 403 200", "403 403 403 403", "404 404 403 404", everywhere=200, asked=body()
    ),
    "POST /v1/rosters/{id}/plans/{none}": Row(
        "409 409 403 409", "403 403 403 403", "404 404 403 404", everywhere=409, asked=body()
    ),
    "POST /v1/rosters/{id}/plans/{none}/without": Row(
        "409 409 403 409", "403 403 403 403", "404 404 403 404", everywhere=409, asked=body(visits=["v"])
    ),
    "POST /v1/rosters/{id}/publish": Row(
        "409 409 403 409", "403 403 403 403", "404 404 403 404", everywhere=409, asked=as_seen()
    ),  # it breaks a hard rule
    "GET /v1/rosters/{id}/told": Row("200 200 403 200", "403 403 403 403", "404 404 403 404"),
    "GET /v1/rosters/{id}/versions": Row("200 200 200 200", "200 200 404 200", "404 404 404 404"),
    "GET /v1/rosters/{id}/joins": Row("200 200 200 200", "200 200 404 200", "404 404 404 404"),
    # Refusals without a reason: who may not sign is told so before that.
    "POST /v1/rosters/{id}/joins/{join:path}/decision": Row(
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
    "GET /v1/rosters/{id}/realism": Row("200 200 200 200", "403 403 404 403", "404 404 404 404"),
    # It is being measured: who may ask is told so.
    "POST /v1/rosters/{measuring}/savings": Row(
        "409 409 403 409", "403 403 404 403", "404 404 404 404", everywhere=409, asked=body(seconds=1)
    ),
    "DELETE /v1/rosters/{id}/savings": Row("200 200 200 200", "403 403 404 403", "404 404 404 404"),
    "GET /v1/webhooks": Row("200 200 403 200", "200 200 403 200", "200 200 403 200"),
    "POST /v1/webhooks": Row(
        "422 422 403 422", "422 422 403 422", "422 422 403 422", everywhere=422, asked=body(url="https://10.0.0.1/")
    ),
    "DELETE /v1/webhooks/{none}": Row("404 404 403 404", "404 404 403 404", "404 404 403 404", everywhere=404),
    "GET /v1/webhooks/{webhook}/deliveries": Row("200 200 403 200", "404 404 403 404", "404 404 403 404"),
    "GET /v1/partners": Row("200 200 403 200", "200 200 403 200", "200 200 403 200"),
    # An admin of the whole installation has to say for whom.
    "POST /v1/partners": Row(
        "200 200 403 200", "200 200 403 200", "200 200 403 200", everywhere=422, asked=body(of="nobody", accept=False)
    ),
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
    "POST /ui/partners": Row("422 422 422 422", "422 422 422 422", "422 422 422 422", everywhere=422, nobody=303),
    "GET /ui/static/{edition_}/{path:path}": Row("200 200 200 200", "200 200 200 200", "200 200 200 200", nobody=200),
    "GET /ui/tiles/0/0/0": Row("404 404 404 404", "404 404 404 404", "404 404 404 404", everywhere=404),
    "GET /ui/synthetic?size=hamlet": Row("200 200 200 200", "200 200 200 200", "200 200 200 200"),
    "GET /ui/suspensions": Row("200 200 403 200", "200 200 403 200", "200 200 403 200", nobody=303),
    "GET /ui/rosters/{roster}": Row("200 200 200 200", "200 200 404 200", "404 404 404 404", nobody=303),
    "GET /ui/rosters/{roster}/clients/{client:path}": Row(
        "200 200 403 200", "403 403 404 403", "404 404 404 404", nobody=303
    ),
    "GET /ui/rosters/{roster}/workers/{worker:path}": Row(
        "200 200 403 200", "403 403 404 403", "404 404 404 404", nobody=303
    ),
    "GET /ui/rosters/{roster}/calendars/{worker:path}": Row(
        "200 200 403 200", "403 403 404 403", "404 404 404 404", nobody=303
    ),
    "GET /ui/rosters/{roster}/people": Row("200 200 403 200", "403 403 404 403", "404 404 404 404", nobody=303),
    "GET /ui/rosters/{roster}/realism": Row("200 200 403 200", "403 403 404 403", "404 404 404 404", nobody=303),
    "GET /ui/rosters/{roster}/joins": Row("200 200 403 200", "403 403 404 403", "404 404 404 404", nobody=303),
    "GET /ui/changes/{roster}?before={roster}": Row("200 200 403 200", "403 403 404 403", "404 404 404 404"),
    "GET /ui/data/{roster}": Row("200 200 200 200", "200 200 404 200", "404 404 404 404"),
    "GET /ui/visit/{roster}?visit={visit}": Row("200 200 403 200", "403 403 404 403", "404 404 404 404"),
    "GET /v1/audit": Row("200 200 403 200", "200 200 403 200", "200 200 403 200"),
}
