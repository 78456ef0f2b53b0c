"""Every team of a region solved before one deadline: how processor time is shared, and the report of the morning."""

from .night import Night, Plan
from .report import HEADINGS, Row, report_document, report_html, report_text, row

__all__ = ["HEADINGS", "Night", "Plan", "Row", "report_document", "report_html", "report_text", "row"]
