"""The canonical document: one JSON file for a problem, one for a roster, versioned and without loss.

Instants are ISO 8601 with their offset (plain minutes on a literature clock), durations are minutes, and what equals
its default is left out. Equal problems give equal bytes: objects keep their order and stand one on a line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from ..domain import Fault, InputFaults, Join, Problem, Roster, Round, Unserved
from ..domain.joint import joins_by_name
from .assemble import Fill, assemble, distinct
from .joins import join_faults, joint_names
from .jsontext import Source, json_object
from .other_version import adopt_roster, refuse_strange
from .roster_tables import is_roster_table, read_roster_table
from .wording import Path as Steps
from .wording import path_text, schema_faults
from .writing import write_whole

# Versions that are read. A document that says none is of the first; problems are written in the version they are in.
VERSIONS: dict[str, tuple[str, ...]] = {"problem": ("1", "2"), "roster": ("1",)}

Model = TypeVar("Model", bound=BaseModel)


def read_problem(source: Source, kept: bool = False, fill: Fill | None = None) -> Problem:
    """The problem in a JSON document (a path, or the bytes). Raises InputFaults with every fault at once.

    kept: a document that was taken in before, such as the service's own: what is merely implausible, and what has
    become a fault at the door since, does not make it unreadable. fill: see ``assemble``.
    """
    plain, name, odd = json_object(source)
    odd |= _envelope(plain, "problem", name)
    plain.pop("onevisit", None)
    plain.setdefault("version", VERSIONS["problem"][0])
    return assemble(plain, lambda _, fault: replace(fault, file=name), odd, kept, fill)


def problem_document(problem: Problem) -> dict[str, Any]:
    """A problem as plain JSON values, the same for equal problems."""
    context = {"horizon": problem.horizon}
    fields = problem.model_dump(mode="json", by_alias=True, exclude_defaults=True, context=context)
    fields.pop("version", None)
    return {"onevisit": "problem", "version": problem.version, **fields}


def write_problem(problem: Problem, target: str | Path) -> None:
    """Write a problem as a JSON document, whole or not at all."""
    write_whole(target, json_bytes(problem_document(problem)))


def read_roster(source: Source, problem: Problem, notes: list[str] | None = None) -> Roster:
    """The roster in a JSON document, or in a table (roster_tables.py), for a problem that has its shifts and visits.

    Names beside the roster's own (score, check, explanations) are left to whoever wrote them. The document may have
    been made for another problem (see roster_made_for): a day gains a visit, and yesterday's roster is the start.
    A stop may name what a join of the roster makes. notes: where it is given, a document that was made for another
    version of the day is taken as far as it is one of this day, and what became of the rest is told there. Raises
    InputFaults with every fault, else unknown shifts and visits and joins that do not work among them.
    """
    if isinstance(source, str | Path) and is_roster_table(source):
        return read_roster_table(source, problem, notes)
    plain, name, odd, faults, rounds, unserved, joins = _roster_parts(source, problem)
    if notes is not None and not faults and plain.get("problem", problem.digest) != problem.digest:
        placed, out = [item for _, item in rounds], [item for _, item in unserved]
        adopted, told = adopt_roster(problem, placed, out, [item for _, item in joins], name)
        notes += told
        return adopted
    faults += join_faults(problem, joins)
    faulty = _names_at(plain, {path[1] for path, _ in faults if path[0] == "joins" and len(path) > 1})
    made = joint_names(problem, (join for _, join in joins), faulty)
    for index, shift_round in rounds:
        if shift_round.shift not in problem.shift:
            where: Steps = ("rounds", index, "shift")
            faults.append((where, Fault(path_text(where), shift_round.shift, "want the id of one of the shifts")))
        for number, stop in enumerate(shift_round.stops):
            if stop.visit is not None and stop.visit not in problem.visit and stop.visit not in made:
                where = ("rounds", index, "stops", number, "visit")
                wanted = f"want the id of one of the visits{' or joins' if joins else ''}"
                faults.append((where, Fault(path_text(where), stop.visit, wanted)))
    for index, left_out in unserved:
        if left_out.visit not in problem.visit:
            where = ("unserved", index, "visit")
            faults.append((where, Fault(path_text(where), left_out.visit, "want the id of one of the visits")))
    if faults:
        said = [(path, fault) for path, fault in faults if path in odd or not _covered(path, odd)]
        raise InputFaults(distinct(replace(fault, file=name) for _, fault in said))
    return Roster(
        rounds=tuple(item for _, item in rounds),
        unserved=tuple(item for _, item in unserved),
        joins=tuple(item for _, item in joins),
    )


def read_old_roster(source: Source, problem: Problem) -> tuple[Roster, dict[str, str]]:
    """A roster of an earlier version of the day as it was written, to compare with: also visits and shifts that the day
    has no more. With it, by shift, the worker whose it was, where the document tells (``shift_workers``).

    Raises InputFaults where it is no roster, or one of another day.
    """
    if isinstance(source, str | Path) and is_roster_table(source):
        return read_roster_table(source, problem, []), {}
    plain, name, _, faults, rounds, unserved, joins = _roster_parts(source, problem)
    if faults:
        raise InputFaults(distinct(replace(fault, file=name) for _, fault in faults))
    roster = Roster(
        rounds=tuple(item for _, item in rounds),
        unserved=tuple(item for _, item in unserved),
        joins=tuple(item for _, item in joins),
    )
    refuse_strange(problem, roster.rounds, set(joins_by_name(roster.joins)), name)
    told = plain.get("shift_workers")
    told = told if isinstance(told, dict) else {}
    return roster, {shift: worker for shift, worker in told.items() if isinstance(worker, str)}


class _Parts(NamedTuple):
    """A roster document in its parts, each object with its position. odd: faults of the text itself, also in faults."""

    plain: dict[str, Any]
    name: str
    odd: dict[Steps, Fault]
    faults: list[tuple[Steps, Fault]]
    rounds: list[tuple[int, Round]]
    unserved: list[tuple[int, Unserved]]
    joins: list[tuple[int, Join]]


def _roster_parts(source: Source, problem: Problem) -> _Parts:
    plain, name, odd = json_object(source)
    odd |= _envelope(plain, "roster", name)
    faults: list[tuple[Steps, Fault]] = list(odd.items())
    context = {"horizon": problem.horizon}
    rounds = _objects(plain, "rounds", Round, context, faults)
    unserved = _objects(plain, "unserved", Unserved, context, faults) if "unserved" in plain else []
    joins = _objects(plain, "joins", Join, context, faults) if "joins" in plain else []
    return _Parts(plain, name, odd, faults, rounds, unserved, joins)


def roster_made_for(source: Source) -> str | None:
    """The digest of the problem a roster document was made for; None where it names none."""
    if isinstance(source, str | Path) and is_roster_table(source):
        return None
    plain, _, _ = json_object(source)
    digest = plain.get("problem")
    return digest if isinstance(digest, str) else None


def roster_document(roster: Roster, problem: Problem, beside: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A roster as plain JSON values. beside: further names to stand in the document, such as score."""
    fields = roster.model_dump(mode="json", by_alias=True, exclude_defaults=True, context={"horizon": problem.horizon})
    own = {"rounds": fields.get("rounds", []), "unserved": fields.get("unserved", [])}
    own |= {"joins": fields["joins"]} if roster.joins else {}
    return {"onevisit": "roster", "version": VERSIONS["roster"][-1], "problem": problem.digest, **own, **(beside or {})}


