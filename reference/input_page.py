"""docs/reference/input.md: every sheet and column of a problem."""

from __future__ import annotations

from solver.domain import Problem, Travel
from solver.formats.column_meanings import list_columns
from solver.formats.columns import OBJECTS, PROBLEM, SHEETS
from solver.formats.flat.shape import FLAT
from solver.formats.meanings import meaning_of
from solver.formats.sheet import Sheet

from .tables import code, table

_HEAD = """# The input: every sheet and column

A problem is one JSON document, a folder or zip of CSV files, or one workbook (.xlsx); all three hold the same, and
`onevisit convert` turns one into another. A sheet is a list of the JSON document, and a column is a field of its
objects; where the document calls it otherwise or nests it, its place is told beside the column. `onevisit schema`
prints the JSON Schema.

Dates and times are local, in the zone of the sheet `problem`; the hour that a clock change makes come twice wants an
offset (`2026-10-25T01:30+00:00`). Minutes are numbers (30 or 7.5), in the JSON document too. An empty cell is "not
said"; what holds then stands under "unless said" (yes or no: no, where nothing stands there and the meaning does not
say otherwise). Bold columns may not be empty.
"""


def input_page() -> str:
    """The page as Markdown."""
    wanted = ", ".join(f"[{sheet.name}](#{sheet.name})" for sheet in SHEETS if sheet.required)
    others = ", ".join(f"[{sheet.name}](#{sheet.name})" for sheet in SHEETS if not sheet.required)
    lists = (
        f"\nRequired sheets: {wanted}. A visit wants a row in visit_windows and in visit_tasks.\n\n"
        f"Others, which may be left out; what that leaves unknown is told first: {others}.\n"
    )
    return _HEAD + lists + "\n".join(_sheet(sheet) for sheet in SHEETS) + _flat()


def _flat() -> str:
    """The three sheets of the flat form."""
    found = [
        "\n## The flat form\n\nWithout a sheet `problem`, visits and staff (and clients) are read as the form that "
        "`onevisit template` writes: [start from a spreadsheet](../how-to/start-from-a-spreadsheet.md). Columns "
        "are known by other names too.\n"
    ]
    for sheet in FLAT.values():
        rows = []
        for column in sheet.columns:
            name = f"**{code(column.name)}**" if column.required else code(column.name)
            choices = ", ".join(map(code, column.choices)) + (" or another name" if column.free else "")
            rows.append(
                (
                    name,
                    choices,
                    ", ".join(one.replace("_", " ") for one in (*column.also, *column.at_need)),
                    column.about,
                )
            )
        head = ("column", "one of", "also called", "meaning")
        found.append(f"\n### {sheet.name}, in the flat form\n\n{sheet.about}\n\n{table(head, rows)}")
    return "".join(found)


def undescribed() -> list[str]:
    """Columns without a meaning, as "sheet.column"; with one the reference is whole."""
    return [f"{told.sheet}.{told.column}" for sheet in SHEETS for told in list_columns(sheet) if not told.meaning]


def _sheet(sheet: Sheet) -> str:
    rows = []
    places = {column.name: column for column in sheet.columns}
    for told in list_columns(sheet):
        path = ".".join(map(str, places[told.column].path))
        name = f"**{code(told.column)}**" if told.required else code(told.column)
        name += f" ({code(path)})" if path and path != told.column else ""
        rows.append((name, told.type, told.unit, told.default, code(told.example), told.meaning))
    head = ("column", "type", "unit", "unless said", "example", "meaning")
    return f"\n## {sheet.name}\n\n{_about(sheet)}\n\n{table(head, rows)}"


def _about(sheet: Sheet) -> str:
    if sheet is PROBLEM:
        return "One row: what the problem says once."
    if sheet.owner:
        about = meaning_of(Problem, (sheet.collection, sheet.field), outer=False).meaning
        where = f"`{sheet.collection}[].{sheet.field}`"
        return f"{about} A row each; in the JSON document {where}."
    if sheet in OBJECTS:
        return meaning_of(Problem, (sheet.name,)).meaning
    if sheet.name == "matrices":
        return f"{meaning_of(Travel, ('matrices',)).meaning} In the JSON document `travel.matrices`."
    return meaning_of(Problem, ("pack",)).meaning
