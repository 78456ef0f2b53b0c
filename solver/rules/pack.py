"""The rule pack: every figure the rules use, with its kind, source and date, read from TOML and checked whole."""

from __future__ import annotations

import hashlib
import json
import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from solver.domain import Catalogue, Fault, InputFaults, Problem, TaskCode

from .task_catalogue import catalogue_of, task_faults

_BUILT_IN = Path(__file__).with_name("pack.toml")
_KINDS = ("statute", "guidance", "contract", "local", "literature")
_MAY_BE_NEGATIVE = {"threshold_minutes", "latitude", "longitude"}  # -1: a break is owed always; south, west
_AT_MOST = {
    "grace_days": 90,  # what a pack may lower, never raise
    **dict.fromkeys(
        ("from_hour", "to_hour", "sleep_from_hour", "sleep_to_hour", "daylight_from_hour", "daylight_to_hour"), 24
    ),
    **dict.fromkeys(("first_hours", "last_hours"), 48),  # buses after midnight belong to the day before
    "latitude": 90,
    "longitude": 180,
}
_LARGEST = 1e9  # of any number: more is a slip, and no time or price
_AT_LEAST = {"dose_minutes": 60}  # what a pack may raise, never lower
_PAIR = " > "  # between two task codes, the first before the second
_OUR_OWN = ("always", "looser", "means")  # no pack changes these
_SOFTENED = ("competency", "refused_worker")  # hard on every real clock, whatever a pack says


@dataclass(frozen=True)
class Entry:
    """One rule of the pack. ``always``: structural, cannot be switched off.

    looser: by value, which change of it asks less of a roster; see the head of pack.toml. means: by value, its unit and
    what it is for ("minutes: A duty longer than this owes a break.").
    """

    about: str
    kind: str
    source: str
    effective: date
    enabled: bool
    always: bool
    values: dict[str, Any]
    looser: Mapping[str, str] = field(default_factory=dict)
    means: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pack:
    """Values and prices (pence) of every rule, by rule id. tasks: what the pack adds to the task catalogue."""

    name: str
    version: str
    entries: dict[str, Entry]
    tasks: tuple[TaskCode, ...] = ()

    @classmethod
    def load(cls, path: Path | None = None) -> Pack:
        """The built-in pack, or that one changed by a TOML file that names only what differs.

        Raises InputFaults with every unknown rule, unknown value and wrong type, and OSError when there is no file.
        """
        built_in = _built_in()
        if path is None:
            return built_in
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputFaults([Fault("pack", str(error), "want a TOML file in UTF-8", str(path))]) from None
        faults: list[Fault] = []
        name, version = raw.pop("name", built_in.name), raw.pop("version", built_in.version)
        for where, value in (("name", name), ("version", version)):
            if not isinstance(value, str):
                faults.append(Fault(where, value, "want text", str(path)))
        entries = dict(built_in.entries)
        tasks, wrong = task_faults(raw.pop("task", []), str(path))
        faults += wrong
        for rule, table in raw.items():
            if entry := _known_rule(entries, rule, table, rule, faults, str(path)):
                entries[rule] = _described(entry, table, rule, faults, str(path))
        if faults:
            raise InputFaults(faults)
        return cls(name, version, entries, tasks)

    @classmethod
    def for_problem(cls, problem: Problem, path: Path | None = None) -> Pack:
        """The pack with the problem's own overrides ({rule id: {value name: value}}, "enabled" among them) applied.

        Raises InputFaults for unknown names, wrong types, and a structural rule switched off or a hard one softened.
        """
        pack = cls.load(path)
        faults: list[Fault] = []
        entries = dict(pack.entries)
        for rule, overrides in problem.pack.items():
            where = f"pack.{rule}"
            if not (entry := _known_rule(entries, rule, overrides, where, faults, "")):
                continue
            rest = dict(overrides)
            enabled = _switch(entry, rest.pop("enabled", entry.enabled), where, faults, "")
            values = _merged(entry.values, rest, where, faults, "")
            entries[rule] = replace(entry, enabled=enabled, values=values)
        for visit in entries["unserved"].values["visits"]:
            if visit not in problem.visit:
                faults.append(Fault("pack.unserved.visits", visit, "want the id of one of the visits"))
        if not problem.horizon.abstract:
            for rule in _SOFTENED:
                if entries[rule].values["hard"] is False or not entries[rule].enabled:
                    wanted = "want this rule on and hard; only literature instances may soften it"
                    faults.append(Fault(f"pack.{rule}", "softened", wanted))
        if faults:
            raise InputFaults(faults)
        return cls(pack.name, pack.version, entries, pack.tasks)

    def values(self, rule: str) -> dict[str, Any]:
        """The values of one rule. Raises KeyError for an unknown id."""
        return self.entries[rule].values

    def enabled(self, rule: str) -> bool:
        return self.entries[rule].enabled

    def as_if_signed(self) -> Pack:
        """The pack under which joint visits wait for no signature: for comparisons and proposals, told by its name.

        No file and no problem can ask for it, since join_signed has no values there. Refusals stand all the same.
        """
        entry = self.entries["join_signed"]
        if entry.values.get("as_if_signed"):
            return self
        loosened = replace(entry, values={"as_if_signed": True})
        name = f"{self.name}, as if every joint visit were signed for"
        return replace(self, name=name, entries={**self.entries, "join_signed": loosened})

    def catalogue(self, problem: Problem) -> Catalogue:
        """The task catalogue in force for a problem."""
        return catalogue_of(problem, self.tasks)

    @cached_property
    def digest(self) -> str:
        """A fingerprint of everything in force (SHA-256, hex)."""
        plain = {
            rule: [entry.kind, entry.source, entry.effective.isoformat(), entry.enabled, entry.values]
            for rule, entry in self.entries.items()
        }
        tasks = [task.model_dump(mode="json", by_alias=True) for task in self.tasks]
        text = json.dumps([self.name, self.version, plain, *([tasks] if tasks else [])], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1)
