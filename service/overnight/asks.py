"""What the conductor of a night and its solver processes say to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True)
class Ask:
    """One piece of work. warm: have the engine compiled; read: a problem from its file into the team's folder; slice:
    search on from the best roster; close: audit, verdicts, joins and files; keep: files only, of the best roster.

    before: the team's folder of the night before, for "read". seconds: CPU time of the search. until: the monotonic
    moment (of the machine) at which everything is cut short.
    """

    what: Literal["warm", "read", "slice", "close", "keep"]
    team: int
    folder: Path
    source: Path | None = None
    before: Path | None = None
    seconds: float = 0.0
    until: float = float("inf")
    seed: int = 0
    joins: Literal["off", "suggest", "apply"] = "suggest"
    rules: Path | None = None


@dataclass(frozen=True)
class Answer:
    """What came of it. cpu: seconds of CPU it took in all; searched: of them in the search; elapsed: on the wall.

    faults: what is wrong with the input; notes: what is to be told first of it; also: what is known, or not, of the day
    before, and how much is unknown. failure: a fault of the program, in words.
    """

    ask: Ask
    cpu: float = 0.0
    searched: float = 0.0
    elapsed: float = 0.0
    moves: int = 0
    visits: int = 0
    name: str = ""
    digest: str = ""
    cost: int | None = None
    unserved_cost: int = 0
    slices: list[list[float]] = field(default_factory=list)
    closed: bool = False
    row: dict[str, Any] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    failure: str = ""
