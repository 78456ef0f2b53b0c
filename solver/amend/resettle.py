"""A visit whose own terms have changed: it stays, is timed anew, goes elsewhere, or is left out with the reason."""

from __future__ import annotations

from solver.domain import InputFaults, Problem

from .draft import Draft, visits_of
from .insertion import find_dependents, take_off
from .joins import take_apart
from .placing import place_best
from .reschedule import reorder_round


def resettle(draft: Draft, problem: Problem, visit: str) -> tuple[Draft, list[str]]:
    """A draft brought to a problem in which one of its visits has other times or another length.

    It stays where it is while that is within its times and breaks nothing more than before. Else the cheapest of: its
    round timed anew, another place; in time before late. A joint visit that cannot stay is taken apart first.
    """
    name = draft.name_on_round(visit)
    assert name is not None
    join = draft.join_of(name)
    try:
        as_it_is = draft.with_problem(problem)
    except InputFaults:  # its join cannot be any more
        as_it_is = None
    if as_it_is is not None and draft.shifts_of(name):
        if not _breaks_more(draft, as_it_is) and _in_time(as_it_is, visit):
            return as_it_is, []
        ways = [as_it_is, *([_time_anew(as_it_is, name)] if join is None else [])]
        sound = [one for one in ways if not _breaks_more(draft, one)]
        if sound and join is not None:
            return sound[0], []
    else:
        sound = []
    sentences = []
    if join is not None:
        loose = take_apart(draft, join, out=[visit]).with_problem(problem)
        sentences.append(f"Joint visit {join.id} is taken apart: it cannot be made as one any more.")
        together = [visit]
    else:
        together = find_dependents(draft, [visit])
        loose = take_off(draft, together).with_problem(problem)
    placed, more = place_best(loose, together)
    if not more and not _breaks_more(draft, placed):
        sound.append(placed)
    if not sound:
        return placed, sentences + more
    best = min(sound, key=lambda one: (not _in_time(one, visit), one.pricing.whole.cost))
    return best, sentences


def _breaks_more(before: Draft, after: Draft) -> bool:
    """Whether a hard rule is broken that was not, or more than it was."""
    known = before.pricing.whole.hard
    return any(amount > known.get(key, 0) for key, amount in after.pricing.whole.hard.items())


def _in_time(draft: Draft, visit: str) -> bool:
    """Whether it starts within its agreed times, as what stands for it on a round does."""
    name = draft.name_on_round(visit)
    start = draft.start_of(name) if name is not None else None
    return start is not None and any(one.start <= start <= one.end for one in draft.problem.visit[visit].windows)


def _time_anew(draft: Draft, name: str) -> Draft:
    """Its rounds in the order they have, timed anew."""
    for shift in draft.shifts_of(name):
        order = visits_of(draft.rounds[shift])
        draft = draft.with_rounds(reorder_round(draft, shift, order, [name]).rounds)
    return draft
