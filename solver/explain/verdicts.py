"""A verdict for every visit nobody serves: PROVEN, CAPACITY, PRICED, or NOT-FOUND, which a repair leaves none of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from solver.domain import Problem, Roster, Visit
from solver.rules import Pack, many_workers
from solver.travel import Journeys

from .audit import Auditor, units_of
from .displacement import Displacement, find_displacement
from .model import Explanation, Insertion, costs, money, named
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
    found: list[Explanation] = []
    for group in auditor.groups():
        if only is None or any(visit.id in only for visit in group):
            if enough():
                break
            found.extend(_explained(auditor, group))
    return tuple(found)


def _explained(auditor: Auditor, group: tuple[Visit, ...]) -> list[Explanation]:
    proven = [(visit, reason) for visit in group if (reason := _impossible(auditor, visit))]
    proven = proven or _too_few(auditor, group)
    if proven:
        return _proven(auditor, group, proven)
    insertion = auditor.best(group)
    if insertion is not None:
        return _fitting(auditor, group, insertion)
    return _crowded(auditor, group)


def _impossible(auditor: Auditor, visit: Visit) -> str:
    """Why nobody could ever do the visit, or nothing."""
    shifts = auditor.eligibility.eligible_shifts(visit)
    if not shifts:
        return auditor.eligibility.describe_ineligible(visit) or "there is nobody on the list of workers"
    workers = {shift.worker for shift in shifts}
    if len(workers) < visit.workers:
        who = f"{many_workers(visit.workers)} at once and only {_names(auditor, workers)} could come"
        return f"it takes {who}; {auditor.eligibility.describe_ineligible(visit)}"
    return ""


def _too_few(auditor: Auditor, group: tuple[Visit, ...]) -> list[tuple[Visit, str]]:
    """Visits tied as double-handed for which there are not as many people as visits."""
    for unit in units_of(group, auditor.pricing):
        if len({visit.id for visit in unit}) > 1:
            workers = {shift.worker for visit in unit for shift in auditor.eligibility.eligible_shifts(visit)}
            if len(workers) < len(unit):
                names = _names(auditor, workers)
                return [(unit[0], f"it takes {many_workers(len(unit))} at once and only {names} could come")]
    return []


def _names(auditor: Auditor, workers: set[str]) -> str:
    return " and ".join(auditor.pricing.problem.worker[worker].name for worker in sorted(workers))


def _proven(auditor: Auditor, group: tuple[Visit, ...], proven: list[tuple[Visit, str]]) -> list[Explanation]:
    reasons = {visit.id: reason for visit, reason in proven}
    problem, first = auditor.pricing.problem, proven[0][0]
    found = []
    for visit in group:
        if visit.id in reasons:
            reason = f"Nobody could do it even as their only visit: {reasons[visit.id]}."
        else:
            reason = (
                f"It goes together with {named(problem, first.id)}, which nobody could do even as their only visit: "
                f"{reasons[first.id]}."
            )
        found.append(Explanation(visit.id, "PROVEN", reason))
    return found


def _fitting(auditor: Auditor, group: tuple[Visit, ...], insertion: Insertion) -> list[Explanation]:
    """A place exists: either it costs more than leaving the visit out, or the search has missed it."""
    problem = auditor.pricing.problem
    names = " and ".join(
        dict.fromkeys(problem.worker[problem.shift[placing.shift].worker].name for placing in insertion.placings)
    )
    at = problem.horizon.label(insertion.placings[0].start)
    worth = sum(auditor.pricing.unserved_cost[visit.id] for visit in group)
    price = insertion.cost_change + worth
    parts = [change for change in insertion.by_rule if change[0] not in auditor.pricing.unserved_rules]
    why = costs(problem, parts)
    if insertion.cost_change >= 0:
        reason = (
            f"It fits with {names} at {at}, but would cost {money(problem, price)} more ({why}), and serving it is "
            f"worth {money(problem, worth)}."
        )
        return [Explanation(visit.id, "PRICED", reason, insertion) for visit in group]
    reason = (
        f"It fits with {names} at {at} for {money(problem, price)} ({why}), less than the {money(problem, worth)} "
        f"it is worth: it should not be left out. A search that starts from this roster puts it in."
    )
    return [Explanation(visit.id, "NOT-FOUND", reason, insertion) for visit in group]


def _crowded(auditor: Auditor, group: tuple[Visit, ...]) -> list[Explanation]:
    """Possible alone, not with the rest: what it would displace, and what little more would make room."""
    able = [len({shift.worker for shift in auditor.eligibility.eligible_shifts(visit)}) for visit in group]
    sentences = [f"{_people(min(able))} could do it alone; with the rest of the roster there is no room."]
    displaced: Displacement | None = find_displacement(auditor, group)
    if displaced is not None:
        sentences.append(displaced.sentence)
    easier = relaxation(auditor, group[0]) if len(group) == 1 else None
    if easier is not None:
        sentences.append(easier)
    if displaced is None and easier is None:
        blocked = auditor.blocked.get(group[0].id, {})
        rules = ", ".join(sorted(blocked, key=lambda rule: -blocked[rule])[:3])
        if rules:
            sentences.append(f"The places that time would allow break {rules}.")
    displaces = displaced.visits if displaced else ()
    return [Explanation(visit.id, "CAPACITY", " ".join(sentences), None, displaces) for visit in group]


def _people(count: int) -> str:
    return "One person" if count == 1 else f"{count} people"
