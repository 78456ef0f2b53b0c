"""What people were told: a roster published as promises, and who must be told when another one goes otherwise."""

from .publishing import publish
from .telling import Told, find_told, tell_changes

__all__ = ["Told", "find_told", "publish", "tell_changes"]
