"""What the routes have in common: who asks, keys of repeated requests, tags of versions, pages of lists."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Query, Request, Response, Security
from fastapi.security import HTTPBearer
from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool

from service.access import Principal
from service.identity.auth import current
from service.web.problem_details import Refusal, told

Made = TypeVar("Made")

Who = Annotated[Principal, Depends(current)]
# For OpenAPI alone: service.identity.auth.current is who judges.
KEY = Security(HTTPBearer(auto_error=False, scheme_name="key", description="An API key, or a token of the issuer"))
ALWAYS = told(401, 403, 429, 500, 503)
READING = told(400, 408, 413, 415)  # what a body can be refused for before anybody looks into it

# Ids are 28 hexadecimal digits; what is none is known of nobody, and answered so.
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
    str, Query(pattern="^([0-9a-f]{28})?$", description="The last id of the page before; newest come first")
]
Most = Annotated[int, Query(ge=1, le=200, description="How many at most")]
Known = Annotated[str | None, Header(alias="If-None-Match", max_length=1000)]


def nobody(what: str) -> Refusal:
    """There is none, or none that somebody may know of: the same answer."""
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
