"""What the engine and joining are told about authority: who may not make which visit, and what is missing.

The engine's side of the rules in solver/rules/authority. It shares no code with them but the reading of the input; a
test keeps the two equal. Four words stand in all its files:

- span (rules/readings/calls.py): the time within which a visit may be made, in ticks, and its first and last local day.
- duty (sheets.py): one task of a visit that a worker does, with whose visit it was commissioned in.
- sheet (sheets.py): all that counts of one visit: its span, clients, providers and duties.
- staff (sheets.py): all that counts of a worker, delegations apart. Workers with equal staff are looked at once.
"""

from .obstacles import Lack, Obstacle
from .permits import Permits

__all__ = ["Lack", "Obstacle", "Permits"]
