"""The changes of ``onevisit amend``: those said in words on the command line, and those given as JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solver.amend import Change
    from solver.domain import Fault, Problem

_CLOCKS = ("%H:%M", "%H:%M:%S")
MOMENTS = [*_CLOCKS, *(f"%Y-%m-%d{mark}{clock}{zone}" for mark in "T " for clock in _CLOCKS for zone in ("", "%z"))]
_NO_DAY = 1900  # what a time without a date is read as


@dataclass(frozen=True)
class Words:
    """What was said by options. Times of day without a date are of the visit's day, or the problem's first."""

    cancel: tuple[str, ...] = ()
    add: tuple[Path, ...] = ()
    suspend: str | None = None
    window: str | None = None
    earliest: datetime | None = None
    latest: datetime | None = None
    minutes: float | None = None
    task: str | None = None
    from_: datetime | None = None
    to: datetime | None = None
    by: str | None = None
    role: str | None = None
    reason: str | None = None


def read_changes(problem: Problem, words: Words, one_by_one: list[str], file: Path | None) -> tuple[Change, ...]:
    """Every change that is asked for: those in words first, those of the file last. Raises InputFaults."""
    from solver.amend import parse_changes
    from solver.domain import Fault, InputFaults

    faults: list[Fault] = []
    plain = [*_in_words(problem, words, faults), *_in_json(one_by_one, file, faults)]
    if not faults and not plain:
        wanted = "want a change: --cancel, --add, --window, --suspend, --change JSON or --changes FILE"
        faults.append(Fault("--change", None, wanted))
    if faults:
        raise InputFaults(faults)
    return parse_changes(plain)


def _in_words(problem: Problem, words: Words, faults: list[Fault]) -> list[Any]:
    from solver.domain import Fault

    said = {"by": words.by, "reason": words.reason}
    for name in said:
        if said[name] is None and (words.cancel or words.suspend):
            faults.append(Fault(f"--{name}", None, "want who does it and why: --by NAME, --reason TEXT"))
    plain: list[Any] = [{"change": "cancel", "visit": visit, **said} for visit in words.cancel]
    for path in words.add:
        plain += _added(path, faults)
    if words.window is not None:
        at = _first_moment(problem, words.window)
        fields = {
            "earliest": _moment(problem, words.earliest, at),
            "latest": _moment(problem, words.latest, at),
            "minutes": words.minutes,
            "task": words.task,
            "role": words.role,
            "by": words.by,
        }
        told = {name: value for name, value in fields.items() if value is not None}
        plain.append({"change": "window", "visit": words.window, **told})
    else:
        for name in ("earliest", "latest", "minutes", "task"):
            if getattr(words, name) is not None:
                faults.append(Fault(f"--{name}", str(getattr(words, name)), "want --window VISIT with it"))
    if words.suspend is not None:
        what, _, of = words.suspend.partition("=")
        ends = {"to": _moment(problem, words.to, 0)} if words.to is not None else {}
        begins = _moment(problem, words.from_, 0) or datetime.now().astimezone().replace(microsecond=0).isoformat()
        plain.append({"change": "suspend", "what": what, "of": of, "from": begins, **ends, **said})
    return plain


def _added(path: Path, faults: list[Fault]) -> list[Any]:
    """The change in a file that holds a visit, or {"visit": ..., "client": ..., "place": ...}."""
    from solver.domain import InputFaults
    from solver.formats.jsontext import json_object

    try:
        value, name, odd = json_object(path)
    except InputFaults as error:
        faults += error.faults
        return []
    faults += [replace(fault, file=name) for fault in odd.values()]
    return [{"change": "add", **(value if isinstance(value.get("visit"), dict) else {"visit": value})}]


def _in_json(one_by_one: list[str], file: Path | None, faults: list[Fault]) -> list[Any]:
    """The changes given as JSON, those of the file last."""
    from solver.domain import Fault, InputFaults
    from solver.formats.jsontext import decode, json_object, read_bytes

    plain: list[Any] = []
    for text in one_by_one:
        try:
            value, _, odd = json_object(text.encode())
            faults += odd.values()
            plain.append(value)
        except InputFaults as error:
            faults += [replace(fault, where=f"--change, {fault.where}") for fault in error.faults]
    if file is not None:
        data, name = read_bytes(file)
        text = decode(data, name)
        # A list may stand alone; the reader wants an object.
        data = f'{{"changes": {text}}}'.encode() if text.lstrip().startswith("[") else data
        try:
            value, _, odd = json_object(data)
            faults += [replace(fault, file=name) for fault in odd.values()]
            listed = value.get("changes")
            if isinstance(listed, list):
                plain += listed
            else:
                faults.append(Fault("changes", listed, "want a list of changes", name))
        except InputFaults as error:
            faults += [replace(fault, file=name) for fault in error.faults]
    return plain


def _first_moment(problem: Problem, visit: str) -> int:
    """When a visit may begin first, in ticks; of one that is not known, the beginning."""
    found = problem.visit.get(visit)
    return found.windows[0].start if found is not None else 0


def _moment(problem: Problem, when: datetime | None, at: int) -> str | None:
    """A moment with its offset, as changes say it. A mere time of day is one of the day of ``at``, in ticks."""
    if when is None:
        return None
    if when.year == _NO_DAY:
        day = problem.horizon.date(at)
        when = when.replace(year=day.year, month=day.month, day=day.day)
    if when.tzinfo is None:
        local = problem.horizon.moment(0).tzinfo
        when = when.replace(tzinfo=local)
    return when.isoformat()
