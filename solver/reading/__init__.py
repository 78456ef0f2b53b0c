"""What is odd about a problem as it was read: faults that only sense can see, and what is worth telling first.

Nothing here judges a roster, and no rule depends on it.
"""

from .faults import implausible
from .notes import problem_notes

__all__ = ["implausible", "problem_notes"]
