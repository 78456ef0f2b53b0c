"""Which tests reach a line: found once by running them, and kept."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from .making import Mutant

Ask = Callable[[dict[str, Any]], Iterator[dict[str, Any]]]


class Reach:
    """What each test reaches. kept: a file with a line for each test, made anew where the files or a test changed."""

    def __init__(self, root: Path, kept: Path, files: list[str]):
        self._root, self._kept, self._files = root, kept, files
        self._known: dict[str, dict[str, Any]] = {}
        self._source = _digest([root / path for path in files])
        self._written: dict[str, str] = {}
        if kept.exists():
            lines = map(json.loads, kept.read_text("utf-8").splitlines())
            self._known = {entry["test"]: entry for entry in lines if entry["source"] == self._source}

    def complete(self, tests: list[str], ask: Ask) -> None:
        """Run those tests that are not known, slowly, as every line is noted."""
        self._known = {test: self._known[test] for test in tests if self._is_known(test)}
        missing = [test for test in tests if test not in self._known]
        if not missing:
            return
        self._kept.parent.mkdir(parents=True, exist_ok=True)
        with self._kept.open("a", encoding="utf-8") as file:
            for told in ask({"reach": missing, "files": self._files}):
                if "test" in told:
                    told |= {"source": self._source, "written": self._digest_of(told["test"])}
                    self._known[told["test"]] = told
                    print(json.dumps(told), file=file, flush=True)

    @property
    def failing(self) -> list[str]:
        """Tests that fail without a mutant: they prove nothing."""
        return sorted(test for test, entry in self._known.items() if entry["failed"])

    def find_tests(self, mutant: Mutant) -> list[str]:
        """The tests that reach the statement of a mutant, the quickest first. All tests for what runs as the file is
        imported, for any of them may read it; and for a file whose lines are not noted.
        """
        lines = find_lines(mutant) if mutant.path in self._files else None
        found = []
        for test, entry in self._known.items():
            reached = entry["reached"].get(mutant.path, ())
            if not entry["failed"] and (lines is None or not lines.isdisjoint(reached)):
                found.append((entry["seconds"], test))
        return [test for _, test in sorted(found)]

    def sum_seconds(self, tests: list[str]) -> float:
        """CPU seconds that tests took while every line was noted."""
        return sum(float(self._known[test]["seconds"]) for test in tests)

    def _is_known(self, test: str) -> bool:
        return test in self._known and self._known[test]["written"] == self._digest_of(test)

    def _digest_of(self, test: str) -> str:
        """Of the file a test stands in."""
        name = test.split("::")[0]
        if name not in self._written:
            self._written[name] = _digest([self._root / name])
        return self._written[name]


def _digest(paths: list[Path]) -> str:
    return sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def find_lines(mutant: Mutant) -> set[int] | None:
    """The lines of the statement that a mutant changes, without the statements inside it; None: it stands in no
    function, and runs as the file is imported.
    """
    inside: set[int] | None = None
    body: list[ast.stmt] = ast.parse(mutant.source).body
    while True:
        holder = next((one for one in body if _first(one) <= mutant.line <= (one.end_lineno or 0)), None)
        if holder is None:
            return inside
        nested = [one for one in ast.walk(holder) if isinstance(one, ast.stmt) and one is not holder]
        within = [one for one in nested if _first(one) <= mutant.line <= (one.end_lineno or 0)]
        if isinstance(holder, ast.FunctionDef) and within:
            inside = set()
        if inside is not None and not within:
            end = min((_first(one) for one in nested), default=(holder.end_lineno or 0) + 1)
            return set(range(holder.lineno, max(end, holder.lineno + 1)))
        if not within:
            return None
        body = within


def _first(one: ast.stmt) -> int:
    """The first line of a statement, its decorators included."""
    decorators = one.decorator_list if isinstance(one, ast.FunctionDef | ast.ClassDef) else []
    return min([one.lineno, *(word.lineno for word in decorators)])
