"""The numeric vocabulary between rules and engines. The kernel and CP-SAT know these terms, never rules.

V visits and K shifts are counted as in ``problem.visits`` and ``problem.shifts``, W workers as in ``problem.workers``,
C clients as in ``problem.clients``. Times in ticks, costs in cost units (thousandths of a penny; a literature unit's
thousandths). Several terms of one kind add up: costs sum, bans and bounds intersect.

Words used by all terms, for the round of shift k with stops 1..m (visits, and at most one break):
  leave   start of the first stop minus the journey to it
  arrival end of the stop before plus the journey (a break is taken where the next stop is, a last one at the end place)
  wait    start minus arrival, summed over stops after the first
  back    end of the last stop plus the journey to the end place
An empty round has no leave, no back, no cost, except where a term says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

# Names of this room, wherever they are written.
from .numbers import FOREVER as FOREVER
from .numbers import Bools as Bools
from .numbers import Ints as Ints
from .working_time import BreakNeed as BreakNeed
from .working_time import DutyLimits as DutyLimits
from .working_time import Hours as Hours
from .working_time import OffWork as OffWork
from .working_time import Rest as Rest


@dataclass(frozen=True, slots=True, eq=False)
class Forbid:
    """Hard: visit v is never done on shift k where ``pairs[v, k]``. Shape (V, K)."""

    rule: str
    pairs: Bools


@dataclass(frozen=True, slots=True, eq=False)
class AssignCost:
    """``cost[v, k]`` for each worker that serves v on shift k (a double-handed visit pays twice). Shape (V, K)."""

    rule: str
    cost: Ints


@dataclass(frozen=True, slots=True)
class StartWithin:
    """Hard: the visit starts inside one of the intervals (both ends included, in order, apart)."""

    rule: str
    visit: int
    intervals: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class LateCost:
    """A start t is late by max(0, t - due), due belonging to the last (start, due) with start <= t.

    Starting before the first start is impossible (hard). ``per_tick`` for each tick late, once a visit (not once a
    worker). A ``due`` may lie before its start (windows that are met at the end of the service).
    """

    rule: str
    visit: int
    windows: tuple[tuple[int, int], ...]
    per_tick: int


@dataclass(frozen=True, slots=True)
class MaxLateCost:
    """``per_tick`` for the largest lateness of any served visit (as LateCost measures it, price 0 included)."""

    rule: str
    per_tick: int


@dataclass(frozen=True, slots=True)
class AwayCost:
    """``early_per_tick`` for each tick that a start lies before ``first``, ``late_per_tick`` for each after ``last``.

    Once a visit (not once a worker), where it is served; first <= last, prices 0 or more.
    """

    rule: str
    visit: int
    first: int
    last: int
    early_per_tick: int
    late_per_tick: int


@dataclass(frozen=True, slots=True, eq=False)
class TravelCost:
    """Cost of journeys by shift, arrays of shape (K,): between stops, and apart from that home legs (leave, back)."""

    rule: str
    per_tick: Ints
    per_metre: Ints
    home_per_tick: Ints
    home_per_metre: Ints


@dataclass(frozen=True, slots=True, eq=False)
class WaitCost:
    """``per_tick[k]`` for each tick of wait on shift k. Shape (K,)."""

    rule: str
    per_tick: Ints


@dataclass(frozen=True, slots=True)
class MaxWaitCost:
    """``per_tick`` for the longest single wait on any shift."""

    rule: str
    per_tick: int


@dataclass(frozen=True, slots=True, eq=False)
class ShiftBounds:
    """Hard: leave >= earliest[k] and back <= latest[k]. Shape (K,)."""

    rule: str
    earliest: Ints
    latest: Ints


@dataclass(frozen=True, slots=True, eq=False)
class LegLimit:
    """Hard: no single journey of the round of shift k takes more than ``ticks[k]`` (FOREVER: no limit), those from the
    start place and to the end place included. Shape (K,).
    """

    rule: str
    ticks: Ints


@dataclass(frozen=True, slots=True, eq=False)
class OvertimeCost:
    """``per_tick[k]`` for each tick of back after ``after[k]``. Shape (K,)."""

    rule: str
    after: Ints
    per_tick: Ints


@dataclass(frozen=True, slots=True, eq=False)
class MaxIdleCost:
    """``per_tick`` for the largest idle time of any shift.

    Idle: (leave - start[k]) + waits + max(0, end[k] - back); an empty shift idles end[k] - start[k].
    """

    rule: str
    start: Ints
    end: Ints
    per_tick: int


@dataclass(frozen=True, slots=True, eq=False)
class UseCost:
    """``cost[k]`` when shift k has any stop. Shape (K,)."""

    rule: str
    cost: Ints


@dataclass(frozen=True, slots=True, eq=False)
class VisitNumberCost:
    """``price[k]`` for each visit of shift k's round beyond ``beyond[k]``. Shape (K,), 0 or more; one term at most."""

    rule: str
    beyond: Ints
    price: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Handed:
    """How many workers each visit takes: 1 or 2, starting together, different workers, all or none. Shape (V,)."""

    rule: str
    workers: Ints


