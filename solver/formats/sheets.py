"""Grids of cells in and out of CSV files (loose, in a folder, in a zip) and workbooks; no meaning yet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath
from typing import Any

import python_calamine
import xlsxwriter

from solver.rules.vocabulary.wording import list_some

from ..domain import Fault, InputFaults
from .cells import HOW_TO_MAP
from .crossed_out import crossed_cells, take_crossed, tell_crossed
from .formulas import formulas_without_value
from .hidden import fill_merged, hidden_rows, merged_down
from .jsontext import decode, decode_table, read_bytes
from .writing import write_whole

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_WIDEST = 1000  # columns; a line of megabytes is no header
_LARGEST = 2_000_000_000  # bytes a zip may unfold to
_EXCEL_ROWS = 1_048_576
_EXCEL_TEXT = 32_767
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n")  # a text that begins so is run by some spreadsheet
_EXCEL_FIRST = date(1900, 3, 1)  # before it Excel counts a day that never was


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells as they stand in a file. file: how to name it in a fault. rows: all of them, so that row 1 is the first.
    notes: what is to be told of how it was read. crossed: by their lines from 0, rows that were left out for they are
    crossed out; among the others these are empty.
    """

    file: str
    rows: list[list[Any]]
    notes: tuple[str, ...] = ()
    crossed: Mapping[int, list[Any]] = field(default_factory=dict)


def read_grids(source: str | Path) -> dict[str, Grid]:
    """Grids by sheet name: a workbook's sheets, or the CSV files of a folder or a zip. Raises InputFaults."""
    path = Path(source)
    if path.suffix.lower() in WORKBOOKS and not path.is_dir():
        return read_workbook(path)
    if path.suffix.lower() == ".csv" and not path.is_dir():
        return {path.stem: _table(*read_bytes(path))}
    texts: dict[str, tuple[bytes, str]] = {}
    if path.suffix.lower() == ".zip" and not path.is_dir():
        texts = _unzip(path)
    elif path.is_dir():
        texts = {file.stem: read_bytes(file) for file in sorted(path.iterdir()) if file.suffix.lower() == ".csv"}
    else:
        read_bytes(path)  # says so where the file does not exist
        raise InputFaults([Fault("file", path.name, "want a folder or zip of CSV files, or an .xlsx file", str(path))])
    if not texts:
        raise InputFaults([Fault("folder", "no CSV file", "want CSV files such as visits.csv", str(path))])
    grids: dict[str, Grid] = {}
    faults: list[Fault] = []
    for name, (data, label) in texts.items():
        try:
            grids[name] = _table(data, label)
        except InputFaults as error:
            faults.extend(error.faults)
    if faults:
        raise InputFaults(faults)
    return grids


def _table(data: bytes, label: str) -> Grid:
    """A CSV file as Excel saves it: UTF-8 or Windows text, with commas, semicolons or tabs between its columns."""
    text, windows = decode_table(data, label)
    head = text[: text.find("\n") if "\n" in text else len(text)]
    delimiter = max(",;\t|", key=lambda mark: (head.count(mark), mark == ","))
    grid = parse_csv(text, label, delimiter)
    if windows:
        return Grid(grid.file, grid.rows, (f"{Path(label).name}: read as Windows text (it is not UTF-8).",))
    return grid


