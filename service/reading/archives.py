"""Zips and workbooks from outside, unfolded once without keeping anything, before a reader gets them.

What an archive says of its own sizes is not believed: every member is inflated and counted. A workbook's sheets are
looked through for formulas, for cells far out (a reader would set up a sheet of billions), and for
too many rows.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree import ElementTree

from solver import Fault, InputFaults

from .documents import Bounds

_ENTRIES = 300
_RATIO = 200  # times smaller than what it unfolds to: CSV files and sheets get 5 to 30
_CELLS = 20  # times the rows allowed
_PIECE = 1 << 20
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_AT = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
_CELL = re.compile(rb"<(?:\w+:)?c[ >/]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_SUSPECT = re.compile(rb'(?:^|[,\n\r]) *"?[=@]')
_OVERLAP = 200  # bytes of a piece looked at again with the next, for what lies across


def look_through(path: Path, name: str, workbook: bool, bounds: Bounds) -> None:
    """Raises InputFaults for an archive that is damaged, too large, or holds formulas. name: what faults call it."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > _ENTRIES:
                raise _wrong(name, f"{len(members):,} files", f"want a zip of at most {_ENTRIES} files")
            if any(member.flag_bits & 1 for member in members):
                raise _wrong(name, "an encrypted zip", "want one without a password")
            _believable(members, name, path.stat().st_size, bounds)
            _Unfolding(archive, name, workbook, bounds).all(members)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, zlib.error):
        form = "a workbook (.xlsx) that Excel can open" if workbook else "a zip of CSV files"
        raise _wrong(name, "a damaged archive", f"want {form}") from None


def _believable(members: list[zipfile.ZipInfo], name: str, size: int, bounds: Bounds) -> None:
    """Refuse by what the archive itself says, where that is too much already."""
    whole = sum(member.file_size for member in members)
    if whole > bounds.unpacked or (whole > 10_000_000 and whole > _RATIO * size):
        wanted = f"want an archive that unfolds to at most {bounds.unpacked:,} bytes and {_RATIO} times its size"
        raise _wrong(name, f"{whole:,} bytes out of {size:,}", wanted)


class _Unfolding:
    """One pass over all members. Rows are counted over the whole archive, cells too."""

    def __init__(self, archive: zipfile.ZipFile, name: str, workbook: bool, bounds: Bounds):
        self.archive, self.name, self.workbook, self.bounds = archive, name, workbook, bounds
        self.bytes = self.rows = self.cells = 0
        self.faults: list[Fault] = []

    def all(self, members: list[zipfile.ZipInfo]) -> None:
        for member in members:
            sheet = self.workbook and _SHEET.fullmatch(member.filename) is not None
            table = not self.workbook and member.filename.lower().endswith(".csv")
            suspect = False
            with self.archive.open(member) as file:
                for piece in self._pieces(file):
                    if sheet:
                        suspect |= self._sheet(piece, member.filename)
                    elif table:
                        suspect |= self._table(piece)
            if suspect and sheet:
                self.faults += self._formulas(member)
            elif suspect:
                self.faults += self._run(member)
        if self.faults:
            raise InputFaults(self.faults)

    def _pieces(self, file: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Each piece of a member, and the same with the end of the piece before, so that nothing hides across two."""
        before = b""
        while piece := file.read(_PIECE):
            self.bytes += len(piece)
            if self.bytes > self.bounds.unpacked:
                raise _wrong(self.name, "a zip of much more", f"want at most {self.bounds.unpacked:,} bytes unfolded")
            yield before, piece
            before = piece[-_OVERLAP:]

    def _sheet(self, piece: tuple[bytes, bytes], member: str) -> bool:
        before, now = piece
        both, seen = before + now, len(before)
        self.rows += sum(match.end() > seen for match in _ROW.finditer(both))
        self.cells += sum(match.end() > seen for match in _CELL.finditer(both))
        self._count()
        for match in _AT.finditer(both):
            column, row = _number(match[1]), int(match[2])
            if row > self.bounds.rows + 1 or column > 1000:
                at = (match[1] + match[2]).decode()
                wanted = f"want no cell below row {self.bounds.rows:,} or beyond column 1,000"
                raise InputFaults([Fault(f"cell {at}", "a cell far out", wanted, f"{self.name}, {member}")])
        return _FORMULA.search(both) is not None

    def _table(self, piece: tuple[bytes, bytes]) -> bool:
        before, now = piece
        self.rows += now.count(b"\n")
        self.cells += now.count(b",") + now.count(b"\n")
        self._count()
        return _SUSPECT.search(before + now) is not None

    def _count(self) -> None:
        if self.rows > self.bounds.rows:
            wanted = f"want at most {self.bounds.rows:,} rows, all tables together"
            raise _wrong(self.name, "more rows", wanted)
        if self.cells > _CELLS * self.bounds.rows:
            raise _wrong(self.name, "more cells", f"want at most {_CELLS * self.bounds.rows:,} cells in all")

    def _formulas(self, member: zipfile.ZipInfo) -> Iterator[Fault]:
        """Every cell of a sheet that holds a formula."""
        file = f"{self.name}, sheet {self._title(member.filename)}"
        wanted = "want a value, not a formula: in Excel copy the sheet and paste it as values"
        with self.archive.open(member) as sheet:
            for _, node in ElementTree.iterparse(sheet):
                if node.tag.endswith("}c") or node.tag == "c":
                    found = next((part for part in node if part.tag.rpartition("}")[2] == "f"), None)
                    if found is not None:
                        column, row = re.fullmatch(r"([A-Z]*)([0-9]*)", node.get("r", "")).groups()  # type: ignore[union-attr]
                        yield Fault(f"row {row}, column {column}", f"={(found.text or '')[:100]}", wanted, file)
                    node.clear()
                elif node.tag.rpartition("}")[2] == "row":
                    node.clear()

    def _title(self, member: str) -> str:
        """What the workbook calls a sheet; its file's name where it does not say."""
        try:
            links = ElementTree.fromstring(self.archive.read("xl/_rels/workbook.xml.rels"))
            ids = {link.get("Id"): str(link.get("Target")) for link in links}
            for sheet in ElementTree.fromstring(self.archive.read("xl/workbook.xml")).iter():
                target = next((ids.get(value, "") for name, value in sheet.items() if name.endswith("}id")), "")
                if sheet.tag.endswith("}sheet") and target and member.endswith(target.removeprefix("/xl/")):
                    return str(sheet.get("name"))
        except (KeyError, ElementTree.ParseError):
            pass
        return PurePosixPath(member).stem

    def _run(self, member: zipfile.ZipInfo) -> Iterator[Fault]:
        """Every cell of a CSV file that a spreadsheet would run."""
        wanted = "want text that does not begin as a formula does (= or @): a spreadsheet would run it"
        text = self.archive.read(member).decode("utf-8-sig", "replace")
        try:
            for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
                for column, cell in enumerate(row, 1):
                    if cell.lstrip()[:1] in ("=", "@"):
                        file = f"{self.name}, {member.filename}"
                        yield Fault(f"row {number}, column {column}", cell, wanted, file)
        except csv.Error:
            return  # the reader of tables says what is wrong with it


def _number(letters: bytes) -> int:
    """A: 1, Z: 26, AA: 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _wrong(name: str, value: str, wanted: str) -> InputFaults:
    return InputFaults([Fault("file", value, wanted, name)])
