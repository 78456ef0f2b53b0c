"""What is given to others: the command line's own words, and what a wheel holds."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import onevisit
from solver.cli import application

ROOT = Path(onevisit.__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def run(*words: str) -> str:
    done = CliRunner().invoke(application(), words)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_version_is_told() -> None:
    assert run("--version").strip() == f"onevisit {PROJECT['project']['version']}"


@pytest.mark.parametrize("words", [(), ("solve",), ("generate",), ("key",), ("key", "new"), ("batch",)])
def test_help_is_one_letter_everywhere(words: tuple[str, ...]) -> None:
    assert "Usage: " in run(*words, "-h")
    assert run(*words, "-h") == run(*words, "--help")


def test_a_shell_can_be_taught_to_complete() -> None:
    told = run("--help")
    assert "--install-completion" in told
    assert "--show-completion" in told
    assert "Exit codes: 0 fine" in " ".join(told.split())


def test_the_wheel_leaves_benchmarks_and_tests_out_and_takes_the_rest() -> None:
    taken = set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert taken == {"onevisit", "solver", "fixtures", "service"}
    assert {name for name in taken if not (ROOT / name / "py.typed").exists()} == set()


def test_nothing_that_is_given_away_imports_what_stays() -> None:
    for name in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        for path in (ROOT / name).rglob("*.py"):
            text = path.read_text("utf-8")
            assert "import benchmarks" not in text, path
            assert "from benchmarks" not in text, path


POSIX = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "posix"}
POSIX_CALLS = {
    "fork",
    "forkpty",
    "killpg",
    "setsid",
    "geteuid",
    "nice",
    "wait",
    "waitpid",
    "SIGKILL",
    "SIGALRM",
    "setitimer",
}


def posix_alone(path: Path) -> Iterator[str]:
    """What a file takes from imports, os and signal that only POSIX has. It may try an import, and go on."""
    tree = ast.parse(path.read_text("utf-8"))
    tried = {one for node in ast.walk(tree) if isinstance(node, ast.Try) and _goes_on(node) for one in node.body}
    for node in ast.walk(tree):
        if node in tried:
            continue
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name in POSIX)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module in POSIX:
            yield node.module
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in POSIX_CALLS:
            yield from (f"{node.value.id}.{node.attr}" for _ in range(node.value.id in ("os", "signal")))


def _goes_on(node: ast.Try) -> bool:
    """Whether what was tried may be lacking: ``except ImportError``."""
    return any(isinstance(one.type, ast.Name) and one.type.id == "ImportError" for one in node.handlers)


def test_solver_and_commands_take_nothing_that_only_posix_has(tmp_path: Path) -> None:
    """The README says so of Windows, where nobody has tried it."""
    found = {
        f"{path.relative_to(ROOT)}: {what}"
        for room in ("onevisit", "solver", "fixtures", "service/cli")
        for path in (ROOT / room).rglob("*.py")
        for what in posix_alone(path)
    }
    assert found == set()
    bad = tmp_path / "bad.py"
    bad.write_text(
        "import fcntl\nfrom resource import RLIMIT_AS\nimport os\nos.fork()\nos.getcwd()\n"
        "try:\n    import termios\nexcept ImportError:\n    pass\ntry:\n    import tty\nexcept OSError:\n    pass\n",
        "utf-8",
    )
    assert list(posix_alone(bad)) == ["fcntl", "resource", "tty", "os.fork"]
