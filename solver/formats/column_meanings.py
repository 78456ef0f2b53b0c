"""What stands in each column of a sheet: the column table and the models, brought together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import BaseModel

from ..domain import COLLECTIONS, Matrix, Problem
from ..domain.references import REFERENCES
from .columns import MATRICES, PACK, PROBLEM
from .document import VERSIONS
from .meanings import Meaning, field_of, inner_model, meaning_of
from .sheet import Column, Kind, Sheet

# How a cell of each kind is told, its unit, and an example where the model gives none.
KINDS: dict[Kind, tuple[str, str, str]] = {
    "id": ("text", "", ""),
    "text": ("text", "", ""),
    "choice": ("one of", "", ""),
    "nhs": ("text", "", ""),
    "whole": ("whole number", "", ""),
    "number": ("number", "", ""),
    "minutes": ("number", "minutes", ""),
    "moment": ("date and time", "", "2027-03-01 00:00"),
    "instant": ("date and time", "", "2027-03-01 08:30"),
    "clock": ("time of day", "", "08:00"),
    "date": ("date", "", "2027-03-01"),
    "yesno": ("yes or no", "", "yes"),
    "ids": ("texts with ; between", "", ""),
    "choices": ("some of, with ; between", "", ""),
    "json": ("number, text, yes or no, or JSON", "", "12"),
}
# Columns that stand for no field of a model.
_OWN: dict[tuple[str, str], Meaning] = {
    ("matrices", "from"): Meaning("The place that the journey begins at."),
    ("matrices", "to"): Meaning("The place that it leads to. A row for every pair of places of the mode."),
    ("pack", "rule"): Meaning("The id of a rule (rules.md).", "continuity"),
    ("pack", "setting"): Meaning("The name of one of its values.", "price"),
    ("pack", "value"): Meaning("The value in force here, in the place of the rule pack's.", "400"),
}
_MATRIX = {"mode": "mode", "minutes": "durations", "metres": "metres"}
_UNITS = {"_pence": "pence", "lat": "degrees", "lon": "degrees", "metres": "metres", "miles": "miles"}


@dataclass(frozen=True, slots=True)
class Told:
    """A column as people are told of it. choices: the words that it may hold. names: the sheet whose ids it holds."""

    sheet: str
    column: str
    type: str
    unit: str
    required: bool
    default: str
    example: str
    meaning: str
    choices: tuple[str, ...] = ()
    names: str = ""


def model_of(sheet: Sheet) -> type[BaseModel] | None:
    """The model of the objects of its rows; None for the two sheets that are none."""
    if sheet is PROBLEM:
        return Problem
    if sheet in (MATRICES, PACK):
        return None
    whole = COLLECTIONS[sheet.collection]
    return inner_model(field_of(whole, sheet.field)) if sheet.owner else whole


def list_columns(sheet: Sheet) -> Iterator[Told]:
    """Every column of a sheet in its order. Raises KeyError for one whose field there is not."""
    for column in sheet.columns:
        meaning = _meaning(sheet, column)
        kind, unit, example = KINDS[column.kind]
        names = _names(sheet, column)
        if meaning.choices:
            kind = f"{kind} {', '.join(f'`{word}`' for word in meaning.choices)}"
        elif names:
            kind = "ids with ; between" if column.kind == "ids" else "id"
        unit = unit or next((unit for end, unit in _UNITS.items() if column.name.endswith(end)), "")
        told = meaning.example or (meaning.choices[0] if meaning.choices else "") or _id_of(names) or example
        text = f"{meaning.meaning} An id of the sheet `{names}`." if names else meaning.meaning
        said = (meaning.default, told, text.strip(), meaning.choices, names)
        yield Told(sheet.name, column.name, kind, unit, column.required, *said)


def _meaning(sheet: Sheet, column: Column) -> Meaning:
    if (sheet.name, column.name) in _OWN:
        return _OWN[sheet.name, column.name]
    if sheet is MATRICES:
        return meaning_of(Matrix, (_MATRIX[column.name],))
    if not column.path:
        return Meaning("Whose row it is.")
    model = model_of(sheet)
    assert model is not None
    meaning = meaning_of(model, column.path, outer=sheet is not PROBLEM)
    if sheet is PROBLEM and column.name == "version":  # the model's own default is of problems made by programs
        return replace(meaning, default=VERSIONS["problem"][0])
    return meaning


def _names(sheet: Sheet, column: Column) -> str:
    """The sheet whose ids a column holds, by the table of references."""
    if sheet is MATRICES and column.name in ("from", "to"):
        return "places"
    if sheet.owner and not column.path:
        return sheet.collection
    place = ".".join(str(step) for step in column.path if isinstance(step, str))
    place = f"{sheet.field}.{place}" if sheet.owner else place
    return dict(REFERENCES.get(sheet.collection, ())).get(place, "")


def _id_of(collection: str) -> str:
    """The example of an id of a collection."""
    if not collection:
        return ""
    return meaning_of(COLLECTIONS[collection], ("id",)).example
