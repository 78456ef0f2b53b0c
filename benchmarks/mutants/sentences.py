"""What of a file is only said to people: docstrings, sentences, and names that nothing but sentences use."""

from __future__ import annotations

import ast
from collections.abc import Iterator

# Calls that take a sentence, and where it stands among what they are given.
_SENTENCE_OF = {"Breach": 5, "Refusal": 1, "Told": 0, "fault": 0}


def find_wording(tree: ast.Module) -> set[ast.AST]:
    """The outermost nodes of a file that only make sentences: docstrings, f-strings, what is given to ``Breach`` as its
    sentence, assignments to names that only these use, and functions that only give back f-strings.
    """
    found: set[ast.AST] = {node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) or _is_docstring(node)}
    found.update(_said(tree))
    found.update(_named_all(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            if _only_says(node):
                found.add(node)
            else:
                found.update(_only_for(node, found))
    return found


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _named_all(tree: ast.Module) -> Iterator[ast.AST]:
    """``__all__``, and types that are given a name."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            is_type = isinstance(node.value, ast.Subscript | ast.BinOp) and node.targets[0].id[:1].isupper()
            if node.targets[0].id == "__all__" or (is_type and not node.targets[0].id.isupper()):
                yield node


def _said(tree: ast.AST) -> Iterator[ast.AST]:
    """What stands where a sentence is wanted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _SENTENCE_OF:
            place = _SENTENCE_OF[node.func.id]
            if place < len(node.args) and not any(isinstance(one, ast.Starred) for one in node.args[: place + 1]):
                yield node.args[place]


def _only_says(function: ast.FunctionDef) -> bool:
    """Whether all that a function gives back are sentences, or parts of them."""
    given = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    return bool(given) and all(value is not None and _is_text(value) for value in given)


def _is_text(value: ast.expr) -> bool:
    if isinstance(value, ast.IfExp):
        return _is_text(value.body) or _is_text(value.orelse)
    return isinstance(value, ast.JoinedStr)


def _only_for(function: ast.FunctionDef, wording: set[ast.AST]) -> set[ast.AST]:
    """Assignments of a function whose names are used in nothing but sentences; and those that only these use."""
    found: set[ast.AST] = set()
    while True:
        said = {id(inner) for node in wording | found for inner in ast.walk(node)}
        names: dict[str, bool] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                names[node.id] = names.get(node.id, True) and id(node) in said
        more = {
            node
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            and all(isinstance(target, ast.Name) and names.get(target.id, False) for target in node.targets)
        }
        if more <= found:
            return found
        found |= more
