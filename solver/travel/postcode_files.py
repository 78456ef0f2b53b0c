"""Postcodes as published: ONS Postcode Directory, Code-Point Open, or any CSV of postcode, lat, lon."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO

import numpy as np

from ..domain import Fault, InputFaults
from ..domain.place import Accuracy
from ..domain.postcode import is_postcode, tidy_postcode
from .national_grid import to_degrees

Row = tuple[str, float, float, Accuracy]

_NAMES = {
    "code": ("pcds", "pcd", "pcd7", "pcd8", "postcode"),
    "lat": ("lat", "latitude"),
    "lon": ("long", "lon", "longitude"),
}
_NAMES["quality"] = ("osgrdind",)
_SECTOR_MEAN = {"8", "60"}  # grid quality of ONS, positional quality of Ordnance Survey: the mean of the sector
_AT_ONCE = 50_000


def read_postcodes(path: Path) -> Iterator[Row]:
    """Postcode, latitude, longitude and accuracy of each postcode that has a place; ``.csv``, ``.csv.gz`` or ``.zip``.

    Raises InputFaults where the file is none of these, or nothing in it is a table of postcodes.
    """
    known = False
    try:
        for text in _open_tables(path):
            rows = csv.reader(text)
            first = next(rows, [])
            columns = _columns_of(first)
            if columns:
                known = True
                yield from _with_degrees(rows, columns)
            elif len(first) > 3 and is_postcode(first[0]):
                known = True
                yield from _on_grid(chain([first], rows))
    except (OSError, EOFError, csv.Error, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise InputFaults([Fault("file", str(error), "want a CSV file, or a zip of such", str(path))]) from None
    if not known:
        wanted = "want the ONS Postcode Directory, Code-Point Open, or a CSV file with columns postcode, lat and lon"
        raise InputFaults([Fault("file", path.name, wanted, str(path))])


def _open_tables(path: Path) -> Iterator[IO[str]]:
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
            once = [name for name in names if "multi_csv" not in name.lower()]  # the ONS gives the same twice
            for name in once or names:
                with archive.open(name) as member:
                    yield io.TextIOWrapper(member, "utf-8-sig", newline="")
    elif path.suffix.lower() == ".gz":
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as text:
            yield text
    else:
        with path.open(encoding="utf-8-sig", newline="") as text:
            yield text


def _columns_of(header: list[str]) -> dict[str, int]:
    """The number of each column that is needed; nothing where one of them lacks."""
    names = [name.strip().lower() for name in header]
    found = {what: names.index(name) for what, some in _NAMES.items() for name in some[::-1] if name in names}
    return found if {"code", "lat", "lon"} <= set(found) else {}


def _with_degrees(rows: Iterator[list[str]], columns: dict[str, int]) -> Iterator[Row]:
    code, lat, lon = columns["code"], columns["lat"], columns["lon"]
    quality = columns.get("quality")
    for row in rows:
        try:
            north, east = float(row[lat]), float(row[lon])
        except (ValueError, IndexError):
            continue  # no place is known
        if -90 <= north <= 90 and -180 <= east <= 180 and is_postcode(row[code]):
            rough = quality is not None and row[quality] in _SECTOR_MEAN
            yield tidy_postcode(row[code]), north, east, "sector" if rough else "postcode"


def _on_grid(rows: Iterator[list[str]]) -> Iterator[Row]:
    """Rows of Code-Point Open: postcode, positional quality, eastings, northings, and more."""
    while some := list(islice(rows, _AT_ONCE)):
        good = [row for row in some if len(row) > 3 and is_postcode(row[0]) and row[2].isdigit() and row[3].isdigit()]
        good = [row for row in good if int(row[2]) and int(row[3])]  # 0: no place is known
        ends = np.array([(int(row[2]), int(row[3])) for row in good], float).reshape(-1, 2)
        lats, lons = to_degrees(ends[:, 0], ends[:, 1])
        for row, lat, lon in zip(good, lats.tolist(), lons.tolist(), strict=True):
            yield tidy_postcode(row[0]), lat, lon, "sector" if row[1] in _SECTOR_MEAN else "postcode"
