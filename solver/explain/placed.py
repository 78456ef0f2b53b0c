"""Why this worker: what every other place for a visit would cost, the rest of the roster held as it is."""

from __future__ import annotations

from collections import Counter

from solver.domain import JointVisit, Problem, Roster, Round, Unserved, Visit
from solver.rules import Pack
from solver.travel import Journeys

from .audit import Auditor, Fit
from .companions import find_tied_visits
from .model import Choice, PlacedExplanation, costs, named, points
from .trial_pricing import Price, TrialPricing

_OTHERS = 12  # other workers whose figures are confirmed on the whole roster


def explain_placed(
    problem: Problem, roster: Roster, visit: str, pack: Pack | None = None, travel: Journeys | None = None
) -> PlacedExplanation:
    """Why a served visit is where it is. Visits tied to it (double-handed, both or none) are moved with it.

    A visit that has been joined stands for its joint visit.

    Raises KeyError when the problem has no such visit, and ValueError when the roster does not serve it.
    """
    pricing = TrialPricing(problem, roster, pack, travel)
    problem = pricing.problem
    whole = {part.id: other.id for other in problem.visits for part in other.commissioned}
    visit = whole.get(visit, visit)
    found = problem.visit[visit]
    if visit not in pricing.serving:
        raise ValueError(f"{visit} is not served")
    together = find_tied_visits(pricing, visit)
    without = Auditor(TrialPricing(problem, without_visits(roster, together), pricing.pack, pricing.travel))
    group = [found, *(problem.visit[other] for other in sorted(together - {visit}) if other in pricing.serving)]
    here = frozenset(problem.shift[shift].worker for shift in pricing.serving[visit])
    best: dict[frozenset[str], Fit] = {}
    for fit in without.fits(group):
        workers = frozenset(problem.shift[p.shift].worker for p in fit.placings if p.visit == visit)
        if workers != here:
            best.setdefault(workers, fit)
    choices = []
    for workers, fit in sorted(best.items(), key=lambda item: (item[1].extra, sorted(item[0])))[:_OTHERS]:
        after = without.pricing.price_roster(fit.rounds)
        if after.worsened_from(pricing.whole):
            continue
        start = next(placing.start for placing in fit.placings if placing.visit == visit)
        choices.append(_choice(problem, pricing.whole, after, workers, start))
    choices.sort(key=lambda choice: (choice.extra, choice.workers))
    able = {shift.worker for shift in without.eligibility.eligible_shifts(found)}
    return PlacedExplanation(visit, _sentence(pricing, without, found, here, choices, len(able)), tuple(choices))


def without_visits(roster: Roster, visits: set[str]) -> Roster:
    """The roster with some visits taken off it by hand; the other stops keep their times."""
    rounds = tuple(
        Round(shift=round_.shift, stops=tuple(stop for stop in round_.stops if stop.visit not in visits))
        for round_ in roster.rounds
    )
    known = {entry.visit for entry in roster.unserved}
    left = (*roster.unserved, *(Unserved(visit=v) for v in sorted(visits - known)))
    return roster.model_copy(update={"rounds": rounds, "unserved": left})


def _choice(problem: Problem, now: Price, after: Price, workers: frozenset[str], start: int) -> Choice:
    extra = after.cost - now.cost
    change = Counter(dict(after.by_rule))
    change.subtract(now.by_rule)
    parts = sorted(((rule, cost) for rule, cost in change.items() if cost), key=lambda part: -abs(part[1]))
    names = " and ".join(sorted(problem.worker[worker].name for worker in workers))
    more = f"{points(problem, extra)} more" if extra >= 0 else f"{points(problem, -extra)} LESS"
    sentence = f"{names} at {problem.horizon.label(start)} for {more} ({costs(problem, parts)})"
    return Choice(tuple(sorted(workers)), start, extra, sentence)


def _sentence(
    pricing: TrialPricing, without: Auditor, visit: Visit, here: frozenset[str], choices: list[Choice], able: int
) -> str:
    problem = pricing.problem
    names = " and ".join(sorted(problem.worker[worker].name for worker in here))
    at = problem.horizon.label(_start(pricing, visit.id))
    met = {past.worker for past in problem.history if past.client in visit.clients}
    known = " and ".join(sorted(problem.worker[worker].name for worker in here & met))
    makes = "makes" if len(here) == 1 else "make"
    parts = [f"{names} {makes} {named(problem, visit.id)} at {at}."]
    if isinstance(visit, JointVisit):
        outcome = visit.join.outcome.replace("_", " ")
        stands = " and ".join(f"{problem.client[part.client].name}'s {part.id}" for part in visit.parts)
        parts.append(f"It stands for {stands} ({outcome}).")
    if known:
        parts.append(f"{known} {'has' if len(here & met) == 1 else 'have'} been there before.")
    parts.append(f"{able} of {len(problem.workers)} workers could do it alone on an empty shift.")
    if choices:
        parts.append(f"Next best: {choices[0].sentence}.")
    else:
        refused = without.eligibility.describe_ineligible(visit)
        parts.append(f"Nobody else has room for it as the roster stands{'; ' + refused if refused else ''}.")
    return " ".join(parts)


def _start(pricing: TrialPricing, visit: str) -> int:
    """When the roster starts a visit."""
    stops = (stop for shift in pricing.serving[visit] for stop in pricing.rounds[shift].stops)
    return next(stop.start for stop in stops if stop.visit == visit and stop.start is not None)
