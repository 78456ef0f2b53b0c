"""Honest savings: the same day rostered three ways with the same search budget, and what lies between them."""

from .alone import alone
from .comparison import PATTERNS, Comparison, Row, compare
from .discharge import carried, discharge_packages
from .ledger import FIGURES, Figure, Ledger, ledger
from .picture import picture
from .table import notes, spread, table

__all__ = [
    "FIGURES",
    "PATTERNS",
    "Comparison",
    "Figure",
    "Ledger",
    "Row",
    "alone",
    "carried",
    "compare",
    "discharge_packages",
    "ledger",
    "notes",
    "picture",
    "spread",
    "table",
]
