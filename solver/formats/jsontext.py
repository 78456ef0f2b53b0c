"""From bytes to text to JSON values, with a plain word for everything that can be wrong on the way."""

from __future__ import annotations

import json
import pathlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

from ..domain import Fault, InputFaults
from .wording import Path, path_text

DEEPEST = 60  # levels of nesting; a document of ours has nine

Source = str | pathlib.Path | bytes


def read_bytes(source: Source) -> tuple[bytes, str]:
    """The bytes of a file and the name to call it by; bytes are taken as they are. Raises InputFaults."""
    if isinstance(source, bytes):
        return source, ""
    name = str(source)
    try:
        return pathlib.Path(source).read_bytes(), name
    except FileNotFoundError:
        raise InputFaults([Fault("file", None, "want a file that exists", name)]) from None
    except IsADirectoryError:
        raise InputFaults([Fault("file", "a folder", "want a file", name)]) from None
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise InputFaults([Fault("file", str(error), "want a file that can be read", name)]) from None


def decode(data: bytes, name: str) -> str:
    """UTF-8 text, with or without a byte order mark. Raises InputFaults naming the byte that is something else."""
    if not data.strip():
        raise InputFaults([Fault("file", "an empty file", "want a file with something in it", name)])
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputFaults([Fault("byte 0", "UTF-16 text", 'want UTF-8; in Excel save as "CSV UTF-8"', name)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # error.start counts from the end of a byte order mark
        start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        line = data.count(b"\n", 0, start) + 1
        column = start - (data.rfind(b"\n", 0, start) + 1) + 1
        guess = data[start : start + 1].decode("cp1252", "replace")
        wanted = f"want UTF-8; this byte would be {guess!r} in Windows or Latin-1 text, so save the file as UTF-8"
        where = f"line {line}, column {column} (byte {start})"
        raise InputFaults([Fault(where, f"byte 0x{data[start]:02X}", wanted, name)]) from None


def decode_table(data: bytes, name: str) -> tuple[str, bool]:
    """The text of a CSV file, and whether it is Windows text: what Excel saves where it is not told UTF-8.

    Raises InputFaults for an empty file, and for bytes that are no text in either.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), False
    try:
        return decode(data, name), False
    except InputFaults:
        if not data.strip() or b"\x00" in data:
            raise
        try:
            return data.decode("cp1252"), True
        except UnicodeDecodeError:
            pass
        raise


def json_object(source: Source) -> tuple[dict[str, Any], str, dict[Path, Fault]]:
    """The object a JSON file holds, the file's name, and by path what JSON allows and we do not: names given twice
    and numbers that are not finite.

    Raises InputFaults for what is no JSON object, and for nesting beyond reason.
    """
    data, name = read_bytes(source)
    text = decode(data, name)
    odd: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            odd.append("twice")
            return _Repeated(found, [key for key, _ in items])
        return found

    def number(digits: str) -> float:
        value = float(digits)
        if value in (float("inf"), float("-inf")):
            odd.append(digits)
        return value

    def constant(word: str) -> float:
        odd.append(word)
        return float(word)

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_float=number, parse_constant=constant)
    except json.JSONDecodeError as error:
        seen = text[error.pos : error.pos + 20].split("\n")[0] or "the end of the line"
        if error.pos >= len(text):
            seen = "the end of the file"
        where = f"line {error.lineno}, column {error.colno}"
        raise InputFaults([Fault(where, seen, f"want valid JSON ({_json_words(error.msg)})", name)]) from None
    except RecursionError:
        raise InputFaults([Fault("document", "very deep nesting", _SHALLOW, name)]) from None
    except ValueError:  # Python refuses whole numbers of more than 4,300 digits
        raise InputFaults(
            [Fault("document", "a number of thousands of digits", "want ordinary numbers", name)]
        ) from None
    if not isinstance(value, dict):
        raise InputFaults([Fault("document", value, "want an object in curly brackets at the top", name)])
    return value, name, _oddities(value, name) if odd or _deep(value) else {}


_SHALLOW = f"want at most {DEEPEST} levels of brackets inside each other"


def _json_words(message: str) -> str:
    message = message[0].lower() + message[1:].removesuffix(" starting at").removesuffix(" at")
    return message.replace("property name enclosed in double quotes", "a name in double quotes")


class _Repeated(dict[str, Any]):
    """An object that gives a name twice; which one was meant nobody knows."""

    def __init__(self, found: dict[str, Any], names: list[str]):
        super().__init__(found)
        self.twice = sorted(key for key, count in Counter(names).items() if count > 1)


def _deep(document: dict[str, Any]) -> bool:
    """Whether brackets are nested beyond reason."""
    level: list[Any] = [document]
    for _ in range(DEEPEST):
        level = [
            inner
            for value in level
            for inner in (value.values() if isinstance(value, dict) else value)
            if isinstance(inner, dict | list)
        ]
    return bool(level)


def _oddities(document: dict[str, Any], name: str) -> dict[Path, Fault]:
    """Faults JSON itself allows, by path: looked for only where the reader saw something odd."""
    faults: dict[Path, Fault] = {}
    level: list[tuple[Path, Any]] = [((), document)]
    for _ in range(DEEPEST):
        below: list[tuple[Path, Any]] = []
        for path, value in level:
            items: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else enumerate(value)
            if isinstance(value, _Repeated):
                for key in value.twice:
                    faults[*path, key] = Fault(path_text((*path, key)), key, "want this name once", name)
            for key, inner in items:
                if isinstance(inner, dict | list):
                    below.append(((*path, key), inner))
                elif isinstance(inner, float) and not abs(inner) < float("inf"):
                    faults[*path, key] = Fault(path_text((*path, key)), inner, "want a finite number", name)
        level = below
    if level:
        raise InputFaults([Fault(path_text(level[0][0][:8]), "very deep nesting", _SHALLOW, name)])
    return faults