@dataclass(frozen=True, slots=True)
class Gap:
    """Hard, when both are served: lo <= start(second) - start(first) <= hi. hi FOREVER: no upper bound."""

    rule: str
    first: int
    second: int
    lo: int
    hi: int


@dataclass(frozen=True, slots=True)
class Apart:
    """Hard, when both are served: one begins only when the other is over, whichever of the two goes first.

    start(second) >= start(first) + first_length, or start(first) >= start(second) + second_length; lengths 0 or more.
    """

    rule: str
    first: int
    second: int
    first_length: int
    second_length: int


@dataclass(frozen=True, slots=True)
class GapCost:
    """When both are served, ``per_tick`` for each tick that start(second) - start(first) falls short of ``wanted``."""

    rule: str
    first: int
    second: int
    wanted: int
    per_tick: int


@dataclass(frozen=True, slots=True)
class OverlapCost:
    """When both are served, ``per_tick`` for each tick that both last at once.

    The first lasts from its start for ``first_length``, the second from its own for ``second_length``.
    """

    rule: str
    first: int
    second: int
    first_length: int
    second_length: int
    per_tick: int


@dataclass(frozen=True, slots=True)
class DifferentWorkers:
    """Hard, when both are served: no worker serves both."""

    rule: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class SameWorker:
    """Hard, when both are served: one worker (of any of the shifts) serves both. Single-handed visits only."""

    rule: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """Hard: these visits are served all or none."""

    rule: str
    visits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Hard: at most one of these is served: all of ``joint`` (a Bundle when several), or any of ``instead``.

    While ``joint`` is served its ``instead`` count as served: their UnservedCost is not paid. ``joint`` left out costs
    nothing in itself (its own UnservedCost is 0). A visit may stand in the ``instead`` of several terms, of which then
    at most one is served; it never stands in a Bundle with others, and never in a ``joint``.
    """

    rule: str
    joint: tuple[int, ...]
    instead: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class UnservedCost:
    """``cost[v]`` for a visit nobody serves. Shape (V,)."""

    rule: str
    cost: Ints


@dataclass(frozen=True, slots=True, eq=False)
class NewFaceCost:
    """``price`` for every pair of client and worker that meet in the roster and are not ``familiar[c, w]``.

    client: (V,) index into clients; also: (V, M), M >= 1, further clients met at the same visit, -1 for none; worker:
    (K,) index into workers; familiar: (C, W).
    """

    rule: str
    client: Ints
    also: Ints
    worker: Ints
    familiar: Bools
    price: int


@dataclass(frozen=True, slots=True, eq=False)
class LoadCost:
    """``per_tick`` for each tick a worker's contact time lies away from ``target[w]``. worker: (K,); target: (W,)."""

    rule: str
    worker: Ints
    target: Ints
    per_tick: int


@dataclass(frozen=True, slots=True, eq=False)
class SpreadCost:
    """Literature workload balance: ``price`` times the sum over workers of ceil(|load - mean load| / unit).

    Load: contact time plus all travel, home legs included; the mean over all workers that have a shift (worker: (K,)).
    """

    rule: str
    worker: Ints
    unit: int
    price: int


Term = (
    Forbid
    | AssignCost
    | StartWithin
    | LateCost
    | MaxLateCost
    | AwayCost
    | TravelCost
    | WaitCost
    | MaxWaitCost
    | ShiftBounds
    | LegLimit
    | OvertimeCost
    | MaxIdleCost
    | BreakNeed
    | OffWork
    | DutyLimits
    | UseCost
    | VisitNumberCost
    | Handed
    | Gap
    | Apart
    | GapCost
    | OverlapCost
    | DifferentWorkers
    | SameWorker
    | Bundle
    | Alternatives
    | UnservedCost
    | Rest
    | Hours
    | NewFaceCost
    | LoadCost
    | SpreadCost
)
KINDS: tuple[type, ...] = get_args(Term)
