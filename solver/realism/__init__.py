"""How like life a day is: measures of home care and nursing beside what has been published about them."""

from .published import PUBLISHED, Published
from .report import ROOMS, Row, document, measure, outside, range_told, sources_used, summary, table, told
from .sources import SOURCES, UNPROVEN

__all__ = [
    "PUBLISHED",
    "ROOMS",
    "SOURCES",
    "UNPROVEN",
    "Published",
    "Row",
    "document",
    "measure",
    "outside",
    "range_told",
    "sources_used",
    "summary",
    "table",
    "told",
]
