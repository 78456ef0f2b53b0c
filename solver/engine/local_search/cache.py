"""Where compiled kernels are kept between runs.

Numba looks only at the file of a function when it asks whether a cached version still holds, not at the files of what
that function calls. So the folder's name carries a digest of all compiled files: one changed line compiles all anew.
Files that lie elsewhere are compiled anew as well, so the digest also holds where they are.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

import numba

from .kernel_files import files_compiled_in

_ENGINE = Path(__file__).parents[1]


@cache
def digest_kernel(folder: Path) -> str:
    """16 hex digits that differ when numba does, or the folder, or any file under it that numba compiles in."""
    digest = hashlib.sha256(f"{numba.__version__} {folder}".encode())  # numba tells copies apart
    for path in files_compiled_in(folder):
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """A folder of this user's for this version of the kernel: under NUMBA_CACHE_DIR, XDG_CACHE_HOME or ~/.cache."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    home = Path(given or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "onevisit" / f"kernel-{digest_kernel(_ENGINE)}"


def keep_compiled_code() -> None:
    """Point numba at the folder, or at a temporary one where the home cannot be written."""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"onevisit-{os.getuid() if hasattr(os, 'getuid') else 0}" / folder.name
        folder.mkdir(parents=True, exist_ok=True)
    numba.config.CACHE_DIR = str(folder)


def is_compiled() -> bool:
    """Whether an earlier run left compiled code for this version."""
    return any(cache_folder().rglob("*slice_of_search*.nbi"))
