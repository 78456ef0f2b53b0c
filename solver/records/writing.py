"""Records as files: a folder an organisation, all of them or none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from solver.formats.sheets import shown_csv_bytes, workbook_bytes
from solver.formats.writing import write_folder_whole

from .lists import IDS, Record


def write_records(found: Sequence[Record], target: str | Path, xlsx: bool = False) -> list[str]:
    """Write visits.csv and tasks.csv of each record, and record.xlsx where asked, into a new folder.

    Returns the names of the organisations' folders. Raises InputFaults where the folder cannot be written.
    """
    names = _folders([record.organisation.id for record in found])
    files: dict[str, bytes] = {}
    for name, record in zip(names, found, strict=True):
        grids = {"visits": record.visits, "tasks": record.tasks}
        files |= {f"{name}/{list_}.csv": shown_csv_bytes(rows) for list_, rows in grids.items()}
        if xlsx:
            where = str(Path(target) / name / "record.xlsx")
            files[f"{name}/record.xlsx"] = workbook_bytes(grids, dict.fromkeys(grids, IDS), where)
    write_folder_whole(target, files)
    return names


def _folders(ids: Sequence[str]) -> list[str]:
    """A folder's name for each organisation: its id as far as any file system takes it, no two alike."""
    names: list[str] = []
    for number, one in enumerate(ids, 1):
        name = re.sub(r"[^\w-]+", "_", one)[:60]
        taken = name.casefold() in {other.casefold() for other in names}
        names.append(f"{name}_{number}" if taken or not name.strip("_") else name)
    return names
