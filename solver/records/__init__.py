"""Each organisation's own record of a roster: its visits and its tasks, and nothing about clients that are not its own.

A joint visit is one knock at the door but stands in the record of every organisation that commissioned a part of it.
"""

from __future__ import annotations

from .attended import as_made
from .lists import IDS, VERDICTS, Record, records, tells_of
from .writing import write_records

__all__ = ["IDS", "VERDICTS", "Record", "as_made", "records", "tells_of", "write_records"]
