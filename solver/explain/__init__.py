"""Why a visit is left out, or is where it is, and what would change that: found by code apart from the search."""

from .audit import audit
from .difference import describe_moved, difference
from .model import (
    Choice,
    Explanation,
    Insertion,
    PlacedExplanation,
    Placing,
    cost_label,
    is_paid,
    money,
    points,
    split_paid,
    told_cost,
)
from .placed import explain_placed, without_visits
from .proposals import Proposal, propose, without_join
from .repair import Repaired, repair_roster
from .verdicts import explain_unserved

__all__ = [
    "Choice",
    "Explanation",
    "Insertion",
    "PlacedExplanation",
    "Placing",
    "Proposal",
    "Repaired",
    "audit",
    "cost_label",
    "describe_moved",
    "difference",
    "explain_placed",
    "explain_unserved",
    "is_paid",
    "money",
    "points",
    "propose",
    "repair_roster",
    "split_paid",
    "told_cost",
    "without_join",
    "without_visits",
]
