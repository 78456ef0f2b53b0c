"""What is left out, in a run of its own: said in one line, failing in CI, and never in silence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from . import missing
from .waiting import patience

ROOT = Path(__file__).resolve().parents[1]
WANTING = """
import pytest
from tests.missing import want, want_package

@pytest.fixture(scope="module")
def server():
    want("server", False, "PretendQL (apt-get install pretendql)")

def test_a(server): ...
def test_b(server): ...
def test_package():
    want_package("no_such_router.inside", "peers")
@pytest.mark.needs("data", False, "invented days beside the checkout")
def test_data():
    raise AssertionError("it runs")
@pytest.mark.needs("system", True, "a system")
def test_there(): ...
@pytest.mark.xfail
def test_known_to_fail():
    raise AssertionError
"""
SILENT = """
import pytest
def test_by_itself():
    pytest.skip("no PretendQL here")
@pytest.mark.skipif(True, reason="no PretendQL here")
def test_by_mark(): ...
def test_by_import():
    pytest.importorskip("no_such_router")
"""
WHOLE_FILE = "import pytest\npytest.importorskip('no_such_router')\ndef test_a(): ...\n"


def ran(folder: Path, source: str, ci: bool, *options: str) -> tuple[int, list[str]]:
    """Exit code and lines of a run of tests under this conftest."""
    (folder / "conftest.py").write_text("from tests.conftest import *\n")
    (folder / "test_it.py").write_text(source)
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-o",
        "markers=needs",
        *options,
        str(folder),
    ]
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("CI", "PYTEST"))}
    surroundings |= {"PYTHONPATH": str(ROOT)} | ({"CI": "true"} if ci else {})
    done = subprocess.run(words, capture_output=True, text=True, cwd=folder, env=surroundings, timeout=patience())
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "two"])
def test_by_hand_one_line_says_what_was_left_out_and_why(tmp_path: Path, options: tuple[str, ...]) -> None:
    code, lines = ran(tmp_path, WANTING, False, *options)
    assert code == 0
    assert [line for line in lines if line.startswith("Left out")] == [
        "Left out: 1 want a package: no_such_router (pip install -e '.[peers]'); "
        "2 want a server: PretendQL (apt-get install pretendql); "
        "1 want data: invented days beside the checkout"
    ]
    assert lines[-1].startswith("1 passed, 4 skipped, 1 xfailed")


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "two"])
def test_in_ci_what_can_be_installed_must_be_there(tmp_path: Path, options: tuple[str, ...]) -> None:
    code, lines = ran(tmp_path, WANTING, True, *options)
    assert code == 1
    assert lines[-1].startswith("1 failed, 1 passed, 1 skipped, 1 xfailed, 2 errors")
    said = "\n".join(lines)
    assert "want a server: PretendQL (apt-get install pretendql)" in said
    assert "want a package: no_such_router (pip install -e '.[peers]')" in said
    assert "Left out: 1 want data: invented days beside the checkout" in lines


@pytest.mark.slow
@pytest.mark.parametrize("ci", [False, True])
def test_a_test_that_leaves_itself_out_in_another_way_fails(tmp_path: Path, ci: bool) -> None:
    code, lines = ran(tmp_path, SILENT, ci)
    assert code == 1
    assert sum("leaves itself out (Skipped: no PretendQL here)" in line for line in lines) >= 2
    assert "skipped" not in lines[-1]
    assert "passed" not in lines[-1]


def test_a_whole_file_too(tmp_path: Path) -> None:
    code, lines = ran(tmp_path, WHOLE_FILE, False)
    assert code != 0
    assert any("leaves itself out" in line for line in lines)


def test_where_nothing_is_left_out_nothing_is_said() -> None:
    assert missing.left_out([]) == ""
