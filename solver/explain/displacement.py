"""What a visit would displace: the fewest, then the cheapest visits whose removal lets it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from solver.domain import Problem, Round, Visit
from solver.rules import Breach

from .audit import Auditor, Fit, meeting, units_of
from .companions import find_tied_visits
from .empty_roster import Standing, list_placings
from .model import named, points
from .slots import Slot, slots

_TRIES = 60  # openings of one size that the rules are asked about, the cheapest loss first
_WIDEST = 4  # how many neighbouring visits of a round may go together before whole stretches are looked at
_NAMED = 4  # visits to give up that are told with client and time; more are counted, and their ids listed


@dataclass(frozen=True, slots=True)
class Displacement:
    """Visits to give up, and the sentence that says so. fit: how the new visit would then go in."""

    visits: tuple[str, ...]
    sentence: str
    fit: Fit


def find_displacement(auditor: Auditor, group: Sequence[Visit], standing: Standing) -> Displacement | None:
    """The smallest and then cheapest set of placed visits whose removal makes room, tried by the rules.

    standing: how the group could be made on an empty roster; for want of better, all that is on those shifts goes.
    """
    units = units_of(group, auditor.pricing)
    unit = max(units, key=lambda unit: (len(unit), unit[0].duration))
    company = [visit.id for visit in group]
    for size in range(1, _WIDEST + 1):
        for gone, chosen in _list_openings(auditor, unit, size)[:_TRIES]:
            fit = auditor.place(chosen, company, gone, patient=len(units) > 1)
            if fit and (len(units) == 1 or auditor.fits(group, gone)):
                return _describe(auditor, group, gone, fit)
    if len(units) == 1 and len(unit) == 1:
        for gone, chosen in _list_stretches(auditor, unit[0])[:_TRIES]:
            if fit := auditor.place(chosen, company, gone):
                return _describe(auditor, group, gone, fit)
    return _clear_shifts(auditor, group, standing)


def _list_stretches(auditor: Auditor, visit: Visit) -> list[tuple[frozenset[str], list[Slot]]]:
    """Slots that open when a stretch of neighbours goes, the shortest stretch from each visit of each round on; the
    fewest visits first, then the cheapest loss.
    """
    pinned = {pin.visit for pin in auditor.pricing.problem.pins}
    found = []
    for shift in auditor.eligibility.eligible_shifts(visit):
        halts = [halt.visit for halt in auditor.bounds.halts(shift.id) if halt.visit is not None]
        end = 0
        for begin in range(len(halts)):
            end = max(end, begin + 1)
            opened: list[tuple[frozenset[str], list[Slot]]] = []
            while not opened and end <= len(halts):
                gone = frozenset().union(*(find_tied_visits(auditor.pricing, each) for each in halts[begin:end]))
                if not gone & pinned:
                    opened = [(gone, [slot]) for slot in slots(auditor.bounds, visit, shift.id, gone)]
                end += not opened
            found += opened
    return sorted(found, key=lambda option: (len(option[0]), _rank(auditor, *option)))


def _clear_shifts(auditor: Auditor, group: Sequence[Visit], standing: Standing) -> Displacement | None:
    """As few as possible given up of what the workers have who could make the group on an empty roster: all of the
    shifts that it goes on, and of their other shifts those that cannot stay beside it, for want of rest say.
    """
    pricing = auditor.pricing
    workers = {pricing.problem.shift[shift].worker for shift in standing.rounds}
    held = {shift.id: _held_by(auditor, shift.id) for worker in workers for shift in pricing.shifts_of[worker]}
    gone: frozenset[str] = frozenset().union(*held.values())
    rounds = _without(auditor, gone, standing)
    if not gone or pricing.price_change(rounds)[1]:
        return None
    part = pricing.cut(rounds, gone | {visit.id for visit in group})  # asked often, where the whole roster takes long
    others = [shift for shift in held if held[shift] and shift not in standing.rounds]
    must: frozenset[str] = frozenset().union(*(held.get(shift, ()) for shift in standing.rounds))
    kept_out: dict[str, Round] = {}  # rounds with the first shift that cannot stay
    for shift in sorted(others, key=lambda each: (-_sum_unserved_cost(auditor, held[each]), each)):
        still = must.union(*(held[other] for other in others if other != shift))
        with_it = _without(auditor, still, standing)
        if part.price(with_it).worsened_from(part.before):
            kept_out = kept_out or with_it
        else:
            gone, rounds = still, with_it
            others.remove(shift)
    change, wrong, _ = pricing.price_change(rounds)
    if wrong or gone & {pin.visit for pin in pricing.problem.pins}:
        return None
    because = pricing.price_change(kept_out)[1] if kept_out else ()
    return _describe(auditor, group, gone, Fit(list_placings(standing.rounds), rounds, change), because)


def _held_by(auditor: Auditor, shift: str) -> frozenset[str]:
    """The visits on a shift, with those tied to them that are served."""
    held = [halt.visit for halt in auditor.bounds.halts(shift) if halt.visit is not None]
    return (
        frozenset().union(*(find_tied_visits(auditor.pricing, each) for each in held)) & auditor.pricing.serving.keys()
    )


def _without(auditor: Auditor, gone: frozenset[str], standing: Standing) -> dict[str, Round]:
    """The rounds that change when these visits go and the group comes as it would on an empty roster."""
    pricing = auditor.pricing
    rounds = {}
    for shift in {shift for each in gone for shift in pricing.serving[each]}:
        stops = tuple(stop for stop in pricing.rounds[shift].stops if stop.visit not in gone)
        rounds[shift] = Round(shift=shift, stops=stops if any(stop.visit for stop in stops) else ())
    return rounds | standing.rounds


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


def _sum_unserved_cost(auditor: Auditor, gone: frozenset[str]) -> int:
    return sum(auditor.pricing.unserved_cost[visit] for visit in gone)


def _describe(
    auditor: Auditor, group: Sequence[Visit], gone: frozenset[str], fit: Fit, because: Sequence[Breach] = ()
) -> Displacement:
    """because: what would be broken if some of those on other shifts stayed."""
    problem, horizon = auditor.pricing.problem, auditor.pricing.problem.horizon
    placing, loss = fit.placings[0], _sum_unserved_cost(auditor, gone)
    worth = sum(auditor.pricing.unserved_cost[visit.id] for visit in group)
    who = " and ".join(problem.worker[problem.shift[each.shift].worker].name for each in fit.placings)
    urgency = "optional" if all(v.optional for v in group) else f"priority {max(v.priority for v in group)}"
    sentence = (
        f"{who} could take it ({urgency}) at {horizon.label(placing.start)} by giving up {_name_gone(problem, gone)}, "
        f"{points(problem, loss)} if nobody else takes {'it' if len(gone) == 1 else 'them'}, against "
        f"{points(problem, worth)}."
    )
    if because:
        sentence += f" Beside all of them: {because[0].sentence.rstrip('.')} [{because[0].rule}]."
    if loss < worth:
        sentence += " That would be the cheaper loss: a longer search may find this exchange."
    return Displacement(tuple(sorted(gone)), sentence, fit)


def _name_gone(problem: Problem, gone: frozenset[str]) -> str:
    """Visits to give up: each by name, or how many and of which priorities, with their ids."""
    visits = sorted((problem.visit[each] for each in gone), key=lambda visit: (visit.windows[0].start, visit.id))
    if len(visits) <= _NAMED:
        return " and ".join(f"{named(problem, visit.id)}, priority {visit.priority}" for visit in visits)
    least, most = min(visit.priority for visit in visits), max(visit.priority for visit in visits)
    priorities = f"priority {least}" if least == most else f"priority {least} to {most}"
    return f"{len(visits)} visits of {priorities} ({', '.join(visit.id for visit in visits)})"
