"""Mutants and what their tests say: asked of servers that fork for each; answers are kept and not asked again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from .making import Mutant
from .reach import Reach
from .rooms import TESTS, find_files

_PATIENCE = 4  # an endless loop is one that takes so many times as long as the tests do without it, and 10 s


@dataclass(frozen=True)
class Fate:
    """What became of a mutant. test: what failed, empty where it lives; tried: how many tests reach it."""

    test: str
    tried: int

    @property
    def lives(self) -> bool:
        return not self.test


class Tests:
    """Runs on mutants the tests that reach them. A context: the servers live inside it. rooms: folders and files of
    tests. kept: the file of what is known; beside it stands what each test reaches (``reach.jsonl``).
    """

    def __init__(self, root: Path, kept: Path, rooms: Sequence[str] = TESTS):
        self._root, self._kept, self._rooms = root, kept, rooms
        self._known: dict[str, Fate] = {}
        self._reach = Reach(root, kept.with_name("reach.jsonl"), find_files(root))
        if kept.exists():
            for line in kept.read_text("utf-8").splitlines():
                entry = json.loads(line)
                self._known[entry["key"]] = Fate(**entry["fate"])

    def __enter__(self) -> Tests:
        self._collected, self._loaded = _Server(self._root, "collected", *self._rooms), _Server(self._root, "loaded")
        tests = next(self._collected.answers())["tests"]
        self._reach.complete(tests, self._collected.ask)
        return self

    def __exit__(self, *_: object) -> None:
        self._collected.end()
        self._loaded.end()

    @property
    def left_out(self) -> list[str]:
        """Tests that fail without a mutant."""
        return self._reach.failing

    def known(self, mutant: Mutant) -> Fate | None:
        """What is kept of it; None: it has not been run."""
        return self._known.get(_key(mutant))

    def try_one(self, mutant: Mutant, again: bool = False) -> Fate:
        """Run the tests that reach a mutant until one fails, or give the answer that is kept. again: survivors are run
        anew. Who lives, and may have been asked before its functions were exchanged, is imported as well.
        """
        known = self.known(mutant)
        if known is not None and not (again and known.lives):
            return known
        tests = self._reach.find_tests(mutant)
        asked = {
            "path": mutant.path,
            "text": mutant.mutated,
            "tests": tests,
            "cpu": 10 + _PATIENCE * self._reach.sum_seconds(tests),
        }
        failed = ""
        if tests:
            (answer,) = self._collected.ask(asked)
            if not answer["taken"] or not (answer["test"] or answer["sure"]):
                (answer,) = self._loaded.ask(asked)
            failed = answer["test"]
        fate = self._known[_key(mutant)] = Fate(failed, len(tests))
        self._kept.parent.mkdir(parents=True, exist_ok=True)
        with self._kept.open("a", encoding="utf-8") as file:
            print(json.dumps({"key": _key(mutant), "fate": asdict(fate)}), file=file)
        return fate


class _Server:
    """A process of server.py."""

    def __init__(self, root: Path, kind: str, *rooms: str):
        words = [sys.executable, "-m", "benchmarks.mutants.server", kind, *rooms]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True, cwd=root, encoding="utf-8")

    def ask(self, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """What it answers, as it comes, to the last."""
        assert self._process.stdin is not None
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        for answer in self.answers():
            if "end" not in answer or "taken" in answer:
                yield answer
            if "end" in answer or "taken" in answer:
                return

    def answers(self) -> Iterator[dict[str, Any]]:
        """Lines it says; RuntimeError where it says no more."""
        assert self._process.stdout is not None
        while line := self._process.stdout.readline():
            yield json.loads(line)
        raise RuntimeError("the server that runs the tests is gone")

    def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def _key(mutant: Mutant) -> str:
    """What a mutant is kept under: another text of the same file is another mutant."""
    return f"{mutant.path}:{mutant.line} {sha256(mutant.mutated.encode()).hexdigest()[:16]}"
