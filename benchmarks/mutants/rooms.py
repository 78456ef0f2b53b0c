"""Which files are mutated, and which rooms' tests must notice."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

RULES = (
    "call_spacing",
    "one_client",
    "lateness_cap",
    "competency",
    "double_handed",
    "clinical_window",
    "time_critical",
    "dose_spacing",
    "daily_rest",
    "task_catalogue",
    "vocabulary/linked",
)
ROOMS = (
    "solver/joining",
    "solver/check",
    "solver/rules/authority",
    "solver/rules/permits",
    "solver/rules/joins",
    "solver/rules/readings",
)
TESTS = ("tests/joining", "tests/check", "tests/rules")


def find_files(root: Path, pattern: str = "*") -> list[str]:
    """The files that are mutated and whose path matches the pattern (``*`` and ``?``), in order, from the root."""
    rules = [f"solver/rules/{name}.py" for name in RULES]
    rooms = [path.relative_to(root).as_posix() for room in ROOMS for path in sorted((root / room).glob("*.py"))]
    return sorted(path for path in (*rules, *rooms) if PurePosixPath(path).match(pattern))
