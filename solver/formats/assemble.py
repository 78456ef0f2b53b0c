"""From plain values (what JSON holds) to a Problem, with every fault of every object in one go.

Documents, tables and mapped exports all end here; they differ only in how a path leads back to a place in their file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from ..domain import COLLECTIONS, Fault, Horizon, InputFaults, Problem, Travel, cross_faults
from ..reading import implausible
from ..travel.placing import place_by_postcode
from .wording import Path, known_names, path_of, path_text, schema_faults, want_name, want_object

# Leads from a path in the plain values, and the fault found there, to the fault as the reader of the file knows it.
Locate = Callable[[Path, Fault], Fault]
# Adds to the parts of a problem that are read, before their references are checked, such as what solver.before knows.
Fill = Callable[[dict[str, Any]], None]

_ADAPTERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(tuple[kind, ...]) for name, kind in COLLECTIONS.items()}  # type: ignore[valid-type]


def assemble(
    plain: Mapping[str, Any],
    locate: Locate,
    earlier: Mapping[Path, Fault] | None = None,
    kept: bool = False,
    fill: Fill | None = None,
) -> Problem:
    """The Problem that plain values describe. Raises InputFaults with all faults at once.

    plain: the fields of a problem document. earlier: faults the reader already found, by path, already located;
    nothing more is said about these paths. kept: not to be asked whether it is plausible, see ``read_problem``.
    fill: adds to the parts, by which None stands in a list for an object that could not be read.
    """
    earlier = earlier or {}
    work = _Assembly(earlier)
    work.fields(plain)
    if fill is not None:
        fill(work.parts)
    unplaced = {} if kept else _find_places(work.parts)
    odd = [] if kept else implausible(work.parts)
    if not work.faults and not odd:
        try:
            return Problem(**work.parts)
        except ValidationError as error:  # a field that has no class of its own, such as the pack
            for path, fault in schema_faults(error.errors(include_url=False), (), Problem):
                work.say(path, fault)
        except InputFaults as error:
            work.faults = [(path_of(one.where), one) for one in (unplaced.get(e.where, e) for e in error.faults)]
    else:
        told = [unplaced.get(fault.where, fault) for fault in (*cross_faults(work.parts, work.broken), *odd)]
        told += [fault for fault in unplaced.values() if fault not in told]  # of places that nothing good goes to
        for fault in told:
            work.say(path_of(fault.where), fault)
    located = [fault if path in earlier else locate(path, fault) for path, fault in work.faults]
    raise InputFaults(distinct(located))


def _find_places(parts: dict[str, Any]) -> dict[str, Fault]:
    """Give places without coordinates those of their postcode. What to say in the place of "want coordinates", by where
    that would be said.
    """
    travel: Travel | None = parts.get("travel")
    given = frozenset(place for matrix in (travel.matrices if travel else ()) for place in matrix.places)
    found, faults = place_by_postcode(parts.get("places", ()), given)
    if "places" in parts:
        parts["places"] = tuple(found)
    return {f"places[{number}].lat": fault for number, fault in faults.items()}


def distinct(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Each fault once: in tables two objects may share a cell."""
    seen: set[str] = set()
    for fault in faults:
        if str(fault) not in seen:
            seen.add(str(fault))
            yield fault


