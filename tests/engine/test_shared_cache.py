"""Compiled code is shared by all copies of the same kernel on a machine, and none is ever taken for another."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import solver
from solver.engine.local_search.cache import cache_folder
from solver.engine.local_search.kept_code import DAY, KEPT, MONTH, call_whole, drop_mistaken, sweep
from solver.engine.local_search.warm import warm

from ..processes import alive
from ..waiting import patience, until

ROOT = Path(solver.__file__).parents[1]
COUNTED = """
import sys
from numba.core.dispatcher import Dispatcher
import solver
from solver.engine.local_search.cache import cache_folder, is_compiled
was = is_compiled()
from solver.engine.local_search.warm import warm
warm()
found = {id(one): one for module in list(sys.modules.values()) if module.__name__.startswith("solver.engine")
         for one in vars(module).values() if isinstance(one, Dispatcher)}
print(solver.__path__[0], was, sum(sum(one.stats.cache_hits.values()) for one in found.values()),
      sum(sum(one.stats.cache_misses.values()) for one in found.values()))
"""


def count(folder: Path) -> list[str]:
    """Warm in a process of its own with the code in a folder: where it was, whether compiled, loaded, compiled anew."""
    surroundings = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", COUNTED], env=surroundings, capture_output=True, text=True, timeout=patience(900)
    )
    assert done.returncode == 0, done.stderr
    return str(done.stdout).split()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The same code somewhere else, written at another moment."""
    shutil.copytree(
        ROOT / "solver", tmp_path / "solver", ignore=shutil.ignore_patterns("__pycache__"), copy_function=shutil.copy
    )
    return tmp_path


@pytest.mark.kernel
def test_another_copy_of_the_code_compiles_nothing(clone: Path) -> None:
    warm()
    where, was, loaded, anew = count(clone)
    assert Path(where) == clone / "solver"
    assert was == "True"
    assert int(loaded) > 3
    assert int(anew) == 0


@pytest.mark.kernel
@pytest.mark.skipif(sys.platform == "win32", reason="a folder's bits say nothing there")
def test_a_folder_that_may_only_be_read_serves_as_well(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """As one in an image that was built before. What it does not hold goes to a temporary folder of this user's."""
    warm()
    shared, own = tmp_path_factory.mktemp("shared"), tmp_path_factory.mktemp("own")
    kept = shutil.copytree(cache_folder(), shared / "onevisit" / cache_folder().name)
    before = sorted(path.name for path in kept.rglob("*"))
    folders = [kept, *(path for path in kept.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o555)
    surroundings = os.environ | {"PYTHONPATH": str(clone), "NUMBA_CACHE_DIR": str(shared), "TMPDIR": str(own)}
    code = COUNTED + "from solver.engine.lower_bound import labelling; print(cache_folder())"
    try:
        ran = subprocess.run(
            [*as_one_who_obeys(), sys.executable, "-P", "-c", code],
            env=surroundings,
            capture_output=True,
            text=True,
            timeout=patience(900),
        )
    finally:
        for path in folders:
            path.chmod(0o755)
    assert ran.returncode == 0, ran.stderr
    told, folder = ran.stdout.splitlines()
    assert told.split()[1] == "True"
    assert told.split()[3] == "0"
    assert folder == str(kept)
    assert sorted(path.name for path in kept.rglob("*")) == before
    assert list(own.rglob("lower_bound"))  # what may still be compiled has a place


def as_one_who_obeys() -> list[str]:
    """Words before a command that make root subject to a folder's bits, as everybody else is."""
    if os.getuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root without setpriv writes everywhere")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]


@pytest.mark.kernel
def test_a_version_in_the_place_of_another_is_found_and_dropped(tmp_path: Path) -> None:
    """As two processes that keep two versions of one function at the same moment might leave it."""
    warm()
    kept = shutil.copytree(cache_folder(), tmp_path / "engine-copy")
    assert drop_mistaken(kept) == 0
    index, files = next(
        (index, sorted(versions.values())) for index in kept.rglob("*.nbi") if len(versions := listed(index)) > 1
    )
    first, second = (index.parent / name for name in files[:2])
    shutil.copy(second, first)
    assert drop_mistaken(kept) == 1
    assert not index.exists()
    other = next(kept.rglob("*.nbc"))
    other.write_bytes(other.read_bytes()[:100])  # half written
    assert drop_mistaken(kept) == 1
    assert drop_mistaken(kept) == 0


def listed(index: Path) -> dict[object, str]:
    """The versions of a function and their files."""
    with index.open("rb") as file:
        pickle.load(file)
        return pickle.loads(file.read())[1]


@pytest.mark.skipif(sys.platform == "win32", reason="there two programs may compile side by side")
def test_only_one_program_compiles_into_a_folder(tmp_path: Path) -> None:
    """The others wait, and are let in when it dies."""
    code = (
        "import sys, time, pathlib; from solver.engine.local_search.kept_code import compile_alone\n"
        "here = pathlib.Path(sys.argv[1])\n"
        "with compile_alone(here):\n"
        "    (here / sys.argv[2]).touch()\n"
        "    time.sleep(float(sys.argv[3]))\n"
    )

    def begin(name: str, seconds: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name, str(seconds)], cwd=ROOT)

    first = begin("first", 3600)
    try:
        until((tmp_path / "first").exists)
        with begin("second", 0) as second:
            until(lambda: (tmp_path / "lock").exists() and waits_for_lock(second.pid))
            assert not (tmp_path / "second").exists()
            first.kill()
            assert second.wait(patience()) == 0
        assert (tmp_path / "second").exists()
    finally:
        first.kill()
        first.wait()
    assert not alive(first.pid)


def waits_for_lock(process: int) -> bool:
    """Whether Linux says that a process waits for a file's lock."""
    return any("->" in line and f" {process} " in line for line in Path("/proc/locks").read_text().splitlines())


def test_old_copies_are_swept_and_those_in_use_are_kept(tmp_path: Path) -> None:
    now = time.time()
    ages = {"engine-now": 0.0, "engine-today": 0.5 * DAY, "engine-last": 2 * DAY, "engine-week": 7 * DAY}
    ages |= {"engine-fortnight": 14 * DAY, "engine-months": 2 * MONTH, "kernel-week": 7 * DAY, "kernel-old": 2 * MONTH}
    for name, age in ages.items():
        (tmp_path / name / "kernel").mkdir(parents=True)
        (tmp_path / name / "kernel" / "function.nbc").write_bytes(b"code")
        os.utime(tmp_path / name, (now - age, now - age))
    swept = {path.name for path in sweep(tmp_path / "engine-now", now)}
    assert swept == {"engine-fortnight", "engine-months", "kernel-old"}
    assert {path.name for path in tmp_path.iterdir()} == ages.keys() - swept
    assert len([name for name in ages.keys() - swept if name.startswith("engine")]) == KEPT


def test_use_keeps_a_copy(tmp_path: Path) -> None:
    old = tmp_path / "engine-old"
    old.mkdir()
    long_ago = time.time() - 2 * MONTH
    call_whole(old)
    os.utime(old, (long_ago, long_ago))
    assert sweep(tmp_path / "engine-new") == []
    os.utime(old / "whole", (long_ago, long_ago))
    assert sweep(tmp_path / "engine-new") == [old]
    assert not old.exists()
