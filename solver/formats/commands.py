"""What `onevisit convert` and `onevisit schema` do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from ..domain import Fault, InputFaults, Problem
from ..reading import problem_notes
from .assemble import Fill
from .carry_over import carry_over
from .document import problem_schema, read_problem, roster_schema, write_problem
from .jsontext import json_object, read_bytes
from .literature import is_literature, read_literature
from .mapping import read_mapped
from .sheets import WORKBOOKS
from .tables import read_tables, write_tables


def read_any(path: str | Path, notes: list[str] | None = None, fill: Fill | None = None) -> Problem:
    """A problem from a JSON document (ours, HHCRSP or UHHC), a folder or zip of CSV files, or a workbook.

    notes: gains what is to be told first of the file itself; of the problem in it solver.reading.problem_notes tells.
    fill: adds to the problem before its references are checked, see assemble.py; a literature instance takes nothing.
    Raises InputFaults with every fault at once.
    """
    source = Path(path)
    if source.is_dir() or source.suffix.lower() in (*WORKBOOKS, ".zip"):
        return read_tables(source, notes, fill)
    if source.suffix.lower() == ".csv":
        wanted = "want the folder the CSV files are in (or a mapping file, for the export of another system)"
        raise InputFaults([Fault("file", source.name, wanted, str(source))])
    data, _ = read_bytes(source)
    if b'"caregivers"' in data and is_literature(json_object(source)[0]):
        return read_literature(source)
    return read_problem(source, fill=fill)


def write_any(problem: Problem, target: str | Path) -> None:
    """A problem as JSON (.json), a workbook (.xlsx), a zip of CSV files (.zip) or a folder of them (no ending)."""
    path = Path(target)
    suffix = path.suffix.lower()
    if suffix == ".json":
        write_problem(problem, path)
    elif suffix in (".xlsx", ".zip") or (not suffix or path.is_dir()):
        write_tables(problem, path)
    else:
        wanted = "want a name that ends in .json, .xlsx or .zip, or a folder (no ending)"
        raise InputFaults([Fault("file", path.name, wanted, str(path))])


def convert(
    source: str | Path | Sequence[str | Path],
    target: str | Path,
    mapping: str | Path | None = None,
    into: str | Path | None = None,
    today: date | None = None,
    fill: Fill | None = None,
) -> list[str]:
    """Read a problem in any form and write it in another; nothing is written where anything is wrong.

    A document of an earlier version is brought to the one in use, see carry_over.py. mapping: a TOML mapping file that
    says how to read source, the export (or exports) of another system. into: the day the export is added to. today: the
    day on which this is done, that of the clock unless said. fill: see ``read_any``.
    Returns notes for the reader: what is missing, what was carried over, what is odd. Raises InputFaults.
    """
    notes: list[str] = []
    sources = [source] if isinstance(source, str | Path) else list(source)
    if mapping is not None:
        problem = read_mapped(mapping, sources, read_any(into, notes) if into is not None else None, notes, fill)
    elif into is not None:
        raise InputFaults([Fault("--into", str(into), "want --mapping FILE beside --into DAY")])
    elif len(sources) != 1:
        raise InputFaults([Fault("input", f"{len(sources)} files", "want one, or --mapping FILE for several exports")])
    else:
        problem = read_any(sources[0], notes, fill)
    problem, carried = carry_over(problem, today or date.today())
    write_any(problem, target)
    return [*notes, *carried, *problem_notes(problem, judged=False)]


def schema(kind: Literal["problem", "roster"] = "problem") -> str:
    """The JSON Schema of a problem or a roster document, as text."""
    return json.dumps(problem_schema() if kind == "problem" else roster_schema(), indent=2) + "\n"
