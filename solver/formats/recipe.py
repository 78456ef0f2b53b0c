"""The shape of a mapping file: how the columns of a foreign export become cells of our own sheets.

[problem]                                  what the export does not say once and for all
name = "..."    start = "2026-03-02"    days = 1
[[constant.organisations]]                 whole rows of our sheets that the export does not have
id = "council"    name = "..."    sector = "social"

[[table]]                                  one foreign table into one of our sheets; as many as are needed
from = "visits"                            the export's file without .csv, or its sheet; * and ? stand for anything
into = "visits"                            our sheet
only = { Status = ["Planned"] }            just the rows with one of these words
once = "id"                                an object (by one column, or a list) told in several rows
each = { column = "Tasks", split = ";" }   one row for each part of a cell, used as column "each"
[table.columns]
id = "Visit Ref"                           a column as it is
start = { column = "Planned Start", form = "%d/%m/%Y %H:%M" }
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from .columns import SHEET

EACH = "each"


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Cell(_Closed):
    """How one of our cells is made. Exactly one of column, columns, text and constant says from what.

    columns: several columns joined by a blank, such as a date and a time. text: words with {Column} in them.
    constant: the same value in every row.
    Then, in this order: values translates words (otherwise: what any other word becomes); form reads a date or time
    written as strptime says, or a duration: "HH:MM", "HH:MM:SS", "minutes", "hours", "seconds"; multiply scales a
    number; add_minutes moves a time, by a number or by what a column says; after names one of our columns of the row:
    a time not after it is next day's. split cuts a cell into the parts of a list; values then translates each part.
    lookup ("clients.nhs_number") takes the id of the object that has this value. default stands where the cell is
    empty.
    """

    column: str | None = None
    columns: list[str] | None = Field(default=None, min_length=1)
    text: str | None = None
    constant: str | int | float | bool | None = None
    values: dict[str, str | int | float | bool] | None = None
    otherwise: str | int | float | bool | None = None
    form: str | None = None
    split: str | None = Field(default=None, min_length=1)
    multiply: int | float | None = None
    add_minutes: int | float | str | None = None
    after: str | None = None
    lookup: str | None = None
    default: str | int | float | bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"column": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_source(self) -> Cell:
        given = [name for name in ("column", "columns", "text", "constant") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("want exactly one of column, columns, text and constant")
        if self.otherwise is not None and self.values is None:
            raise ValueError("want otherwise only beside values")
        if self.lookup is not None and self.lookup.count(".") != 1:
            raise ValueError('want a lookup such as "clients.nhs_number"')
        return self


class Each(_Closed):
    """Several rows out of one: a cell cut into parts."""

    column: str
    split: str = Field(min_length=1)


class Table(_Closed):
    """One foreign table into one of our sheets.

    unknown: what to do with a row that names a client, worker, visit or shift nobody knows: "report" it, or "skip" it
    (an export of what happened names people who have left). known: what to do with an object the day already has.
    """

    source: str = Field(alias="from")
    into: str
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    encoding: str = "utf-8"
    header_row: int = Field(default=1, ge=1)
    only: dict[str, list[str]] = {}
    skip: dict[str, list[str]] = {}
    once: str | list[str] | None = None
    each: Each | None = None
    unknown: Literal["report", "skip"] = "report"
    known: Literal["report", "keep"] = "report"
    columns: dict[str, Cell]

    @field_validator("into")
    @classmethod
    def _ours(cls, value: str) -> str:
        if value not in SHEET or value == "problem":
            raise ValueError(f"want one of our sheets: {', '.join(name for name in SHEET if name != 'problem')}")
        return value

    @model_validator(mode="after")
    def _our_columns(self) -> Table:
        sheet = SHEET[self.into]
        for name in [*self.columns, *self.told_by]:
            if name not in sheet.names:
                raise ValueError(
                    f"want columns of our sheet {sheet.name}, and {name!r} is none: {', '.join(sheet.names)}"
                )
        for column in sheet.columns:
            if column.required and column.name not in self.columns:
                raise ValueError(f"want a column {column.name}, which {sheet.name} may not leave out")
        for cell in self.columns.values():
            if cell.after is not None and cell.after not in self.columns:
                raise ValueError(f"want after to name one of the columns of this table, and {cell.after!r} is none")
        return self

    @property
    def told_by(self) -> list[str]:
        """Our columns that tell one object from another, where an object may stand in several rows."""
        return [self.once] if isinstance(self.once, str) else self.once or []


class Recipe(_Closed):
    """A whole mapping file."""

    description: str = ""
    problem: dict[str, Any] = {}
    constant: dict[str, list[dict[str, Any]]] = {}
    table: list[Table] = Field(min_length=1)

    @model_validator(mode="after")
    def _our_sheets(self) -> Recipe:
        for name, rows in {**self.constant, "problem": [self.problem]}.items():
            if name not in SHEET:
                raise ValueError(f"want constants of our sheets, and {name!r} is none: {', '.join(SHEET)}")
            for row in rows:
                for column in row:
                    if column not in SHEET[name].names:
                        wanted = f"want columns of our sheet {name}, and {column!r} is none"
                        raise ValueError(f"{wanted}: {', '.join(SHEET[name].names)}")
        return self
