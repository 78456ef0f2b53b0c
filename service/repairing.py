"""A repair that is shown first: offers of what now, each kept as one plan, applied as it was shown or not at all."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from service.editing import Ground, describe_changes, judge_other
from solver import Roster
from solver.amend import Amendment, Change, Move, Unserve, amend, find_dose_news
from solver.check import worsened
from solver.domain import Fault, InputFaults
from solver.explain import difference, repair_roster
from solver.promises import Told, find_told
from solver.whole_minutes import round_starts

if TYPE_CHECKING:  # the engine takes its time to load, and only offers want it
    from solver.offers import Bench, Difference, Kind, Offer, On

LONGEST = 20.0  # seconds that places are looked for one by one
_READY = 4  # days kept ready for more offers


class Fitted(NamedTuple):
    """What a plan makes of a roster: the day after it, in what it differs, who must be told, and what it is called."""

    after: Ground
    difference: Difference
    told: tuple[Told, ...]
    offer: str
    title: str


class _Ready(NamedTuple):
    """A day made ready for offers, and the quickest one of them, which the others go on from."""

    bench: Bench
    first: list[Offer]


_days: OrderedDict[tuple[str, int], _Ready] = OrderedDict()
_lock = threading.Lock()


def fit_in(ground: Ground, seconds: float = LONGEST, stop: Callable[[], bool] = lambda: False) -> Fitted:
    """Places for the visits that nobody makes, everybody else's left with their worker; no hard rule newly broken.

    seconds: to look for. stop: whether to make do with what is found, asked now and then. Starts of what is put in are
    whole minutes where that breaks nothing and puts no more out of turn with a meal; otherwise as they were found.
    """
    until = time.monotonic() + seconds
    found = repair_roster(
        ground.problem, ground.roster, ground.pack, ground.travel, enough=lambda: stop() or time.monotonic() > until
    ).roster
    before = {stop.visit for round_ in ground.roster.rounds for stop in round_.stops}
    rounded = round_starts(ground.problem, found, ground.pack, keep=lambda _, stop: stop.visit in before).roster
    kept = [judge_other(ground, roster) for roster in (rounded, found)]
    kept = [one for one in kept if not any(b.hard for b in worsened(ground.before.breaches, one.before.breaches))]
    after = min(kept, key=lambda one: len(_out_of_turn(ground, one)), default=ground)
    return fit(ground, after, "fit", "Fit in")


def _out_of_turn(ground: Ground, after: Ground) -> tuple[str, ...]:
    return find_dose_news(ground.before, after.before).out_of_turn


def make_offer(
    ground: Ground, key: tuple[str, int], kind: Kind, seconds: float, stop: Callable[[], bool] = lambda: False
) -> Fitted | None:
    """One of the named offers. key: of the roster and its version, whose day is kept ready for the next offer.

    None: nobody is on call who could be called out. seconds: CPU, of the search. stop: as fit_in() has it. One at a
    time: see service/jobs/turns.py.
    """
    from solver.offers import find_offer

    ready = _make_ready(ground, key)
    if kind == "standby" and not ready.bench.has_standby():
        return None
    first = ready.first[0] if ready.first else find_offer(ready.bench, "keep", seconds, cancelled=stop)
    if not ready.first and not stop():  # one that was cut short is nothing for others to go on from
        ready.first.append(first)
    found = first if kind == "keep" else find_offer(ready.bench, kind, seconds, first=first, cancelled=stop)
    return fit(ground, replace(ground, roster=found.roster, before=found.check), kind, found.title)


def _make_ready(ground: Ground, key: tuple[str, int]) -> _Ready:
    from solver.offers import Bench

    with _lock:
        if key not in _days:
            _days[key] = _Ready(Bench(ground.problem, ground.roster, ground.pack, ground.travel, ground.before), [])
        _days.move_to_end(key)
        while len(_days) > _READY:
            _days.popitem(last=False)
        return _days[key]


def fit(ground: Ground, after: Ground, offer: str, title: str) -> Fitted:
    """A plan as it is shown."""
    from solver.offers import find_difference

    said = find_difference(after.problem, ground.roster, after.roster)
    return Fitted(after, said, find_told(after.before), offer, title)


def leave_out(ground: Ground, planned: Roster, visits: Collection[str], offer: str, title: str) -> Fitted:
    """A plan without some of its visits: those go back to where they are now, the others stay as planned.

    Raises InputFaults for visits that the plan does not touch, or that cannot go back.
    """
    from solver.offers import find_difference

    said = find_difference(ground.problem, ground.roster, planned)
    there = {one.visit for one in (*said.placed, *said.moved, *said.off)}
    strange = [visit for visit in visits if visit not in there]
    if strange:
        raise InputFaults([Fault("visits", one, "want a visit that the plan puts in or moves") for one in strange])
    changes = [one for visit in dict.fromkeys(visits) for one in _put_back(ground, said, visit)]
    made = amend(ground.problem, planned, changes, ground.pack, ground.travel)
    return fit(ground, judge_other(ground, made.roster), offer, title)


def _put_back(ground: Ground, said: Difference, visit: str) -> list[Change]:
    """The changes that take a visit from where a plan has it to where it is now."""
    if any(one.visit == visit for one in said.placed):
        return [Unserve(visit=visit)]
    now = [one for one in said.moved if one.visit == visit]
    return [
        Move(
            visit=visit,
            shift=was.shift,
            from_shift=now[number].shift if number < len(now) else None,
            start=None if was.start is None else ground.problem.horizon.moment(was.start),
        )
        for number, was in enumerate(one for one in said.off if one.visit == visit)
    ]


def describe_plan(ground: Ground, fitted: Fitted) -> dict[str, Any]:
    """What a plan places, moves, leaves, breaks and costs, and who must be told, as documents tell it."""
    horizon, said = ground.problem.horizon, fitted.difference

    def listed(some: tuple[On, ...]) -> list[dict[str, Any]]:
        return [
            one._asdict() | {"start": None if one.start is None else horizon.moment(one.start).isoformat()}
            for one in some
        ]

    return {
        "offer": fitted.offer,
        "title": fitted.title,
        "placed": listed(said.placed),
        "moved": listed(said.moved),
        "retimed": listed(said.retimed),
        "off": listed(said.off),
        "left": list(said.left),
        "carers": list(said.carers),
        "told": [describe_told(ground, one) for one in fitted.told],
        **describe_effect(ground, fitted.after),
    }


def describe_effect(ground: Ground, after: Ground) -> dict[str, Any]:
    """What another roster of the same day breaks, mends and costs, and what is otherwise, as documents tell it."""
    amended = Amendment(
        problem=after.problem,
        roster=after.roster,
        before=ground.before,
        after=after.before,
        travel=ground.travel,
        broken=worsened(ground.before.breaches, after.before.breaches),
        mended=worsened(after.before.breaches, ground.before.breaches),
        cost=after.before.score.total - ground.before.score.total,
        sentences=tuple(difference(ground.problem, ground.roster, after.roster, ground.travel)),
    )
    return describe_changes(ground, amended)


def describe_told(ground: Ground, one: Told) -> dict[str, Any]:
    """One thing that one person must be told."""
    return {
        "person": one.person,
        "id": one.who,
        "name": one.name,
        "visit": one.visit,
        "change": one.change,
        "start": ground.problem.horizon.moment(one.start).isoformat(),
        "sentence": one.sentence,
    }
