"""Compiled code that several processes keep in one folder: made by one at a time, looked through, old copies swept.

Numba writes every file whole or not at all. But where two processes keep two versions of one function at the same
moment, its list of versions may name the file of the other one. So a folder is looked through before it is called
whole, and no second program compiles into it meanwhile.
"""

from __future__ import annotations

import os
import pickle
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .cache import WHOLE

try:
    import fcntl
except ImportError:  # not on Windows: two programs then compile the same, and each looks through it
    fcntl = None  # type: ignore[assignment]

KEPT, DAY = 4, 86_400.0  # copies kept however old (up to MONTH); seconds
MONTH = 30 * DAY


@contextmanager
def compile_alone(folder: Path) -> Iterator[None]:
    """Wait until no other process compiles into the folder, and keep others waiting until this one ends or dies."""
    if fcntl is None:
        yield
        return
    try:
        lock = (folder / "lock").open("a")
    except OSError:  # it cannot be written, so nobody compiles into it
        yield
        return
    with lock:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def drop_mistaken(folder: Path) -> int:
    """Forget every function whose list names a version that is not what it says; how many. They are compiled anew."""
    dropped = 0
    for index in folder.rglob("*.nbi"):
        try:
            sound = _is_sound(index)
        except Exception:  # what cannot be read is not to be run
            sound = False
        if not sound:
            index.unlink(missing_ok=True)
            dropped += 1
    return dropped


def _is_sound(index: Path) -> bool:
    """Whether each version in a function's list lies in a file of its own and takes the arguments said there."""
    with index.open("rb") as file:
        pickle.load(file)  # numba's version
        _, versions = pickle.loads(file.read())
    if len(set(versions.values())) < len(versions):
        return False
    for (arguments, *_), name in versions.items():
        kept = pickle.loads((index.parent / name).read_bytes())
        if tuple(kept[3].args) != tuple(arguments):  # as numba's CompileResult._reduce orders it
            return False
    return True


def call_whole(folder: Path) -> None:
    """Mark the folder as one that holds everything."""
    with suppress(OSError):
        (folder / WHOLE).touch()


def sweep(folder: Path, now: float | None = None) -> list[Path]:
    """Remove copies beside this one that nobody has used for a month, and all but a few not used for a day; which.

    Copies as older releases kept them (``kernel-...``) say nothing of their use: they go a month after they were made.
    now: seconds, as ``time.time``.
    """
    now = time.time() if now is None else now
    others = [path for path in folder.parent.glob("engine-*") if path.is_dir() and path != folder]
    others.sort(key=_used, reverse=True)
    old = [path for path in others if now - _used(path) > MONTH]
    old += [path for path in others[KEPT - 1 :] if path not in old and now - _used(path) > DAY]
    old += [path for path in folder.parent.glob("kernel-*") if path.is_dir() and now - _used(path) > MONTH]
    for path in old:
        with suppress(OSError):
            os.unlink(path / WHOLE)  # first: half a copy must not be called whole
        shutil.rmtree(path, ignore_errors=True)
    return old


def _used(path: Path) -> float:
    """When a copy was last used, or made, in seconds as ``time.time``."""
    moments = [0.0]
    for one in (path, path / WHOLE):
        with suppress(OSError):
            moments.append(one.stat().st_mtime)
    return max(moments)
