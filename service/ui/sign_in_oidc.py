"""Signing in at the organisation's own issuer: there, and back again."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from service.identity.auth import person
from service.identity.oidc import BACK, Client, IssuerAwayError, SignInError, client_of
from service.identity.tokens import IssuerUnreachableError
from service.web.problem_details import Refusal

from . import session
from .render import render_page
from .sign_in_key import local, show_form

router = APIRouter()
# Lax, not Strict as the session's: the issuer's redirect is a way from another site, on which Strict is not sent.
_COOKIE, _PATH = "onevisit_signing_in", "/ui/oidc"


@router.get("/ui/oidc/begin")
def begin(request: Request, next: str = "/") -> Response:
    """On to the issuer."""
    client = _client(request)
    try:
        begun = client.begin(local(next))
    except IssuerAwayError:
        return _refused(request, 503, "Your organisation's sign-in does not answer. Please try again.", next)
    answer = RedirectResponse(begun.address, 303, {"Cache-Control": "no-store"})
    secure = session.over_tls(request)
    answer.set_cookie(_COOKIE, begun.cookie, 600, path=_PATH, httponly=True, samesite="lax", secure=secure)
    return answer


@router.get(BACK)
def back(request: Request) -> Response:
    """Back from the issuer: who is it, and are they known here?

    The answer is a page that goes on by itself, not a redirect: what follows must be a step from this site, or the
    session's Strict cookie would stay behind.
    """
    client = _client(request)
    told = {name: value[:4000] for name, value in request.query_params.items()}
    try:
        arrived = client.arrive(request.cookies.get(_COOKIE, ""), told)
        known = person(request.app.state.store, client.issuer, arrived.subject)
    except SignInError as why:
        answer = _refused(request, 401, str(why))
    except (IssuerAwayError, IssuerUnreachableError):
        answer = _refused(request, 503, "Your organisation's sign-in does not answer. Please try again.")
    except Refusal:
        told_of = (
            f"Your organisation's sign-in knows you as {arrived.subject[:200]}, but nobody has let you in here yet: an"
        )
        answer = _refused(request, 403, f"{told_of} administrator does that with onevisit person add.")
    else:
        answer = render_page(request, "signed_in.html", None, next=local(arrived.next))
        session.begin(request, answer, known)
    answer.delete_cookie(_COOKIE, path=_PATH, httponly=True, samesite="lax")
    return answer


def _refused(request: Request, status: int, wrong: str, next_: str = "/") -> Response:
    return show_form(request, next_, wrong, status)


def _client(request: Request) -> Client:
    client = client_of(request.app.state.settings)
    if client is None:
        raise Refusal(404, "Not here", "this service knows no issuer to sign in at; use a key")
    return client
