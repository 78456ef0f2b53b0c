"""Why: from code that does not share the search."""

from .audit import audit
from .shapes import Choice, Explanation, Insertion, Placing, Why

__all__ = ["Choice", "Explanation", "Insertion", "Placing", "Why", "audit"]
