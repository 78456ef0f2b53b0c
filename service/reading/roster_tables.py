"""A roster in a workbook into the document that the API takes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from service.store.compression import decompress
from solver import Fault, InputFaults, read_problem, read_roster, roster_document

from .archives import look_through
from .body import XLSX, Body
from .documents import Bounds


def read_table(body: Body, bounds: Bounds, document: bytes) -> bytes:
    """JSON of the roster and of what is to be told of it. document: the problem as the store keeps it.

    Raises InputFaults with every fault.
    """
    if body.kind != XLSX or not isinstance(body.where, Path):
        raise InputFaults([Fault("file", body.name, "want a workbook (.xlsx)", body.name)])
    look_through(body.where, body.name, True, bounds)
    problem = read_problem(decompress(document), kept=True)
    where = str(body.where)
    notes: list[str] = []
    try:
        roster = read_roster(body.where, problem, notes)
    except InputFaults as error:
        raise InputFaults([replace(one, file=one.file.replace(where, body.name)) for one in error.faults]) from None
    told = [note.replace(where, body.name) for note in notes]
    return json.dumps({"roster": roster_document(roster, problem), "notes": told}).encode()
