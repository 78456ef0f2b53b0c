"""JSON from outside: counted before it is parsed, and no text in it that a spreadsheet would run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from service.run.settings import Settings
from solver import Fault, InputFaults
from solver.formats.jsontext import json_object

_BYTES_A_VALUE = 12  # of the largest body: more, and smaller, values are no day's work but an attack on memory
# What begins so is a formula to Excel, and LibreOffice takes it for one when it opens a CSV file.
_FORMULA = re.compile(r"[=@\t\r]")
# C1 controls, marks that turn the direction of writing about, halves of surrogate pairs. C0 the domain refuses itself.
_UNSEEN = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a document may hold, see Settings."""

    rows: int
    unpacked: int
    nesting: int
    values: int

    @classmethod
    def of(cls, settings: Settings) -> Bounds:
        values = settings.body_bytes // _BYTES_A_VALUE
        return cls(settings.rows, settings.unpacked_bytes, settings.nesting, values)


def content(where: Path | bytes) -> bytes:
    return where if isinstance(where, bytes) else where.read_bytes()


def envelope(where: Path | bytes, bounds: Bounds) -> dict[str, Any]:
    """The object a JSON body holds. Raises InputFaults for what is none, for names given twice, and for too much."""
    data = content(where)
    values = sum(data.count(mark) for mark in b",[{")
    if values > bounds.values:
        wanted = f"want at most {bounds.values:,} values in a document"
        raise InputFaults([Fault("document", f"about {values:,} values", wanted)])
    plain, _, odd = json_object(data)
    if odd:
        raise InputFaults(list(odd.values()))
    deep = nested(plain, bounds.nesting)
    if deep:
        wanted = f"want at most {bounds.nesting} levels of brackets inside each other"
        raise InputFaults([Fault("document", f"more than {bounds.nesting} levels", wanted)])
    faults = list(unsafe(plain))
    if faults:
        raise InputFaults(faults)
    return plain


def nested(value: Any, most: int) -> bool:
    """Whether brackets stand inside each other more than so many times."""
    level = [value]
    for _ in range(most):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
    return bool(level)


def unsafe(value: Any, where: str = "") -> Iterator[Fault]:
    """Texts of a document that would be run or misread elsewhere, by path."""
    if isinstance(value, str):
        wanted = _wanted(value)
        if wanted:
            yield Fault(where, value, wanted)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if _wanted(name):
                yield Fault(where or "document", name, _wanted(name))
            yield from unsafe(inner, f"{where}.{name}" if where else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from unsafe(inner, f"{where}[{number}]")


def _wanted(text: str) -> str:
    if _FORMULA.match(text):
        return "want text that does not begin as a formula does (=, @ or a tab): a spreadsheet would run it"
    if _UNSEEN.search(text):
        return "want text without control characters, and without marks that turn the direction of writing about"
    return ""


def under(name: str, error: InputFaults) -> list[Fault]:
    """The faults of a document that stands inside another under a name."""
    return [replace(one, where=name if one.where == "document" else f"{name}.{one.where}") for one in error.faults]
