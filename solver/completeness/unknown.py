"""One thing that is not known, and the visits it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Key(NamedTuple):
    """kind: one of KINDS. about: what of it, such as a client's id."""

    kind: str
    about: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """ask: whom. sentence: what to ask them, or to have written down.

    waiting: visits that nobody may make until it is known. resting: visits that are made although it is not known, or
    not for much longer. more: visits that others could make too, or that an agreement would ease.
    """

    kind: str
    about: str
    ask: str
    sentence: str
    waiting: tuple[str, ...]
    resting: tuple[str, ...]
    more: tuple[str, ...]
