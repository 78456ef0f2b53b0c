"""Where compiled kernels are kept between runs.

Numba looks only at the file of a function when it asks whether a cached version still holds, not at the files of what
that function calls. So the folder's name carries a digest of all compiled files: one changed line compiles all anew.
Files that lie elsewhere are compiled anew as well, so the digest also holds where they are.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import numba

# The files that numba compiles:
_KERNEL = (
    *("layout", "field", "boxes", "chance", "walk", "breaks", "totals", "absent", "faces", "queue", "marks", "stretch"),
    *("carrying", "placing", "whole", "soft", "forecast", "least_cost", "insertion", "alternatives", "picks", "ruin"),
    *("reorder", "together", "moves", "anneal", "labels", "pricing", "outlook"),
)


def cache_folder() -> Path:
    """A folder of this user's for this version of the kernel: under NUMBA_CACHE_DIR, XDG_CACHE_HOME or ~/.cache."""
    digest = hashlib.sha256(f"{numba.__version__} {Path(__file__).parent}".encode())  # numba tells copies apart
    for name in _KERNEL:
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    given = os.environ.get("NUMBA_CACHE_DIR")
    home = Path(given or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "onevisit" / f"kernel-{digest.hexdigest()[:16]}"


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
