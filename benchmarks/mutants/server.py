"""Runs tests on mutants, as ``python -m benchmarks.mutants.server KIND TESTS``: a process that forks for each.

Reads a line of JSON from standard input for each question, answers with lines of JSON; files stay as they are.

KIND ``collected`` has collected the tests, and gives a mutant's functions to those that are loaded (exchange.py).
It begins with ``{"tests": [...]}``, all it has.

    asked       {"reach": [tests], "files": [...]}
    answered    {"test", "failed": bool, "seconds", "reached": {file: [lines]}} for each, then {"end": true}

    asked       {"path", "text", "tests", "cpu": seconds}
    answered    {"taken": whether it could be exchanged, "test": what failed first, or "",
                 "sure": none of its functions was called before they were exchanged, as tables are made on import}

KIND ``loaded`` has imported the large libraries only; the mutant's text is imported in the place of its file, then the
tests' files are. It takes the second question, and is always sure.
"""

from __future__ import annotations

import gc
import importlib.machinery
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

import pytest

from .exchange import Loaded
from .rooms import find_files

_OPTIONS = ["-q", "--tb=no", "-p", "no:cacheprovider", "-p", "pytest_benchmark.plugin"]
_OPTIONS += ["-p", "_hypothesis_pytestplugin", "--hypothesis-seed=0", "-m", "not slow and not timing and not kernel"]
_MEMORY = 6 * 2**30  # bytes: a list that grows without end ends here
Say = Callable[[dict[str, Any]], None]


class _Replaced(importlib.machinery.SourceFileLoader):
    """Loads a module from the text of a mutant, under the name and place of its file."""

    text = ""

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = compile(self.text, self.path, "exec", dont_inherit=True)
        return code


class _Finder(MetaPathFinder):
    """Finds one module as a mutant; the search goes on for all others."""

    def __init__(self, module: str, text: str):
        self._module, self._text = module, text

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        assert spec is not None
        assert spec.origin is not None
        loader = _Replaced(fullname, spec.origin)
        loader.text = self._text
        spec.loader = loader
        return spec


class _Watch:
    """A plugin of pytest: what has failed."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


class _Collected(_Watch):
    """Serves instead of running the tests, once they are collected."""

    def __init__(self, asked: Any, say: Say):
        super().__init__()
        self._asked, self._say = asked, say
        root = Path.cwd()
        self._loaded = Loaded({str(root / path) for path in find_files(root)})
        sys.settrace(self._loaded.note_call)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        sys.settrace(None)
        self._tests = {item.nodeid: item for item in session.items}
        self._loaded.find_functions()
        gc.freeze()  # a child does not copy what it only counts
        self._say({"tests": list(self._tests)})
        for line in self._asked:
            _fork(json.loads(line), self._answer, self._say)
        return True

    def _answer(self, asked: dict[str, Any], say: Say) -> None:
        if "reach" in asked:
            self._reach(asked, say)
            return
        changed = self._loaded.exchange(Path.cwd() / asked["path"], asked["text"])
        if changed is not None:
            _limit(asked["cpu"])
            self._run(asked["tests"], lambda: bool(self.failed))
        sure = changed is not None and not changed & self._loaded.called
        say({"taken": changed is not None, "test": self.failed[0] if self.failed else "", "sure": sure})

    def _run(self, tests: Sequence[str], ended: Callable[[], bool]) -> None:
        """Run tests, one after the other, to the end or until ended is true after one of them."""
        items = [self._tests[test] for test in tests]
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if ended():
                return

    def _reach(self, asked: dict[str, Any], say: Say) -> None:
        """Run tests and say which lines each reaches."""
        root, tests = Path.cwd(), iter(asked["reach"])
        lines: dict[str, set[int]] = {str(root / path): set() for path in asked["files"]}
        began = time.process_time()

        def trace(frame: FrameType, event: str, _: object) -> Any:
            found = lines.get(frame.f_code.co_filename)
            if found is None:
                return None
            found.add(frame.f_lineno)
            return trace

        def tell() -> bool:
            nonlocal began
            sys.settrace(None)
            seconds = time.process_time() - began
            reached = {file: sorted(found) for path, found in lines.items() for file in [_from(root, path)] if found}
            say({"test": next(tests), "failed": bool(self.failed), "seconds": round(seconds, 4), "reached": reached})
            self.failed.clear()
            for found in lines.values():
                found.clear()
            began = time.process_time()
            sys.settrace(trace)
            return False

        sys.settrace(trace)
        self._run(asked["reach"], tell)
        sys.settrace(None)
        say({"end": True})


def _from(root: Path, path: str) -> str:
    return Path(path).relative_to(root).as_posix()


class _Chosen(_Watch):
    """Keeps only some of the tests, in the order given."""

    def __init__(self, tests: Sequence[str]):
        super().__init__()
        self._order = {test: place for place, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        kept = [item for item in items if item.nodeid in self._order]
        items[:] = sorted(kept, key=lambda item: self._order[item.nodeid])


def _answer_loaded(asked: dict[str, Any], say: Say) -> None:
    """Import the mutant, then the tests."""
    module = asked["path"].removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    sys.meta_path.insert(0, _Finder(module, asked["text"]))
    _limit(asked["cpu"])
    watch = _Chosen(asked["tests"])
    files = list(dict.fromkeys(test.split("::")[0] for test in asked["tests"]))
    code = pytest.main([*_OPTIONS, "-x", *files], plugins=[watch])
    fine = code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    say({"taken": True, "sure": True, "test": "" if fine else [*watch.failed, f"pytest stopped with {code!s}"][0]})


def _limit(cpu: float) -> None:
    """What a mutant may use: CPU seconds from now on, and memory."""
    limit = int(time.process_time() + cpu) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def _fork(asked: dict[str, Any], answer: Callable[[dict[str, Any], Say], None], say: Say) -> None:
    """Say what a child process says; a mutant whose child says nothing (endless, out of memory) is dead."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            with os.fdopen(writing, "w") as pipe:
                answer(asked, lambda told: print(json.dumps(told), file=pipe, flush=True))
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    told: dict[str, Any] = {}
    with os.fdopen(reading) as pipe:
        for line in pipe:
            told = json.loads(line)
            say(told)
    os.waitpid(child, 0)
    if not ("end" in told or "taken" in told):
        say({"end": True, "taken": True, "sure": True, "test": "ran out of time or memory"})


def _import_libraries() -> None:
    import fastapi  # noqa: F401
    import hypothesis  # noqa: F401
    import numba  # noqa: F401
    import numpy  # noqa: F401
    import ortools.sat.python.cp_model  # noqa: F401
    import pydantic  # noqa: F401
    import pytest_benchmark.plugin  # noqa: F401
    import scipy.sparse  # noqa: F401
    import typer.testing  # noqa: F401


def serve(kind: str, tests: Sequence[str]) -> None:
    """Answer until standard input ends."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    sys.path.insert(0, os.getcwd())
    asking, answering = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(quiet, number)

    def say(told: dict[str, Any]) -> None:
        print(json.dumps(told), file=answering, flush=True)

    with tempfile.TemporaryDirectory() as folder:
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = folder
        sys.pycache_prefix, sys.dont_write_bytecode = f"{folder}/compiled", False
        _OPTIONS.append(f"--basetemp={folder}/tests")
        if kind == "collected":
            pytest.main([*_OPTIONS, *tests], plugins=[_Collected(asking, say)])
            return
        _import_libraries()
        assert not any(name.split(".")[0] in ("solver", "fixtures", "service") for name in sys.modules)
        for line in asking:
            _fork(json.loads(line), _answer_loaded, say)


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2:])
