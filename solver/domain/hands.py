"""What a cell says of how many hands are wanted: "(2 carers)", "DH", "- hoist"; the rest of it is read without that.

"No hoist" asks for none; what stands before and after is read as it would be alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NO = r"(?P<no>\b(?:no|not|without|w/o|non|doesn'?t use|never)\s+(?:an?\s+|the\s+|need\s+)?)?"
_WITH = r"(?:\b(?:with|using|by|via|for|and|needs?|requires?|uses?)\s+(?:an?\s+|the\s+|full\s+|mobile\s+)?)?"
_TWO = re.compile(
    _NO + r"(?:\b(?:with|needs?|requires?|for)\s+)?"
    r"(?:\b(?:2|two)\s*(?:x\s*)?(?:carers?|care\s*workers?|workers?|staff|people|persons?)\b"
    r"|\bx\s*2\s*(?:carers?|staff)\b|\b2\s*:\s*1\b|\b1\s*\+\s*1\b|\bassist(?:ance)?\s+of\s+(?:2|two)\b"
    r"|\bdouble[\s-]*(?:handed|hander|handling|up|carers?|call|staffed|assist)\b|\bdouble$|\bdbl\b"
    r"|\bd\.?/?h\b\.?|\bd\.?/?u\b\.?|\bduc\b)(?:\s+(?:call|visit|needed|required|only|at all times))*",
    re.IGNORECASE,
)
_HOIST = re.compile(
    _NO + _WITH + r"\b(?:hoist(?:ed|ing|s)?|slings?|stand\s*aid|rotunda|sara\s+ste[a]?dy|slide\s*sheets?)\b"
    r"(?:\s+(?:transfers?|needed|required|in use|x\s*1|at all times))*",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\bx\s*2\b|\b2\s*x\b", re.IGNORECASE)
_EDGES = " -\u2013\u2014,/()[]&+."


@dataclass(frozen=True, slots=True)
class Hands:
    """two: whether it says that two come. hoist: whether something is lifted or slid. rest: the cell without that."""

    two: bool
    hoist: bool
    rest: str


NO_HANDS = Hands(False, False, "")


def read_hands(text: str) -> Hands:
    """What a part of a cell says of hands."""
    two, rest = _take(_TWO, text)
    hoist, rest = _take(_HOIST, rest)
    return Hands(two, hoist, " ".join(re.sub(r"\(\s*\)|\[\s*\]", " ", rest).split()).strip(_EDGES))


def says_times(text: str) -> bool:
    """Whether it says "x2", which is two carers to some and twice a day to others."""
    return _TIMES.search(text) is not None


def _take(pattern: re.Pattern[str], text: str) -> tuple[bool, str]:
    """Whether a text says it anywhere without a no before it, and the text without."""
    said = any(one["no"] is None for one in pattern.finditer(text))
    return said, pattern.sub(" ", text)
