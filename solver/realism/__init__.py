"""How like life a day is: measures of home care and nursing beside what has been published about them."""

from .published import PUBLISHED, Published
from .report import Row, document, measure, outside, table
from .sources import SOURCES, UNPROVEN

__all__ = ["PUBLISHED", "SOURCES", "UNPROVEN", "Published", "Row", "document", "measure", "outside", "table"]