def _built_in() -> Pack:
    raw = tomllib.loads(_BUILT_IN.read_text(encoding="utf-8"))
    name, version = raw.pop("name"), raw.pop("version")
    return Pack(name, version, {rule: Entry(**{"always": False, **table}) for rule, table in raw.items()})


def _known_rule(
    entries: Mapping[str, Entry], rule: str, table: object, where: str, faults: list[Fault], file: str
) -> Entry | None:
    if rule not in entries:
        faults.append(Fault(where, rule, f"want one of the rules: {', '.join(sorted(entries))}", file))
        return None
    if not isinstance(table, Mapping):
        faults.append(Fault(where, table, "want a table of values", file))
        return None
    return entries[rule]


def _described(entry: Entry, table: Mapping[str, Any], where: str, faults: list[Fault], file: str) -> Entry:
    changes: dict[str, Any] = {}
    for name, value in table.items():
        if name == "values" and isinstance(value, Mapping):
            changes["values"] = _merged(entry.values, value, f"{where}.values", faults, file)
        elif name == "enabled":
            changes["enabled"] = _switch(entry, value, where, faults, file)
        elif name == "kind" and value not in _KINDS:
            faults.append(Fault(f"{where}.kind", value, f"want one of {', '.join(_KINDS)}", file))
        elif name == "effective" and type(value) is not date:
            faults.append(Fault(f"{where}.effective", value, "want a date such as 2026-04-06", file))
        elif name in ("about", "source", "kind", "effective") and isinstance(value, str | date):
            changes[name] = value
        elif name in _OUR_OWN and value == getattr(entry, name):
            continue  # in a copy of the built-in file
        else:
            wanted = "want about, kind, source, effective, enabled, and a table called values"
            faults.append(Fault(f"{where}.{name}", value, wanted, file))
    return replace(entry, **changes)


def _switch(entry: Entry, value: object, where: str, faults: list[Fault], file: str) -> bool:
    if not isinstance(value, bool):
        faults.append(Fault(f"{where}.enabled", value, "want true or false", file))
    elif entry.always and not value:
        faults.append(Fault(f"{where}.enabled", value, "want true; this rule cannot be switched off", file))
    return bool(value)


