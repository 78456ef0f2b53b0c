"""Which files of the engine numba compiles, and which it compiles in: read from the files, so that none is forgotten.

Numba compiles the functions of a file that takes a decorator from numba (``njit``, ``jitclass``, ``overload`` ...). The
constants of every file such a file imports become part of the compiled code. Nothing is imported to find this out:
numba asks for its folder as soon as it meets a function, and the folder's name depends on the answer (cache.py).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_COMPILES_NOTHING = frozenset(
    {"__version__", "caching", "config", "typeof", "types"}
)  # names of numba that are only looked at
_IMPORT = re.compile(rb"^[ \t]*((?:from|import)\b[^(\n]*(?:\([^)]*\))?.*)", re.M)


def files_compiled(folder: Path) -> tuple[Path, ...]:
    """The files anywhere under a folder whose functions or classes numba compiles, in order of their paths.

    A file counts as one when it takes anything from numba that may compile. So a decorator has to come from numba
    itself, not by way of a file between: a test holds what numba has compiled against this list.
    """
    return tuple(path for path in sorted(folder.resolve().rglob("*.py")) if _may_compile(path.read_bytes()))


def files_compiled_in(folder: Path) -> tuple[Path, ...]:
    """Those files, and all whose constants they use: what they import of this package, and what that imports."""
    top = package_top(folder)
    found: set[Path] = set()
    ahead = list(files_compiled(folder))
    while ahead:
        path = ahead.pop()
        if path not in found:
            found.add(path)
            ahead.extend(_imported(path, top))
    return tuple(sorted(found))


def package_top(folder: Path) -> Path:
    """The folder in which the package lies that a folder belongs to."""
    top = folder.resolve()
    while (top / "__init__.py").exists():
        top = top.parent
    return top


def _may_compile(source: bytes) -> bool:
    """Whether a file takes more of numba than what is only looked at."""
    if b"numba" not in source:
        return False
    taken: set[str] = set()
    for node in _imports(source):
        if isinstance(node, ast.ImportFrom):
            if _is_numba(node.module) and not node.level:
                taken.update(alias.name for alias in node.names)
            continue
        for alias in node.names:
            if _is_numba(alias.name):
                name = alias.asname or "numba"
                taken.update(_taken_by_dots(source, name) if alias.name == "numba" or not alias.asname else [name])
    return not taken <= _COMPILES_NOTHING


def _is_numba(module: str | None) -> bool:
    return module is not None and module.split(".")[0] == "numba"


def _taken_by_dots(source: bytes, name: str) -> set[str]:
    """What a file takes as ``name.this``; the name itself where it is used in any other way, as in getattr(name, x)."""
    nodes = list(ast.walk(ast.parse(source)))
    dotted = [node for node in nodes if isinstance(node, ast.Attribute)]
    taken = [node for node in dotted if isinstance(node.value, ast.Name) and node.value.id == name]
    mentions = sum(isinstance(node, ast.Name) and node.id == name for node in nodes)
    return {node.attr for node in taken} | ({name} if mentions > len(taken) else set())


def _imported(path: Path, top: Path) -> Iterator[Path]:
    """The files under ``top`` that a file imports, wherever in it."""
    for node in _imports(path.read_bytes()):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _files_of(top.joinpath(*alias.name.split(".")))
        else:
            base = path.parents[node.level - 1] if node.level else top
            module = base.joinpath(*node.module.split(".")) if node.module else base
            for alias in node.names:  # each may be a module of a package, or a name in one
                yield from _files_of(module / alias.name) or _files_of(module)


def _files_of(module: Path) -> list[Path]:
    return [path for path in (module.with_name(f"{module.name}.py"), module / "__init__.py") if path.is_file()]


@cache
def _imports(source: bytes) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """The imports of a file, also those inside functions. Each begins a line of its own (ruff's E701 and E702).

    Not the whole file is parsed where that can be helped: it would take a tenth of the start of every command.
    """
    try:
        tree = ast.parse(b"\n".join(_IMPORT.findall(source)))
    except SyntaxError:  # a line of prose begins with "from"
        tree = ast.parse(source)
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
