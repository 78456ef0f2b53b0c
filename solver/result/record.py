"""What a solve hands back: the roster, what the checker says of it, and why visits were left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from solver.check import Check, Waiting
from solver.domain import Problem, Roster
from solver.domain.money import pence
from solver.explain import Explanation, Proposal
from solver.joining import BlockedJoin, Suggestion

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Progress:
    """Where a search stands. cost in cost units (in the phase "joins" lateness is dearer than in the end); unserved:
    visits left out by the best roster so far.
    """

    seconds: float
    iterations: int
    cost: int
    unserved: int
    phase: str = "search"
    roster: Callable[[], Roster] | None = None


@dataclass(frozen=True, repr=False)
class Result:
    """A roster with its witness. bound, and the cost in check.score.total, in cost units (thousandths of a penny).

    roster: unserved visits carry verdict and reason. parts: how many the problem was searched in; with more than one,
    threads counts processes. bound: no roster costs less, where that is known; proven: the roster costs no more than
    that; relaxed: what that bound leaves out, in words. trace: (seconds, cost) of each better roster found, its starts
    to the second; to_the_second: what this one cost before its starts were moved to whole minutes, None where none was.
    stopped: the phase in which somebody ended it by hand; "" where nobody did.

    joins: how joins were decided; held: what the roster without joins leaves out and how late it is, which rosters with
    joins are held to; waits: the same of this one; both before starts were moved to whole minutes. proposals: joins
    that would pay; with all of them a roster costs ``proposed`` and is ``proposed_late`` (ticks in all, likewise);
    refusals: visits that stay apart, and why; changes: what to change about that, best first.
    """

    problem: Problem
    roster: Roster
    check: Check
    explanations: tuple[Explanation, ...]
    pack: str
    pack_digest: str
    travel_error: str
    seconds: float
    seed: int
    iterations: int
    threads: int = 1
    parts: int = 1
    bound: int | None = None
    proven: bool = False
    relaxed: tuple[str, ...] = ()
    to_the_second: int | None = None
    trace: tuple[tuple[float, int], ...] = ()
    joins: str = "off"
    held: Waiting | None = None
    waits: Waiting | None = None
    proposals: tuple[Proposal, ...] = ()
    proposed: int | None = None
    proposed_late: int | None = None
    refusals: tuple[BlockedJoin, ...] = ()
    changes: tuple[Suggestion, ...] = ()
    stopped: str = ""

    @property
    def gap(self) -> float | None:
        """How far the roster's cost may lie above the best possible, in per cent of it; None where that is unknown."""
        if self.proven:
            return 0.0
        if self.bound is None or self.bound <= 0:
            return None
        return 100 * (self.check.score.total / self.bound - 1)

    @property
    def proven_to_the_second(self) -> bool:
        """Whether no roster costs less than this one did before its starts were moved to whole minutes."""
        finer = self.check.score.total if self.to_the_second is None else self.to_the_second
        return self.proven or (self.bound is not None and self.bound >= finer)

    @property
    def feasible(self) -> bool:
        """Whether the checker found no hard breach."""
        return self.check.feasible

    def summary(self) -> str:
        """As ``onevisit solve`` prints it: what is to be told first, the figures, how it came about."""
        from .headline import summary_lines

        return "\n".join(summary_lines(self))

    def frame(self) -> DataFrame:
        """A row a stop, in the order of rounds, as the checker has timed it.

        shift, worker, stop (from 1), visit (None: a break), clients (ids), place, start and end (local dates and times;
        on a literature clock minutes since the start), travel and waiting before it in minutes.
        """
        from .stops import frame_of

        return frame_of(self.check)

    def __repr__(self) -> str:
        """What it comes to; who goes where stands in ``frame()``."""
        figures = self.check.figures
        served = f"{figures.served} of {figures.commissioned} visits served"
        hard = f"{self.check.score.hard} hard breaches"
        return f"<Result: {served}, {hard}, cost {pence(self.check.score.total):,.1f}, {self.seconds:.1f} s>"

    def provenance(self) -> dict[str, Any]:
        """How the roster came about, for documents."""
        return {
            "problem": self.problem.digest,
            "pack": self.pack,
            "pack_digest": self.pack_digest,
            "travel": self.travel_error,
            "seconds": round(self.seconds, 3),
            "stopped": self.stopped,
            "seed": self.seed,
            "iterations": self.iterations,
            "threads": self.threads,
            "parts": self.parts,
            "joins": self.joins,
            "cost": self.check.score.total,
            "bound": self.bound,
            "proven": self.proven,
            "proven_to_the_second": self.proven_to_the_second,
            "gap_percent": None if self.gap is None else round(self.gap, 3),
            "relaxed": list(self.relaxed),
            "cost_to_the_second": self.to_the_second,
        }
