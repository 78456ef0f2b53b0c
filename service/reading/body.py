"""The body of a request: small ones in memory, large ones in a file that goes when the request does."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from starlette.datastructures import UploadFile

from service.web.problem_details import Refusal

JSON, XLSX, ZIP = (
    "application/json",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/zip",
)
FORM = "multipart/form-data"
_KINDS = {"application/x-zip-compressed": ZIP, "application/zip": ZIP, JSON: JSON, XLSX: XLSX, "text/json": JSON}
_ENDINGS = {".json": JSON, ".xlsx": XLSX, ".zip": ZIP}
_SMALL = 256_000
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Body:
    """What was sent. kind: JSON, XLSX or ZIP. name: what faults call it. where: a file, or the bytes themselves.

    digest: SHA-256 of it.
    """

    kind: str
    name: str
    where: Path | bytes
    size: int
    digest: str

    @property
    def json(self) -> bool:
        return self.kind == JSON


@asynccontextmanager
async def receive_body(request: Request, *kinds: str) -> AsyncIterator[Body]:
    """The body of a request, of one of these kinds, raw or as the one file of a form. Raises Refusal 415, 400, 422."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent == FORM and FORM in kinds:
        async with request.form(max_files=1, max_fields=8) as form:
            file = next((part for part in form.values() if isinstance(part, UploadFile)), None)
            if file is None:
                raise Refusal(422, "No file in the form", "want one part with a file: -F file=@monday.xlsx")
            name = Path(file.filename or "upload").name
            kind = _ENDINGS.get(Path(name).suffix.lower()) or _KINDS.get((file.content_type or "").lower(), "")
            if kind not in kinds:
                raise _unsupported(kinds)
            async with _kept(kind, _plain(name), _pieces(file)) as body:
                yield body
        return
    kind = _KINDS.get(sent, "")
    if kind not in kinds:
        raise _unsupported(kinds)
    name = next(f"upload{ending}" for ending, one in _ENDINGS.items() if one == kind)
    async with _kept(kind, "" if kind == JSON else name, request.stream()) as body:
        yield body


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(_PIECE):
        yield piece


@asynccontextmanager
async def _kept(kind: str, name: str, pieces: AsyncIterator[bytes]) -> AsyncIterator[Body]:
    ending = next(ending for ending, one in _ENDINGS.items() if one == kind)
    digest, size, head = hashlib.sha256(), 0, bytearray()
    with tempfile.NamedTemporaryFile(prefix="onevisit-", suffix=ending) as file:
        async for piece in pieces:
            digest.update(piece)
            size += len(piece)
            if size <= _SMALL:
                head += piece
            file.write(piece)  # into the system's cache: it does not wait for the disk
        file.flush()
        where = bytes(head) if kind == JSON and size <= _SMALL else Path(file.name)
        yield Body(kind, name, where, size, digest.hexdigest())


def _plain(name: str) -> str:
    return re.sub(r"[^\w .()-]", "_", name)[:80]


def _unsupported(kinds: tuple[str, ...]) -> Refusal:
    return Refusal(415, "Not a type that is read here", f"want the content type {' or '.join(kinds)}")
