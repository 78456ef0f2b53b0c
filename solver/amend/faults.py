"""What is wrong with a change, told at its place in the list; every fault of the list is told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from solver.domain import Fault, Problem

_NIGHT = 12 * 60  # minutes that a late visit may begin past the last midnight


@dataclass
class ChangeFaults:
    """One change of the list, where its faults are gathered."""

    index: int
    found: list[Fault] = field(default_factory=list)

    def add(self, where: str, value: Any, expected: str) -> None:
        self.found.append(Fault(f"changes[{self.index}].{where}", value, expected))

    def check_known(self, where: str, value: str, among: Iterable[str], what: str) -> bool:
        """Whether an id is known; a fault where it is not."""
        if value in among:
            return True
        self.add(where, value, f"want the id of one of the {what}")
        return False

    def read_start(self, problem: Problem, start: datetime | None, where: str = "start") -> int | None:
        """A start in ticks; a fault where it lies outside the horizon."""
        if start is None:
            return None
        horizon = problem.horizon
        if horizon.abstract:
            self.add(where, start.isoformat(), "want no start: this problem's clock knows no dates")
            return None
        last = horizon.end + _NIGHT * horizon.ticks_per_minute
        try:
            ticks = horizon.ticks(start)
        except ValueError as error:
            self.add(where, start.isoformat(), str(error))
            return None
        if 0 <= ticks <= last:
            return ticks
        span = f"{horizon.moment(0):%Y-%m-%d %H:%M} to {horizon.moment(horizon.end):%Y-%m-%d %H:%M}"
        self.add(where, start.isoformat(), f"want a time within the horizon, {span}")
        return None
