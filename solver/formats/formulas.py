"""Cells of an .xlsx workbook that hold a formula whose value was never stored: programs wrote them, not Excel."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree import ElementTree

_SHEETS = "xl/workbook.xml"
_FILES = "xl/_rels/workbook.xml.rels"
_CELL = re.compile(rb"<c\b([^>]*)>(.*?)</c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<v>[^<]+</v>|<is>")
LARGEST = 200_000_000  # bytes of one sheet; larger ones are not looked through
_LETTERS = 26


class Formula:
    """Stands for the value that such a cell does not have. Its text is what a fault shows."""

    def __init__(self, text: str):
        self.text = text

    def __repr__(self) -> str:
        return f"={self.text}"


def formulas_without_value(data: bytes) -> dict[str, list[tuple[int, int, Formula]]]:
    """By sheet name, (row, column) from 0 and the formula of each such cell. Nothing for what is no .xlsx."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = {}
            for name, member in sheet_files(archive):
                if archive.getinfo(member).file_size <= LARGEST and b"<f" in (text := archive.read(member)):
                    found[name] = list(_cells(text))
            return {name: cells for name, cells in found.items() if cells}
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, RuntimeError, NotImplementedError):
        return {}


def sheet_files(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the file it is in."""
    files = {one.get("Id"): one.get("Target", "") for one in ElementTree.fromstring(archive.read(_FILES))}
    for one in ElementTree.fromstring(archive.read(_SHEETS)).iter():
        if one.tag.endswith("}sheet"):
            link = next((value for key, value in one.attrib.items() if key.endswith("}id")), None)
            target = files.get(link, "")
            member = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            if member in archive.namelist():
                yield one.get("name", ""), member


def _cells(text: bytes) -> Iterator[tuple[int, int, Formula]]:
    for head, inside in _CELL.findall(text):
        place = _PLACE.search(head)
        if b"<f" not in inside or place is None or _VALUE.search(inside):
            continue
        formula = re.search(rb"<f[^>]*>(.*?)</f>", inside, re.DOTALL)
        column = 0
        for letter in place[1]:
            column = column * _LETTERS + letter - ord("A") + 1
        yield int(place[2]) - 1, column - 1, Formula(formula[1].decode("utf-8", "replace") if formula else "")
