"""What a solve hands back, and its figures in words."""

from .headline import Headline, headline, hours, provenance_notes
from .record import Progress, Result

__all__ = ["Headline", "Progress", "Result", "headline", "hours", "provenance_notes"]
