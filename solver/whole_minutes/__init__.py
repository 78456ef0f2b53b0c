"""The last pass over a roster: starts move to whole five minutes where every hard rule still holds, else to minutes."""

from .rounding import Rounded, round_starts

__all__ = ["Rounded", "round_starts"]
