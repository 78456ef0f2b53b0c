"""What the audit finds is taken: no visit stays out while there is a place that costs less than leaving it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from solver.domain import Problem, Roster, Round, Unserved, Visit
from solver.rules import Pack
from solver.travel import Journeys

from .audit import Auditor
from .trial_pricing import TrialPricing

Group = tuple[Visit, ...]


@dataclass(frozen=True)
class Repaired:
    """A roster, and the auditor that has asked about it. roster is the very one given when nothing was put in."""

    roster: Roster
    auditor: Auditor


def repair_roster(
    problem: Problem,
    roster: Roster,
    pack: Pack | None = None,
    travel: Journeys | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> Repaired:
    """Put unserved visits in where that lowers the total cost, until the audit finds no such place.

    A pass changes each worker's rounds at most once and is confirmed on the whole roster; should that fail, places are
    taken one at a time. enough: asked before each visit or linked group; True ends it with what is confirmed so far.
    """
    auditor = Auditor(TrialPricing(problem, roster, pack, travel))
    problem = auditor.pricing.problem
    asked: dict[str, int] = {}  # no place was found for these, when so many passes had been taken
    passes, singly = 0, False
    while True:
        groups = auditor.groups()
        waiting = [group for group in groups if group[0].id not in asked]
        waiting = waiting or [group for group in groups if asked[group[0].id] < passes]
        found = _find_places(auditor, waiting, singly, enough)
        asked.update(dict.fromkeys(found.nowhere, passes))
        if found.rounds:
            change, wrong, _ = auditor.pricing.price_change(found.rounds)
            if change < 0 and not wrong:
                roster, passes = _replace_rounds(roster, found.rounds), passes + 1
                auditor = Auditor(TrialPricing(problem, roster, pack, auditor.pricing.travel), auditor.eligibility)
            elif singly:
                return Repaired(roster, auditor)
            else:
                singly = True
        elif not found.nowhere:
            return Repaired(roster, auditor)


@dataclass
class _FoundPlaces:
    """Rounds to change, by shift; nowhere: the first visits of groups for which no place pays."""

    rounds: dict[str, Round]
    nowhere: list[str]


def _find_places(auditor: Auditor, groups: Sequence[Group], singly: bool, enough: Callable[[], bool]) -> _FoundPlaces:
    """A place for as many groups as go in without touching each other's workers or links; one only when singly."""
    pricing, found = auditor.pricing, _FoundPlaces({}, [])
    busy: set[str] = set()
    placed: set[str] = set()
    for group in groups:
        ties = {end for visit in group for link in pricing.links.get(visit.id, ()) for end in (link.first, link.second)}
        ties |= {end for visit in group for end in auditor.bounds.around_meals(visit.id)}
        if ties & placed:
            continue
        if enough():
            break
        rounds = None if singly else auditor.promising(group)
        if rounds is None:
            insertion = auditor.best(group)
            if insertion is None or insertion.cost_change >= 0:
                found.nowhere.append(group[0].id)
                continue
            rounds = {round_.shift: round_ for round_ in insertion.rounds}
        workers = {pricing.problem.shift[shift].worker for shift in rounds}
        if workers & busy:
            continue
        found.rounds.update(rounds)
        busy |= workers
        placed.update(visit.id for visit in group)
        if singly:
            break
    return found


def _replace_rounds(roster: Roster, changed: dict[str, Round]) -> Roster:
    """The roster with some rounds replaced; what they serve leaves the unserved list."""
    rounds = [changed.get(round_.shift, round_) for round_ in roster.rounds]
    rounds += [round_ for shift, round_ in changed.items() if shift not in {known.shift for known in roster.rounds}]
    served = {stop.visit for round_ in rounds for stop in round_.stops}
    left: tuple[Unserved, ...] = tuple(entry for entry in roster.unserved if entry.visit not in served)
    kept = tuple(round_ for round_ in rounds if round_.stops)
    return roster.model_copy(update={"rounds": kept, "unserved": left})
