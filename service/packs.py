"""Rule packs as the API takes them: TOML text of what differs from the built-in pack."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from solver import Pack, Problem


def pack_from(text: str | None, problem: Problem) -> Pack:
    """The pack in force for a problem. Raises InputFaults with everything wrong with the text, or with both."""
    if text is None:
        return Pack.for_problem(problem)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pack.toml"
        path.write_text(text, encoding="utf-8")
        return Pack.for_problem(problem, path)
