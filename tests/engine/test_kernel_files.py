"""No compiled code outlives its source: whatever numba compiles, or compiles in, changes the name of the cache."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import pkgutil
import shutil
import tomllib
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import numba
import pytest
from numba.core.dispatcher import Dispatcher

import solver.engine
from solver.engine.local_search import kernel_files
from solver.engine.local_search.cache import digest_kernel
from solver.engine.local_search.kernel_files import files_compiled, files_compiled_in

ENGINE = Path(solver.engine.__file__).parent
ROOT = ENGINE.parents[1]
NJIT = "from numba import njit\n\n\n@njit(cache=True, nogil=True)\ndef double(x):\n    return 2 * x\n"
DOUBLE = "def double(x):\n    return 2 * x\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The engine's folder, in a package of the same name, to write into."""
    (tmp_path / "solver").mkdir()
    (tmp_path / "solver" / "__init__.py").touch()
    return Path(shutil.copytree(ENGINE, tmp_path / "solver" / "engine", ignore=shutil.ignore_patterns("__pycache__")))


def digest(folder: Path) -> str:
    """The digest as another process would work it out."""
    digest_kernel.cache_clear()
    return digest_kernel(folder)


def changed(folder: Path, name: str, edit: Callable[[str], str]) -> bool:
    """Whether the digest changes with a file."""
    before, path = digest(folder), folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(edit(path.read_text("utf-8") if path.exists() else ""), "utf-8")
    return digest(folder) != before


def test_the_same_files_have_the_same_digest(copy: Path) -> None:
    assert digest(copy) == digest(copy)


def test_copies_of_the_same_files_share_their_code(copy: Path) -> None:
    """Wherever they lie, and whenever they were written: see test_shared_cache.py for that it is safe."""
    os.utime(copy / "kernel" / "pick.py", (1, 1))
    assert digest(copy) == digest(ENGINE)


def test_files_that_change_places_do_not(copy: Path) -> None:
    """Also where their names and contents stay."""
    before = digest(copy)
    (copy / "elsewhere").mkdir()
    (copy / "kernel" / "pick.py").rename(copy / "elsewhere" / "pick.py")
    assert digest(copy) != before


