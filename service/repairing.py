"""A repair that is shown first: places for what fell out, kept as one plan, applied as it was shown or not at all."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from service.editing import Ground, describe_changes, judge_other
from solver import Roster
from solver.amend import Amendment, find_dose_news
from solver.check import worsened
from solver.explain import difference, repair_roster
from solver.promises import Told, find_told
from solver.whole_minutes import round_starts

_LONGEST = 20.0  # seconds that places are looked for


class Placed(NamedTuple):
    """A visit on a round, and when it begins."""

    visit: str
    shift: str
    start: int | None


class Fitted(NamedTuple):
    """What a plan makes of a roster. placed: visits that it puts in; retimed: those that stay on their round and begin
    at another time; left: those that nobody makes even so.
    """

    after: Ground
    placed: tuple[Placed, ...]
    retimed: tuple[Placed, ...]
    left: tuple[str, ...]
    told: tuple[Told, ...]


def fit_in(ground: Ground) -> Fitted:
    """Places for the visits that nobody makes, everybody else's left with their worker; no hard rule newly broken.

    Starts of what is put in are whole minutes where that breaks nothing and puts no more out of turn with a meal;
    otherwise as they were found.
    """
    until = time.monotonic() + _LONGEST
    found = repair_roster(
        ground.problem, ground.roster, ground.pack, ground.travel, enough=lambda: time.monotonic() > until
    ).roster
    before = {stop.visit for round_ in ground.roster.rounds for stop in round_.stops}
    rounded = round_starts(ground.problem, found, ground.pack, keep=lambda _, stop: stop.visit in before).roster
    kept = [judge_other(ground, roster) for roster in (rounded, found)]
    kept = [one for one in kept if not any(b.hard for b in worsened(ground.before.breaches, one.before.breaches))]
    after = min(kept, key=lambda one: len(_out_of_turn(ground, one)), default=ground)
    was, now = _stops(ground.roster), _stops(after.roster)
    placed = tuple(one for one in now if one.visit not in before)
    retimed = tuple(one for one in now if one.visit in before and one not in was)
    left = tuple(one.visit for one in after.roster.unserved)
    return Fitted(after, placed, retimed, left, find_told(after.before))


def _out_of_turn(ground: Ground, after: Ground) -> tuple[str, ...]:
    return find_dose_news(ground.before, after.before).out_of_turn


def _stops(roster: Roster) -> list[Placed]:
    """Every visit on every round, in the order of time."""
    found = [
        Placed(stop.visit, round_.shift, stop.start)
        for round_ in roster.rounds
        for stop in round_.stops
        if stop.visit is not None
    ]
    return sorted(found, key=lambda one: (one.start or 0, one.visit, one.shift))


def describe_plan(ground: Ground, fitted: Fitted) -> dict[str, Any]:
    """What a plan places, leaves, breaks and costs, and who must be told, as documents tell it."""
    horizon = ground.problem.horizon

    def listed(some: tuple[Placed, ...]) -> list[dict[str, Any]]:
        return [
            one._asdict() | {"start": None if one.start is None else horizon.moment(one.start).isoformat()}
            for one in some
        ]

    return {
        "placed": listed(fitted.placed),
        "retimed": listed(fitted.retimed),
        "left": list(fitted.left),
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
