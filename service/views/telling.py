"""An object of a document through a table that says how each of its fields is told. What no table names is left out.

The tables are by class of solver.domain; a test holds them to name every field there is, or HIDDEN to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

Document = dict[str, Any]
Tell = Callable[[Any], Any]  # a field's value in a document to what is told of it; None: nothing
Table = Mapping[str, Tell]
Tables = Mapping[type[BaseModel], Table]
Names = Mapping[type[BaseModel], tuple[str, ...]]


def as_is(value: Any) -> Any:
    """Told as it is: only for values that hold no objects, whose fields would be told unasked."""
    return value


def whole(*names: str) -> dict[str, Tell]:
    """Fields that are told as they are."""
    return dict.fromkeys(names, as_is)


def tell(entry: Document, table: Table) -> Document:
    """What is told of an object."""
    found = {name: tell(entry[name]) for name, tell in table.items() if entry.get(name) is not None}
    return {name: value for name, value in found.items() if value is not None}


def one_by(table: Table) -> Tell:
    """Tells an object in another."""
    return lambda entry: tell(entry, table)


def each_by(table: Table) -> Tell:
    """Tells a list of objects in another."""
    return lambda entries: [tell(entry, table) for entry in entries]
