"""What a day leaves unknown that safety rests on: whom to ask, and how many visits wait for the answer."""

from .closed import NOT_UNKNOWN
from .counting import count_unknowns
from .finding import made_by
from .kinds import KINDS, Kind
from .listing import list_unknowns
from .unknown import Unknown

__all__ = ["KINDS", "NOT_UNKNOWN", "Kind", "Unknown", "count_unknowns", "list_unknowns", "made_by"]
