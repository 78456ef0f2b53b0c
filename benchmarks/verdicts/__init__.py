"""Verdicts of visits that are left out, confirmed by trying everything and by solving again without what was named."""

from .confirm import Finding, confirm_day
from .days import Day, verdict_day
from .run import run

__all__ = ["Day", "Finding", "confirm_day", "run", "verdict_day"]
