"""Machine-made mutants of a file: one small change each, of what the file does and not of what it says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from .sentences import find_wording

_COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}
_ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "+"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}
_FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any"}
# Handed on to nearly every function: exchanged with its neighbour it ends in an error at once, and proves little.
_HANDED_ON = {"isinstance", "self", "case", "problem", "facts", "timeline", "link", "visit", "suitability", "rule"}
_METHODS = {"intersection": "union", "issubset": "issuperset", "issuperset": "issubset"}


@dataclass(frozen=True)
class Mutant:
    """One change: ``old`` becomes ``new`` at so many bytes from the file's start. path: from the root, "/" inside."""

    path: str
    source: str
    start: int
    old: str
    new: str

    @cached_property
    def mutated(self) -> str:
        """The whole file, changed."""
        text = self.source.encode()
        return (text[: self.start] + self.new.encode() + text[self.start + len(self.old.encode()) :]).decode()

    @property
    def line(self) -> int:
        """The line of the change, from 1."""
        return self.source.encode()[: self.start].count(b"\n") + 1

    @property
    def before(self) -> str:
        """The lines that change, as they are, as one line."""
        return self._changed(self.source, self.old)

    @property
    def after(self) -> str:
        """The same lines, changed."""
        return self._changed(self.mutated, self.new)

    def _changed(self, text: str, part: str) -> str:
        number = self.line - 1
        lines = text.splitlines()[number : number + part.count("\n") + 1]
        return " ".join(line.strip() for line in lines)

    @property
    def name(self) -> tuple[str, str, str]:
        """How a mutant is found again when lines have moved."""
        return self.path, self.before, self.after


def make_mutants(path: str, source: str) -> list[Mutant]:
    """Every mutant of a file, in the order of the text. Raises SyntaxError where the source is none.

    Left out: sentences for people, docstrings, annotations, imports, decorators, assertions and errors raised.
    """
    tree = ast.parse(source)
    text = source.encode()
    begins = [0]
    for line in text.splitlines(keepends=True):
        begins.append(begins[-1] + len(line))
    wording = find_wording(tree)
    found = []
    for node in _walk(tree, wording):
        for start, end, new in _change(node, text, begins):
            mutant = Mutant(path, source, start, text[start:end].decode(), new)
            if _is_python(mutant.mutated):
                found.append(mutant)
    return sorted(found, key=lambda mutant: (mutant.start, mutant.new))


def _is_python(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _walk(node: ast.AST, wording: set[ast.AST]) -> Iterator[ast.AST]:
    """What may be changed: a node and all inside it, without what says something or is for the type checker."""
    if node in wording or isinstance(node, ast.Import | ast.ImportFrom | ast.Assert | ast.Raise | ast.JoinedStr):
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child, wording)


Change = tuple[int, int, str]  # from byte, to byte, what stands there instead


class _Source:
    """A file's text, and where each of its lines begins, in bytes."""

    def __init__(self, text: bytes, begins: list[int]):
        self._text, self._begins = text, begins

    def place(self, one: ast.expr | ast.stmt) -> tuple[int, int]:
        """From which byte to which a node stands."""
        assert one.end_lineno is not None
        assert one.end_col_offset is not None
        return self._begins[one.lineno - 1] + one.col_offset, self._begins[one.end_lineno - 1] + one.end_col_offset

    def said(self, one: ast.expr | ast.stmt) -> str:
        """A node as it is written."""
        start, end = self.place(one)
        return self._text[start:end].decode()

    def between(self, left: ast.expr, right: ast.expr, old: str, new: str) -> Iterator[Change]:
        """What stands between two nodes, such as an operator, changed from old to new."""
        start, end = self.place(left)[1], self.place(right)[0]
        pattern = re.escape(old).replace(r"\ ", r"\s+")
        if match := re.search(pattern.encode(), self._text[start:end]):
            yield start + match.start(), start + match.end(), new


def _change(node: ast.AST, text: bytes, begins: list[int]) -> Iterator[Change]:
    """The changes of one node itself."""
    source = _Source(text, begins)
    match node:
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp() | ast.BinOp():
            yield from _change_operator(node, source)
        case ast.Constant() | ast.Subscript():
            yield from _change_value(node, source)
        case ast.If() | ast.While() | ast.IfExp() | ast.comprehension():
            yield from _change_condition(node, source)
        case ast.Call():
            yield from _change_call(node, source)
        case ast.Continue() | ast.Return(value=None):
            yield *source.place(node), "pass"
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.AugAssign():
            yield *source.place(node), "pass"


def _change_operator(node: ast.AST, source: _Source) -> Iterator[Change]:
    """Another comparison, "and" for "or", no "not", another arithmetic."""
    match node:
        case ast.Compare():
            sides = [node.left, *node.comparators]
            for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
                yield from source.between(left, right, *_COMPARISONS[type(operator)])
        case ast.BoolOp():
            words = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            for left, right in zip(node.values, node.values[1:], strict=False):
                yield from source.between(left, right, *words)
        case ast.UnaryOp(op=ast.Not()):
            yield *source.place(node), f"({source.said(node.operand)})"
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            yield from source.between(node.left, node.right, *_ARITHMETIC[type(node.op)])


def _change_value(node: ast.AST, source: _Source) -> Iterator[Change]:
    """Another constant, or the last element for the first and the other way round."""
    match node:
        case ast.Constant(value=bool()):
            yield *source.place(node), str(not node.value)
        case ast.Constant(value=int() | float()):
            yield *source.place(node), repr(node.value + 1)  # type: ignore[operator]
        case ast.Subscript(slice=ast.Constant(value=0)):
            yield *source.place(node.slice), "-1"
        case ast.Subscript(slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1))):
            yield *source.place(node.slice), "0"


def _change_condition(node: ast.AST, source: _Source) -> Iterator[Change]:
    """A bare condition denied, and a filter that lets all through. Comparisons have changes of their own."""
    match node:
        case ast.If() | ast.While() | ast.IfExp():
            if not isinstance(node.test, ast.Compare | ast.BoolOp) and not _is_denied(node.test):
                yield *source.place(node.test), f"(not ({source.said(node.test)}))"
        case ast.comprehension():
            for condition in node.ifs:
                yield *source.place(condition), "True"


def _change_call(node: ast.Call, source: _Source) -> Iterator[Change]:
    """Another function of the kind, such as min for max, or two arguments the other way round."""
    place, said = source.place, source.said
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in _FUNCTIONS:
            yield *place(node.func), _FUNCTIONS[name]
        case ast.Call(func=ast.Attribute(attr=name)) if name in _METHODS:
            end = place(node.func)[1]
            yield end - len(name), end, _METHODS[name]
        case ast.Call(args=[ast.Name() | ast.Attribute() as one, ast.Name() | ast.Attribute() as other, *_]):
            if _HANDED_ON.isdisjoint((said(node.func), said(one).removesuffix(".id"), said(other))):
                yield place(one)[0], place(other)[1], f"{said(other)}, {said(one)}"


def _is_denied(test: ast.expr) -> bool:
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
