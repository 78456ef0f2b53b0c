"""What the routes have in common: who asks, whose data it is, ids in paths, keys of repeated requests, pages of lists.

Each stands here once, so that one omission is answered alike by every route.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Path, Query, Request, Response, Security
from fastapi.security import HTTPBearer
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from service.access import Principal
from service.identity.auth import current
from service.store.database import Store
from service.store.quotas import Quota
from service.web.problem_details import Refusal, describe_refusals
from solver import Fault

Made = TypeVar("Made")

CurrentPrincipal = Annotated[Principal, Depends(current)]
# For OpenAPI alone: service.identity.auth.current is who judges.
KEY = Security(HTTPBearer(auto_error=False, scheme_name="key", description="An API key, or a token of the issuer"))
ALWAYS = describe_refusals(401, 403, 429, 500, 503)
READING = describe_refusals(400, 408, 413, 415)  # what a body can be refused for before anybody looks into it
LOCATION = {"headers": {"Location": {"schema": {"type": "string"}, "description": "Where to read what was made"}}}

# What is no id is known of nobody, and answered so: 404, never 422.
Id = Annotated[
    str, Path(description="28 hexadecimal digits, as the service gave them", examples=["0199a1b2c3d4e5f60718293a4b5c"])
]
Owner = Annotated[
    str | None,
    Query(max_length=100, description="Whose it is: an organisation's id. For administrators of the installation"),
]
RepeatKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="The same request with the same key, within 24 hours, makes nothing twice",
    ),
]
After = Annotated[
    str, Query(pattern="^([0-9a-f]{28})?$", description="The last id already seen: `next` of the page before")
]
Most = Annotated[int, Query(ge=1, le=500, description="How many at most")]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", max_length=1000, description="The ETag that you have; 304 if it still holds"),
]


def store_of(request: Request) -> Store:
    """The application's store."""
    store: Store = request.app.state.store
    return store


def owner_of(principal: Principal, named: str | None, organisations: Sequence[str] | None = None) -> str:
    """Whose data something new is: the key's organisation; an admin of the installation names it with ?owner=.

    organisations: those that it may be, where a problem says so. Raises Refusal 403 for another organisation than the
    key's, 422 where the admin names none, or one that is none of these.
    """
    if principal.organisation is not None:
        if named not in (None, principal.organisation):
            raise Refusal(403, "Not your organisation", "want no owner, or the organisation of your key")
        return principal.organisation
    if named is None or (organisations is not None and named not in organisations):
        which = "the id of an organisation"
        if organisations is not None:
            which = f"one of the problem's organisations: {', '.join(organisations)}"
        raise Refusal(422, "Faults in the request", faults=[Fault("query.owner", named, f"want ?owner= with {which}")])
    return named


def require_room(request: Request, session: Session, principal: Principal, owner: str, seconds: float) -> None:
    """Raises Refusal 429 where one more job would be more than an organisation or a key may have at once."""
    settings = request.app.state.settings
    quota = Quota(settings.jobs_of_owner, settings.jobs_of_key, settings.hours_of_owner)
    if excess := quota.find_excess(session, owner, principal.id, seconds):
        raise Refusal(429, "Too many rosters at once", excess, headers={"Retry-After": "60"})


def no_such(what: str) -> Refusal:
    """There is none, or none that somebody may know of: the same answer. what: "roster", "batch"."""
    return Refusal(404, f"No such {what}", f"want the id of a {what} of your organisation, or one shared with it")


def repeat_digest(request: Request, body: str) -> str:
    """What tells one request from another. body: its SHA-256."""
    return hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query} {body}".encode()).hexdigest()


async def once(work: Callable[..., Made], *args: Any) -> Made:
    """work(*args) in a thread, and again where the same request came at the same moment and was quicker."""
    try:
        return await run_in_threadpool(work, *args)
    except IntegrityError:
        return await run_in_threadpool(work, *args)


def matches(known: str | None, tag: str) -> bool:
    """Whether the client has that version: If-None-Match."""
    return known is not None and tag in {one.strip().removeprefix("W/") for one in known.split(",")} | (
        {tag} if known.strip() == "*" else set()
    )


def page(request: Request, response: Response, ids: Sequence[str], most: int) -> str | None:
    """The id to go on after, None on the last page; told in the header Link too. ids: of this page and one more."""
    if len(ids) <= most:
        return None
    url = request.url.include_query_params(after=ids[most - 1], most=most)
    response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
    return ids[most - 1]
