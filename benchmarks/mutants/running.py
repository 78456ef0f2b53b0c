"""Mutants and what their tests say: asked of a server that forks for each; answers are kept and not asked again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from .circles import list_circles
from .making import Mutant

_LONGEST = 1.5  # seconds: tests that take longer are left out
_PATIENCE = 4  # an endless loop is one that takes so many times as long as the tests do without it, and 10 s


@dataclass(frozen=True)
class Fate:
    """What became of a mutant. circle: number of the one that killed it, from 1; None: it lives. test: what failed."""

    circle: int | None
    test: str


class Tests:
    """Runs the first so many circles of tests on mutants. A context: the server lives inside it."""

    def __init__(self, root: Path, kept: Path | None, circles: int):
        self._root, self._kept, self._circles = root, kept, circles
        self._known: dict[str, Fate] = {}
        self._took: dict[str, float] = {}
        self.left_out: set[str] = set()
        if kept is not None and kept.exists():
            for line in kept.read_text("utf-8").splitlines():
                entry = json.loads(line)
                self._known[entry["key"]] = Fate(**entry["fate"])

    def __enter__(self) -> Tests:
        words = [sys.executable, "-m", "benchmarks.mutants.server"]
        self._server = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=self._root, encoding="utf-8"
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait()

    def known(self, mutant: Mutant) -> Fate | None:
        """What is kept of it; None: it has not been run."""
        return self._known.get(_key(mutant))

    def try_one(self, mutant: Mutant, again: bool = False) -> Fate:
        """Run a mutant's circles until a test fails, or give the answer that is kept. again: survivors are run anew."""
        known = self.known(mutant)
        if known is not None and not (again and known.circle is None):
            return known
        circles = [self._circle(tests) for tests in list_circles(self._root, mutant.path)[: self._circles]]
        answer = self._ask({"module": _module(mutant.path), "source": mutant.mutated, "circles": circles})
        fate = Fate(None if answer["circle"] is None else answer["circle"] + 1, answer["test"])
        self._known[_key(mutant)] = fate
        if self._kept is not None:
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            with self._kept.open("a", encoding="utf-8") as file:
                print(json.dumps({"key": _key(mutant), "fate": asdict(fate)}), file=file)
        return fate

    def _circle(self, tests: Iterable[str]) -> dict[str, Any]:
        """A circle as the server takes it; without a mutant first: what fails or is slow then is left out."""
        tests = list(tests)
        new = [test for test in tests if test not in self._took]
        if new:
            circles = [{"tests": [test], "leave": [], "cpu": None} for test in new]
            answer = self._ask({"module": "", "source": "", "circles": circles})
            self._took.update(zip(new, answer["seconds"], strict=True))
            self.left_out |= {*answer["failed"], *(test for test, took in answer["slow"].items() if took > _LONGEST)}
        leave = sorted(test for test in self.left_out if test.split("::")[0] in tests)
        return {"tests": tests, "leave": leave, "cpu": 10 + _PATIENCE * sum(self._took[test] for test in tests)}

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        print(json.dumps(asked), file=self._server.stdin, flush=True)
        answer = self._server.stdout.readline()
        if not answer:
            raise RuntimeError("the server that runs the tests is gone")
        return dict(json.loads(answer))


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _key(mutant: Mutant) -> str:
    """What a mutant is kept under: another text of the same file is another mutant."""
    return f"{mutant.path}:{mutant.line} {sha256(mutant.mutated.encode()).hexdigest()[:16]}"
