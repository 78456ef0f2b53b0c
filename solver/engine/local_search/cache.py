"""Where compiled kernels are kept between runs, shared by all environments and copies of this user on this machine.

Numba looks only at the file of a function when it asks whether a cached version still holds, not at the files of what
that function calls, and it tells copies apart by their path. So numba is given a place of ours instead (KernelLocator):
its folder's name is a digest of all that the compiled code depends on, and of nothing else. Two copies of the same
kernel files share it, wherever they lie and whenever they were written; one changed line compiles all anew.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Self

import llvmlite
import llvmlite.binding
import numba
import numpy as np
from numba.core import caching

from .kernel_files import files_compiled_in, package_top

_ENGINE = Path(__file__).parents[1]
_SETTINGS = ("BOUNDSCHECK", "OPT", "DEBUGINFO_DEFAULT", "CPU_NAME", "CPU_FEATURES", "LOOP_VECTORIZE", "SLP_VECTORIZE")
WHOLE = "whole"  # a file in the folder: everything is compiled and was looked through; touched at each use


@cache
def digest_kernel(folder: Path) -> str:
    """16 hex digits that differ when the machine code may: with numba, Python, the processor, or a file compiled in."""
    told = (
        numba.__version__,
        llvmlite.__version__,
        np.__version__,
        sys.implementation.cache_tag,
        getattr(sys, "abiflags", ""),
        llvmlite.binding.get_process_triple(),
        llvmlite.binding.get_host_cpu_name(),
        llvmlite.binding.get_host_cpu_features().flatten(),
        *(f"{name}={getattr(numba.config, name, None)}" for name in _SETTINGS),
    )
    digest = hashlib.sha256("\0".join(map(str, told)).encode())
    top = package_top(folder)
    for path in files_compiled_in(folder):
        digest.update(f"\0{path.relative_to(top).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """This version's folder: under NUMBA_CACHE_DIR, XDG_CACHE_HOME or ~/.cache, or a temporary one of this user's.

    A folder that cannot be written is good enough where all is compiled in it already.
    """
    return _folder(os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or "")


@cache
def _folder(given: str) -> Path:
    name = f"engine-{digest_kernel(_ENGINE)}"
    try:
        folder = (Path(given) if given else Path.home() / ".cache") / "onevisit" / name
        if (folder / WHOLE).is_file():
            return folder
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except (OSError, RuntimeError):  # no home, or one that cannot be written
        folder = _own_temporary() / name
        folder.mkdir(exist_ok=True)
    return folder


def _own_temporary() -> Path:
    """A folder for temporary files that nobody but this user writes in: what is loaded from it is run."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"onevisit-{user}"
    folder.mkdir(mode=0o700, exist_ok=True)
    told = folder.lstat()
    if hasattr(os, "getuid") and (not stat.S_ISDIR(told.st_mode) or told.st_uid != user or told.st_mode & 0o022):
        return Path(tempfile.mkdtemp(prefix="onevisit-"))
    return folder


class KernelLocator(caching._CacheLocator):  # type: ignore[misc]
    """Tells numba where the compiled code of a file of the engine lies, and that it holds while its folder does."""

    def __init__(self, py_func: Any, py_file: str):
        self._py_file, self._lineno = py_file, py_func.__code__.co_firstlineno  # read by numba too
        within = Path(py_file).resolve().relative_to(_ENGINE.resolve())
        folder, part = cache_folder(), "-".join(within.parts[:-1])
        kept = (folder / part).glob(f"{within.stem}.{py_func.__qualname__}-{self._lineno}.*.nbi")
        if not os.access(folder, os.W_OK) and not any(kept):  # shared for reading, and without this one
            folder = _own_temporary() / folder.name
        self._path = folder / part

    def get_cache_path(self) -> str:
        """The folder of the function's file: a folder of the engine, under ``cache_folder()``."""
        return str(self._path)

    def get_source_stamp(self) -> str:
        """The digest: what is kept under it holds for good."""
        return digest_kernel(_ENGINE)

    def get_disambiguator(self) -> str:
        """Tells functions of one name in a file apart."""
        return str(self._lineno)

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> Self | None:
        """One for a function of the engine; None for any other, which numba then keeps as it always does."""
        if not Path(py_file).resolve().is_relative_to(_ENGINE.resolve()):
            return None
        self = cls(py_func, py_file)
        try:
            self._path.mkdir(parents=True, exist_ok=True)
        except OSError:
            return None
        return self


def keep_compiled_code() -> None:
    """Have numba ask ``KernelLocator`` first. To be called before any file of the kernel is imported."""
    if KernelLocator not in caching.CacheImpl._locator_classes:
        caching.CacheImpl._locator_classes.insert(0, KernelLocator)


def is_compiled() -> bool:
    """Whether an earlier run left all compiled code for this version."""
    return (cache_folder() / WHOLE).is_file()
