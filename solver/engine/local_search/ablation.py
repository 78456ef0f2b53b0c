"""Parts of the search that can be switched off one by one, to measure what each is worth: ``benchmarks ablation``."""

from __future__ import annotations

from collections.abc import Collection

from ..kernel.layout import State
from ..kernel.move_kinds import SWITCHES
from .cooling import ONE, Cooling

COOLING = ("ruin and recreate", "annealing", "starts and reheats", "settling", "softened maximum")
PARTS = (*COOLING, *SWITCHES)


def switch_off(parts: Collection[str], state: State, cooling: Cooling) -> None:
    """Search on without these parts. Raises ValueError for a name that is none of PARTS."""
    for part in parts:
        if part in SWITCHES:
            state.off[SWITCHES[part]] = 1
        elif part not in COOLING:
            raise ValueError(f"no part of the search is called {part!r}; known: {', '.join(PARTS)}")
    cooling.ruining = "ruin and recreate" not in parts
    cooling.annealing = "annealing" not in parts
    cooling.softening = "softened maximum" not in parts
    cooling.settling = cooling.settling and "settling" not in parts
    if "starts and reheats" in parts:
        cooling.legs = ONE
