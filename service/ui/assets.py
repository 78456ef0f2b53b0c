"""Scripts, styles and Leaflet, as packaged: read once, compressed once, kept by browsers until they change."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.web.problem_details import Refusal

router = APIRouter()
_FOLDER = Path(__file__).parent / "static"
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    "": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class Asset:
    """One file. tag: a fingerprint of it."""

    kind: str
    plain: bytes
    small: bytes
    tag: str


@cache
def assets() -> dict[str, Asset]:
    """Every file by its path below static/."""
    found = {}
    for path in sorted(_FOLDER.rglob("*")):
        if path.is_file() and path.suffix in _KINDS:
            data = path.read_bytes()
            tag = hashlib.sha256(data).hexdigest()[:12]
            found[path.relative_to(_FOLDER).as_posix()] = Asset(
                _KINDS[path.suffix], data, gzip.compress(data, 9, mtime=0), tag
            )
    return found


@cache
def edition() -> str:
    """A fingerprint of all of them. It stands in their addresses, so that modules find each other's right edition."""
    tags = "".join(asset.tag for asset in assets().values())
    return hashlib.sha256(tags.encode()).hexdigest()[:12]


def address(path: str) -> str:
    """Where a browser finds a file."""
    return f"/ui/static/{edition()}/{path}"


@router.get("/ui/static/{edition_}/{path:path}")
def asset(request: Request, edition_: str, path: str) -> Response:
    """One file; of an older edition too, which an open page may still ask for, as it is now."""
    found = assets().get(path)
    if found is None:
        raise Refusal(404, "No such file")
    keep = "public, max-age=31536000, immutable" if edition_ == edition() else "no-cache"
    headers = {"Cache-Control": keep, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.small, headers={**headers, "Content-Encoding": "gzip"}, media_type=found.kind)
    return Response(found.plain, headers=headers, media_type=found.kind)
