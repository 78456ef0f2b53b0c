"""No test depends on how busy the machine is: clocks are read by tests marked ``timing`` alone, which run alone.

The others wait for an event (``tests/waiting.py``), or count moves or CPU time.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
READ = ("monotonic", "perf_counter", "sleep", "wait_for_timeout")
MAY = {
    "waiting.py": "the one place that waits",
    "browser/screenshots.py": "no test: it takes pictures",
    "service/long/test_restart.py": "kills at random moments, and prints how long all took",
}


def _is_timing(marks: list[ast.expr] | ast.expr) -> bool:
    every = marks if isinstance(marks, list) else [marks]
    return any(isinstance(node, ast.Attribute) and node.attr == "timing" for one in every for node in ast.walk(one))


def _clocks(source: str) -> Iterator[str]:
    """Lines that read a clock, sleep or set a time limit as a plain number, outside of what is marked ``timing``."""
    tree = ast.parse(source)
    for part in tree.body:
        if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "pytestmark" and _is_timing(part.value):
            return
    for part in tree.body:
        if isinstance(part, ast.FunctionDef | ast.ClassDef) and _is_timing(part.decorator_list):
            continue
        for node in ast.walk(part):
            reads = isinstance(node, ast.Attribute) and node.attr in READ
            limits = isinstance(node, ast.keyword) and node.arg == "timeout" and isinstance(node.value, ast.Constant)
            if isinstance(node, ast.Attribute | ast.keyword) and (reads or limits):
                yield f"line {node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize(
    "source",
    [
        "def test_a():\n    began = time.monotonic()",
        "def test_a(page):\n    page.wait_for_timeout(1500)",
        "class Thing:\n    def wait(self):\n        time.sleep(1)",
        "def test_a():\n    subprocess.run(['x'], timeout=60)",
        "clock = time.perf_counter",
    ],
)
def test_clocks_are_found(source: str) -> None:
    assert list(_clocks(source))


@pytest.mark.parametrize(
    "source",
    [
        "@pytest.mark.timing\ndef test_a():\n    began = time.monotonic()",
        "pytestmark = [pytest.mark.slow, pytest.mark.timing]\ndef test_a():\n    time.sleep(1)",
        "def test_a():\n    subprocess.run(['x'], timeout=patience())",
        "def test_a():\n    solve(problem, clock=time.process_time)",
    ],
)
def test_what_is_marked_may_read_them(source: str) -> None:
    assert list(_clocks(source)) == []


def test_only_tests_that_run_alone_read_a_clock() -> None:
    files = {str(path.relative_to(HERE)): path for path in sorted(HERE.rglob("*.py"))}
    assert files.keys() >= MAY.keys()
    found = {name: list(_clocks(path.read_text("utf-8"))) for name, path in files.items() if name not in MAY}
    assert {name: lines for name, lines in found.items() if lines} == {}, "mark it timing, or see tests/waiting.py"
