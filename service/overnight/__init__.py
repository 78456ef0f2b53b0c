"""Every team of a region solved before one deadline: who gets how much of the machine, and what the morning is told."""

from .night import Night, Plan
from .report import HEADINGS, Row, report_document, report_html, report_text, row

__all__ = ["HEADINGS", "Night", "Plan", "Row", "report_document", "report_html", "report_text", "row"]
