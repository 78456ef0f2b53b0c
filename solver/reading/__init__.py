"""What is odd about a problem as it was read: faults that only sense can see, and what is worth telling first.

Nothing here judges a roster, and no rule depends on it.
"""

from .faults import implausible
from .notes import problem_notes
from .oddity import Oddity
from .please_look import find_oddities, list_oddities

__all__ = ["Oddity", "find_oddities", "implausible", "list_oddities", "problem_notes"]
