"""What is given to others: the command line's own words, and what a wheel holds."""

from __future__ import annotations

import tomllib
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
