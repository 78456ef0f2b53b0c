"""The last pass over a roster: starts move to whole five minutes where every hard rule still holds, else to minutes."""

from .rounding import Rounded, Steps, read_steps, round_starts
from .telling import describe_starts

__all__ = ["Rounded", "Steps", "describe_starts", "read_steps", "round_starts"]
