"""One thing that is not known, and the visits it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Key(NamedTuple):
    """Names one thing that is not known. kind: an id of KINDS. about: which one of that kind, such as a client's id."""

    kind: str
    about: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """One thing that is not known. ask: whom. sentence: what to ask them, or to have written down.

    waiting: visits that nobody may make until it is known. resting: visits that are made although it is not known, or
    is known only until soon. more: visits that more people could make if it were known.
    """

    kind: str
    about: str
    ask: str
    sentence: str
    waiting: tuple[str, ...]
    resting: tuple[str, ...]
    more: tuple[str, ...]
