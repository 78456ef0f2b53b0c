"""Whom a look at a day showed: the clients of its document, kept once under their digest.

A row of the audit for each client of each look would be thousands; a row that names a version could not be answered
once that version is gone. So a look names a roll, and the audit opens the rolls when somebody asks for a client.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.access import Principal, Sight

from . import tables
from .compression import compress, decompress, unpack

_MOST = 2000  # days whose roll is known by the hash of their document, some 100 bytes each


@dataclass(frozen=True)
class Look:
    """How much of a day was shown. document: of the problem, as the store keeps it. version: of the roster.

    sight: "none" where somebody asked for it and was refused; the roll then says whom they would have seen.
    """

    document: bytes
    sight: Sight | Literal["none"]
    version: int | None = None


_known: OrderedDict[tuple[bytes, str | None], tuple[str, bytes]] = OrderedDict()


def keep_roll(session: Session, owner: str, principal: Principal, look: Look) -> str:
    """The digest of whom a look shows, kept where it was not. Belongs in a session that may write."""
    digest, clients = _call(look.document, principal.organisation if look.sight == "partner" else None)
    viewer = "" if look.sight == "none" else principal.organisation or ""  # who was refused saw nobody
    row = {"owner": owner, "viewer": viewer, "digest": digest}
    if session.get(tables.Roll, tuple(row.values())) is None:
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        session.execute(insert(tables.Roll).on_conflict_do_nothing(), [{**row, "clients": clients}])
    return digest


def find_rolls(session: Session, client: str) -> set[str]:
    """The digests of all rolls that hold a client, of those that the session sees."""
    rows = session.execute(select(tables.Roll.digest, tables.Roll.clients).execution_options(yield_per=500))
    wanted = json.dumps(client).encode()  # most rolls need not be read; an id may look like what stands between two
    texts = ((digest, decompress(clients)) for digest, clients in rows)
    return {digest for digest, text in texts if wanted in text and client in json.loads(text)}


def _call(document: bytes, part: str | None) -> tuple[str, bytes]:
    """Digest and ids, compressed JSON. part: only the clients that this organisation visits, or visited."""
    key = (hashlib.sha256(document).digest(), part)
    if key not in _known:
        text = json.dumps(sorted(_list_clients(unpack(document), part)), separators=(",", ":")).encode()
        _known[key] = (hashlib.sha256(text).hexdigest(), compress(text))
        while len(_known) > _MOST:
            _known.popitem(last=False)
    return _known[key]


def _list_clients(document: dict[str, Any], part: str | None) -> set[str]:
    listed = {name: document.get(name) or [] for name in ("clients", "visits", "cancelled_visits")}
    if part is None:
        return {one["id"] for one in listed["clients"]}
    visits = (*listed["visits"], *listed["cancelled_visits"])
    return {one["client"] for one in visits if one["organisation"] == part}
