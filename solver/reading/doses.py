"""Doses that a document asks for too near each other: in one visit, at the same hours, or in windows without room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from solver.domain import Problem, Visit, fold, fold_order
from solver.rules import Pack, distances
from solver.rules.readings.distances import Distance, doses_tied_together
from solver.rules.readings.dose_gaps import are_one_dose, doses_at_once, substance_of_both
from solver.rules.readings.readings import Readings
from solver.rules.readings.two_orders import pairs_of_orders
from solver.rules.substances import source_of

from .doubled import doubled_rows


def tell_doses_at_once(problem: Problem, pack: Pack) -> Iterator[str]:
    """Visits that hold two doses of one medicine; and those that name a medicine twice and say of no order."""
    catalogue, values = pack.catalogue(problem), pack.values("call_spacing")
    for visit in problem.visits:
        name = problem.client[visit.client].name
        _, dose = doses_at_once([visit.tasks], catalogue, values, problem.horizon.ticks_per_minute)
        if dose is not None:
            order = f" (order {dose.order})" if dose.order else ""
            yield (
                f"{name}'s visit {visit.id} gives {dose.code}{order} twice, two doses at once, so nobody makes it: "
                "take one task away, make two visits of it, or name two orders."
            )
        elif code := _named_twice(visit, [one.code for one in catalogue.values() if one.call == "medicine"]):
            yield f"{name}'s visit {visit.id} gives {code} twice, without an order each: are these two medicines?"


def _named_twice(visit: Visit, medicines: list[str]) -> str:
    """A medicine's code that comes twice where not every one of the tasks names its order."""
    codes = set(map(fold, medicines))
    times = Counter(fold(task.code) for task in visit.tasks if not task.order.strip())
    named = Counter(fold(task.code) for task in visit.tasks)
    return next((task.code for task in visit.tasks if fold(task.code) in codes and _twice(task.code, times, named)), "")


def _twice(code: str, without_order: Counter[str], named: Counter[str]) -> bool:
    return named[fold(code)] > 1 and without_order[fold(code)] > 0


def tell_one_medicine_by_two_orders(problem: Problem, pack: Pack) -> Iterator[str]:
    """Two orders of one client that clearly say one medicine, or hold one substance, with the visits that give them."""
    least = float(pack.values("call_spacing")["dose_minutes"])
    told: dict[tuple[str, str, str, str], list[str]] = {}
    catalogue, doses = pack.catalogue(problem), dict[tuple[str, str, str], list[str]]()
    for visit, task, then, other in pairs_of_orders(problem, catalogue):
        if visit is then and are_one_dose(task, other, catalogue):
            order, its = sorted((task.order.strip(), other.order.strip()))
            doses.setdefault((visit.client, order, its), []).append(visit.id)
        elif medicine := substance_of_both(task, other):
            order, its = sorted((task.order.strip(), other.order.strip()))
            visits = told.setdefault((visit.client, medicine, order, its), [])
            visits += [one.id for one in (visit, then) if one.id not in visits]
    for (client, order, its), visits in doses.items():
        yield (
            f"{problem.client[client].name}'s {_visits(visits)}: {order} and {its} are taken for two strengths of one "
            "dose, given together. Please look whether both are meant."
        )
    for (client, medicine, order, its), visits in told.items():
        source = f" ({source_of(medicine)})" if source_of(medicine) else ""
        yield (
            f"{problem.client[client].name}'s {_visits(visits)}: the orders {order} and {its} both give "
            f"{medicine}{source}. One medicine, so two doses lie {least:g} min apart at least; where the prescription "
            "wants more, link the visits by a gap. Ask the prescriber whether both are meant."
        )


def _visits(visits: list[str]) -> str:
    return f"visits {' and '.join(visits)}" if len(visits) > 1 else f"visit {visits[0]}"


