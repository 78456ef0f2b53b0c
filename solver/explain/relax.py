"""The cheapest relaxation: how much later a start, how much overtime or how early a start of shift would make room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from solver.domain import Round, Stop, Visit
from solver.rules import FOREVER, RULE_BY_ID, Breach, lateness, length

from .audit import Auditor
from .timing import Halt, Legs, backward, forward, tightened

_HOURS = 2  # nothing beyond this is called a relaxation
_TRIED = 12  # changes priced, the smallest first


@dataclass(frozen=True, slots=True)
class _Ease:
    """By how many ticks a bound is passed; words: "{} more overtime for Ada". ways: the round with the visit in it."""

    ticks: int
    words: str
    ways: tuple[Round, ...]


def relaxation(auditor: Auditor, visit: Visit) -> str | None:
    """A sentence naming the smallest change of one bound that arithmetic says would let a single-handed visit in.

    A change that the worker's other shifts forbid (the length of the duty, the hours of the week) makes no room; where
    all are such, the sentence says what forbids the smallest.
    """
    problem = auditor.pricing.problem
    if problem.hands_of(visit) > 1:
        return None
    limit = _HOURS * 60 * problem.horizon.ticks_per_minute
    eases = [ease for shift in auditor.eligibility.eligible_shifts(visit) for ease in _eases(auditor, visit, shift.id)]
    eases = [ease for ease in eases if 0 < ease.ticks <= limit]
    if not eases:
        return None
    eases.sort(key=lambda ease: (ease.ticks, ease.words))
    for ease in eases[:_TRIED]:
        if _forbidden(auditor, visit, ease) is None:
            minutes = -(-ease.ticks // problem.horizon.ticks_per_minute)
            return f"The smallest change that makes room: {ease.words.format(f'{minutes} min')}."
    if len(eases) > _TRIED:
        return None
    told = next(
        breach
        for breach in auditor.pricing.price_change({round_.shift: round_ for round_ in eases[0].ways[:1]})[1]
        if _is_of_other_shifts(breach)
    )
    return f"A little more time would not make room: {told.sentence.removesuffix('.')} [{told.rule}]."


def _forbidden(auditor: Auditor, visit: Visit, ease: _Ease) -> Breach | None:
    """What the worker's other shifts have against a change, however the round is timed; None where nothing."""
    found = None
    for round_ in ease.ways:
        part = auditor.pricing.cut([round_.shift], [visit.id])
        worse = part.price({round_.shift: round_}).worsened_from(part.before)
        found = next((breach for breach in worse if _is_of_other_shifts(breach)), None)
        if found is None:
            return None
    return found


def _is_of_other_shifts(breach: Breach) -> bool:
    """Whether a hard breach is about all that a worker does, and no break would mend it."""
    rule = RULE_BY_ID[breach.rule]
    return breach.hard and rule.scope == "worker" and not rule.break_mends


def _ways(shift_id: str, sequence: list[Halt], starts: list[int], legs: Legs) -> tuple[Round, ...]:
    """A round as early as it can be, and with less waiting."""
    times = [starts]
    if (later := tightened(sequence, legs, starts)) is not None and later != starts:
        times.append(later)
    return tuple(
        Round(
            shift=shift_id,
            stops=tuple(
                Stop(visit=halt.visit, start=start)
                if halt.visit is not None
                else Stop(start=start, duration=halt.duration)
                for halt, start in zip(sequence, at, strict=True)
            ),
        )
        for at in times
    )


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
            yield _Ease(
                _back(sequence, over, legs) - legs.latest,
                f"{{}} more overtime for {name}",
                _ways(shift_id, sequence, over, loose),
            )
        before = backward(sequence, early)
        if before is not None:
            first = sequence[0]
            leave = before[0] - legs.ticks[legs.origin, first.place if first.visit else legs.goal]
            yield _Ease(
                legs.earliest - leave, f"{name} setting out {{}} earlier", _ways(shift_id, sequence, before, early)
            )
        if not clinical:  # a clinical or prescribed time is never moved, and no advice to move it is given
            late = [*halts[:position], replace(new, legal=((spans[0][0], FOREVER),)), *halts[position:]]
            starts = forward(late, legs)
            if starts is not None:
                start = starts[position]
                missed = lateness(auditor.pricing.case("time_window"), visit, start)
                when = f"{problem.horizon.label(start)}, {length(problem, missed)}"
                words = f"starting at {when} after the agreed window, with {name}"
                yield _Ease(start - spans[-1][1], words, _ways(shift_id, late, starts, legs))


def _back(sequence: list[Halt], starts: list[int], legs: Legs) -> int:
    here = next((halt.place for halt in reversed(sequence) if halt.visit is not None), legs.origin)
    if sequence[-1].visit is None:
        here = legs.goal
    return starts[-1] + sequence[-1].duration + legs.ticks[here, legs.goal]
