"""One thing about a problem that is well formed and hardly meant: "please look at" lines are made of these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Oddity:
    """What is odd, where, and what comes of it as it stands. Nothing is refused for one.

    kind: its name for machines. where: the rows it is about, all of them, each as its list and its id ("visits v1").
    what: a sentence that names the first of them. effect: a sentence on what the document does as it stands.
    """

    kind: str
    where: tuple[str, ...]
    what: str
    effect: str

    @property
    def sentence(self) -> str:
        return f"Please look: {self.what} {self.effect}".rstrip()


def rows_of(name: str, ids: Iterable[str]) -> tuple[str, ...]:
    """Rows of one list of the document, by their ids."""
    return tuple(f"{name} {one}" for one in ids)
