"""Who was refused goes into the audit: whom they asked for, when, from where, by which key.

Of wrong keys an address has so many a minute that are told apart; what a flood of them leaves is in the log's count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import Scope

from service.access import NOBODY, SYSTEM, Principal
from service.store import rosters, tables
from service.store.database import Store
from service.store.rolls import Look
from service.web.rate_limit import Pace
from solver.domain import Role

_LOG = structlog.get_logger("onevisit.audit")
_KEY = re.compile(r"(?i)bearer +ov_([0-9a-z]{1,40})\.")
_SIGNING_IN = ("/ui/sign-in", "/ui/oidc/")  # also refused, without a key in a header


class Refusals:
    """Of one process. a_minute: how many of nobody known are kept of one address."""

    def __init__(self, store: Store, a_minute: float):
        self.store, self.pace = store, Pace(a_minute, full=a_minute)

    async def note(self, scope: Scope, status: int) -> None:
        """Keep a refusal, once it is answered; 404 is one where somebody known asked for a day or a roster by its id.

        What cannot be kept is told to the log: nothing was shown.
        """
        principal, headers = scope["state"].get("principal"), Headers(scope=scope)
        asked = scope["state"].get("asked") or {}
        if principal is None and not _tried(scope, headers):
            return
        if status == 404 and (principal is None or _id(asked) is None):
            return
        address = scope["client"][0] if scope.get("client") else ""
        if principal is None and self.pace.wait(address):
            return
        found = scope.get("route") or scope["state"].get("route")
        what = f"{status} {scope['method']} {getattr(found, 'path', 'unknown')}"
        if principal is None and (key := _KEY.match(headers.get("authorization", ""))):
            what += f", key {key[1]}"
        who = principal or replace(Principal(NOBODY, NOBODY, Role.ANALYST, None), address=address)
        try:
            await run_in_threadpool(self._keep, who, dict(asked), what)
        except Exception as error:
            _LOG.error("refusal not kept", error=type(error).__name__)

    def _keep(self, who: Principal, asked: Mapping[str, Any], what: str) -> None:
        owner, problem, roster, look = who.organisation or "", None, None, None
        with self.store.reading(SYSTEM) as session:
            found = _find(session, _id(asked))
            if found is not None:
                owner, problem, roster, look = found
        self.store.witness.saw(who, "refused", owner, problem, roster, (), what, look)


def _tried(scope: Scope, headers: Headers) -> bool:
    """Whether nobody known tried to be somebody; who comes without anything is only shown the way in."""
    return "authorization" in headers or scope["path"].startswith(_SIGNING_IN)


def _id(asked: Mapping[str, Any]) -> str | None:
    """The id of a roster or a problem in a path."""
    for name in ("roster", "id", "problem"):
        if isinstance(asked.get(name), str) and tables.is_id(asked[name]):
            return str(asked[name])
    return None


def _find(session: Session, id_: str | None) -> tuple[str, str, str | None, Look] | None:
    """Owner, problem, roster and whom it would have shown."""
    if id_ is None:
        return None
    if (row := session.get(tables.Roster, id_)) is not None:
        return row.owner, row.problem, row.id, rosters.look_at(session, row, "none")
    problem = session.get(tables.Problem, id_)
    return None if problem is None else (problem.owner, problem.id, None, Look(problem.document, "none"))