def read_csv(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> Grid:
    """One CSV file. encoding: anything but UTF-8 is taken at its word."""
    data, name = read_bytes(path)
    if encoding.lower() in ("utf-8", "utf8", "utf-8-sig"):
        return parse_csv(decode(data, name), name, delimiter)
    try:
        return parse_csv(data.decode(encoding), name, delimiter)
    except (UnicodeDecodeError, LookupError) as error:
        raise InputFaults([Fault("file", str(error), f"want text in {encoding}", name)]) from None


def parse_csv(text: str, file: str, delimiter: str = ",") -> Grid:
    """The rows of CSV text. Raises InputFaults for text that is CSV of another kind, or none."""
    head = text[: text.find("\n") if "\n" in text else len(text)]
    other = next((mark for mark in ";\t|" if mark in head and delimiter not in head), None)
    if other:
        name = {";": "semicolons", "\t": "tabs", "|": "bars"}[other]
        wanted = (
            f"want commas between the columns; this file has {name} (a mapping file can say delimiter: {HOW_TO_MAP})"
        )
        if delimiter != ",":
            wanted = f"want {delimiter!r} between the columns, as the mapping says; this file has {name}"
        raise InputFaults([Fault("row 1", head[:60], wanted, file)])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[Any]] = []
    try:
        for row in reader:
            if len(row) > _WIDEST:
                raise InputFaults([Fault(f"row {len(rows) + 1}", f"{len(row)} columns", "want ordinary CSV", file)])
            rows.append(list(row))
    except csv.Error as error:
        seen = "a cell of more than 131,072 characters" if "field limit" in str(error) else str(error)
        raise InputFaults([Fault(f"row {len(rows) + 1}", seen, "want ordinary CSV with quotes closed", file)]) from None
    return Grid(file, rows)


def read_workbook(path: Path) -> dict[str, Grid]:
    """The sheets of a workbook. Cells are str, float, bool, date, datetime, time or timedelta; '' where empty; Formula
    where nobody has worked its value out.
    """
    data, name = read_bytes(path)
    if not data:
        raise InputFaults([Fault("file", "an empty file", "want a workbook", name)])
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = {str(sheet): book.get_sheet_by_name(sheet) for sheet in book.sheet_names}
        rows = {
            sheet: [list(row) for row in inside.to_python(skip_empty_area=False)] for sheet, inside in sheets.items()
        }
    except Exception as error:  # calamine has one exception class a format, and panics on some damaged files
        raise InputFaults([Fault("file", str(error), "want a workbook (.xlsx) that Excel can open", name)]) from None
    for sheet, cells in formulas_without_value(data).items():
        for line, column, formula in cells:
            if sheet in rows and line < len(rows[sheet]) and column < len(rows[sheet][line]):
                rows[sheet][line][column] = formula
    notes: dict[str, list[str]] = {}
    crossed: dict[str, dict[int, list[Any]]] = {}
    for sheet, (whole, part) in crossed_cells(data).items():
        if sheet in rows:
            crossed[sheet], partly = take_crossed(rows[sheet], whole, part)
            notes.setdefault(sheet, []).extend(tell_crossed(sheet, crossed[sheet], partly))
    for sheet, spans in merged_down(data).items():
        if sheet in rows and (filled := fill_merged(rows[sheet], spans)):
            told = list_some([str(one) for one in filled], 6)
            said = f"{sheet}: merged cells count for each of their rows (filled in: rows {told})."
            notes.setdefault(sheet, []).append(said)
    for sheet, lines in hidden_rows(data).items():
        full = [str(line) for line in lines if line <= len(rows.get(sheet, ())) and any(rows[sheet][line - 1])]
        if full:
            said = f"{sheet}: hidden rows are read too: {list_some(full, 6)}."
            notes.setdefault(sheet, []).append(said)
    return {
        sheet: Grid(f"{name}, sheet {sheet}", inside, tuple(notes.get(sheet, ())), crossed.get(sheet, {}))
        for sheet, inside in rows.items()
    }


def _unzip(path: Path) -> dict[str, tuple[bytes, str]]:
    data, name = read_bytes(path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if member.filename.lower().endswith(".csv")]
            if sum(member.file_size for member in members) > _LARGEST:
                raise InputFaults([Fault("file", "a zip of gigabytes", "want an ordinary zip of CSV files", name)])
            return {
                PurePosixPath(member.filename).stem: (archive.read(member), f"{name}, {member.filename}")
                for member in members
                if not member.filename.startswith("__MACOSX")
            }
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise InputFaults([Fault("file", str(error), "want a zip of CSV files", name)]) from None


