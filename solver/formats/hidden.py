"""What a workbook does not show and is read all the same: hidden rows and sheets; and cells that were merged."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

from .formulas import LARGEST, sheet_files

_HIDDEN = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d{1,7})"')
_MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
Span = tuple[int, int, int]  # first row, last row, column, from 0


def hidden_rows(data: bytes) -> dict[str, list[int]]:
    """By sheet name, the rows that are hidden, from 1. Nothing for what is no .xlsx."""
    return {name: rows for name, text in _texts(data).items() if (rows := [int(one) for one in _HIDDEN.findall(text)])}


def merged_down(data: bytes) -> dict[str, list[Span]]:
    """By sheet name, each column of merged cells that go over several rows. Nothing for what is no .xlsx."""
    found: dict[str, list[Span]] = {}
    for name, text in _texts(data).items():
        for first, top, last, bottom in _MERGED.findall(text):
            if first == last and top != bottom:
                found.setdefault(name, []).append((int(top) - 1, int(bottom) - 1, _number(first)))
    return found


def fill_merged(rows: list[list[Any]], spans: list[Span]) -> list[int]:
    """Put the value of merged cells in each of their rows; gives the rows that gained one, from 1."""
    filled = []
    for top, bottom, column in spans:
        if top == 0 or top >= len(rows) or column >= len(rows[top]):
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if column < len(rows[row]) and rows[row][column] == "" and any(cell != "" for cell in rows[row]):
                rows[row][column] = rows[top][column]
                filled.append(row + 1)
    return filled


def _texts(data: bytes) -> dict[str, bytes]:
    """By sheet name, its XML; nothing for what is no .xlsx, and no sheet that is too large to look through."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {
                name: archive.read(member)
                for name, member in sheet_files(archive)
                if archive.getinfo(member).file_size <= LARGEST
            }
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, RuntimeError, NotImplementedError):
        return {}


def _number(letters: bytes) -> int:
    """A column's number from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
