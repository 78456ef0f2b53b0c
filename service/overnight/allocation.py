"""Who gets the next slice: the team whose cost still falls most for a second of CPU.

What an annealing reaches falls about evenly with the logarithm of its time, so a team's curve is one figure: its
slope, cost units an e-fold of time. The sum of many such curves is least where time is shared in proportion to the
slopes. A slope begins as a share of the team's cost, which is its size, and moves to what its slices really brought.

A slice begins hot and hardly profits from the one before; so two short ones find out the slopes, and what is left is
given in slices as long as possible.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Share = Literal["adaptive", "equal"]

FIRST, SECOND = 0.02, 0.10  # of all time: a complete roster for everybody; a second look that tells the slopes
PRIOR = 0.015  # of a roster's cost, unserved visits apart: what an e-fold of time is expected to save
PRIOR_UNSERVED = 0.1  # the same of the cost of visits left out
TRUST = 1.0  # e-folds of slices that weigh as much as that expectation
COOLING = 25_000  # moves a visit that one cooling of the engine wants
PACE = 1_000_000  # moves a second, until a team's own pace is known
EARLY = 0.5  # coolings before which a gain says nothing of what follows: curves are steeper there
USEFUL = 0.1  # coolings: a shorter slice is not worth its beginning
LONGEST = 64.0  # coolings of one slice: what a crash may cost


@dataclass
class Curve:
    """What one team's slices have brought. Times in seconds of CPU, costs in cost units.

    spent: in slices so far. cost, unserved_cost: of the best roster, and the part of it for visits left out.
    """

    visits: int
    spent: float = 0.0
    slices: int = 0
    cost: int | None = None
    unserved_cost: int = 0
    pace: float = PACE  # moves a second
    gained: float = 0.0  # by slices after the early ones
    folds: float = field(default=0.0)  # e-folds of time these slices took

    @property
    def cooling(self) -> float:
        """Seconds that one cooling of a problem of this size takes."""
        return COOLING * max(1, self.visits) / self.pace

    def add(self, seconds: float, moves: int, cost: int, unserved_cost: int) -> None:
        """Learn from a slice that has ended. seconds: CPU of its search."""
        if moves > 0 and seconds > 0:
            self.pace = max(1.0, moves / seconds)
        if self.cost is not None and self.spent >= EARLY * self.cooling:
            self.gained += max(0, self.cost - cost)
            self.folds += math.log1p(seconds / self.spent)
        self.spent += seconds
        self.slices += 1
        self.cost = cost if self.cost is None else min(self.cost, cost)
        self.unserved_cost = unserved_cost

    @property
    def slope(self) -> float:
        """Cost units that the next e-fold of time is expected to save."""
        cost = self.cost if self.cost is not None else self.visits
        expected = PRIOR * max(0, cost - self.unserved_cost) + PRIOR_UNSERVED * self.unserved_cost
        return max(1e-9, (TRUST * expected + self.gained) / (TRUST + self.folds))


@dataclass(frozen=True)
class Slice:
    """The next slice: of which team, and seconds of CPU."""

    team: int
    seconds: float


def next_slice(curves: Sequence[Curve], idle: Sequence[int], left: float, running: float, whole: float) -> Slice | None:
    """The next slice for one of the idle teams; None where no time is left that would be of use.

    left: CPU seconds nobody has yet, all solvers together; running: seconds of the slices under way; whole: what all
    teams have together from first to last.
    """
    if not idle or left <= 0:
        return None
    visits = sum(curve.visits for curve in curves) or 1
    new = [number for number in idle if curves[number].slices == 0]
    if new:
        number = max(new, key=lambda one: curves[one].visits)
        seconds = min(FIRST * whole * curves[number].visits / visits, curves[number].cooling)
        return Slice(number, min(left, max(0.05, seconds)))
    young = [number for number in idle if curves[number].slices == 1]
    if young:
        number = max(young, key=lambda one: _steepness(curves[one]))
        seconds = min(SECOND * whole * curves[number].visits / visits, LONGEST * curves[number].cooling)
        return Slice(number, min(left, max(0.1, seconds)))
    slopes = sum(curve.slope for curve in curves)
    everything = sum(curve.spent for curve in curves) + running + left
    wanted = {number: everything * curves[number].slope / slopes - curves[number].spent for number in idle}
    due = [one for one in idle if wanted[one] >= max(USEFUL * curves[one].cooling, curves[one].spent)]
    if due:
        number = max(due, key=lambda one: _steepness(curves[one]))
        fair = left / sum(wanted[one] for one in due)  # all that is left goes to those who get more than they had
        return Slice(number, min(left, fair * wanted[number], LONGEST * curves[number].cooling))
    able = [number for number in idle if left >= USEFUL * curves[number].cooling]
    if not able:
        return None
    number = max(able, key=lambda one: _steepness(curves[one]))
    return Slice(number, min(left, LONGEST * curves[number].cooling))


def last_shares(curves: Sequence[Curve], left: float) -> list[float]:
    """All that is left shared out at once, in seconds for each curve: where nobody can be asked again."""
    slopes = sum(curve.slope for curve in curves)
    everything = sum(curve.spent for curve in curves) + max(0.0, left)
    wanted = [max(0.0, everything * curve.slope / slopes - curve.spent) for curve in curves]
    useful = [one if one >= USEFUL * curve.cooling else 0.0 for one, curve in zip(wanted, curves, strict=True)]
    fair = max(0.0, left) / sum(useful) if any(useful) else 0.0
    return [fair * one for one in useful]


def equal_slice(
    curves: Sequence[Curve], idle: Sequence[int], left: float, running: float, whole: float
) -> Slice | None:
    """The comparison: every team the same time, in one piece."""
    new = [number for number in idle if curves[number].slices == 0]
    if not new or left <= 0:
        return None
    number = max(new, key=lambda one: curves[one].visits)
    return Slice(number, left / len(new))


def _steepness(curve: Curve) -> float:
    """Cost units that the next second is expected to save."""
    return curve.slope / max(1e-3, curve.spent)
