"""A sheet of the flat form and its columns, which are found by any of their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..headings import heading

FlatName = Literal["clients", "visits", "staff"]
_TITLE_ROWS = 12  # above the column names, at most


@dataclass(frozen=True, slots=True)
class FlatColumn:
    """A column. about: what it says, for people. example: a value of the template's grey row. choices: what a cell of
    it may hold, as a list to choose from; free: another word may stand there too. also: other names of it, as headings
    are compared; at_need: names that are read as it where no heading is a better one. template: whether the template
    has it; one that it has not is read where it is there.
    """

    name: str
    about: str
    example: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    free: bool = False
    also: tuple[str, ...] = ()
    at_need: tuple[str, ...] = ()
    template: bool = True
    width: int = 16

    @property
    def key(self) -> str:
        """Its name as headings are compared."""
        return heading(self.name)


@dataclass(frozen=True, slots=True)
class FlatSheet:
    """A sheet. also: other names of it, as headings are compared."""

    name: FlatName
    about: str
    columns: tuple[FlatColumn, ...]
    also: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns)

    def column(self, key: str) -> FlatColumn:
        return next(column for column in self.columns if column.key == key)

    def meant(self, cells: Sequence[Any]) -> list[str]:
        """The key of the column that each heading means; as it is compared where it is none of ours."""
        said = [heading(cell) for cell in cells]
        for other in (
            {name: column.key for column in self.columns for name in column.also},
            {name: column.key for column in self.columns for name in column.at_need},
        ):
            said = [other[one] if one in other and other[one] not in said else one for one in said]
        return said

    def row_of_headings(self, rows: Sequence[Sequence[Any]]) -> int:
        """The row with the column names, from 0: of the first few the one that has most of ours."""
        hits = [len(set(self.meant(row)) & set(self.keys)) for row in rows[:_TITLE_ROWS]]
        return hits.index(max(hits)) if hits else 0
