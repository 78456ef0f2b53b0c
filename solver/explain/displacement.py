"""What a visit would displace: the fewest, then the cheapest visits whose removal lets it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from solver.domain import Visit

from .audit import Auditor, Fit, meeting, units_of
from .model import money, named
from .slots import Slot, slots
from .trial_pricing import TrialPricing

_TRIES = 60  # openings of one size that the rules are asked about, the cheapest loss first
_WIDEST = 4  # how many neighbouring visits of a round may go together


@dataclass(frozen=True, slots=True)
class Displacement:
    """Visits to give up, and the sentence that says so. fit: how the new visit would then go in."""

    visits: tuple[str, ...]
    sentence: str
    fit: Fit


def find_displacement(auditor: Auditor, group: Sequence[Visit]) -> Displacement | None:
    """The smallest and then cheapest set of placed visits whose removal makes room, tried by the rules."""
    units = units_of(group, auditor.pricing)
    unit = max(units, key=lambda unit: (len(unit), unit[0].duration))
    company = [visit.id for visit in group]
    for size in range(1, _WIDEST + 1):
        for gone, chosen in _list_openings(auditor, unit, size)[:_TRIES]:
            fit = auditor.place(chosen, company, gone, patient=len(units) > 1)
            if fit and (len(units) == 1 or auditor.fits(group, gone)):
                return _describe(auditor, group, gone, fit)
    return None


def _list_openings(auditor: Auditor, unit: tuple[Visit, ...], size: int) -> list[tuple[frozenset[str], list[Slot]]]:
    """Slots that arithmetic opens when ``size`` visits go, with the visits that then go; the cheapest loss first."""
    if len(unit) == 1:
        single = [(gone, [slot]) for gone, slot in _open_slots(auditor, unit[0], size) if gone]
        return sorted(single, key=lambda option: _rank(auditor, *option))
    # Two workers: all visits go from one of the rounds, the other has room, or each gives up its part.
    sides = [
        [(gone, slot) for count in range(size + 1) for gone, slot in _open_slots(auditor, visit, count)]
        for visit in (unit[:1] if unit[0].id == unit[1].id else unit)
    ]
    worker = {shift.id: shift.worker for shift in auditor.pricing.problem.shifts}
    pairs = []
    for left, one in sides[0]:
        for right, two in sides[-1]:
            gone = left | right
            if len(left) + len(right) != size or not gone or worker[one.shift] == worker[two.shift]:
                continue
            start = meeting(one, two)
            if start is not None:
                pairs.append((gone, [one.at(start), two.at(start)]))
    return sorted(pairs, key=lambda option: _rank(auditor, *option))


def _rank(auditor: Auditor, gone: frozenset[str], chosen: list[Slot]) -> tuple[int, int, list[str]]:
    return _sum_unserved_cost(auditor, gone), sum(slot.burden for slot in chosen), [slot.shift for slot in chosen]


def _open_slots(auditor: Auditor, visit: Visit, size: int) -> Iterator[tuple[frozenset[str], Slot]]:
    """Every slot of a visit once ``size`` visits of the round, with those tied to them, have gone."""
    pinned = {pin.visit for pin in auditor.pricing.problem.pins}
    for shift in auditor.eligibility.eligible_shifts(visit):
        halts = [halt.visit for halt in auditor.bounds.halts(shift.id) if halt.visit is not None]
        near = _visits_in_the_way(auditor, visit, halts)
        # Of three visits or more only neighbours go: a longer gap is what a visit that does not fit needs.
        few = combinations(near, size)
        sets = few if size <= 2 else (tuple(near[i : i + size]) for i in range(len(near) - size + 1))
        for chosen in sets:
            gone = frozenset().union(*(find_tied_visits(auditor.pricing, each) for each in chosen))
            if not gone & pinned:
                for slot in slots(auditor.bounds, visit, shift.id, gone):
                    yield gone, slot


def _visits_in_the_way(auditor: Auditor, visit: Visit, halts: list[str]) -> list[str]:
    """The visits of a round that stand in the way: those that start around the visit's windows."""
    begin, end = visit.windows[0].start, visit.windows[-1].end + visit.duration
    margin = visit.duration + 60 * auditor.pricing.problem.horizon.ticks_per_minute
    starts = auditor.bounds.starts
    durations = {each: auditor.pricing.problem.visit[each].duration for each in halts}
    return [each for each in halts if starts[each] + durations[each] + margin >= begin and starts[each] <= end + margin]


def find_tied_visits(pricing: TrialPricing, visit: str) -> set[str]:
    """A visit with those that cannot stay when it goes."""
    found, edge = {visit}, [visit]
    while edge:
        for link in pricing.links.get(edge.pop(), ()):
            for end in (link.first, link.second):
                if link.kind in ("double_handed", "both_or_none") and end not in found:
                    found.add(end)
                    edge.append(end)
    return found


def _sum_unserved_cost(auditor: Auditor, gone: frozenset[str]) -> int:
    return sum(auditor.pricing.unserved_cost[visit] for visit in gone)


def _describe(auditor: Auditor, group: Sequence[Visit], gone: frozenset[str], fit: Fit) -> Displacement:
    problem, horizon = auditor.pricing.problem, auditor.pricing.problem.horizon
    placing, loss = fit.placings[0], _sum_unserved_cost(auditor, gone)
    who = " and ".join(problem.worker[problem.shift[each.shift].worker].name for each in fit.placings)
    left = " and ".join(f"{named(problem, visit)}, priority {problem.visit[visit].priority}" for visit in sorted(gone))
    urgency = "optional" if all(v.optional for v in group) else f"priority {max(v.priority for v in group)}"
    sentence = (
        f"{who} could take it ({urgency}) at {horizon.label(placing.start)} by giving up {left}, "
        f"{money(problem, loss)} if nobody else takes {'it' if len(gone) == 1 else 'them'}."
    )
    if loss < sum(auditor.pricing.unserved_cost[visit.id] for visit in group):
        sentence += " That would be the cheaper loss: a longer search may find this exchange."
    return Displacement(tuple(sorted(gone)), sentence, fit)