def write_roster(roster: Roster, target: str | Path, problem: Problem, beside: Mapping[str, Any] | None = None) -> None:
    """Write a roster as a JSON document, whole or not at all."""
    write_whole(target, json_bytes(roster_document(roster, problem, beside)))


def shift_workers(roster: Roster, problem: Problem) -> dict[str, dict[str, str]]:
    """Whose each shift of a roster is, to stand beside it: a later day may have the shift no more (read_old_roster)."""
    whose = {one.shift: problem.shift[one.shift].worker for one in roster.rounds if one.shift in problem.shift}
    return {"shift_workers": whose}


def json_bytes(document: Mapping[str, Any]) -> bytes:
    """JSON with one object of every top-level list on a line: small, and easy to compare."""
    lines = []
    for name, value in document.items():
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            inner = ",\n".join("  " + json.dumps(item, ensure_ascii=False, allow_nan=False) for item in value)
            lines.append(f" {json.dumps(name)}: [\n{inner}\n ]")
        else:
            lines.append(f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False, allow_nan=False)}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def problem_schema() -> dict[str, Any]:
    """JSON Schema of a problem document."""
    schema = _schema(Problem, "problem")
    schema["properties"]["version"]["default"] = VERSIONS["problem"][0]
    schema["required"] = sorted(set(schema["required"]))
    return schema


