"""docs/reference/roster.md: every field of a roster document."""

from __future__ import annotations

from pydantic import BaseModel

from solver.domain import Join, Roster, Round, Step, Stop, Unserved
from solver.formats.meanings import list_choices, meaning_of

from .tables import code, table

_HEAD = """# The roster

One JSON document: `onevisit solve -o roster.json` writes it, and `check`, `explain`, `amend`, `plot` and `records`
read it, also one made by hand. Beside the lists below it says `"onevisit": "roster"`, `version` and `problem`, the
fingerprint of the day it was made for. `shift_workers` says whose each shift was; only `explain --against` reads it,
of an old roster on a day that has a shift no more. What else stands in it (`judgement`, `provenance` and more) is for
readers, and is not read back. `onevisit schema roster` prints the JSON Schema. Dates and times are ISO 8601 with an
offset.
"""
_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("The document", Roster),
    ("An object of rounds", Round),
    ("An object of stops", Stop),
    ("An object of unserved", Unserved),
    ("An object of joins", Join),
    ("An object of steps", Step),
)


def roster_page() -> str:
    """The page as Markdown."""
    return _HEAD + "\n".join(f"\n## {title}\n\n{_fields(model)}" for title, model in _PARTS)


def _fields(model: type[BaseModel]) -> str:
    rows = []
    for name, field in model.model_fields.items():
        told = meaning_of(model, (name,))
        words = ", ".join(code(word) for word in list_choices(model, field))
        unit = "minutes" if (field.alias or "").endswith("_minutes") else ""
        label = f"**{code(field.alias or name)}**" if field.is_required() else code(field.alias or name)
        rows.append((label, words, unit, code(told.example), told.meaning))
    return table(("field", "one of", "unit", "example", "meaning"), rows)