def write_folder(grids: Mapping[str, Sequence[Sequence[Any]]], target: Path, stale: Sequence[str]) -> None:
    """A CSV file a sheet. stale: names of sheets whose old files go when the new day has none of them."""
    if target.exists() and not target.is_dir():
        raise InputFaults([Fault("file", "a file", "want a folder, or a name that is not taken", str(target))])
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputFaults([Fault("folder", error.strerror, "want a place to write to", str(target))]) from None
    for name, rows in grids.items():
        write_whole(target / f"{name}.csv", csv_bytes(rows))
    for name in stale:
        if name not in grids:
            (target / f"{name}.csv").unlink(missing_ok=True)


def write_zip(grids: Mapping[str, Sequence[Sequence[Any]]], target: Path) -> None:
    """The CSV files in one zip; equal days give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in grids.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv"), csv_bytes(rows), zipfile.ZIP_DEFLATED)
    write_whole(target, out.getvalue())


def csv_bytes(rows: Sequence[Sequence[Any]]) -> bytes:
    """CSV with a byte order mark, so that Excel reads it as UTF-8. Text stands as it is: it is read back exactly."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([[_csv_text(value) for value in row] for row in rows])
    return ("\ufeff" + out.getvalue()).encode()


def shown_csv_bytes(rows: Sequence[Sequence[Any]]) -> bytes:
    """The same for people to open, never to be read back: no text in it is run as a formula.

    A text that a spreadsheet would run begins with an apostrophe, by which all of them take it as text.
    """
    return csv_bytes(
        [[f"'{cell}" if isinstance(cell, str) and cell.startswith(_RUN) else cell for cell in row] for row in rows]
    )


def _csv_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def write_workbook(grids: Mapping[str, Sequence[Sequence[Any]]], target: Path, text: Mapping[str, set[str]]) -> None:
    """One workbook with a sheet a grid. text: by sheet, the columns Excel must never turn into numbers or dates."""
    write_whole(target, workbook_bytes(grids, text, str(target)))


def workbook_bytes(grids: Mapping[str, Sequence[Sequence[Any]]], text: Mapping[str, set[str]], file: str) -> bytes:
    """The workbook of write_workbook. file: what faults call it."""
    _check_size(grids, file)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2000, 1, 1)})  # equal days give equal bytes
    head = book.add_format({"bold": True, "bottom": 1})
    plain = book.add_format({"num_format": "@"})
    minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    second = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in grids.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for number, title in enumerate(rows[0]):
            sheet.set_column(number, number, max(12, len(title) + 2), plain if title in text.get(name, ()) else None)
            sheet.write_string(0, number, title, head)
        for line, row in enumerate(rows[1:], 1):
            for number, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, bool):
                    sheet.write_string(line, number, "yes" if value else "no")
                elif isinstance(value, datetime) and value.date() >= _EXCEL_FIRST:
                    sheet.write_datetime(line, number, value, second if value.second else minute)
                elif isinstance(value, date) and not isinstance(value, datetime) and value >= _EXCEL_FIRST:
                    sheet.write_datetime(line, number, datetime.combine(value, time()), day)
                elif isinstance(value, int | float) and float(f"{float(value):.16G}") == value:
                    sheet.write_number(line, number, value)
                else:  # also numbers that Excel would round, and dates it does not know
                    sheet.write_string(line, number, _csv_text(value))
    book.close()
    return out.getvalue()


def _check_size(grids: Mapping[str, Sequence[Sequence[Any]]], file: str) -> None:
    faults = []
    for name, rows in grids.items():
        if len(rows) > _EXCEL_ROWS:
            wanted = f"want at most {_EXCEL_ROWS:,} rows in a workbook; write a folder of CSV files instead"
            faults.append(Fault(f"sheet {name}", f"{len(rows):,} rows", wanted, file))
        for line, row in enumerate(rows, 1):
            if any(isinstance(value, str) and len(value) > _EXCEL_TEXT for value in row):
                wanted = f"want at most {_EXCEL_TEXT:,} characters in a cell; write a folder of CSV files instead"
                faults.append(Fault(f"sheet {name}, row {line}", "a longer cell", wanted, file))
    if faults:
        raise InputFaults(faults)
