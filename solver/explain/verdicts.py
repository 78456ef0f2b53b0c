"""A verdict for every visit nobody serves: PROVEN, CAPACITY, PRICED, or NOT-FOUND, which a repair leaves none of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from solver.domain import Problem, Roster, Visit
from solver.rules import Pack
from solver.travel import Journeys

from .audit import Auditor, Fit
from .displacement import Displacement, find_displacement
from .empty_roster import EmptyRoster, Standing, list_placings
from .model import Explanation, Insertion, costs, named, points
from .proofs import Found, describe_keeper_out, prove_alone, prove_on_empty_roster
from .relax import relaxation
from .repair import Repaired
from .trial_pricing import TrialPricing


def explain_unserved(
    problem: Problem,
    roster: Roster,
    pack: Pack | None = None,
    travel: Journeys | None = None,
    only: Sequence[str] | None = None,
    enough: Callable[[], bool] = lambda: False,
    repaired: Repaired | None = None,
) -> tuple[Explanation, ...]:
    """One explanation for every unserved visit, most urgent first. only: ids to explain, the others are left out.

    enough: asked before each visit or linked group; True leaves out the rest. repaired: what ``repair_roster`` made of
    this very roster, so that nothing is asked twice.
    """
    if repaired is not None and repaired.roster is roster:
        auditor = repaired.auditor
    else:
        auditor = Auditor(TrialPricing(problem, roster, pack, travel))
    empty = EmptyRoster(auditor.eligibility, auditor.bounds)
    found: list[Explanation] = []
    for group in auditor.groups():
        if only is None or any(visit.id in only for visit in group):
            if enough():
                break
            found.extend(_explained(auditor, empty, group))
    return tuple(found)


def _explained(auditor: Auditor, empty: EmptyRoster, group: tuple[Visit, ...]) -> list[Explanation]:
    if proven := prove_alone(auditor, group):
        return proven
    insertion = auditor.best(group)
    if insertion is None:
        found = prove_on_empty_roster(auditor, empty, group)
        if found.told:
            return list(found.told)
        insertion = _on_free_shifts(auditor, found.standing)
        if insertion is None:
            return _crowded(auditor, group, found)
    return _fitting(auditor, group, insertion)


def _on_free_shifts(auditor: Auditor, standing: Standing) -> Insertion | None:
    """How the visits could be made on an empty roster, alone or beside another that is left out too, where those shifts
    have nothing to do and the whole confirms it: what the search for places has not tried.
    """
    rounds = standing.rounds
    if standing.company and standing.company not in auditor.pricing.serving:
        rounds = standing.beside
    if not rounds or any(auditor.bounds.halts(shift) for shift in rounds):
        return None
    return auditor.confirmed([Fit(list_placings(rounds), rounds, 0)])


def _fitting(auditor: Auditor, group: tuple[Visit, ...], insertion: Insertion) -> list[Explanation]:
    """A place exists: either it costs more than leaving the visit out, or the search has missed it."""
    problem = auditor.pricing.problem
    names = " and ".join(
        dict.fromkeys(problem.worker[problem.shift[placing.shift].worker].name for placing in insertion.placings)
    )
    at = problem.horizon.label(insertion.placings[0].start)
    worth = sum(auditor.pricing.unserved_cost[visit] for visit in insertion.visits)
    price = insertion.cost_change + worth
    parts = [change for change in insertion.by_rule if change[0] not in auditor.pricing.unserved_rules]
    why = costs(problem, parts)
    if insertion.cost_change >= 0:
        reason = (
            f"It fits with {names} at {at}, but would cost {points(problem, price)} more ({why}), and serving it is "
            f"worth {points(problem, worth)}."
        )
        return [Explanation(visit.id, "PRICED", reason, insertion) for visit in group]
    reason = (
        f"It fits with {names} at {at} for {points(problem, price)} ({why}), less than the {points(problem, worth)} "
        f"it is worth: it should not be left out. A search that starts from this roster puts it in."
    )
    return [Explanation(visit.id, "NOT-FOUND", reason, insertion) for visit in group]


def _crowded(auditor: Auditor, group: tuple[Visit, ...], found: Found) -> list[Explanation]:
    """Possible alone, not with the rest: what it would displace, and what little more would make room."""
    able = [len({shift.worker for shift in auditor.eligibility.eligible_shifts(visit)}) for visit in group]
    standing = found.standing
    sentences = [f"{_people(min(able))} could do it alone; with the rest of the roster there is no room."]
    if found.two_breaks:
        words = f"Rounds made here hold one break: {found.two_breaks}. With two breaks, put in by hand, it could be."
        sentences = [*(sentences if standing.rounds else []), words]
    sentences += [describe_keeper_out(auditor, group[0], other) for other in auditor.bounds.keepers_out(group[0].id)]
    displaced: Displacement | None = find_displacement(auditor, group, standing)
    if displaced is not None:
        sentences.append(displaced.sentence)
    easier = relaxation(auditor, group[0]) if len(group) == 1 else None
    if easier is not None:
        sentences.append(easier)
    if standing.company:
        sentences.append(
            f"It takes a break that could stand only between it and another visit, such as "
            f"{named(auditor.pricing.problem, standing.company)}."
        )
    if displaced is None and easier is None:
        blocked = auditor.blocked.get(group[0].id, {})
        rules = ", ".join(sorted(blocked, key=lambda rule: -blocked[rule])[:3])
        if rules:
            sentences.append(f"The places that time would allow break {rules}.")
    displaces = displaced.visits if displaced else ()
    return [Explanation(visit.id, "CAPACITY", " ".join(sentences), None, displaces) for visit in group]


def _people(count: int) -> str:
    return "One person" if count == 1 else f"{count} people"
