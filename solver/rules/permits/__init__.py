"""What the engine and joining are told about authority: who may not make which visit, and for want of what.

The engine's side of the rules in solver/rules/authority, worked out for whole classes of workers at once. It shares no
code with them but reading; a test keeps the two equal.
"""

from .obstacles import Lack, Obstacle
from .permits import Permits

__all__ = ["Lack", "Obstacle", "Permits"]
