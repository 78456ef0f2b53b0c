"""Documents on their way out: cut down to what somebody may see."""

from __future__ import annotations

from service.access import Principal, Sight
from service.reading import Reading
from service.store.packing import unpacked

from .asking import nobody


async def seen_problem(reading: Reading, document: bytes, seen: Sight, who: Principal) -> bytes:
    """JSON of a problem as somebody sees it. document: as the store keeps it."""
    if seen == "whole":
        return await reading.do(0, unpacked, document)
    raise nobody("problem")


async def seen_parts(
    reading: Reading, problem: bytes, roster: bytes | None, outcome: bytes | None, seen: Sight, who: Principal
) -> tuple[bytes, bytes]:
    """JSON of a roster and of what is told of it, null where there is none yet."""
    if seen == "whole":
        return await reading.do(0, _plain, roster, outcome)
    raise nobody("roster")


def _plain(roster: bytes | None, outcome: bytes | None) -> tuple[bytes, bytes]:
    return (b"null" if roster is None else unpacked(roster), b"null" if outcome is None else unpacked(outcome))
