"""Structured logs, a JSON object a line, without personal data.

A line holds ids the service made itself, templates of routes ("/v1/rosters/{id}") and never a path, a query, a body, a
header or the text of an exception: any of them may name somebody. Where something broke is told by file and line.
"""

from __future__ import annotations

import hashlib
import logging
import sys
import traceback
from pathlib import Path
from typing import Any

import structlog

_HERE = Path(__file__).parents[2]


def begin_logging(stream: Any = None) -> None:
    """Send structured lines to a stream, standard error unless given, and silence the server's own access lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("uvicorn.access").disabled = True  # its lines hold whole paths with their queries


def asker(id_: str | None) -> str | None:
    """Who asked, for a log: a key's id as it is, of a person a short hash (a subject may be a mail address)."""
    if id_ is None or id_.startswith("key:"):
        return id_
    return f"person:{hashlib.sha256(id_.encode()).hexdigest()[:12]}"


def where(error: BaseException) -> dict[str, Any]:
    """What broke: the kind of exception, the last five frames in this program, and the very last one."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames[:-1] if Path(frame.filename).is_relative_to(_HERE)]
    told = [*own[-5:], *frames[-1:]]
    places = [f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}" for frame in told]
    return {"error": type(error).__name__, "at": places}
