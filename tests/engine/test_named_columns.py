"""No figure of compiled code is reached by a bare number: the last axis of a table is a named column or a field."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import solver.engine
from solver.engine.local_search.kernel_files import files_compiled

ENGINE = Path(solver.engine.__file__).parent
# Rows of State.scratch are lists of units: a number there says which of them. Fields of a box are told by Python.
LISTS = {"scratch", "fields"}


def bare_columns(source: str) -> Iterator[str]:
    """Each look at a table of two axes or more whose last index is a number, also behind that of its row."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Subscript):
            continue
        table, last = node.value, node.slice
        if isinstance(last, ast.Tuple):
            last = last.elts[-1]
        elif isinstance(table, ast.Subscript):
            table = table.value
        else:
            continue
        name = table.attr if isinstance(table, ast.Attribute) else getattr(table, "id", "")
        if isinstance(last, ast.Constant) and isinstance(last.value, int) and name not in LISTS:
            yield f"line {node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("path", files_compiled(ENGINE), ids=lambda path: path.name)
def test_columns_have_names(path: Path) -> None:
    assert list(bare_columns(path.read_text("utf-8"))) == []


def test_a_bare_number_is_seen() -> None:
    looks = "data.link[number, 2] + state.scratch[A, 0] + found[row, COST] + route[k][3]"
    assert sorted(bare_columns(looks)) == ["line 1: data.link[number, 2]", "line 1: route[k][3]"]
