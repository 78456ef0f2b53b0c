"""Sign in and out. A key is pasted; signing in with the organisation's own OIDC issuer is to come."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse, Response

from service.auth import current
from service.problem_json import Refusal

from . import session
from .render import shown

router = APIRouter()


@router.get("/ui/sign-in")
def sign_in(request: Request, next: str = "/") -> Response:
    """The form."""
    return shown(request, "sign_in.html", None, next=_local(next), wrong="")


@router.post("/ui/sign-in")
def signed_in(request: Request, key: Annotated[str, Form()], next: Annotated[str, Form()] = "/") -> Response:
    """A key that the API accepts begins a session."""
    key = key.strip()
    if not session.same_host(request.headers):
        raise Refusal(403, "Not from this page", "want an Origin that is this host")
    scope = {**request.scope, "headers": list(request.scope["headers"])}
    MutableHeaders(scope=scope)["authorization"] = f"Bearer {key}"
    try:
        if not key.isascii() or any(letter.isspace() or letter in ';,"\\' for letter in key):
            raise Refusal(401, "Who are you?")
        current(Request(scope))
    except Refusal as refusal:
        if refusal.status not in (401, 403):
            raise
        wrong = "This key is not known here, has expired or was revoked. Paste the whole key, it begins with ov_."
        return shown(request, "sign_in.html", None, status=401, next=_local(next), wrong=wrong)
    answer = RedirectResponse(_local(next), 303)
    session.begin(request, answer, key)
    return answer


@router.post("/ui/sign-out")
def signed_out(request: Request) -> Response:
    """The session ends."""
    answer = RedirectResponse("/ui/sign-in", 303)
    session.end(answer)
    return answer


def _local(path: str) -> str:
    """Somewhere on this host, never another's page."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"
