"""docs/reference/python.md: the names of ``import onevisit``, with what each says of itself."""

from __future__ import annotations

import inspect
import json
from typing import Any

import onevisit
from solver import domain

from .tables import code

_HEAD = """# Python

`import onevisit` is the whole of it. The models are those of [input](input.md) and [roster](roster.md), frozen; times
in them are whole seconds since the horizon starts (`day.horizon.ticks(datetime)` and `day.horizon.moment(seconds)`
lead there and back). Every name has its types.
"""
_METHODS = ("Problem.frames", "Problem.replace", "Roster.frame", "Result.summary", "Result.frame", "Check.sentences")


def python_page() -> str:
    """The page as Markdown."""
    names = [name for name in onevisit.__all__ if inspect.isfunction(getattr(onevisit, name))]
    parts = [f"\n## onevisit.{name}\n\n{_told(getattr(onevisit, name))}" for name in names]
    for path in _METHODS:
        owner, _, method = path.partition(".")
        parts.append(f"\n## {path}\n\n{_told(getattr(getattr(onevisit, owner), method))}")
    models = [name for name in onevisit.__all__ if name not in names]
    rows = "\n".join(f"- {code(name)}: {_first(getattr(onevisit, name))}" for name in models)
    return _HEAD + "\n".join(parts) + f"\n## Classes\n\n{rows}\n"


def _told(what: Any) -> str:
    if isinstance(what, property):
        return f"{inspect.getdoc(what.fget)}\n"
    signature = _in_python(inspect.signature(what))
    for module in ("solver.domain.", "onevisit.", f"{domain.__name__}."):
        signature = signature.replace(module, "")
    return f"```\n{what.__name__}{signature}\n```\n\n{inspect.getdoc(what)}\n"


class _Bare:
    """Text that stands in a signature as it is."""

    def __init__(self, text: str):
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _in_python(signature: inspect.Signature) -> str:
    """A signature as Python is written: types without quotes, texts with them, functions by their names."""
    parts = [
        one.replace(annotation=_annotation(one.annotation), default=_default(one.default))
        for one in signature.parameters.values()
    ]
    return str(signature.replace(parameters=parts, return_annotation=_annotation(signature.return_annotation)))


def _annotation(annotation: Any) -> Any:
    return _Bare(annotation) if isinstance(annotation, str) else annotation


def _default(default: Any) -> Any:
    if isinstance(default, str):
        return _Bare(json.dumps(default))
    return _Bare(f"{default.__module__}.{default.__name__}") if inspect.isbuiltin(default) else default


def _first(what: Any) -> str:
    return " ".join((inspect.getdoc(what) or "").split("\n\n")[0].split())
