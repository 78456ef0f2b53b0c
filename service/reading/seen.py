"""Documents on their way out, cut down to what somebody may see. What must be read for that is read apart."""

from __future__ import annotations

import json
from typing import Any

from service import views
from service.access import Principal, Sight
from service.store import problems
from service.store.compression import decompress, unpack

from .process import Reading

_UNPACKED = 12  # times its packed size, about


async def seen_problem(reading: Reading, document: bytes, seen: Sight, principal: Principal) -> bytes:
    """JSON of a problem as somebody sees it. document: as the store keeps it."""
    if seen == "whole":
        return await reading.do(0, decompress, document)
    return await reading.do(_UNPACKED * len(document), _problem, document, seen, principal.organisation, ours=True)


async def seen_parts(
    reading: Reading, problem: bytes, roster: bytes | None, outcome: bytes | None, seen: Sight, principal: Principal
) -> tuple[bytes, bytes]:
    """JSON of a roster and of what is told of it, null where there is none yet. All as the store keeps it."""
    if seen == "whole" or (roster is None and outcome is None):
        return await reading.do(0, _plain, roster, outcome)
    return await reading.do(
        _UNPACKED * len(problem), _parts, problem, roster, outcome, seen, principal.organisation, ours=True
    )


def _problem(document: bytes, seen: Sight, organisation: str | None) -> bytes:
    return _json(views.seen_problem(unpack(document), problems.load(document), seen, organisation))


def _parts(
    problem: bytes, roster: bytes | None, outcome: bytes | None, seen: Sight, organisation: str | None
) -> tuple[bytes, bytes]:
    read = problems.load(problem)
    first = None if roster is None else views.seen_roster(unpack(roster), read, seen, organisation)
    second = None if outcome is None else views.seen_outcome(unpack(outcome), read, seen, organisation)
    return _json(first), _json(second)


def _plain(roster: bytes | None, outcome: bytes | None) -> tuple[bytes, bytes]:
    return (b"null" if roster is None else decompress(roster), b"null" if outcome is None else decompress(outcome))


def _json(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()
