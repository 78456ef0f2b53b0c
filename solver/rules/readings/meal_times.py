"""Which visits go before or after a client's meal that is another visit of the same meal time. Reading only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from solver.domain import Catalogue, Problem, Visit

from .calls import agreed_spans_meet
from .carried import Carried, are_alternatives, carried_by, commissioned_links, commissioned_visits, visits_together
from .remembered import remember


@dataclass(frozen=True, slots=True)
class MealTime:
    """The first visit is better over when the second begins: one gives the meal, ``code`` is what goes with it.

    of: the commissioned visits, in the same order. before: whether the code comes before the meal, else after it.
    """

    client: str
    first: Visit
    second: Visit
    of: tuple[str, str]
    code: str
    before: bool


@remember
def meal_times(problem: Problem, catalogue: Catalogue) -> list[MealTime]:
    """Every such pair in two visits, where no gap link says when they are and no link brings them together.

    The catalogue says what comes before or after a meal. Its meal is that of the client's visit whose agreed span
    shares most with its own, half of the shorter at least; what has a meal in its own visit has no other.
    """
    if problem.horizon.abstract:
        return []
    meals: dict[str, list[Visit]] = defaultdict(list)
    around: list[tuple[Visit, str, bool]] = []
    for visit in commissioned_visits(problem):
        entries = [entry for task in visit.tasks if (entry := catalogue.get(task.code)) is not None]
        if any(entry.call == "meal" for entry in entries):
            meals[visit.client].append(visit)
            continue
        said = {entry.meal: entry.code for entry in entries if entry.meal != "either"}
        around += [(visit, code, meal == "before") for meal, code in said.items()]
    links = commissioned_links(problem)
    apart = {frozenset((link.first, link.second)) for link in links if link.kind == "gap"}
    together = visits_together(links)
    carried: dict[str, list[Carried]] = defaultdict(list)
    for visit in problem.visits if around and meals else ():
        for one in carried_by(visit):
            carried[one.part.id].append(one)
    found: list[MealTime] = []
    for visit, code, before in around:
        meal = max(meals[visit.client], key=lambda meal: (_shared(visit, meal), -meal.windows[0].start), default=None)
        if (
            meal is None
            or 2 * _shared(visit, meal) < min(_span(visit), _span(meal))
            or not agreed_spans_meet(visit, meal)
        ):
            continue
        if frozenset((visit.id, meal.id)) not in apart and meal.id not in together.get(visit.id, ()):
            found += _pairs(carried[visit.id], carried[meal.id], code, before, catalogue)
    return found


def _pairs(
    around: list[Carried], meal: list[Carried], code: str, before: bool, catalogue: Catalogue
) -> Iterator[MealTime]:
    """The visits that really do the one and the other."""
    for mine, its in product(around, meal):
        does = any((entry := catalogue.get(task.code)) is not None and entry.code == code for task in mine.tasks)
        eats = any((entry := catalogue.get(task.code)) is not None and entry.call == "meal" for task in its.tasks)
        if does and eats and mine.visit.id != its.visit.id and not are_alternatives(mine.visit, its.visit):
            first, second = (mine, its) if before else (its, mine)
            yield MealTime(mine.part.client, first.visit, second.visit, (first.part.id, second.part.id), code, before)


def _span(visit: Visit) -> int:
    return visit.windows[-1].end - visit.windows[0].start


def _shared(one: Visit, other: Visit) -> int:
    """Ticks that two agreed spans, from the opening of the first window to the end of the last, share."""
    return max(0, min(one.windows[-1].end, other.windows[-1].end) - max(one.windows[0].start, other.windows[0].start))
