"""What a sheet and its columns are: where each value of a row stands in the document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# id: text without blanks around it. choice: one of a few words. ids, choices: several, with ; between them.
# moment: a date and time; instant: the same, or minutes since the start on a literature clock. clock: a time of a day.
# json: anything a rule value may be. The others say what they are.
Kind = Literal[
    "id",
    "text",
    "choice",
    "nhs",
    "whole",
    "number",
    "minutes",
    "moment",
    "instant",
    "clock",
    "date",
    "yesno",
    "ids",
    "choices",
    "json",
]
Step = str | int


@dataclass(frozen=True, slots=True)
class Column:
    """A column. path: where its value stands inside the object of its row."""

    name: str
    kind: Kind
    path: tuple[Step, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. collection: the list of the document its rows are in. owner: the column that names the object the rows
    belong to, and ``field`` the list inside that object; both empty for a sheet of whole objects.
    """

    name: str
    collection: str
    columns: tuple[Column, ...]
    required: bool = False
    owner: str = ""
    field: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def make_column(text: str, kind: Kind) -> Column:
    """A column from its text: "name*" is required; "name=path.to.value" stands elsewhere in the object than under its
    own name.
    """
    name, _, path = text.partition("=")
    required = name.endswith("*")
    name = name.rstrip("*")
    steps = tuple(int(step) if step.isdigit() else step for step in (path or name).split("."))
    return Column(name, kind, steps, required)


def make_sheet(name: str, *columns: tuple[str, Kind], required: bool = False) -> Sheet:
    """A sheet of whole objects, called as the list of the document that holds them."""
    return Sheet(name, name, tuple(make_column(*column) for column in columns), required)


def make_inner_sheet(name: str, owner: str, collection: str, field: str, *columns: tuple[str, Kind]) -> Sheet:
    """A sheet of what objects of a collection hold in a list of their own. owner: the column that names the object."""
    own = (Column(owner, "id", (), True), *(make_column(*column) for column in columns))
    return Sheet(name, collection, own, False, owner, field)
