"""Every way to fit one worker of one visit into one round: each position, each place for the break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from solver.domain import Round, Stop, Visit
from solver.rules import FOREVER

from .time_bounds import TimeBounds
from .timing import Halt, Legs, Span, backward, forward, intersect, strain, tightened


@dataclass(frozen=True, slots=True)
class Slot:
    """A round with one more stop, not yet timed. spans: starts of the new stop that the others leave possible.

    burden: extra ticks of travel, lateness and overtime, what slots are first sorted by.
    """

    shift: str
    halts: tuple[Halt, ...]
    position: int
    spans: tuple[Span, ...]
    burden: int

    def at(self, start: int) -> Slot:
        """The same with the new stop's start fixed."""
        halts = list(self.halts)
        halts[self.position] = replace(halts[self.position], legal=((start, start),))
        return replace(self, halts=tuple(halts), spans=((start, start),))


def slots(
    bounds: TimeBounds,
    visit: Visit,
    shift: str,
    without: frozenset[str] = frozenset(),
    spans: tuple[Span, ...] | None = None,
) -> Iterator[Slot]:
    """Every position at which arithmetic lets the visit in, ``without`` some of the round's visits.

    The break stays where it is among the others; where that fails, and only there, every other place for it is tried.
    spans: when the visit may start, instead of what its windows, pins and links allow. Where another visit of the
    client is made on this shift, both are looked at: that one made at another time, and where it is. Before all, where
    it is in turn with a meal.
    """
    spans = bounds.with_partners(visit, shift, without) if spans is None else spans
    narrow = bounds.beside(spans, visit, shift, without)
    for some in dict.fromkeys((bounds.in_turn(narrow, visit, without), narrow, spans)):
        if some:
            yield from _slots(bounds, visit, shift, without, some)


def _slots(
    bounds: TimeBounds, visit: Visit, shift: str, without: frozenset[str], spans: tuple[Span, ...]
) -> Iterator[Slot]:
    legs, new = bounds.legs(shift), bounds.halt(visit, spans)
    halts = [halt for halt in bounds.halts(shift) if halt.visit is None or halt.visit not in without]
    rest = next((number for number, halt in enumerate(halts) if halt.visit is None), None)
    for position in range(len(halts) + 1):
        slot = _slot(shift, legs, halts, new, position)
        if slot:
            yield slot
            yield from _pushed(bounds, slot, new)
        elif rest is not None:
            lighter = halts[:rest] + halts[rest + 1 :]
            for place in range(1, len(lighter)):
                moved = [*lighter[:place], halts[rest], *lighter[place:]]
                slot = _slot(shift, legs, moved, new, position) if place != rest else None
                if slot:
                    yield slot


def _pushed(bounds: TimeBounds, slot: Slot, new: Halt) -> Iterator[Slot]:
    """The same with what must follow the new stop at a distance made later, where it comes after it on this round."""
    after = bounds.followers(new.visit) if new.visit is not None else {}
    start = slot.spans[0][0]
    behind = [
        replace(halt, legal=intersect(halt.legal, [(start + after[halt.visit], FOREVER)]))
        if halt.visit in after
        else halt
        for halt in slot.halts[slot.position + 1 :]
    ]
    if behind and behind != list(slot.halts[slot.position + 1 :]):
        others = [*slot.halts[: slot.position], *behind]
        pushed = _slot(
            slot.shift, bounds.legs(slot.shift), others, replace(new, legal=((start, start),)), slot.position
        )
        if pushed:
            yield pushed


def with_rest(bounds: TimeBounds, slot: Slot) -> Iterator[Slot]:
    """The slot with its break anywhere inside, for a round that has become long enough to owe one."""
    shift = bounds.problem.shift[slot.shift]
    length = bounds.owed(shift)
    bare = [halt for halt in slot.halts if halt.visit is not None]
    new = slot.halts[slot.position]
    index = bare.index(new)
    if not length:
        return
    rest = bounds.rest(shift, length)
    for place in range(1, len(bare)):
        position = index if place > index else index + 1
        halts = [*bare[:place], rest, *bare[place:]]
        del halts[position]
        found = _slot(slot.shift, bounds.legs(slot.shift), halts, new, position)
        if found:
            yield found


def _slot(shift: str, legs: Legs, halts: Sequence[Halt], new: Halt, position: int) -> Slot | None:
    sequence = (*halts[:position], new, *halts[position:])
    early = forward(sequence, legs)
    if early is None:
        return None
    late = backward(sequence, legs)
    if late is None:
        return None
    spans = intersect(new.legal, [(early[position], late[position])])
    if not spans:
        return None
    present = [halt.start for halt in halts if halt.start is not None]
    before = strain(halts, legs, present) if len(present) == len(halts) else 0
    after = strain(sequence, legs, forward(sequence, legs, keep=True) or early)
    return Slot(shift, sequence, position, spans, _detour(halts, new, position, legs) + after - before)


def _detour(halts: Sequence[Halt], new: Halt, position: int, legs: Legs) -> int:
    before = next((halt.place for halt in reversed(halts[:position]) if halt.visit is not None), legs.origin)
    after = next((halt.place for halt in halts[position:] if halt.visit is not None), legs.goal)
    return legs.ticks[before, new.place] + legs.ticks[new.place, after] - legs.ticks[before, after]


def schedules(bounds: TimeBounds, slot: Slot) -> list[Round]:
    """The round timed in up to three ways: others kept where they can be; as early as can be; early but unhurried."""
    legs = bounds.legs(slot.shift)
    early = forward(slot.halts, legs)
    if early is None:
        return []
    found: list[list[int]] = []
    for starts in (forward(slot.halts, legs, keep=True), tightened(slot.halts, legs, early), early):
        if starts is not None:
            unhurried = tightened(slot.halts, legs, starts)
            for candidate in (starts, unhurried):
                if candidate is not None and candidate not in found:
                    found.append(candidate)
    return [_round(slot, starts) for starts in found]


def _round(slot: Slot, starts: Sequence[int]) -> Round:
    # Built from parts that are valid already; validation again would cost more than the pricing.
    stops = tuple(
        Stop.model_construct(visit=halt.visit, start=start, duration=halt.duration if halt.visit is None else None)
        for halt, start in zip(slot.halts, starts, strict=True)
    )
    return Round.model_construct(shift=slot.shift, stops=stops)
