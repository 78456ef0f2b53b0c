"""Cells that a workbook shows crossed out: a row of nothing else is no row, one that is crossed out in part is told."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from solver.rules.vocabulary.wording import list_some

from .cells import blank
from .formulas import LARGEST, sheet_files

_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_STYLE, _KIND = re.compile(rb'\bs="(\d{1,6})"'), re.compile(rb'\bt="(\w+)"')
_AT, _VALUE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"'), re.compile(rb"<v>(\d{1,9})</v>")
_OFF = ("0", "false")
_LISTED = 8
Place = tuple[int, int]  # row, column, from 0
Runs = list[bool | None]  # of each stretch of a text whether it is crossed out; None: as its cell is


def crossed_cells(data: bytes) -> dict[str, tuple[set[Place], set[Place]]]:
    """By sheet name, the cells that are crossed out whole, and those of which some words are. Nothing for what is no
    .xlsx. What only a conditional format crosses out is not found: it depends on what the program works out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            styles, texts = _styles(archive), _shared(archive)
            return {name: found for name, text in _sheets(archive) if any(found := _in_sheet(text, styles, texts))}
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, RuntimeError, NotImplementedError):
        return {}


def take_crossed(rows: list[list[Any]], whole: set[Place], part: set[Place]) -> tuple[dict[int, list[Any]], list[str]]:
    """Empty each row whose every filled cell is crossed out. Gives those rows as they stood, by their lines from 0, and
    the names of cells of other rows that are crossed out, whole or in part.
    """
    gone: dict[int, list[Any]] = {}
    for line in sorted({line for line, _ in whole}):
        filled = [] if line >= len(rows) else [at for at, cell in enumerate(rows[line]) if not blank(cell)]
        if filled and all((line, at) in whole for at in filled):
            gone[line] = rows[line]
            rows[line] = [""] * len(rows[line])
    partly = sorted(
        (line, at)
        for line, at in whole | part
        if line not in gone and line < len(rows) and at < len(rows[line]) and not blank(rows[line][at])
    )
    return gone, [f"{_letters(at)}{line + 1}" for line, at in partly]


def tell_crossed(sheet: str, gone: Mapping[int, Sequence[Any]], partly: Sequence[str]) -> list[str]:
    """Sentences on the rows of a sheet that were left out for it, and on cells of rows that were not."""
    told = []
    if gone:
        named = [f"row {line + 1} ({next(str(cell) for cell in row if not blank(cell))})" for line, row in gone.items()]
        told.append(f"{sheet}: left out, for the whole row is crossed out: {list_some(named, _LISTED)}.")
    if partly:
        told.append(
            f"Please look: {sheet}: crossed out in part, and read as if it were not: {list_some(partly, _LISTED)}. "
            "Cross out the whole row to leave it out, or empty these cells."
        )
    return told


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for name, member in sheet_files(archive):
        if archive.getinfo(member).file_size <= LARGEST:
            yield name, archive.read(member)


def _in_sheet(
    text: bytes, styles: Sequence[bool], shared: Sequence[list[bool | None]]
) -> tuple[set[Place], set[Place]]:
    whole: set[Place] = set()
    part: set[Place] = set()
    if not any(styles) and not shared and b"<strike" not in text:
        return whole, part
    for head, inside in _CELL.findall(text):
        if not inside or (place := _AT.search(head)) is None:
            continue
        style = int(found[1]) if (found := _STYLE.search(head)) else 0
        own = styles[style] if style < len(styles) else False
        runs = [own if run is None else run for run in _runs_of(head, inside, shared)] or [own]
        at = (int(place[2]) - 1, _number(place[1]))
        if all(runs):
            whole.add(at)
        elif any(runs):
            part.add(at)
    return whole, part


def _runs_of(head: bytes, inside: bytes, shared: Sequence[Runs]) -> Runs:
    kind = found[1] if (found := _KIND.search(head)) else b"n"
    if kind == b"s" and (value := _VALUE.search(inside)) and int(value[1]) < len(shared):
        return shared[int(value[1])]
    if kind == b"inlineStr" and b"<strike" in inside:
        return _stretches(
            ElementTree.fromstring(b"<is>" + inside.partition(b"<is>")[2].partition(b"</is>")[0] + b"</is>")
        )
    return []


def _shared(archive: zipfile.ZipFile) -> list[Runs]:
    """The shared texts of a workbook, of each its stretches."""
    name = "xl/sharedStrings.xml"
    if name not in archive.namelist() or archive.getinfo(name).file_size > LARGEST:
        return []
    text = archive.read(name)
    if b"strike" not in text:
        return []
    return [_stretches(one) for one in ElementTree.fromstring(text) if _tag(one) == "si"]


def _stretches(text: ElementTree.Element) -> Runs:
    found: Runs = []
    for run in (one for one in text if _tag(one) == "r"):
        words = "".join(one.text or "" for one in run if _tag(one) == "t")
        look = next((one for one in run if _tag(one) == "rPr"), None)
        if words.strip():
            found.append(None if look is None else _strikes(look))
    return found


def _styles(archive: zipfile.ZipFile) -> list[bool]:
    """Of each style of a cell, by its number, whether its font is crossed out."""
    text = archive.read("xl/styles.xml")
    if b"strike" not in text:
        return []
    root = ElementTree.fromstring(text)
    parts = {_tag(one): one for one in root}
    fonts = [_strikes(font) for font in parts.get("fonts", ())]
    numbers = [int(style.get("fontId", "0")) for style in parts.get("cellXfs", ())]
    return [number < len(fonts) and fonts[number] for number in numbers]


def _strikes(font: ElementTree.Element) -> bool:
    return any(_tag(one) == "strike" and one.get("val", "1") not in _OFF for one in font)


def _tag(one: ElementTree.Element) -> str:
    return one.tag.rpartition("}")[2]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _letters(number: int) -> str:
    text, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
