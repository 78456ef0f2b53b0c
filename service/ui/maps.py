"""Tiles of the map behind the rounds, where this installation has any of its own."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from service.identity.auth import bearer, find_principal
from service.web.problem_details import Refusal

from .tiles import MEDIA, Tiles

router = APIRouter()
_HEADERS = {"Cache-Control": "private, max-age=86400", "Vary": "Cookie, Authorization"}
_GZIP = b"\x1f\x8b"


def about_tiles(request: Request) -> dict[str, Any]:
    """What a page is told of the map: address, kind, layers, deepest and attribution; origin for its policy."""
    tiles: Tiles | None = request.app.state.tiles
    if tiles is None:
        return {"address": ""}
    kind = "vector" if tiles.vector else "pictures"
    told = ("address", "layers", "deepest", "attribution", "origin")
    return {"kind": kind, **{name: getattr(tiles, name) for name in told}}


@router.get("/ui/tiles/{z}/{x}/{y}")
def tile(
    request: Request,
    z: Annotated[int, Path(ge=0, le=24)],
    x: Annotated[int, Path(ge=0, lt=2**24)],
    y: Annotated[int, Path(ge=0, lt=2**24)],
) -> Response:
    """One tile. It wants a key, but counts not among a key's requests: moving a map asks for dozens at once."""
    find_principal(request.app.state.store, request.app.state.settings, bearer(request))
    tiles: Tiles | None = request.app.state.tiles
    if tiles is None or tiles.read is None:
        raise Refusal(404, "No map", "this installation has no tiles of its own")
    data = tiles.read(z, x, y) if x < 2**z and y < 2**z else None
    if data is None:
        if not tiles.vector:
            raise Refusal(404, "No such tile", "the map ends before")
        data = b""  # a vector tile with nothing in it
    headers = {**_HEADERS, "Content-Encoding": "gzip"} if data[:2] == _GZIP else _HEADERS
    return Response(data, headers=headers, media_type=MEDIA[tiles.ending])