class _Assembly:
    """What was read so far: good parts, faults with their paths, and the ids of objects already found faulty."""

    def __init__(self, earlier: Mapping[Path, Fault]):
        self.parts: dict[str, Any] = {}
        self.earlier = earlier
        self.faults: list[tuple[Path, Fault]] = list(earlier.items())
        self.broken: dict[str, set[str]] = {}

    def say(self, path: Path, fault: Fault) -> bool:
        """Note a fault, unless the same place was already complained about."""
        if any(path[:length] in self.earlier for length in range(1, len(path) + 1)):
            return False
        self.faults.append((path, fault))
        return True

    def fields(self, plain: Mapping[str, Any]) -> None:
        """Read every field of a problem document, and complain of those that are unknown or missing."""
        for name in plain:
            if name not in Problem.model_fields:
                self.say((name,), Fault(name, plain[name], want_name(name, known_names(Problem))))
        context = {"horizon": self.horizon(plain.get("horizon"))}
        for name, field in Problem.model_fields.items():
            if name not in plain:
                if not field.is_required() and (name,) not in self.earlier:
                    self.parts[name] = field.get_default(call_default_factory=True)
                elif field.is_required() and name != "horizon":
                    self.say((name,), Fault(name, None, f"want {name}, which may not be left out"))
            elif name in COLLECTIONS:
                self.collection(name, plain[name], context)
            elif name != "horizon":
                self.single(name, plain[name], context)

    def horizon(self, plain: Any) -> Horizon:
        """The horizon; where it is faulty, a stand-in by which the rest can still be read."""
        good: Horizon | None = self._model(Horizon, plain, ("horizon",), None) if plain is not None else None
        if good is not None and ("horizon",) not in self.earlier and not any(p[0] == "horizon" for p in self.earlier):
            self.parts["horizon"] = good
            return good
        if plain is None:
            self.say(("horizon",), Fault("horizon", None, "want a horizon with start, days and timezone"))
        ticks = plain.get("ticks_per_minute", 60) if isinstance(plain, dict) else 60
        usable = isinstance(ticks, int) and not isinstance(ticks, bool) and 1 <= ticks <= 1_000_000
        start = good.start if good else "2026-01-01T00:00"
        return Horizon.model_validate({"start": start, "ticks_per_minute": ticks if usable else 60})

    def single(self, name: str, plain: Any, context: dict[str, Any]) -> None:
        """A field of Problem that is no list."""
        kind = Problem.model_fields[name].annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            value = self._model(kind, plain, (name,), context)
            if value is not None:
                self.parts[name] = value
            return
        if name == "name" and not isinstance(plain, str):
            self.say((name,), Fault(name, plain, "want text"))
        else:
            self._field(name, plain)

    def _field(self, name: str, plain: Any) -> None:
        field = Problem.model_fields[name]
        try:
            adapter: TypeAdapter[Any] = TypeAdapter(field.rebuild_annotation())
            self.parts[name] = adapter.validate_json(_text(plain), strict=True)
        except ValidationError as error:
            for path, fault in schema_faults(error.errors(include_url=False), (name,), Problem):
                self.say(path, fault)

    def collection(self, name: str, plain: Any, context: dict[str, Any]) -> None:
        """A list of objects: all at once where all are good, else one by one so that the good ones still count."""
        if not isinstance(plain, list):
            self.say((name,), Fault(name, plain, f"want a list of {name} in square brackets"))
            return
        faulty = {path[1] for path in self.earlier if path[0] == name and len(path) > 1}
        if not faulty:
            try:
                self.parts[name] = _ADAPTERS[name].validate_json(
                    _text(plain), strict=True, context=context, by_alias=True, by_name=False
                )
                return
            except ValidationError:
                pass
        read: list[Any] = []  # with None where an object is faulty, so that indices stay those of the file
        for index, item in enumerate(plain):
            value = self._model(COLLECTIONS[name], item, (name, index), context)
            read.append(None if index in faulty else value)
            if read[-1] is None and isinstance(item, dict) and "id" in item:
                self.broken.setdefault(name, set()).add(str(item["id"]))
        self.parts[name] = tuple(read)

    def _model(self, kind: type[BaseModel], plain: Any, root: Path, context: dict[str, Any] | None) -> Any:
        if not isinstance(plain, dict):
            self.say(root, Fault(path_text(root), plain, want_object(kind, plain)))
            return None
        try:
            return kind.model_validate_json(_text(plain), strict=True, context=context, by_alias=True, by_name=False)
        except ValidationError as error:
            for path, fault in schema_faults(error.errors(include_url=False), root, kind):
                self.say(path, fault)
            return None


def _text(plain: Any) -> str:
    return json.dumps(plain)
