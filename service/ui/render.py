"""Templates, and the headers of every page: nothing but what this host serves, in no other site's frame."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.responses import HTMLResponse

from service.access import Action, Principal, may
from service.identity.auth import current
from service.web.problem_details import Refusal

from .assets import address

# Leaflet paints a one-pixel data: image where a tile is missing; nothing else comes from anywhere but here, unless the
# settings name another host for the map's pictures.
_PICTURES = "img-src 'self' data:"
_POLICY = (
    f"default-src 'self'; {_PICTURES}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_pages = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.globals["asset"] = address


def segment(id_: str) -> str:
    """An id as a part of an address: whatever it holds, slashes among it. named() is its opposite.

    Browsers take "." and ".." away even encoded, so a tilde stands before them; and before ids that begin with one.
    """
    return ("~" if id_ in (".", "..") or id_.startswith("~") else "") + quote(id_, safe="")


def named(part: str) -> str:
    """The id that a part of an address stands for, decoded already."""
    return part.removeprefix("~")


_pages.filters["segment"] = segment


def render_text(template: str, path: str, **values: Any) -> str:
    """A page for nobody in particular. path: where it is."""
    return _pages.get_template(template).render(principal=None, path=path, stops=False, **values)


def render_page(
    request: Request, template: str, principal: Principal | None, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page. principal: whom it greets, and whose role decides what it offers (the API decides what is allowed)."""
    stops = principal is not None and may(principal, Action.CHANGE)
    text = _pages.get_template(template).render(principal=principal, path=request.url.path, stops=stops, **values)
    headers = HEADERS
    if origin := values.get("tiles", {}).get("origin"):
        policy = _POLICY.replace(_PICTURES, f"{_PICTURES} {origin}")
        headers = {**HEADERS, "Content-Security-Policy": policy}
    return HTMLResponse(text, status, headers)


def visitor(request: Request) -> Principal:
    """The dependency of every page: who is signed in, or on to the sign-in page."""
    try:
        return current(request)
    except Refusal as refusal:
        if refusal.status != 401:
            raise
        here = request.scope.get("raw_path", b"/").decode("latin-1")
        if query := request.scope["query_string"].decode("latin-1"):
            here += f"?{query}"
        back = f"/ui/sign-in?next={quote(here, safe='/')}"
        if "authorization" in request.headers:  # there was a session, or a key
            back += "&ended=true"
        raise Refusal(303, "Sign in first", headers={"Location": back}) from None
