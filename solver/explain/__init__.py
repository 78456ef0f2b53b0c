"""Why: from code that does not share the search."""

from .audit import audit
from .difference import difference
from .mending import Mended, mend
from .placed import explain_placed, without_visits
from .proposals import Proposal, propose, without_join
from .shapes import Choice, Explanation, Insertion, Placing, Why, money, plain, pounds
from .verdicts import explain_unserved

__all__ = [
    "Choice",
    "Explanation",
    "Insertion",
    "Mended",
    "Placing",
    "Proposal",
    "Why",
    "audit",
    "difference",
    "explain_placed",
    "explain_unserved",
    "mend",
    "money",
    "plain",
    "pounds",
    "propose",
    "without_join",
    "without_visits",
]