def _merged(
    known: Mapping[str, Any], given: Mapping[str, Any], where: str, faults: list[Fault], file: str
) -> dict[str, Any]:
    values = dict(known)
    for name, value in given.items():
        if name not in known:
            names = ", ".join(sorted(known)) or "none"
            faults.append(Fault(f"{where}.{name}", value, f"want one of the values this rule has: {names}", file))
            continue
        wrong = list(_wrong(known[name], value, name))
        faults.extend(Fault(f"{where}.{name}", value, wanted, file) for wanted in wrong)
        if not wrong:
            values[name] = {**known[name], **value} if isinstance(value, Mapping) else value
    return values


def _wrong(known: Any, value: Any, name: str) -> Iterator[str]:
    """What is wrong with a value, judged by the built-in one in its place."""
    if isinstance(known, bool):
        if not isinstance(value, bool):
            yield "want true or false"
    elif isinstance(known, list):
        yield from _wrong_list(known, value, _AT_MOST.get(name, _LARGEST))
    elif isinstance(known, dict):
        yield from _wrong_table(known, value)
    elif not _number(value) or (value < 0 and name not in _MAY_BE_NEGATIVE):
        yield "want a number" if name in _MAY_BE_NEGATIVE else "want a number, not below 0"
    elif value > _AT_MOST.get(name, _LARGEST):
        yield f"want {_AT_MOST.get(name, _LARGEST):,.0f} at most"
    elif value < -_AT_MOST.get(name, _LARGEST):
        yield f"want {-_AT_MOST.get(name, _LARGEST):,.0f} at least"
    elif value < _AT_LEAST.get(name, value):
        yield f"want {_AT_LEAST[name]} at least"
    elif isinstance(known, int) and value != int(value):
        yield "want a whole number"


def _wrong_list(known: list[Any], value: Any, most: float) -> Iterator[str]:
    if not all(isinstance(item, str) for item in known):
        if not isinstance(value, list | tuple) or len(value) != len(known) or not all(map(_amount, value)):
            yield f"want a list of {len(known)} numbers, none below 0"
        elif max(value) > most:
            yield f"want {most:,.0f} at most"
        return
    # One of texts; so is an empty one.
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item.strip() for item in value):
        yield "want a list of texts"
    elif known and _PAIR in known[0] and (odd := [item for item in value if not _pair(item)]):
        yield f'want pairs of task codes such as "{known[0]}"; found {", ".join(odd)}'


def _wrong_table(known: dict[str, Any], value: Any) -> Iterator[str]:
    if not isinstance(value, Mapping) or not all(map(_amount, value.values())):
        yield "want a table of numbers, none below 0"
    elif any(_PAIR in key for key in known):
        if odd := [key for key in value if not _pair(key)]:
            yield f'want pairs of task codes such as "{next(iter(known))}"; found {", ".join(odd)}'
    elif known and (extra := [key for key in value if key not in known]):
        yield f"want only {', '.join(known)}; found {', '.join(extra)}"


def _pair(text: str) -> bool:
    """Two task codes, "insulin > meal"."""
    return len([code for code in text.split(_PAIR) if code.strip()]) == 2 and text.count(_PAIR) == 1


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _amount(value: Any) -> bool:
    return _number(value) and 0 <= value <= _LARGEST


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One line of the table that ``onevisit rules`` prints."""

    rule: str
    on: bool
    kind: str
    values: str
    effective: str
    source: str
    about: str


def rules_table(pack: Pack) -> list[RuleRow]:
    """Every rule of the pack in order, values as short text."""
    return [
        RuleRow(
            rule,
            entry.enabled,
            entry.kind,
            ", ".join(f"{name} = {plain_value(value)}" for name, value in entry.values.items()),
            entry.effective.isoformat(),
            entry.source,
            entry.about,
        )
        for rule, entry in pack.entries.items()
    ]


def plain_value(value: Any) -> str:
    """A value of a rule as short text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} {plain_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return " / ".join(map(plain_value, value))
    if isinstance(value, str):
        return value
    return f"{value:g}" if isinstance(value, float) and value < 1e6 else f"{value:,.0f}"
