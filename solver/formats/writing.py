"""Files appear whole or not at all: written beside their place, then moved into it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ..domain import Fault, InputFaults


def write_whole(target: str | Path, data: bytes) -> None:
    """Write a file in one step, so that nobody ever sees half of it. Raises InputFaults where it cannot be written."""
    path = Path(target)
    part = ""
    try:
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(part, 0o666 & ~_umask())  # a temporary file is its owner's alone; a document is not
        os.replace(part, path)
    except (OSError, ValueError) as error:
        if part:
            Path(part).unlink(missing_ok=True)
        wanted = "want a place this program may write to"
        raise InputFaults([Fault("file", getattr(error, "strerror", None) or str(error), wanted, str(path))]) from None


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
