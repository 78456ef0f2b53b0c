"""The flat form of a day: clients, visits and staff in three sheets, as a scheduler keeps them."""

from __future__ import annotations

from .found import is_flat
from .reading import read_flat

__all__ = ["is_flat", "read_flat"]
