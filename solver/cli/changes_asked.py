"""The changes of ``onevisit amend``: those said in words on the command line, and those given as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .times_said import NO_DAY

if TYPE_CHECKING:
    from solver.amend import Change
    from solver.domain import Fault, Problem

_WHERE = re.compile(r"changes\[(\d+)\]\.?(.*)")


@dataclass(frozen=True)
class Words:
    """What was said by options. Times of day without a date are of the visit's day, or the problem's first."""

    cancel: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()  # of those absent; none: all they have
    add: tuple[Path, ...] = ()
    suspend: str | None = None
    client: str | None = None
    window: str | None = None
    earliest: datetime | None = None
    latest: datetime | None = None
    minutes: float | None = None
    late: str | None = None
    until: datetime | None = None
    task: str | None = None
    from_: datetime | None = None
    to: datetime | None = None
    by: str | None = None
    role: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Said:
    """A change as plain JSON values, and how it was said. options: the option that each of its fields came by.

    file, bare: of a visit added, its file, and whether that holds the visit alone.
    """

    plain: Any
    options: dict[str, str] = field(default_factory=dict)
    file: str = ""
    bare: bool = False


def read_changes(problem: Problem, words: Words, one_by_one: list[str], file: Path | None) -> list[Said]:
    """Every change that is asked for: those in words first, those of the file last. Raises InputFaults."""
    from solver.domain import Fault, InputFaults

    faults: list[Fault] = []
    said = [*_in_words(problem, words, faults), *map(Said, _in_json(one_by_one, file, faults))]
    if not faults and not said:
        wanted = (
            "want a change: --cancel, --absent, --add, --window, --suspend, --late, --change JSON or --changes FILE"
        )
        faults.append(Fault("--change", None, wanted))
    if faults:
        raise InputFaults(faults)
    return said


def parse_said(said: Sequence[Said]) -> tuple[Change, ...]:
    """The changes themselves. Raises InputFaults."""
    from solver.amend import parse_changes

    return parse_changes([one.plain for one in said])


@contextmanager
def faults_where_said(said: Sequence[Said]) -> Iterator[None]:
    """Tell faults of changes by the option or the file in which each was said; those given as JSON by their place."""
    from solver.domain import InputFaults

    try:
        yield
    except InputFaults as error:
        raise InputFaults([_where_said(fault, said) for fault in error.faults]) from None


def _where_said(fault: Fault, said: Sequence[Said]) -> Fault:
    found = _WHERE.fullmatch(fault.where)
    if found is None:
        return fault
    one, rest = said[int(found[1])], found[2]
    name = rest.partition(".")[0].partition("[")[0]
    if one.file and name not in one.options:
        inside = rest.removeprefix("visit.") if one.bare else rest
        return replace(fault, where=inside, file=one.file)
    return replace(fault, where=one.options[name]) if name in one.options else fault


def _in_words(problem: Problem, words: Words, faults: list[Fault]) -> list[Said]:
    from solver.domain import Fault

    said = {"by": words.by, "reason": words.reason}
    asked = {name: f"--{name}" for name in ("by", "reason", "role")}
    for name in said:
        if said[name] is None and (words.cancel or words.suspend or words.late):
            faults.append(Fault(f"--{name}", None, "want who does it and why: --by NAME, --reason TEXT"))
    role = _given(words, "role")
    plain = [
        Said({"change": "cancel", "visit": visit, **said, **role}, {"visit": "--cancel", **asked})
        for visit in words.cancel
    ]
    only = {"shifts": list(words.shifts)} if words.shifts else {}
    plain += [Said({"change": "absent", "worker": worker, **only}, {"worker": "--absent"}) for worker in words.absent]
    for path in words.add:
        plain += _added(path, _given(words, "by", "role"), asked, faults)
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
        options = {"visit": "--window", **{name: f"--{name}" for name in fields}}
        plain.append(Said({"change": "window", "visit": words.window, **told}, options))
    else:
        for name in ("earliest", "latest", "minutes", "task"):
            if getattr(words, name) is not None:
                faults.append(Fault(f"--{name}", str(getattr(words, name)), "want --window VISIT with it"))
    if words.suspend is not None:
        what, _, of = words.suspend.partition("=")
        ends = {"to": _moment(problem, words.to, 0)} if words.to is not None else {}
        whose = {"client": words.client} if words.client is not None else {}
        begins = _moment(problem, words.from_, 0) or datetime.now().astimezone().replace(microsecond=0).isoformat()
        options = {
            "what": "--suspend",
            "of": "--suspend",
            "client": "--client",
            "from": "--from",
            "to": "--to",
            **asked,
        }
        plain.append(
            Said({"change": "suspend", "what": what, "of": of, "from": begins, **ends, **whose, **said}, options)
        )
    if words.late is not None or words.until is not None:
        plain += _late(problem, words, said, asked, faults)
    return plain


def _late(
    problem: Problem, words: Words, said: dict[str, str | None], asked: dict[str, str], faults: list[Fault]
) -> list[Said]:
    """A late start that somebody accepts."""
    from solver.domain import Fault

    if words.late is None or words.until is None:
        missing = "--late" if words.late is None else "--until"
        faults.append(Fault(missing, None, "want both: --late VISIT --until TIME, the latest start that is accepted"))
        return []
    until = _moment(problem, words.until, _first_moment(problem, words.late))
    role = _given(words, "role")
    options = {"visit": "--late", "until": "--until", **asked}
    return [Said({"change": "late", "visit": words.late, "until": until, **said, **role}, options)]


def _given(words: Words, *names: str) -> dict[str, str]:
    """Those of some options that were given."""
    return {name: value for name in names if (value := getattr(words, name)) is not None}


def _added(path: Path, who: dict[str, str], asked: dict[str, str], faults: list[Fault]) -> list[Said]:
    """The change in a file that holds a visit, or {"visit": ..., "client": ..., "place": ...}. who: wants it."""
    from solver.domain import InputFaults
    from solver.formats.jsontext import json_object

    try:
        value, name, odd = json_object(path)
    except InputFaults as error:
        faults += error.faults
        return []
    faults += [replace(fault, file=name) for fault in odd.values()]
    bare = not isinstance(value.get("visit"), dict)
    plain = {"change": "add", **({"visit": value} if bare else value), **who}
    return [Said(plain, asked, file=name, bare=bare)]


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


def moment_of(problem: Problem, when: datetime | None, at: int) -> int | None:
    """A moment in ticks; None where none is said. A mere time of day is one of the day of ``at``, in ticks."""
    said = _moment(problem, when, at)
    return None if said is None else problem.horizon.ticks(datetime.fromisoformat(said))


def _moment(problem: Problem, when: datetime | None, at: int) -> str | None:
    """A moment with its offset, as changes say it. A mere time of day is one of the day of ``at``, in ticks."""
    if when is None:
        return None
    if when.year == NO_DAY:
        day = problem.horizon.date(at)
        when = when.replace(year=day.year, month=day.month, day=day.day)
    if when.tzinfo is None:
        local = problem.horizon.moment(0).tzinfo
        when = when.replace(tzinfo=local)
    return when.isoformat()
