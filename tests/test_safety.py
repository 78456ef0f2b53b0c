"""The hazard log is true: every hazard is complete, and every control names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOG = ROOT / "docs" / "safety" / "hazard-log.md"
LINES = ("Cause", "Effect", "Before", "Control", "Tests", "After")


def hazards() -> dict[str, dict[str, str]]:
    found = {}
    for section in LOG.read_text("utf-8").split("\n## ")[1:]:
        title, _, body = section.partition("\n")
        found[title] = dict(re.findall(r"^- (\w+): (.+)$", body, re.MULTILINE))
    return found


def matrix() -> dict[tuple[str, str], int]:
    """Risk by likelihood and severity, as the log itself prints it."""
    rows = [line.strip("|").split("|") for line in LOG.read_text("utf-8").splitlines() if line.startswith("|")]
    (_, *severities), _, *body = [[cell.strip() for cell in row] for row in rows]
    return {
        (likelihood, severity): int(cell)
        for likelihood, *cells in body
        for severity, cell in zip(severities, cells, strict=True)
    }


def risk(text: str) -> int:
    """The last word of a rating, which must be what the matrix gives for its severity and likelihood."""
    found = re.fullmatch(r"(\w+), ([\w ]+), risk (\d)", text)
    assert found is not None, text
    severity, likelihood, said = found.groups()
    assert int(said) == matrix()[likelihood, severity], text
    return int(said)


def test_every_hazard_has_a_number_and_all_that_is_asked_for() -> None:
    titles = list(hazards())
    assert [title.split()[0] for title in titles] == [f"H{number:02d}" for number in range(1, len(titles) + 1)]
    for title, lines in hazards().items():
        assert tuple(lines) == LINES, title


@pytest.mark.parametrize("title", hazards())
def test_controls_lower_the_risk_and_leave_none_unacceptable(title: str) -> None:
    lines = hazards()[title]
    before, after = risk(lines["Before"]), risk(lines["After"])
    assert after < before
    assert after <= 3


@pytest.mark.parametrize("title", hazards())
def test_every_control_names_tests_that_exist(title: str) -> None:
    named = hazards()[title]["Tests"].split(", ")
    assert named
    for name in named:
        path, _, function = name.partition("::")
        file = ROOT / path
        assert file.is_file(), f"{title} names {path}, which does not exist"
        tests = [
            node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
        ]
        tests = [one for one in tests if one.startswith("test_")]
        assert (function in tests) if function else tests, f"{title} names {name}, which does not exist"


def test_the_intended_purpose_says_what_is_never_done() -> None:
    text = (ROOT / "docs" / "safety" / "intended-purpose.md").read_text("utf-8")
    assert "never moves or widens a clinical window" in text
    assert "hazard-log.md" in text
