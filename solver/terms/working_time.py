"""Terms of how long people work: the break in a round, the limits of a duty, rest between shifts, hours of several.

What leave, back and the other words mean: solver/terms/__init__.py. Times in ticks, costs in cost units.
"""

from __future__ import annotations

from dataclasses import dataclass

from .numbers import Bools, Ints


@dataclass(frozen=True, slots=True)
class BreakNeed:
    """A break of ``duration`` starting in [earliest, latest] is owed when the round is longer than ``threshold``.

    Length of the round: back - leave - (duration if a break is taken), less the ticks of OffWork of its visits; one
    with a visit that relieves owes none. threshold -1: owed always, by empty rounds too; FOREVER: never by itself.
    A round holds at most one break; a taken one always starts in [earliest, latest]. ``missed``: cost of an owed break
    not taken, None: hard. ``at_ends``: whether it may be the first or the last stop. ``unowed``: cost of each tick of a
    break taken in a round that, break included, is no longer than the threshold, or that holds a visit which relieves.
    """

    rule: str
    shift: int
    duration: int
    earliest: int
    latest: int
    threshold: int
    missed: int | None
    at_ends: bool
    unowed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class OffWork:
    """Visits during which nobody works all the time: ``ticks[v]`` of visit v are no work (somebody sleeps in).

    relieves[v]: it holds a break, so that neither its round nor the duty owes another. At most one such term. Arrays of
    shape (V,).
    """

    rule: str
    ticks: Ints
    relieves: Bools


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLimits:
    """Hard: what one worker does without ``rest`` ticks free between keeps the limits of one duty.

    Rounds of ``shifts`` (one worker's, in the order of their start) with stops, each joined to what was before it when
    its leave lies less than ``rest`` after the latest back so far; the first one to the time before the horizon, from
    ``began`` to ``until`` (-FOREVER: nothing is before). Rounds so joined are one duty. With ``asleep`` for a shift,
    only its visits are work: the rest of its round is OffWork as well, and relieves.
    Span: from the leave of the first (or began) to the latest back, less OffWork: at most ``span``.
    Work: the sum of back - leave - breaks - OffWork over its rounds: at most ``work``.
    Break: owed when the work (and until - began) is longer than ``threshold``; met by a break in any of its rounds, a
    visit that relieves, or ``pause`` ticks between two of its rounds (or between until and the first leave).
    ``unowed``, by shift: cost of each tick of a break in a duty that owes none, breaks included in its length, or that
    is met without one; not where the round, break included, is longer than ``own``, by shift: then it owes its own.
    FOREVER for span, work and threshold: no such limit.
    """

    rule: str
    shifts: tuple[int, ...]
    rest: int
    began: int
    until: int
    span: int
    work: int
    threshold: int
    pause: int
    asleep: tuple[bool, ...]
    own: tuple[int, ...]
    unowed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """Hard, when both shifts have stops: leave(later) - back(earlier) >= gap."""

    rule: str
    earlier: int
    later: int
    gap: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Working time of some shifts of one worker: sum of back - leave - break.

    Hard: at most ``cap`` (FOREVER: none). ``per_tick`` for each tick beyond ``beyond``.
    """

    rule: str
    shifts: tuple[int, ...]
    cap: int
    beyond: int
    per_tick: int
