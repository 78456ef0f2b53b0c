"""A visit taken off a round and put into another, with whatever has to start when it does."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from solver.explain.slots import slots

from .draft import Draft, visits_of
from .reschedule import TrialRounds, insert_visit, price_rounds, reorder_round

Placement = tuple[str, str]  # a visit, or what stands for it, on a shift

_SAME_START = ("double_handed", "same_start")
_ALL_OR_NONE = ("double_handed", "both_or_none")
_STARTS = 4  # common starts of two who go together that are tried, those first that arithmetic finds cheapest


def take_off(draft: Draft, names: Collection[str], shifts: Collection[str] | None = None) -> Draft:
    """Visits off their rounds, or off some of them, and the rounds that lose them timed anew."""
    gone = set(names)
    for shift in dict.fromkeys(shift for name in names for shift in draft.shifts_of(name)):
        if shifts is None or shift in shifts:
            order = [name for name in visits_of(draft.rounds[shift]) if name not in gone]
            draft = draft.with_rounds(reorder_round(draft, shift, order, names).rounds)
    return draft


def insert_visits(draft: Draft, placements: Sequence[Placement], start: int | None) -> Draft:
    """Visits put into rounds one after the other, at one start or each at its best."""
    for name, shift in placements:
        draft = draft.with_rounds(insert_visit(draft, name, shift, None if start is None else ((start, start),)).rounds)
    return draft


def insert_at_one_start(draft: Draft, placements: Sequence[Placement]) -> Draft:
    """Visits put into rounds at one start, the best of a few."""
    starts = find_common_starts(draft, placements)
    if not starts:
        return insert_visits(draft, placements, draft.visit(placements[0][0]).windows[0].start)
    drafts = [insert_visits(draft, placements, start) for start in starts]
    return min(drafts, key=lambda one: price_change(draft, one, placements).rank)


def price_change(before: Draft, after: Draft, placements: Sequence[Placement]) -> TrialRounds:
    """What has become of a draft's rounds, as its rules price it; both drafts are of one problem and its joins."""
    changed = {
        shift: after.rounds.get(shift) or before.rounds[shift].model_copy(update={"stops": ()})
        for shift in {**before.rounds, **after.rounds}
        if after.rounds.get(shift) is not before.rounds.get(shift)
    }
    return price_rounds(before, changed, {name for name, _ in placements})


def find_common_starts(draft: Draft, placements: Sequence[Placement]) -> list[int]:
    """Starts at which arithmetic has room on every placement, the cheapest first."""
    found = [list(slots(draft.reach, draft.visit(name), shift)) for name, shift in placements]
    lows = {span[0] for some in found for slot in some for span in slot.spans}
    burdens: list[tuple[int, int]] = []
    for start in lows:
        room = [
            min((s.burden for s in some if any(a <= start <= b for a, b in s.spans)), default=None) for some in found
        ]
        if all(burden is not None for burden in room):
            burdens.append((sum(burden or 0 for burden in room), start))
    return [start for _, start in sorted(burdens)[:_STARTS]]


def find_companions(draft: Draft, name: str, shift: str | None) -> list[Placement]:
    """Who starts when it does: its other worker, and visits linked to start with it, all where they are now.

    shift: the round that it is taken off, which does not count.
    """
    return [
        (other, there)
        for other in _find_linked(draft, name, _SAME_START)
        for there in draft.shifts_of(other)
        if (other, there) != (name, shift)
    ]


def find_dependents(draft: Draft, names: Collection[str]) -> list[str]:
    """Visits with those served ones that cannot stay when they go."""
    found = {tied: None for name in names for tied in _find_linked(draft, name, _ALL_OR_NONE)}
    return [name for name in found if name in names or draft.shifts_of(name)]


def _find_linked(draft: Draft, name: str, kinds: Collection[str]) -> list[str]:
    found, edge = {name: None}, [name]
    while edge:
        for link in draft.pricing.links.get(edge.pop(), ()):
            if link.kind in kinds:
                ends = [end for end in (link.first, link.second) if end not in found]
                found.update(dict.fromkeys(ends))
                edge += ends
    return list(found)


def move_visit(draft: Draft, name: str, shift: str, off: str | None, start: int | None) -> Draft:
    """A visit on another round, or at another place of its own. off: the round it leaves, None: it comes in anew."""
    others = find_companions(draft, name, off)
    free = take_off(draft, [name], [off]) if off is not None else draft
    placement = (name, shift)
    now = next((draft.start_of(other) for other, _ in others), None)
    if not others or start == now:
        return insert_visits(free, [placement], start)
    # The companions' own rounds, theirs again at the new start; a second hand on the target round stays a fault of it.
    loose = free
    for other, there in others:
        loose = take_off(loose, [other], [there])
    placements = [placement, *others]
    if start is not None:
        return insert_visits(loose, placements, start)
    as_they_are = insert_visits(free, [placement], now)
    if not price_change(free, as_they_are, [placement]).worse:
        return as_they_are
    others_moved = [insert_visits(loose, placements, other) for other in find_common_starts(loose, placements)]
    return min([as_they_are, *others_moved], key=lambda one: price_change(draft, one, placements).rank)
