"""The embedded store in one file and back. PostgreSQL has better means of its own: pg_dump and pg_restore."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from . import migration
from .database import Store
from .tables import now

_STORE, _MANIFEST = "onevisit.db", "manifest.json"
_BLOCK = 1 << 20
# What a file that is cut, changed or something else makes of reading it.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    EOFError,
    NotImplementedError,
)


class BackupError(Exception):
    """A backup that was not made, or not restored, and why. Nothing was written then."""


def write_backup(store: Store, file: Path) -> dict[str, Any]:
    """Write the embedded store, as it is at one moment, into one new file (a zip, mode 600). Returns its manifest.

    The service goes on reading and writing meanwhile. Rosters that are queued or running then are taken up again where
    the backup is restored and served.
    """
    if not store.embedded:
        raise BackupError("the store is on PostgreSQL: use pg_dump, and pg_restore to bring it back")
    if file.exists():
        raise BackupError(f"{file} exists: want the name of a new file")
    source = Path(str(make_url(store.url).database))
    if not file.absolute().parent.is_dir():
        raise BackupError(f"{file.absolute().parent} is no folder: want one that exists")
    with _room(file.absolute().parent) as folder:
        _copy(source, folder / _STORE)
        manifest = {
            "onevisit": "backup",
            "program": version("onevisit"),
            "revision": migration.read_revision(store),
            "made": now().isoformat(),
            "bytes": (folder / _STORE).stat().st_size,
            "sha256": _digest(folder / _STORE),
        }
        whole = folder / "whole.zip"
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
            archive.write(folder / _STORE, _STORE)
        whole.chmod(0o600)
        with whole.open("rb") as written:
            os.fsync(written.fileno())
        try:
            file.touch(0o600, exist_ok=False)  # never over a file that came up meanwhile
        except FileExistsError:
            raise BackupError(f"{file} exists: want the name of a new file") from None
        whole.replace(file)
    return manifest


def restore_backup(file: Path, data: Path) -> dict[str, Any]:
    """Put a backup into a new or empty data folder, whole or not at all. Returns its manifest.

    Raises BackupError for a folder that holds anything, and for a file that is damaged, cut, or no backup.
    """
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise BackupError(f"{data} is not empty: want a new or empty folder")
    made = not data.exists()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with _room(data) as folder:
            manifest = _unpack(file, folder)
            if _is_faulty(folder / _STORE):
                raise BackupError(f"{file} is damaged: what it holds is no sound database")
            if manifest.get("revision") not in migration.list_revisions():
                program = manifest.get("program")
                raise BackupError(f"{file} was made by a newer onevisit ({program}): want that one, or a newer one")
            data.chmod(0o700)
            (folder / _STORE).replace(data / _STORE)
    except BaseException as error:
        if made:
            data.rmdir()
        if isinstance(error, FileNotFoundError):
            raise BackupError(f"{file} cannot be found") from None
        if isinstance(error, _DAMAGE):
            raise BackupError(f"{file} is damaged, or no backup of onevisit") from None
        raise
    return manifest


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    """The store of a backup, as its manifest says. Raises ValueError and others for anything else."""
    with zipfile.ZipFile(file) as archive:
        manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
        left = int(manifest["bytes"])  # no more is unpacked than the manifest says
        if manifest["onevisit"] != "backup":
            raise ValueError
        with archive.open(_STORE) as packed, (folder / _STORE).open("wb") as out:
            while block := packed.read(min(_BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    raise ValueError
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
    (folder / _STORE).chmod(0o600)
    if left or _digest(folder / _STORE) != manifest["sha256"]:
        raise ValueError
    return manifest


def _copy(original: Path, target: Path) -> None:
    """SQLite's online backup: one moment of a database that others write to."""
    with (
        closing(sqlite3.connect(f"file:{original}?mode=ro", uri=True)) as one,
        closing(sqlite3.connect(target)) as other,
    ):
        one.execute("PRAGMA busy_timeout=30000")
        one.backup(other)
        other.execute("PRAGMA journal_mode=DELETE")  # the copy is one file
    if _is_faulty(target):
        raise BackupError(f"{original} is not sound: PRAGMA integrity_check finds faults")


def _is_faulty(database: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)])
    except sqlite3.DatabaseError:
        return True


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@contextmanager
def _room(parent: Path) -> Iterator[Path]:
    """A folder of this user alone on the target's own disk, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix=".onevisit-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
