"""What this service stands on is away or full: told as such, with when to come again, and not as a fault of ours."""

from __future__ import annotations

import concurrent.futures
import errno
import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from .problem_details import Refusal

RETRY_AFTER = 5  # seconds
_DISK_FULL = "53100"  # PostgreSQL's code
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE)


def find_away(error: BaseException) -> Refusal | None:
    """503, where an error says that the store, its disk or something else outside is away or full; else None."""
    if isinstance(error, DBAPIError) and _says_full(error.orig):
        return _away("The store is full", "want whoever runs this service to free its disk")
    if isinstance(error, OperationalError | InterfaceError | NoConnectionError):
        return _away("The store is away", "try again in a moment; what was answered before is safe")
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return _away("The store is away", "try again in a moment; what was answered before is safe")
    if isinstance(error, concurrent.futures.TimeoutError):
        return _away("The store is busy", "try again in a moment")
    if isinstance(error, OSError) and error.errno in _FULL:
        return _away("This machine is full", "want whoever runs this service to free its disk")
    return None


def _says_full(error: BaseException | None) -> bool:
    """Whether a database has no room, by its code: its words may repeat what somebody wrote."""
    return (
        getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL or getattr(error, "sqlstate", "") == _DISK_FULL
    )


def _away(title: str, detail: str) -> Refusal:
    return Refusal(503, title, detail, headers={"Retry-After": str(RETRY_AFTER)})
