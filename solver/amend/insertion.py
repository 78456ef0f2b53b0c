"""A visit taken off a round and put into another, with whatever has to start when it does."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from solver.explain.slots import slots

from .draft import Draft, visits_of
from .reschedule import Way, inserted, ordered, priced

Seat = tuple[str, str]  # a visit, or what stands for it, on a shift

_TOGETHER = ("double_handed", "same_start")
_FALLING = ("double_handed", "both_or_none")
_STARTS = 4  # common starts of two who go together that are tried, those first that arithmetic finds cheapest


def lifted(draft: Draft, names: Collection[str], shifts: Collection[str] | None = None) -> Draft:
    """Visits off their rounds, or off some of them, and the rounds that lose them timed anew."""
    gone = set(names)
    for shift in dict.fromkeys(shift for name in names for shift in draft.shifts(name)):
        if shifts is None or shift in shifts:
            order = [name for name in visits_of(draft.rounds[shift]) if name not in gone]
            draft = draft.put(ordered(draft, shift, order, names).rounds)
    return draft


def seated(draft: Draft, seats: Sequence[Seat], start: int | None) -> Draft:
    """Visits put into rounds one after the other, at one start or each at its best."""
    for name, shift in seats:
        draft = draft.put(inserted(draft, name, shift, None if start is None else ((start, start),)).rounds)
    return draft


def together(draft: Draft, seats: Sequence[Seat]) -> Draft:
    """Visits put into rounds at one start, the best of a few."""
    starts = common_starts(draft, seats)
    if not starts:
        return seated(draft, seats, draft.visit(seats[0][0]).windows[0].start)
    return min((seated(draft, seats, start) for start in starts), key=lambda made: outcome(draft, made, seats).rank)


def outcome(before: Draft, after: Draft, seats: Sequence[Seat]) -> Way:
    """What has become of a draft's rounds, as its rules price it; both drafts are of one problem and its joins."""
    changed = {
        shift: after.rounds.get(shift) or before.rounds[shift].model_copy(update={"stops": ()})
        for shift in {**before.rounds, **after.rounds}
        if after.rounds.get(shift) is not before.rounds.get(shift)
    }
    return priced(before, changed, {name for name, _ in seats})


def common_starts(draft: Draft, seats: Sequence[Seat]) -> list[int]:
    """Starts at which arithmetic has room on every seat, the cheapest first."""
    found = [list(slots(draft.reach, draft.visit(name), shift)) for name, shift in seats]
    lows = {span[0] for some in found for slot in some for span in slot.spans}
    burdens: list[tuple[int, int]] = []
    for start in lows:
        room = [
            min((s.burden for s in some if any(a <= start <= b for a, b in s.spans)), default=None) for some in found
        ]
        if all(burden is not None for burden in room):
            burdens.append((sum(burden or 0 for burden in room), start))
    return [start for _, start in sorted(burdens)[:_STARTS]]


def companions(draft: Draft, name: str, shift: str | None) -> list[Seat]:
    """Who starts when it does: its other worker, and visits linked to start with it, all where they are now.

    shift: the round that it is taken off, which does not count.
    """
    return [
        (other, there)
        for other in _tied(draft, name, _TOGETHER)
        for there in draft.shifts(other)
        if (other, there) != (name, shift)
    ]


def falling(draft: Draft, names: Collection[str]) -> list[str]:
    """Visits with those served ones that cannot stay when they go."""
    found = {tied: None for name in names for tied in _tied(draft, name, _FALLING)}
    return [name for name in found if name in names or draft.shifts(name)]


def _tied(draft: Draft, name: str, kinds: Collection[str]) -> list[str]:
    found, edge = {name: None}, [name]
    while edge:
        for link in draft.bench.links.get(edge.pop(), ()):
            if link.kind in kinds:
                ends = [end for end in (link.first, link.second) if end not in found]
                found.update(dict.fromkeys(ends))
                edge += ends
    return list(found)


def moved(draft: Draft, name: str, shift: str, off: str | None, start: int | None) -> Draft:
    """A visit on another round, or at another place of its own. off: the round it leaves, None: it comes in anew."""
    others = companions(draft, name, off)
    free = lifted(draft, [name], [off]) if off is not None else draft
    seat = (name, shift)
    now = next((draft.start(other) for other, _ in others), None)
    if not others or start == now:
        return seated(free, [seat], start)
    # The companions' own seats, theirs again at the new start; a second hand on the target round stays a fault of it.
    loose = free
    for other, there in others:
        loose = lifted(loose, [other], [there])
    seats = [seat, *others]
    if start is not None:
        return seated(loose, seats, start)
    held = seated(free, [seat], now)
    if not outcome(free, held, [seat]).worse:
        return held
    ways = [held, *(seated(loose, seats, other) for other in common_starts(loose, seats))]
    return min(ways, key=lambda made: outcome(draft, made, seats).rank)
