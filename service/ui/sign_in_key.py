"""Sign in with a key, and out. The organisation's own issuer is in sign_in_oidc.py."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse, Response

from service.access import SYSTEM
from service.identity.auth import current
from service.identity.oidc import client_of
from service.store.keys import find_key
from service.web.problem_details import Refusal

from . import session
from .render import render_page

router = APIRouter()
_ENDED = "Your session has ended. Please sign in again."
_OUT = "You are signed out here. At your organisation's own sign-in you may still be signed in."


@router.get("/ui/sign-in")
def sign_in(request: Request, next: str = "/", ended: bool = False, out: bool = False) -> Response:
    """The form, and the way to the issuer. ended: a session did; out: somebody has just signed out."""
    said = _ENDED if ended else _OUT if out and client_of(request.app.state.settings) else ""
    answer = show_form(request, next, said=said)
    if ended:
        session.forget(answer)  # what has ended would only be refused again
    return answer


@router.post("/ui/sign-in")
def sign_in_by_key(request: Request, key: Annotated[str, Form()], next: Annotated[str, Form()] = "/") -> Response:
    """A key that the API accepts begins a session."""
    key = key.strip()
    if not session.same_host(request.headers):
        raise Refusal(403, "Not from this page", "want an Origin that is this host")
    if not request.app.state.settings.page_keys:
        raise Refusal(403, "No keys here", "want your organisation's sign-in: keys are for systems")
    scope = {**request.scope, "headers": list(request.scope["headers"])}
    MutableHeaders(scope=scope)["authorization"] = f"Bearer {key}"
    try:
        if not key.isascii() or any(letter.isspace() or letter in ';,"\\' for letter in key):
            raise Refusal(401, "Who are you?")
        current(Request(scope))
        with request.app.state.store.reading(SYSTEM) as reading:
            row = find_key(reading, key)  # no token, and no session of somebody else's
        if row is None:
            raise Refusal(401, "Who are you?")
    except Refusal as refusal:
        if refusal.status not in (401, 403):
            raise
        wrong = "This key is not known here, has expired or was revoked. Paste the whole key, it begins with ov_."
        return show_form(request, next, wrong, 401)
    answer = RedirectResponse(local(next), 303)
    session.begin(request, answer, row)
    return answer


@router.post("/ui/sign-out")
def sign_out(request: Request) -> Response:
    """The session ends, whoever has a copy of it."""
    answer = RedirectResponse("/ui/sign-in?out=true", 303)
    session.sign_out(request, answer)
    return answer


def show_form(request: Request, next_: str, wrong: str = "", status: int = 200, said: str = "") -> Response:
    """The page at which somebody signs in: the way to the issuer, and the field for a key, whichever there are."""
    settings, where = request.app.state.settings, local(next_)
    begin = f"/ui/oidc/begin?{urlencode({'next': where})}" if client_of(settings) else ""
    told: dict[str, Any] = {"next": where, "wrong": wrong, "said": said, "begin": begin, "keys": settings.page_keys}
    return render_page(request, "sign_in.html", None, status, **told)


def local(path: str) -> str:
    """Somewhere on this host, never another's page."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"
