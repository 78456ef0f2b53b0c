"""Runs the tests of mutants: a process that has imported the large libraries once and forks for each mutant.

The mutant's text takes the place of one module while it is imported: nothing is written, the files stay as they are,
and so does the compiled kernel. Reads a line of JSON for each mutant from standard input, answers with one.

    asked     {"module", "source", "circles": [{"tests": [...], "leave": [...], "cpu": seconds or null}, ...]}
    answered  {"circle": number or null, "test": what failed first, "seconds": [CPU time of each circle],
               "slow": {test: seconds}, "failed": [...]}

A circle is a list of test files that is run to its first failure; with ``"cpu": null``, to its end.
"""

from __future__ import annotations

import importlib.machinery
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import CodeType, ModuleType
from typing import Any

_OPTIONS = ["-q", "-p", "no:cacheprovider", "-p", "pytest_benchmark.plugin", "-p", "_hypothesis_pytestplugin"]
_OPTIONS += ["--hypothesis-seed=0", "-m", "not slow and not timing"]
_MEMORY = 6 * 2**30  # bytes: a list that grows without end ends here


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
    """A plugin of pytest: which tests failed, and how long each took."""

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.slow: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
        if report.when == "call" and report.duration > 0.5:
            self.slow[report.nodeid] = report.duration

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


def serve() -> None:
    """Answer until standard input ends."""
    sys.dont_write_bytecode = True
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    sys.path.insert(0, os.getcwd())
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = folder
        _import_libraries()
        assert not any(name.split(".")[0] in ("solver", "fixtures", "service") for name in sys.modules)
        for line in sys.stdin:
            answer = _fork(json.loads(line))
            print(json.dumps(answer), flush=True)


def _import_libraries() -> None:
    import fastapi  # noqa: F401
    import hypothesis  # noqa: F401
    import numba  # noqa: F401
    import numpy  # noqa: F401
    import ortools.sat.python.cp_model  # noqa: F401
    import pydantic  # noqa: F401
    import pytest  # noqa: F401
    import pytest_benchmark.plugin  # noqa: F401
    import scipy.sparse  # noqa: F401
    import typer.testing  # noqa: F401


def _fork(asked: dict[str, Any]) -> dict[str, Any]:
    """The answer of a child process; whoever dies without one (endless, out of memory) is dead in its last circle."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        quiet = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(quiet, number)
        code = 1
        try:
            with os.fdopen(writing, "w") as pipe:
                _run(asked, pipe)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = [json.loads(line) for line in pipe]
    os.waitpid(child, 0)
    if told and "test" in told[-1]:
        return dict(told[-1])
    started = len(told) - 1
    return {"circle": started, "test": "ran out of time or memory", "seconds": [], "slow": {}, "failed": []}


def _run(asked: dict[str, Any], pipe: Any) -> None:
    """Run the circles; a line to the pipe as each begins, and the answer as the last."""
    import pytest

    if asked["module"]:
        sys.meta_path.insert(0, _Finder(asked["module"], asked["source"]))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    seconds, watch = [], _Watch()
    answer: dict[str, Any] = {"circle": None, "test": ""}
    for number, circle in enumerate(asked["circles"]):
        print(json.dumps({"begins": number}), file=pipe, flush=True)
        began = time.process_time()
        words = [*_OPTIONS, *circle["tests"], *(f"--deselect={test}" for test in circle["leave"])]
        if circle["cpu"] is not None:
            limit = int(began + circle["cpu"]) + 1
            resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
            words.append("-x")
        code = pytest.main(words, plugins=[watch])
        seconds.append(time.process_time() - began)
        if circle["cpu"] is not None and code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            failed = watch.failed[0] if watch.failed else f"pytest stopped with {code!s}"
            answer = {"circle": number, "test": failed}
            break
    print(json.dumps({**answer, "seconds": seconds, "slow": watch.slow, "failed": watch.failed}), file=pipe, flush=True)


if __name__ == "__main__":
    serve()
