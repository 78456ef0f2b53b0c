"""The cheapest relaxation: how much later a start, how much overtime or how early a start of shift would make room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from solver.domain import Visit
from solver.rules import FOREVER, lateness, length

from .audit import Auditor
from .timing import Halt, Legs, backward, forward

_HOURS = 2  # nothing beyond this is called a relaxation


@dataclass(frozen=True, slots=True)
class _Ease:
    """By how many ticks a bound is passed; words: "{} more overtime for Ada"."""

    ticks: int
    words: str


def relaxation(auditor: Auditor, visit: Visit) -> str | None:
    """A sentence naming the smallest change of one bound that arithmetic says would let a single-handed visit in."""
    problem = auditor.pricing.problem
    if problem.hands_of(visit) > 1:
        return None
    limit = _HOURS * 60 * problem.horizon.ticks_per_minute
    eases = [ease for shift in auditor.eligibility.eligible_shifts(visit) for ease in _eases(auditor, visit, shift.id)]
    eases = [ease for ease in eases if 0 < ease.ticks <= limit]
    if not eases:
        return None
    best = min(eases, key=lambda ease: (ease.ticks, ease.words))
    minutes = -(-best.ticks // problem.horizon.ticks_per_minute)
    return f"The smallest change that makes room: {best.words.format(f'{minutes} min')}."


def _eases(auditor: Auditor, visit: Visit, shift_id: str) -> Iterator[_Ease]:
    problem, bounds = auditor.pricing.problem, auditor.bounds
    shift = problem.shift[shift_id]
    name = problem.worker[shift.worker].name
    spans = bounds.with_partners(visit, shift_id)
    if not spans:
        return
    legs, halts = bounds.legs(shift_id), list(bounds.halts(shift_id))
    clinical = any(task.clinical_window or task.time_critical for task in visit.tasks)
    loose = Legs(legs.ticks, legs.origin, legs.goal, legs.earliest, FOREVER, legs.end)
    early = Legs(legs.ticks, legs.origin, legs.goal, -FOREVER, legs.latest, legs.end)
    for position in range(len(halts) + 1):
        new = bounds.halt(visit, spans)
        sequence = [*halts[:position], new, *halts[position:]]
        over = forward(sequence, loose)
        if over is not None:
            yield _Ease(_back(sequence, over, legs) - legs.latest, f"{{}} more overtime for {name}")
        before = backward(sequence, early)
        if before is not None:
            first = sequence[0]
            leave = before[0] - legs.ticks[legs.origin, first.place if first.visit else legs.goal]
            yield _Ease(legs.earliest - leave, f"{name} setting out {{}} earlier")
        if not clinical:  # a clinical or prescribed time is never moved, and no advice to move it is given
            late = [*halts[:position], replace(new, legal=((spans[0][0], FOREVER),)), *halts[position:]]
            starts = forward(late, legs)
            if starts is not None:
                start = starts[position]
                missed = lateness(auditor.pricing.case("time_window"), visit, start)
                when = f"{problem.horizon.label(start)}, {length(problem, missed)}"
                yield _Ease(start - spans[-1][1], f"starting at {when} after the agreed window, with {name}")


def _back(sequence: list[Halt], starts: list[int], legs: Legs) -> int:
    here = next((halt.place for halt in reversed(sequence) if halt.visit is not None), legs.origin)
    if sequence[-1].visit is None:
        here = legs.goal
    return starts[-1] + sequence[-1].duration + legs.ticks[here, legs.goal]
