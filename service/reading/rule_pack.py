"""Rule packs as the API takes them: TOML text of what differs from the built-in pack, or its name."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from solver import Fault, InputFaults, Pack, Problem

_PACK_BYTES = 100_000  # of TOML; the whole built-in pack has 20,000


def rule_pack(rules: str | None, problem: Problem | None = None) -> Pack:
    """The pack of a TOML text, or of the name of the built-in one. Raises InputFaults."""
    if rules is not None and len(rules) > _PACK_BYTES:
        raise InputFaults([Fault("rules", f"{len(rules):,} characters", f"want at most {_PACK_BYTES:,}")])
    named = rules is None or rules.strip() in ("", "onevisit")
    if rules is None or named:
        return Pack.load() if problem is None else Pack.for_problem(problem)
    with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8", errors="replace") as file:
        file.write(rules)
        file.flush()
        try:
            return Pack.load(Path(file.name)) if problem is None else Pack.for_problem(problem, Path(file.name))
        except InputFaults as error:
            told = [replace(one, file="") for one in error.faults]
            raise InputFaults([replace(one, where=f"rules: {one.where}") for one in told]) from None
        except RecursionError:
            raise InputFaults([Fault("rules", "very deep nesting", "want an ordinary TOML table")]) from None