def tell_doses_tied_together(problem: Problem, pack: Pack) -> Iterator[str]:
    """One medicine in two visits that a link brings together: mostly a call for two, written as two rows."""
    for pair, link in doses_tied_together(problem, pack.catalogue(problem), pack.values("call_spacing")):
        tied = f"link {link}" if link else "links through others"
        yield (
            f"{problem.client[pair.client].name}'s visits {pair.of[0]} and {pair.of[1]} both give {pair.dose} and are "
            f"tied to be made together ({tied}): two doses at once, which nobody may give, so not both are made. Where "
            f"it is one call by two people, keep {pair.dose} in one of the two rows, or write one visit of workers 2."
        )


def tell_ordered_twice(problem: Problem, pack: Pack) -> Iterator[str]:
    """One medicine in two visits whose windows are the same, or one inside the other: mostly one dose ordered twice."""
    values, alike = pack.values("call_spacing"), {frozenset(pair) for pair in doubled_rows(problem)}
    catalogue = pack.catalogue(problem)
    alike |= {frozenset(pair.of) for pair, _ in doses_tied_together(problem, catalogue, values)}
    for pair in distances(problem, catalogue, values):
        one, other = (problem.visit[visit] for visit in pair.of)
        if pair.ordered or one is other or not _same_hours(one, other) or frozenset(pair.of) in alike:
            continue
        orders = {fold_order(task.order) for visit in (one, other) for task in visit.tasks if task.order}
        order = f", order {', '.join(sorted(orders))}," if len(orders) == 1 else ""
        yield (
            f"{problem.client[pair.client].name}'s visits {one.id} and {other.id} both give {pair.dose}{order} at the "
            "same hours: one dose, ordered twice? Until a registrant says so, both are given, apart from each other."
        )


def _same_hours(one: Visit, other: Visit) -> bool:
    """Whether the windows of one visit lie within the other's."""
    (begin, end), (start, until) = ((visit.windows[0].start, visit.windows[-1].end) for visit in (one, other))
    return (begin <= start and until <= end) or (start <= begin and end <= until)


def tell_doses_without_room(problem: Problem, pack: Pack) -> Iterator[str]:
    """Doses of one medicine whose windows leave less than must lie between them: one is late, or one is left out."""
    readings, values = Readings(problem, pack), pack.values("call_spacing")
    catalogue = pack.catalogue(problem)
    tied = {frozenset(pair.of) for pair, _ in doses_tied_together(problem, catalogue, values)}
    for pair in distances(problem, catalogue, values):
        if not pair.dose or pair.first is pair.second or frozenset(pair.of) in tied:
            continue
        turns = [(pair.first, pair.second)] + ([] if pair.ordered else [(pair.second, pair.first)])
        in_time = max(_room(one, then, then.windows[-1].end) for one, then in turns)
        late = max(_room(one, then, readings.span(then).latest - then.duration) for one, then in turns)
        if in_time < pair.least:
            yield _without_room(problem, pair, in_time, late)


def _room(one: Visit, then: Visit, last: int) -> int:
    """Ticks from the end of one visit, made as soon as it may be, to the last start of another; at least 0."""
    return max(0, last - one.windows[0].start - one.duration)


def _without_room(problem: Problem, pair: Distance, in_time: int, late: int) -> str:
    minutes = problem.horizon.minutes
    said = (
        f"{problem.client[pair.client].name}'s visits {pair.of[0]} and {pair.of[1]} both give {pair.dose}. Two doses "
        f"of one medicine lie {minutes(pair.least):g} min apart at least, and their windows leave "
        f"{minutes(in_time):g} min"
    )
    if late >= pair.least:
        return f"{said}: one of the two is late, or left out. Agree windows that are further apart."
    return (
        f"{said}{f', {minutes(late):g} min where one is late' if late > in_time else ''}: one of the two is left out. "
        "Agree windows that are further apart; where these are two medicines, name the order of each; where they are "
        "one dose, take it out of one visit."
    )
