"""Files appear whole or not at all: written beside their place, then moved into it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
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


def write_folder_whole(target: str | Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of files, by path inside it, in one step. Raises InputFaults where it cannot be written.

    The folder must be new or empty: what lies in it already is not mixed with what comes.
    """
    path = Path(target).absolute()
    part: Path | None = None
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            wanted = "want a new folder, or an empty one"
            raise InputFaults([Fault("folder", "something there already", wanted, str(target))])
        part = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part"))
        os.chmod(part, 0o777 & ~_umask())
        for name, data in files.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            write_whole(part / name, data)
        if path.exists():
            path.rmdir()  # it is empty; not every system puts a folder in the place of another
        os.replace(part, path)
    except (OSError, ValueError) as error:
        wanted = "want a place this program may write to"
        raise InputFaults(
            [Fault("folder", getattr(error, "strerror", None) or str(error), wanted, str(target))]
        ) from None
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
