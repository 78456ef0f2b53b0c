"""Problems and rosters in and out of files and dictionaries, by what they say they are."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from typing import Any, overload

from solver import domain
from solver.domain import Fault, InputFaults, Roster
from solver.formats import read_any, read_problem, read_roster, shift_workers, write_any, write_roster
from solver.formats.jsontext import json_object
from solver.result import Result

from .day import Problem

Source = str | PathLike[str] | Mapping[str, Any]
_PAGES, _BOOKS = (".html", ".htm"), (".xlsx",)


@overload
def read(source: Source, day: None = None) -> Problem: ...


@overload
def read(source: Source, day: domain.Problem) -> Roster: ...


def read(source: Source, day: domain.Problem | None = None) -> Problem | Roster:
    """A problem, or with the day it was made for a roster.

    source of a problem: a JSON document, a folder or zip of CSV files, a workbook, a literature instance, or a
    dictionary as the JSON document would be; of a roster: a JSON document, a workbook or CSV file of visit,
    carer and start, or such a dictionary. In a dictionary dates
    and times may stand as Python's own. What a file leaves unknown that safety rests on is told as a warning.
    Raises InputFaults with every fault at once, also where a file is of the other kind than was asked for.
    """
    said: str | PathLike[str] | bytes = _document(source) if isinstance(source, Mapping) else source
    notes: list[str] = []
    if day is None:
        _refuse_roster(said)
        problem = read_problem(said) if isinstance(said, bytes) else read_any(Path(said), notes)
        _warn(notes)
        return Problem.of(problem)
    roster = read_roster(said if isinstance(said, bytes) else Path(said), day, notes)
    _warn(notes)
    return roster


@overload
def write(what: domain.Problem | Result, target: str | PathLike[str]) -> None: ...


@overload
def write(what: Roster, target: str | PathLike[str], day: domain.Problem) -> None: ...


def write(
    what: domain.Problem | Result | Roster, target: str | PathLike[str], day: domain.Problem | None = None
) -> None:
    """Write a problem, a result or a roster, whole or not at all.

    A problem: .json, .xlsx, .zip of CSV files, or a folder of them (no ending). A result: .json (the roster with
    judgement and provenance), .xlsx (a workbook for people) or .html (one page). A roster: .json, with the day it is
    for. Raises InputFaults for another ending, or where nothing can be written.
    """
    path = Path(target)
    if isinstance(what, Result):
        _write_result(what, path)
    elif isinstance(what, domain.Problem):
        write_any(what, path)
    elif day is None:
        raise InputFaults([Fault("day", None, "want the day this roster is for: write(roster, target, day)")])
    else:
        _refuse_ending(path, ".json")
        write_roster(what, path, day, shift_workers(what, day))


def _write_result(result: Result, path: Path) -> None:
    from solver.plot import write_html, write_workbook
    from solver.result import describe_beside

    _refuse_ending(path, ".json", *_BOOKS, *_PAGES)
    if path.suffix.lower() in _BOOKS:
        write_workbook(result, path)
    elif path.suffix.lower() in _PAGES:
        write_html(result, path)
    else:
        write_roster(result.roster, path, result.problem, describe_beside(result))


def _refuse_ending(path: Path, *known: str) -> None:
    if path.suffix.lower() not in known:
        raise InputFaults([Fault("file", path.name, f"want a name that ends in {' or '.join(known)}", str(path))])


def _refuse_roster(said: str | PathLike[str] | bytes) -> None:
    """A roster read without its day would have no clock; say what is wanted."""
    if isinstance(said, bytes) or Path(said).suffix.lower() == ".json":
        plain, name, _ = json_object(said if isinstance(said, bytes) else Path(said))
        if plain.get("onevisit") == "roster":
            raise InputFaults([Fault("onevisit", "roster", "want the day it was made for: read(source, day)", name)])


def _document(source: Mapping[str, Any]) -> bytes:
    """A dictionary as a JSON document. Raises InputFaults for what JSON cannot hold."""
    try:
        return json.dumps(source, default=_plain).encode()
    except (TypeError, ValueError) as error:
        raise InputFaults([Fault("document", type(source).__name__, f"want plain values; {error}")]) from None


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if hasattr(value, "item"):  # a number of numpy's
        return value.item()
    raise TypeError(f"no place in a document for a {type(value).__name__}")


def _warn(notes: list[str]) -> None:
    for note in notes:
        warnings.warn(note, stacklevel=3)
