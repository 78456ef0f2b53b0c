"""Which commissioned visits may become one, who may make it, and what stands in the way of the others."""

from .candidates import MOST_A_DAY, Candidate, find_candidates
from .changes import RegisterChange, apply_change, describe_change
from .conditions import CONDITIONS, list_refusals
from .duplicates import DuplicationAudit, Meeting, SavingBound, audit_duplicates, name_neighbourhoods
from .packing import choose_heaviest
from .refusal import Refusal
from .refusals import BlockedJoin, Suggestion, find_blocked_joins
from .register import Register, Suitability
from .search_problem import Offer, SearchProblem, make_offer, settle_joins
from .signatures import Signatures, find_outcome
from .signed import describe_decision, describe_signature

__all__ = [
    "CONDITIONS",
    "MOST_A_DAY",
    "BlockedJoin",
    "Candidate",
    "DuplicationAudit",
    "Meeting",
    "Offer",
    "Refusal",
    "Register",
    "RegisterChange",
    "SavingBound",
    "SearchProblem",
    "Signatures",
    "Suggestion",
    "Suitability",
    "apply_change",
    "audit_duplicates",
    "choose_heaviest",
    "describe_change",
    "describe_decision",
    "describe_signature",
    "find_blocked_joins",
    "find_candidates",
    "find_outcome",
    "list_refusals",
    "make_offer",
    "name_neighbourhoods",
    "settle_joins",
]
