"""Parts of the search that can be switched off one by one, to measure what each is worth: ``benchmarks ablation``."""

from __future__ import annotations

from collections.abc import Collection

from ..kernel.layout import State
from ..kernel.move_kinds import MOVE_SWITCHES
from .cooling import ONE, Cooling

COOLING_SWITCHES = ("ruin and recreate", "annealing", "starts and reheats", "settling", "softened maximum")
SWITCHES = (*COOLING_SWITCHES, *MOVE_SWITCHES)


def switch_off(parts: Collection[str], state: State, cooling: Cooling) -> None:
    """Search on without these parts. Raises ValueError for a name that is none of SWITCHES."""
    for part in parts:
        if part in MOVE_SWITCHES:
            state.disabled[MOVE_SWITCHES[part]] = 1
        elif part not in COOLING_SWITCHES:
            raise ValueError(f"no part of the search is called {part!r}; known: {', '.join(SWITCHES)}")
    cooling.ruining = "ruin and recreate" not in parts
    cooling.annealing = "annealing" not in parts
    cooling.softening = "softened maximum" not in parts
    cooling.settling = cooling.settling and "settling" not in parts
    if "starts and reheats" in parts:
        cooling.legs = ONE
