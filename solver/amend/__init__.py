"""Changes that a scheduler makes to a roster by hand, judged before they are confirmed."""

from .amending import Amendment, amend
from .changes import (
    Absent,
    Change,
    DecideJoin,
    Move,
    PinVisit,
    Swap,
    Unpin,
    Unserve,
    changes_schema,
    parse_changes,
)

__all__ = [
    "Absent",
    "Amendment",
    "Change",
    "DecideJoin",
    "Move",
    "PinVisit",
    "Swap",
    "Unpin",
    "Unserve",
    "amend",
    "changes_schema",
    "parse_changes",
]
