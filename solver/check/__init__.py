"""The checker: judges any roster from the document alone, also one made by hand. It shares no code with the engine."""

from .figures import Figures
from .funding import Charge, charged_minutes, charges_of
from .joining import joined_as
from .judging import Check, Score, check
from .other_day import refuse_other_day, start_from
from .structure import STRUCTURE, known_part
from .waiting import Waiting
from .worsening import worsened

__all__ = [
    "STRUCTURE",
    "Charge",
    "Check",
    "Figures",
    "Score",
    "Waiting",
    "charged_minutes",
    "charges_of",
    "check",
    "joined_as",
    "known_part",
    "refuse_other_day",
    "start_from",
    "worsened",
]
