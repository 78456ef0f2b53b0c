"""Honest savings: the same day rostered three ways with the same search budget, and what lies between them."""

from .alone import alone
from .comparison import PATTERNS, Comparison, Pattern, Row, Span, compare, measure, steps, tell_what_is_loosened
from .discharge import carried, discharge_packages
from .document import document, read_row
from .ledger import FIGURES, Figure, Ledger, ledger
from .picture import picture
from .table import notes, spread, table

__all__ = [
    "FIGURES",
    "PATTERNS",
    "Comparison",
    "Figure",
    "Ledger",
    "Pattern",
    "Row",
    "Span",
    "alone",
    "carried",
    "compare",
    "discharge_packages",
    "document",
    "ledger",
    "measure",
    "notes",
    "picture",
    "read_row",
    "spread",
    "steps",
    "table",
    "tell_what_is_loosened",
]
