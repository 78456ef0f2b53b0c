"""No figure of the kernel is reached by a bare number: the last axis of a table is a named column or a field."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import solver.engine.kernel

KERNEL = Path(solver.engine.kernel.__file__).parent
LISTS = {"scratch"}  # rows of State.scratch are lists of units: a number there says which of them


def bare_columns(source: str) -> Iterator[str]:
    """Each look at a table of two axes or more whose last index is a number."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            last = node.slice.elts[-1]
            name = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if isinstance(last, ast.Constant) and isinstance(last.value, int) and name not in LISTS:
                yield f"line {node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("path", sorted(KERNEL.glob("*.py")), ids=lambda path: path.name)
def test_columns_have_names(path: Path) -> None:
    assert list(bare_columns(path.read_text("utf-8"))) == []


def test_a_bare_number_is_seen() -> None:
    assert list(bare_columns("data.link[number, 2] + state.scratch[A, 0] + found[row, COST]")) == [
        "line 1: data.link[number, 2]"
    ]
