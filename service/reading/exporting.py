"""Rosters as files, by the solver's own writers. Nothing a name or a note says becomes a formula in a spreadsheet."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from service import views
from service.store import problems
from service.store.compression import decompress, unpack
from service.web.problem_details import Refusal
from solver import Fault, InputFaults, Problem, Roster, read_roster
from solver.check import check
from solver.formats import json_bytes
from solver.formats.calendar import calendar_text
from solver.formats.sheets import shown_csv_bytes, workbook_bytes
from solver.plot import write_roster_workbook
from solver.reading import problem_notes
from solver.records import IDS, Record, as_made, records
from solver.rules import Pack
from solver.rules.authority.stopped import list_resting

from .rule_pack import rule_pack

Form = Literal["json", "xlsx", "csv", "ics"]


def write_export(
    document: bytes,
    roster: bytes,
    rules: str | None,
    form: Form,
    organisation: str | None,
    worker: str | None = None,
    whole: bool = True,
) -> bytes:
    """A roster as a file. document, roster: as the store keeps them. organisation: its own part alone.

    json: the document. xlsx: the workbook of the day, or the record of an organisation. csv: a zip of the records of
    every organisation, or of the one. ics: the calendar of a worker, or a zip of those of every worker (of one
    organisation). whole: whether whoever asks may read all of the roster. Raises Refusal 409 for any file of a roster
    that rests on something stopped: whoever takes it would send people out; and for records of one that breaks a hard
    rule.
    """
    problem = problems.load(document)
    made, pack = read_roster(decompress(roster), problem), rule_pack(rules, problem)
    _refuse_stopped(problem, made, pack, whole)
    if form == "ics":
        return _calendars(problem, made, organisation, worker, pack)
    asking = dict.fromkeys(visit.organisation for visit in problem.visits)
    if organisation is not None and organisation not in asking:
        wanted = f"want an organisation that commissioned visits: {', '.join(asking)}"
        raise InputFaults([Fault("organisation", organisation, wanted)])
    if form == "json":
        return _document(problem, roster, organisation)
    if form == "xlsx" and organisation is None:
        return _workbook(problem, made, pack)
    found = _records(problem, made, pack)
    if form == "xlsx":
        grids = _grids(next(one for one in found if one.organisation.id == organisation))
        return workbook_bytes(grids, dict.fromkeys(grids, IDS), "record.xlsx")
    return _zip([one for one in found if organisation in (None, one.organisation.id)])


def export_coded(document: bytes, roster: bytes, rules: str | None, organisation: str) -> bytes:
    """The document with codes in the place of names, for analysts. Raises Refusal 409 as ``write_export`` does."""
    problem = problems.load(document)
    _refuse_stopped(problem, read_roster(decompress(roster), problem), rule_pack(rules, problem), whole=False)
    return json_bytes(views.seen_roster(unpack(roster), problem, "pseudonymised", organisation))


def _document(problem: Problem, roster: bytes, organisation: str | None) -> bytes:
    whole: dict[str, Any] = json.loads(decompress(roster))
    if organisation is None:
        return json_bytes(whole)
    return json_bytes(views.seen_roster(whole, problem, "partner", organisation))


def _workbook(problem: Problem, roster: Roster, pack: Pack) -> bytes:
    judged = check(problem, roster, pack)
    notes = [f"Rules: pack {pack.name} {pack.version}, fingerprint {pack.digest[:12]}."]
    with tempfile.TemporaryDirectory(prefix="onevisit-") as folder:
        path = Path(folder) / "roster.xlsx"
        write_roster_workbook(problem, roster, judged, path, notes, problem_notes(problem, pack))
        return path.read_bytes()


def _records(problem: Problem, roster: Roster, pack: Pack) -> list[Record]:
    made, over = as_made(problem, roster)
    judged = check(made, over, pack)
    if not judged.feasible:
        raise Refusal(409, "No records of this roster", "it breaks a hard rule; the judgement says which")
    return records(problem, roster, made, judged.timeline, pack)


def _grids(record: Record) -> dict[str, list[list[Any]]]:
    return {"visits": record.visits, "tasks": record.tasks}


def _zip(found: Sequence[Record]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, record in enumerate(found, 1):
            for name, rows in _grids(record).items():
                archive.writestr(f"{_folder(record.organisation.id, number)}/{name}.csv", shown_csv_bytes(rows))
    return out.getvalue()


def _calendars(problem: Problem, roster: Roster, organisation: str | None, worker: str | None, pack: Pack) -> bytes:
    if worker is not None:
        return calendar_text(problem, roster, worker, pack=pack).encode()
    on = {round_.shift for round_ in roster.rounds if round_.stops}
    busy = dict.fromkeys(shift.worker for shift in problem.shifts if shift.id in on)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, one in enumerate(busy, 1):
            if organisation in (None, problem.worker[one].organisation):
                archive.writestr(f"{_folder(one, number)}.ics", calendar_text(problem, roster, one, pack=pack))
    return out.getvalue()


def _refuse_stopped(problem: Problem, made: Roster, pack: Pack, whole: bool) -> None:
    """Nobody is sent out with a round that rests on what was stopped. What and whose is for who may read the whole."""
    if problem.suspensions and (stopped := list_resting(check(problem, made, pack).breaches)):
        why = " ".join(stopped[:3]) if whole else "it rests on something that was stopped; its owner takes that off"
        raise Refusal(409, "No file of this roster", why)


def _folder(id_: str, number: int) -> str:
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in id_)[:60]
    return plain if plain == id_ else f"{plain}_{number}"
