"""A day of eight clients, three carers and a nurse in the flat form, as a scheduler would type it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from solver.formats.template import template_bytes
from solver.travel.postcode_files import read_postcodes
from solver.travel.postcode_table import write_table

NAMES = (
    *("Ada Sample", "Bo Pretend", "Zo\u00eb Invented", "Di Madeup", "Ed Sample", "Flo Pretend", "Gus Invented"),
    "Hal Madeup",
)
CODES = [f"EC1A 1A{letter}" for letter in "ABDEFGHJ"]
POSTCODES = dict(zip(NAMES, CODES, strict=True))
Flat = dict[str, list[dict[str, Any]]]


def make_table(folder: Path) -> Path:
    """A small table of postcodes, a hundred metres from one to the next."""
    lines = ["postcode,lat,lon", *(f"{code},{51.52 + n / 1000},{-0.1 + n / 1000}" for n, code in enumerate(CODES))]
    (folder / "some.csv").write_text("\n".join(lines), encoding="utf-8")
    write_table(read_postcodes(folder / "some.csv"), folder / "postcodes.sqlite")
    return folder / "postcodes.sqlite"


def flat_day() -> Flat:
    """Ten visits: one for two carers, one of insulin at a time that a nurse has set."""
    day = "02/03/2027"
    morning = [
        {"client": name, "day": day, "from": "8:00", "to": "9:30", "minutes": 30, "tasks": "personal care"}
        for name in NAMES
    ]
    two = {"client": "Bo Pretend", "day": day, "from": "12:00", "to": "13:00", "minutes": 45}
    two |= {"tasks": "toileting; lunch", "carers": 2}
    nurse = {"client": "Gus Invented", "day": day, "from": "7:30", "to": "8:30", "minutes": 15, "tasks": "insulin"}
    nurse |= {"must start from": "7:45", "must start to": "8:15", "set by": "Nora Example"}
    carers = "personal care; home support; moving and handling"
    staff: list[dict[str, Any]] = [
        {"name": name, "postcode": CODES[n], "from": "7:00", "to": "15:00", "travels by": "car", "can do": carers}
        for n, name in enumerate(("Pat Example", "Quin Example", "Ray Example"))
    ]
    staff.append({**staff[0], "name": "Nora Example", "can do": "insulin", "registered nurse": "yes"})
    clients = [{"name": name, "postcode": POSTCODES[name], "phone": "01632 960001"} for name in NAMES]
    return {"clients": clients, "visits": [*morning, two, nurse], "staff": staff}


def with_coordinates(day: Flat) -> Flat:
    """The same day with columns lat and lon in the place of postcodes."""
    where = {code: {"lat": 51.52 + n / 1000, "lon": -0.1 + n / 1000} for n, code in enumerate(CODES)}
    for row in (*day["clients"], *day["staff"]):
        row |= where[row.pop("postcode")]
    return day


def fill_template(target: Path, day: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """The template with these rows typed below its examples, and columns that it has not beside its own."""
    target.write_bytes(template_bytes("flat"))
    book = openpyxl.load_workbook(target)
    for name, rows in day.items():
        columns = {cell.value: cell.column for cell in book[name][1]}
        for column in dict.fromkeys(column for row in rows for column in row):
            if column not in columns:
                columns[column] = len(columns) + 1
                book[name].cell(1, columns[column], column)
        for number, row in enumerate(rows, 3):
            for column, value in row.items():
                book[name].cell(number, columns[column], value)
    book.save(target)


def csv_bytes(rows: Sequence[Mapping[str, Any]], encoding: str = "utf-8", mark: str = ",") -> bytes:
    """Rows as a CSV file; a cell with a mark or semicolon in it stands in quotes."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    quoted = [mark.join(f'"{cell}"' if mark in cell or ";" in cell else cell for cell in line) for line in lines]
    return ("\r\n".join(quoted) + "\r\n").encode(encoding)
