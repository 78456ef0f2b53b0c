"""What a solve hands back, and its figures in words and for machines."""

from .headline import PAID, WEIGHED, Headline, headline, hours, notes_after_change, provenance_notes
from .joins import about_joins
from .judgement import judgement
from .left_out import warn_of_meals, warn_of_urgent
from .outcome import describe_beside, judged_outcome, outcome
from .record import Progress, Result
from .tight import warn_of_tight_windows

__all__ = [
    "PAID",
    "WEIGHED",
    "Headline",
    "Progress",
    "Result",
    "about_joins",
    "describe_beside",
    "headline",
    "hours",
    "judged_outcome",
    "judgement",
    "notes_after_change",
    "outcome",
    "provenance_notes",
    "warn_of_meals",
    "warn_of_tight_windows",
    "warn_of_urgent",
]
