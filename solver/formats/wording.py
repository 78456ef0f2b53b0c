"""What pydantic found wrong, in the words of someone who has to repair the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from ..domain import Fault

Path = tuple[str | int, ...]

_BRANCHES = ("int", "float", "str", "bool", "list[str]")
_SHORT = 40  # letters of a text found that are put into the shape of what is wanted
_PLAIN = {
    "string_type": 'want text in quotes, such as "A1"',
    "string_sub_type": "want text",
    "string_unicode": "want readable Unicode text",
    "string_too_short": "want at least one character",
    "int_type": "want a whole number",
    "int_from_float": "want a whole number",
    "int_parsing": "want a whole number",
    "int_parsing_size": "want a whole number of ordinary size",
    "float_type": "want a number",
    "float_parsing": "want a number",
    "finite_number": "want a finite number",
    "bool_type": "want true or false",
    "bool_parsing": "want true or false",
    "date_type": "want a date such as 2026-03-02",
    "date_parsing": "want a date such as 2026-03-02",
    "date_from_datetime_parsing": "want a date such as 2026-03-02",
    "date_from_datetime_inexact": "want a date without a time, such as 2026-03-02",
    "datetime_type": "want a date and time such as 2026-03-02T08:30",
    "datetime_parsing": "want a date and time such as 2026-03-02T08:30",
    "datetime_from_date_parsing": "want a date and time such as 2026-03-02T08:30",
    "datetime_object_invalid": "want a date and time such as 2026-03-02T08:30",
    "timezone_offset": "want a date and time such as 2026-03-02T08:30",
    "tuple_type": "want a list in square brackets",
    "list_type": "want a list in square brackets",
    "dict_type": "want an object in curly brackets",
    "json_invalid": "want readable Unicode text; half a character stands somewhere in here",
}


def path_text(path: Iterable[str | int]) -> str:
    """A path as people write it: ("visits", 3, "client") is visits[3].client; the whole document is "document"."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "document"


def path_of(text: str) -> Path:
    """The path back from its text; the inverse of path_text for the paths that cross_faults names."""
    steps: list[str | int] = []
    for part in text.replace("]", "").replace("[", ".").split("."):
        steps.append(int(part) if part.isdigit() else part)
    return tuple(steps)


def schema_faults(errors: Iterable[ErrorDetails], root: Path, model: type[BaseModel]) -> list[tuple[Path, Fault]]:
    """Each error as the path it stands at and the fault it is. root: the path of the object that was validated."""
    faults: dict[Path, Fault] = {}
    errors = list(errors)
    within = {error["loc"][:length] for error in errors for length in range(len(error["loc"]))}
    for error in errors:
        if error["type"] == "too_short" and error["loc"] in within:
            continue  # pydantic counts only the good objects of a list; the bad ones have been named
        steps = [step for step in error["loc"] if step != "[key]"]
        if len(steps) > 1 and steps[-1] in _BRANCHES:
            steps.pop()  # which of several allowed types was tried
        path = (*root, *steps)
        value = None if error["type"] == "missing" else error["input"]
        wanted = _wanted(error, model) + _say_how_to_stop(path, value) + _say_how_more_come(path, value)
        if path in faults and steps != list(error["loc"]):
            wanted = f"{faults[path].expected} or {wanted.removeprefix('want ')}"
        faults[path] = Fault(path_text(path), value, wanted)
    return list(faults.items())


def _say_how_to_stop(path: Path, value: Any) -> str:
    """Where the end of a delegation is a time of day: what to do instead, for a delegation lasts whole days."""
    clock = re.search(r"[T ](\d\d:\d\d)", value) if isinstance(value, str) else None
    if clock is None or "delegations" not in path or path[-1] not in ("expires", "review"):
        return ""
    return f"; to end it at a time of that day: onevisit suspend DAY --delegation ID --from {clock[1]}"


def _say_how_more_come(path: Path, value: Any) -> str:
    """Where three or four should come to a visit: what to write instead."""
    if len(path) < 3 or path[-3] != "visits" or path[-1] != "workers" or value not in (3, 4):
        return ""
    return (
        f"; for {value}: workers 2, and one more visit of workers {value - 2} with the same windows and one task "
        "extra_hands, tied to this one by a link of kind double_handed: all come at once, or nobody"
    )


def _wanted(error: ErrorDetails, model: type[BaseModel]) -> str:
    kind, details = error["type"], error.get("ctx", {})
    if kind in _PLAIN:
        return _PLAIN[kind]
    match kind:
        case "value_error":
            return str(details["error"])
        case "missing":
            return f"want {error['loc'][-1]}, which may not be left out"
        case "model_type" | "model_attributes_type":
            return want_object(model_at(model, error["loc"]), error["input"])
        case "extra_forbidden":
            return want_name(str(error["loc"][-1]), known_names(model, error["loc"][:-1]))
        case "literal_error":
            return f"want {details['expected']}"
        case "string_too_long":
            return f"want at most {details['max_length']} characters"
        case "string_pattern_mismatch":
            return "want text without control characters and, for an id, without blanks at either end"
        case "greater_than_equal":
            return f"want a number that is not below {details['ge']}"
        case "less_than_equal":
            return f"want a number that is not above {details['le']}"
        case "too_short" | "too_long":
            number = details.get("min_length", details.get("max_length"))
            return f"want {'at least' if kind == 'too_short' else 'at most'} {number} in this list"
    return f"want something else: {error['msg']}"


def want_object(model: type[BaseModel] | None, found: Any) -> str:
    """What is wanted where an object should stand, with its shape: what was found goes to its first text."""
    shape = "" if model is None else f", such as {json.dumps(_shape(model, found), ensure_ascii=False)}"
    return f"want an object in curly brackets{shape}"


def _shape(model: type[BaseModel], found: Any = None) -> dict[str, Any]:
    """The required fields of a model with their examples. found: a text that stands for the first of them."""
    shape: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if not field.is_required():
            continue
        inner = _first_model(field.annotation)
        example = " ".join((field.description or "").partition("Example: ")[2].split()) or "..."
        value: Any = int(example) if example.isdigit() else example
        if not shape and isinstance(found, str) and len(found) <= _SHORT:
            value = found
        shape[field.alias or name] = value if inner is None else [_shape(inner)]
    return shape


def want_name(name: str, known: Sequence[str], what: str = "names", among: Sequence[str] | None = None) -> str:
    """What is wanted in place of a name that nobody knows, the nearest known one first.

    among: those that it could stand for; all of them unless given.
    """
    near = get_close_matches(name.lower(), known if among is None else among, 1)
    nearest = f", the nearest is {near[0]}" if near else ""
    return f"want one of the known {what}{nearest}: {', '.join(known)}"


def model_at(model: type[BaseModel], path: Iterable[str | int]) -> type[BaseModel] | None:
    """The model of the object at a path inside another; None where there is none."""
    found: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, str) and found is not None:
            found = _inner(found, step)
    return found


def known_names(model: type[BaseModel], path: Iterable[str | int] = ()) -> list[str]:
    """The names a document may use for the fields of the model found at a path inside another."""
    for step in path:
        if isinstance(step, str):
            model = _inner(model, step) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _inner(model: type[BaseModel], name: str) -> type[BaseModel] | None:
    for key, field in model.model_fields.items():
        if name in (key, field.alias):
            return _first_model(field.annotation)
    return None


def _first_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        if found := _first_model(part):
            return found
    return None
