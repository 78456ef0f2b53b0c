"""What each reader of terms does with every kind of them, so that no term is passed over by oversight.

The search, the exact model, the bound, the parts: each says in a TermReader what becomes of each kind of term, and
raises TypeError for a kind of which it says nothing. A test asks all of them about all kinds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from solver import terms as t

Kind = TypeVar("Kind")


@dataclass(frozen=True, eq=False)
class TermReader:
    """One reader of terms. A kind stands in one of the four; raises ValueError for one that stands in two.

    handled: taken as it is meant. relaxed: not asked for, or not all of it, with the sentence that tells the user so.
    refused: what holds such a term is not for this reader, with the reason. beside: says nothing that the reader asks.
    """

    name: str  # as in "... does not know"
    handled: frozenset[type]
    relaxed: Mapping[type, str] = field(default_factory=dict)
    refused: Mapping[type, str] = field(default_factory=dict)
    beside: frozenset[type] = frozenset()

    def __post_init__(self) -> None:
        named = [*self.handled, *self.relaxed, *self.refused, *self.beside]
        twice = {kind.__name__ for kind in named if named.count(kind) > 1}
        if twice:
            raise ValueError(f"{self.name} says two things of {', '.join(sorted(twice))}")

    @cached_property
    def named(self) -> frozenset[type]:
        """All kinds of which the reader says anything."""
        return self.handled.union(self.relaxed, self.refused, self.beside)

    def check(self, terms: Iterable[t.Term]) -> None:
        """Raises TypeError for a term of a kind that is not named. A subclass of a kind is another kind."""
        for kind in {type(term) for term in terms} - self.named:
            raise TypeError(f"{self.name} does not know terms of the kind {kind.__name__}")

    def pass_over(self, term: t.Term) -> None:
        """The end of a ``match``. Raises TypeError for a kind that is handled or not known, ValueError if refused."""
        kind = type(term)
        self.check([term])
        if kind in self.handled:
            raise TypeError(f"{self.name} says that it reads {kind.__name__}, and does not")
        if kind in self.refused:
            raise ValueError(f"{self.name} cannot hold {kind.__name__}: {self.refused[kind]}")


class TermBook:
    """Terms by kind, for a reader. Raises TypeError for a kind the reader does not know."""

    def __init__(self, terms: Sequence[t.Term], reader: TermReader):
        reader.check(terms)
        self._reader = reader
        self._kinds: dict[type, list[object]] = defaultdict(list)
        for term in terms:
            self._kinds[type(term)].append(term)

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The terms of a kind. Raises TypeError for one that the reader says it does not read."""
        if kind not in self._reader.handled and kind not in self._reader.relaxed:
            raise TypeError(f"{self._reader.name} reads {kind.__name__}, and says that it does not")
        return self._kinds[kind]  # type: ignore[return-value]
