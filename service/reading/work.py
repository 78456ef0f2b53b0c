"""The work on documents that may be large: pure functions that a process of its own can be given."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.store.compression import decompress
from service.store.problems import Submission
from solver import Fault, InputFaults, Pack, Problem, Roster, problem_document, read_problem, read_roster
from solver.check import refuse_other_day
from solver.reading import problem_notes

from .archives import look_through
from .body import XLSX, Body
from .documents import Bounds, content, envelope, under, unsafe
from .rule_pack import rule_pack

__all__ = [
    "Asked",
    "Bounds",
    "Submission",
    "content",
    "document_of",
    "read_request",
    "require_fit",
    "roster_in",
    "submission",
]


def submission(body: Body, bounds: Bounds) -> Submission:
    """The problem in an upload: JSON, workbook or zip of CSV files. Raises InputFaults with every fault."""
    notes: list[str] = []
    if body.json:
        try:
            plain = envelope(body.where, bounds)
            problem = _problem(plain)
        except InputFaults as error:
            raise InputFaults([replace(one, file=body.name) for one in error.faults]) from None
    else:
        problem = _tables(body, bounds, notes)
        notes = [note.replace(str(body.where), body.name) for note in notes]
    pack = Pack.for_problem(problem)  # its own rule values, which only the rules know
    return Submission.of(problem, [*notes, *problem_notes(problem, pack)])


def _problem(plain: dict[str, Any]) -> Problem:
    if "caregivers" in plain:
        raise InputFaults([Fault("document", "a literature instance", "want a problem: onevisit convert makes one")])
    return read_problem(json.dumps(plain).encode())


def _tables(body: Body, bounds: Bounds, notes: list[str]) -> Problem:
    from solver.formats import read_tables

    assert isinstance(body.where, Path)
    look_through(body.where, body.name, body.kind == XLSX, bounds)
    try:
        problem = read_tables(body.where, notes)
    except InputFaults as error:
        where = str(body.where)
        told = [replace(one, file=one.file.replace(where, body.name)) for one in error.faults]
        raise InputFaults(told) from None
    faults = list(unsafe(problem_document(problem)))
    if faults:
        raise InputFaults([replace(one, file=body.name) for one in faults])
    return problem


class Wanted(BaseModel):
    """What may stand in a request for a roster, or for a judgement, beside problem and roster."""

    model_config = ConfigDict(extra="forbid", strict=True)

    problem: str | dict[str, Any]
    roster: dict[str, Any] | None = None
    start: dict[str, Any] | None = None
    seconds: float = Field(default=20, gt=0, allow_inf_nan=False)
    joins: Literal["off", "suggest", "apply"] = "suggest"
    rules: str | None = None
    seed: int = Field(default=0, ge=0, lt=2**31)
    urgent: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A request read: problem is an id, or what was submitted with it. start, roster: JSON of a roster."""

    problem: str | Submission
    roster: bytes | None
    start: bytes | None
    seconds: float
    joins: str
    rules: str | None
    seed: int
    urgent: bool


def read_request(body: Body, bounds: Bounds, names: frozenset[str], longest: float) -> Asked:
    """A request for a roster or a judgement. names: what it may hold. longest: seconds one may ask for.

    Raises InputFaults with every fault, the inline problem's and those of what stands beside it among them.
    """
    plain = envelope(body.where, bounds)
    faults = [Fault(name, None, f"want only {', '.join(sorted(names))}") for name in sorted(plain) if name not in names]
    try:
        wanted = Wanted.model_validate({name: value for name, value in plain.items() if name in names})
    except ValidationError as error:
        raise InputFaults([*faults, *_schema(error)]) from None
    if wanted.seconds > longest:
        faults.append(Fault("seconds", wanted.seconds, f"want at most {longest:g} seconds"))
    inline: Problem | None = None
    if isinstance(wanted.problem, dict):
        try:
            inline = _problem(wanted.problem)
        except InputFaults as error:
            faults += under("problem", error)
    roster, start = (None if one is None else json.dumps(one).encode() for one in (wanted.roster, wanted.start))
    if inline is not None:
        faults += _unfit(inline, wanted.rules, {"roster": roster, "start": start})
    if faults:
        raise InputFaults(faults)
    problem = wanted.problem if isinstance(wanted.problem, str) else Submission.of(inline) if inline else ""
    return Asked(problem, roster, start, wanted.seconds, wanted.joins, wanted.rules, wanted.seed, wanted.urgent)


def require_fit(document: bytes, rules: str | None, start: bytes | None) -> None:
    """Raises InputFaults where a rule pack or a roster does not fit a problem of the store."""
    faults = _unfit(read_problem(decompress(document), kept=True), rules, {"start": start})
    if faults:
        raise InputFaults(faults)


def roster_in(name: str, data: bytes, problem: Problem) -> Roster:
    """The roster of a request. Raises InputFaults under its name there.

    One to start from may be of another version of the day, or of another day; what became of it is told with the
    answer.
    """
    try:
        if name == "start":
            return read_roster(data, problem, [])
        made = read_roster(data, problem)
        refuse_other_day(problem, made, "rounds")
        return made
    except InputFaults as error:
        raise InputFaults(under(name, error)) from None


def _unfit(problem: Problem, rules: str | None, rosters: dict[str, bytes | None]) -> list[Fault]:
    faults: list[Fault] = []
    try:
        rule_pack(rules, problem)
    except InputFaults as error:
        faults += error.faults
    for name, data in rosters.items():
        if data is not None:
            try:
                roster_in(name, data, problem)
            except InputFaults as error:
                faults += error.faults
    return faults


def _schema(error: ValidationError) -> list[Fault]:
    return [
        Fault(
            ".".join(str(step) for step in one["loc"][:1]) or "document",
            None if one["type"] == "missing" else one["input"],
            "want it there" if one["type"] == "missing" else f"want it otherwise: {one['msg']}",
        )
        for one in error.errors(include_url=False)
    ]


def document_of(packed: bytes) -> dict[str, Any]:
    """A packed document as plain values."""
    plain: dict[str, Any] = json.loads(decompress(packed))
    return plain
