"""Which commissioned visits may become one, who may make it, and what stands in the way of the others."""

from .candidates import MOST, Candidate, candidates
from .changes import Change, apply_change, said
from .conditions import CONDITIONS, Refusal, refused
from .duplicates import Audit, Meeting, Share, duplicates, neighbourhoods
from .figures import Figures
from .packing import heaviest
from .refusals import Apart, Suggestion, refusals
from .register import Ask, Register
from .search_problem import Offer, OfferedProblem, offer, settle
from .signatures import Signatures, must_sign, outcome_of

__all__ = [
    "CONDITIONS",
    "MOST",
    "Apart",
    "Ask",
    "Audit",
    "Candidate",
    "Change",
    "Figures",
    "Meeting",
    "Offer",
    "OfferedProblem",
    "Refusal",
    "Register",
    "Share",
    "Signatures",
    "Suggestion",
    "apply_change",
    "candidates",
    "duplicates",
    "heaviest",
    "must_sign",
    "neighbourhoods",
    "offer",
    "outcome_of",
    "refusals",
    "refused",
    "said",
    "settle",
]