@pytest.mark.parametrize("name", ["BOUNDSCHECK", "OPT", "CPU_NAME"])
def test_how_numba_is_set_changes_the_digest(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest(ENGINE)
    monkeypatch.setattr(numba.config, name, "another")
    assert digest(ENGINE) != before
    monkeypatch.undo()
    assert digest(ENGINE) == before


@pytest.mark.parametrize("name", ["new_move.py", "kernel/new_move.py"])
def test_a_new_kernel_file_and_each_edit_of_it_change_the_digest(copy: Path, name: str) -> None:
    assert changed(copy, name, lambda _: NJIT)
    assert changed(copy, name, lambda text: text.replace("2 * x", "3 * x"))


def test_a_kernel_file_under_another_name_changes_the_digest(copy: Path) -> None:
    before = digest(copy)
    (copy / "kernel" / "pick.py").rename(copy / "kernel" / "choices.py")
    assert digest(copy) != before


@pytest.mark.parametrize(
    "text",
    [
        f"from numba import jit as fast\n\n\n@fast\n{DOUBLE}",
        f"import numba\n\n\n@numba.njit(cache=True)\n{DOUBLE}",
        f"import numba as nb\n\n\n@nb.vectorize\n{DOUBLE}",
        f"import numba.core as core\n\n\n@core.decorators.njit\n{DOUBLE}",
        "from numba.experimental import jitclass\n\n\n@jitclass\nclass Pair:\n    x: int\n",
        "import numba.experimental\n\n\n@numba.experimental.jitclass\nclass Pair:\n    x: int\n",
        f"from numba import cfunc, types\n\n\n@cfunc(types.int64(types.int64))\n{DOUBLE}",
        f"from numba.extending import overload\n\n\n@overload(len)\n{DOUBLE}",
        f"if True:\n    from numba import stencil\n\n\n{DOUBLE}\n\ndoubled = stencil(double)\n",
        f"import numba\n\n\n{DOUBLE}\n\ncompiled = getattr(numba, 'njit')(double)\n",
    ],
)
def test_every_way_to_have_numba_compile_is_seen(copy: Path, text: str) -> None:
    assert changed(copy, "new_move.py", lambda _: text)


@pytest.mark.parametrize("path", sorted(ENGINE.rglob("*.py")), ids=lambda path: path.name)
def test_all_imports_of_a_file_are_found_without_parsing_it(path: Path) -> None:
    source = path.read_bytes()
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {ast.dump(node) for node in imports} <= {ast.dump(node) for node in kernel_files._imports(source)}


@pytest.mark.parametrize(
    "text",
    [
        "from .rates import (  # these (and more)\n    ONE,\n    TWO,  # and so on)\n)\n",
        "from .rates import ONE, \\\n    TWO\n",
        '"""Prose that goes on\nfrom here to there."""\n\nfrom .rates import ONE, TWO\n',
        "def read():\n    from .rates import ONE, TWO\n\n    return ONE + TWO\n",
    ],
)
def test_imports_of_an_unusual_shape_are_found(text: str) -> None:
    (found,) = kernel_files._imports(text.encode())
    assert [alias.name for alias in found.names] == ["ONE", "TWO"]


def test_a_constant_that_is_compiled_in_changes_the_digest(copy: Path) -> None:
    assert changed(copy, "kernel/layout.py", lambda text: text.replace("FOREVER = 10**12", "FOREVER = 10**13"))


@pytest.mark.parametrize(
    "imported", ["from .rates import MORE", "from . import rates", "from solver.engine.kernel.rates import MORE"]
)
def test_so_does_one_that_a_kernel_file_has_from_a_new_file(copy: Path, imported: str) -> None:
    """Also by way of a second new file, as layout.py takes it here."""
    changed(copy, "kernel/rates.py", lambda _: "MORE = 1\n")
    assert changed(copy, "kernel/layout.py", lambda text: text.replace("\nimport numpy", f"\n{imported}\nimport numpy"))
    assert changed(copy, "kernel/rates.py", lambda _: "MORE = 2\n")


@pytest.mark.parametrize("path", files_compiled_in(ENGINE), ids=lambda path: path.name)
def test_an_edit_of_any_kernel_file_changes_the_digest(copy: Path, path: Path) -> None:
    assert changed(copy, str(path.relative_to(ENGINE)), lambda text: text + "\n# and another word\n")


@pytest.mark.parametrize(
    "name", ["local_search/runner.py", "local_search/cache.py", "local_search/warm.py", "encode/tables.py"]
)
def test_what_is_not_compiled_does_not_change_it(copy: Path, name: str) -> None:
    """Else every edit of the engine would cost a minute of compiling."""
    assert not changed(copy, name, lambda text: text + "\n# and another word\n")


def test_all_that_numba_has_compiled_is_in_the_list() -> None:
    """Asked of numba itself, once every file of the engine is imported."""
    modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages([str(ENGINE)], "solver.engine.")]
    compiled = {
        Path(inspect.getfile(value.py_func))
        for module in modules
        for value in vars(module).values()
        if isinstance(value, Dispatcher)
    }
    assert len(compiled) > 20
    listed = set(files_compiled(ENGINE))
    assert compiled <= listed, (
        f"numba compiles functions of {sorted(path.name for path in compiled - listed)}, where kernel_files.py finds "
        "none: take the decorator from numba in the file itself"
    )


def test_mypy_is_told_of_every_compiled_file() -> None:
    overrides = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["overrides"]
    (told,) = (set(entry["module"]) for entry in overrides if entry.get("disallow_untyped_decorators") is False)
    compiled = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files_compiled(ENGINE)}
    kernel = "solver.engine.kernel.*"
    wanted = {kernel} | {module for module in compiled if not fnmatch(module, kernel)}
    assert told == wanted, (
        "pyproject.toml, [[tool.mypy.overrides]] for files that numba compiles: "
        f"add {sorted(wanted - told)}, take out {sorted(told - wanted)}"
    )
