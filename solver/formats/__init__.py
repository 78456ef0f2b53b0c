"""Problems and rosters in and out of files: documents, tables, and the exports of other systems."""

from .commands import convert, read_any, schema, write_any
from .document import (
    json_bytes,
    problem_document,
    problem_schema,
    read_old_roster,
    read_problem,
    read_roster,
    roster_document,
    roster_made_for,
    roster_schema,
    shift_workers,
    write_problem,
    write_roster,
)
from .mapping import read_mapped
from .tables import read_tables, write_tables
from .writing import write_whole

__all__ = [
    "convert",
    "json_bytes",
    "problem_document",
    "problem_schema",
    "read_any",
    "read_mapped",
    "read_old_roster",
    "read_problem",
    "read_roster",
    "read_tables",
    "roster_document",
    "roster_made_for",
    "roster_schema",
    "schema",
    "shift_workers",
    "write_any",
    "write_problem",
    "write_roster",
    "write_tables",
    "write_whole",
]
