"""What comes from outside is read here, bounded in all that could grow; large documents in a process of their own."""

from __future__ import annotations

from .body import Body, receive_body
from .process import Reading
from .work import Bounds, Submission

__all__ = ["Body", "Bounds", "Reading", "Submission", "receive_body"]