def roster_schema() -> dict[str, Any]:
    """JSON Schema of a roster document; names beside the roster's own are allowed."""
    schema = _schema(Roster, "roster")
    schema["properties"]["problem"] = {"type": "string", "description": "digest of the problem it was made for"}
    schema["properties"]["version"] = {"const": VERSIONS["roster"][-1]}
    schema["required"] = ["rounds"]
    schema["additionalProperties"] = True
    return schema


def _schema(model: type[BaseModel], kind: str) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True)
    schema["properties"] = {"onevisit": {"const": kind}, **schema["properties"]}
    _tidy(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _tidy(node: Any) -> None:
    """In place: times and minutes as documents hold them, where the schema speaks of ticks."""
    if isinstance(node, dict):
        node.pop("le", None)
        if node.pop("ge", None) == 0:
            node["minimum"] = 0
        for name, field in node.get("properties", {}).items():
            if name.endswith("_minutes") and isinstance(field.get("default"), int):
                field["default"] /= 60
        for inner in node.values():
            _tidy(inner)
    elif isinstance(node, list):
        for inner in node:
            _tidy(inner)


def _envelope(plain: dict[str, Any], kind: str, name: str) -> dict[Steps, Fault]:
    """The fault of a version that nobody reads. Raises InputFaults, that alone, for another kind of document."""
    faults: dict[Steps, Fault] = {}
    if plain.get("onevisit", kind) != kind:
        order = " (commands want the day first, then the roster)" if str(plain["onevisit"]) in VERSIONS else ""
        wanted = f'want "{kind}": this is another kind of document{order}'
        raise InputFaults([Fault("onevisit", plain["onevisit"], wanted, name)])
    known = VERSIONS[kind]
    if plain.get("version", known[0]) not in known:
        names = " or ".join(f'"{version}"' for version in known)
        wanted = f"want {names}, the version{'s' if len(known) > 1 else ''} this program reads"
        faults["version",] = Fault("version", plain["version"], wanted, name)
    return faults


def _objects(
    plain: dict[str, Any], field: str, kind: type[Model], context: dict[str, Any], faults: list[tuple[Steps, Fault]]
) -> list[tuple[int, Model]]:
    """The good objects of a list with their indices; faults of the others are added to ``faults``."""
    items = plain.get(field)
    if not isinstance(items, list):
        faults.append(((field,), Fault(field, items, "want a list in square brackets")))
        return []
    good = []
    for index, item in enumerate(items):
        text = json.dumps(item)
        try:
            model = kind.model_validate_json(text, strict=True, context=context, by_alias=True, by_name=False)
            good.append((index, model))
        except ValidationError as error:
            faults.extend(schema_faults(error.errors(include_url=False), (field, index), kind))
    return good


def _names_at(plain: Mapping[str, Any], places: set[str | int]) -> set[str]:
    """The ids of the joins at these places of the list, as far as they have one."""
    items = plain.get("joins")
    found = (item for number, item in enumerate(items) if number in places) if isinstance(items, list) else ()
    return {str(item["id"]) for item in found if isinstance(item, dict) and "id" in item}


def _covered(path: Steps, odd: Mapping[Steps, Fault]) -> bool:
    return any(path[:length] in odd for length in range(1, len(path) + 1))
