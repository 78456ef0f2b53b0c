"""The exhaustive insertion audit: every unserved visit on every shift, at every position; two workers on every pair.

It shares no code with the search. Arithmetic proposes (slots.py), the rules' own breaches decide (trial_pricing.py),
and what is reported was confirmed on the whole roster.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from solver.domain import Problem, Roster, Round, Visit
from solver.reading import Oddity, find_oddities
from solver.rules import RULE_BY_ID, Breach, Pack
from solver.travel import Journeys

from .eligibility import Eligibility
from .model import Insertion, Placing
from .slots import Slot, schedules, slots, with_rest
from .time_bounds import TimeBounds
from .trial_pricing import TrialPricing

_CONFIRMED = 5  # the cheapest places of a visit, confirmed on the whole roster until one holds
_FEW = 10  # all of fewer places than this are confirmed
_SLACK = 100_000  # cost units: how far a figure that all rounds share may be off when a part is priced
_FIRST_OF_MANY = 12  # places of the first member of a linked group that its other members are tried with
_PROMISING = 8  # places that arithmetic finds cheapest, priced before all others are
_PROMISING_PAIRS = 4  # the same of pairs: those first that fit
_PAIRS = 24  # pairs that fit and are priced for one double-handed visit, those first that arithmetic finds cheapest


@dataclass(frozen=True, slots=True)
class Fit:
    """A place that keeps every hard rule. extra: the cost change in cost units, as a part of the roster prices it."""

    placings: tuple[Placing, ...]
    rounds: dict[str, Round]
    extra: int


class Auditor:
    """Finds places on one roster. Remembers who can do what, so ask it for all visits of one roster."""

    def __init__(self, pricing: TrialPricing, eligibility: Eligibility | None = None):
        self.pricing, self.bounds = pricing, TimeBounds(pricing)
        self.eligibility = eligibility or Eligibility(pricing, self.bounds)
        self.blocked: dict[str, dict[str, int]] = {}  # visit -> rules that ruled out places which arithmetic allowed
        self._best: dict[tuple[str, ...], Insertion | None] = {}

    @cached_property
    def oddities(self) -> list[Oddity]:
        """What of the problem is hardly meant."""
        return find_oddities(self.pricing.problem, self.pricing.pack)

    def groups(self) -> list[tuple[Visit, ...]]:
        """Unserved visits, those that must go together in one group; most urgent first, then what comes first."""
        left = {visit.id: visit for visit in self.pricing.unserved}
        seen: set[str] = set()
        found: list[tuple[Visit, ...]] = []
        after = {visit: self.bounds.comes_after(visit) for visit in left}
        for visit in sorted(left.values(), key=lambda one: (one.optional, -one.priority, after[one.id], one.id)):
            if visit.id in seen:
                continue
            group, edge = [visit], [visit.id]
            seen.add(visit.id)
            while edge:
                for link in self.pricing.links.get(edge.pop(), ()):
                    for end in (link.first, link.second):
                        if link.kind in ("double_handed", "both_or_none") and end in left and end not in seen:
                            seen.add(end)
                            group.append(left[end])
                            edge.append(end)
            found.append(tuple(group))
        return found

    def best(self, group: Sequence[Visit]) -> Insertion | None:
        """The cheapest place of all, whether it pays or not, confirmed on the whole roster. The answer is kept."""
        key = tuple(visit.id for visit in group)
        if key not in self._best:
            fits = self.fits(group)
            self._best[key] = self.confirmed(fits[: len(fits) if len(fits) < _FEW else _CONFIRMED])
        return self._best[key]

    def promising(self, group: Sequence[Visit]) -> dict[str, Round] | None:
        """Changed rounds that surely pay, priced on a part, without a look at every place; else nothing."""
        units = units_of(group, self.pricing)
        if len(units) > 1:
            return None
        if len(units[0]) == 1:
            visit = units[0][0]
            near = [
                slot
                for shift in self.eligibility.eligible_shifts(visit)
                for slot in slots(self.bounds, visit, shift.id)
            ]
            turn = self.bounds.out_of_turn
            near.sort(key=lambda slot: (slot.burden + turn(visit.id, slot.spans[0][0]), slot.shift, slot.position))
            fits = [fit for slot in near[:_PROMISING] if (fit := self.place([slot], [visit.id]))]
        else:
            one, two = units[0]
            pairs = self._pairs(one, two, [visit.id for visit in group], frozenset(), patient=False)
            fits = list(islice(pairs, _PROMISING_PAIRS))
        best = min(fits, key=_dearness, default=None)
        return best.rounds if best is not None and best.extra < -_SLACK else None

    def fits(self, group: Sequence[Visit], without: frozenset[str] = frozenset()) -> list[Fit]:
        """Every place for a group, the cheapest first. without: visits taken off their rounds for it."""
        units = units_of(group, self.pricing)
        company = [visit.id for visit in group]
        first, rest = units[0], units[1:]
        if not rest:
            found = list(self._unit(first, company, without))
        else:
            found = []
            for fit in sorted(self._unit(first, company, without, patient=True), key=_dearness)[:_FIRST_OF_MANY]:
                found.extend(self._joined(fit, group, rest))
        return sorted(found, key=_dearness)

    def _joined(self, fit: Fit, group: Sequence[Visit], rest: list[tuple[Visit, ...]]) -> Iterator[Fit]:
        """The places of a group whose first member goes where ``fit`` says, the others tried after it."""
        roster = Roster.model_construct(rounds=tuple({**self.pricing.rounds, **fit.rounds}.values()), unserved=())
        onward = Auditor(
            TrialPricing(self.pricing.problem, roster, self.pricing.pack, self.pricing.travel), self.eligibility
        )
        members = [visit for unit in rest for visit in dict.fromkeys(visit.id for visit in unit)]
        for later in onward.fits([self.pricing.problem.visit[visit] for visit in members]):
            rounds = {**fit.rounds, **later.rounds}
            extra = self._price(rounds, [visit.id for visit in group])
            if extra is not None:
                yield Fit(fit.placings + later.placings, rounds, extra)

    def _unit(
        self, unit: tuple[Visit, ...], company: list[str], without: frozenset[str], patient: bool = False
    ) -> Iterator[Fit]:
        if len(unit) == 1:
            for shift in self.eligibility.eligible_shifts(unit[0]):
                for slot in slots(self.bounds, unit[0], shift.id, without):
                    fit = self.place([slot], company, without, patient)
                    if fit:
                        yield fit
        else:
            yield from self._pairs(unit[0], unit[1], company, without, patient)

    def _pairs(
        self, one: Visit, two: Visit, company: list[str], without: frozenset[str], patient: bool
    ) -> Iterator[Fit]:
        """Two workers who start together: every pair of slots on shifts of different workers whose times meet."""
        found = [
            [
                slot
                for shift in self.eligibility.eligible_shifts(visit)
                for slot in slots(self.bounds, visit, shift.id, without)
            ]
            for visit in ([one] if one.id == two.id else [one, two])
        ]
        firsts, seconds = found[0], found[-1]
        worker = {shift.id: shift.worker for shift in self.pricing.problem.shifts}
        pairs: list[tuple[int, int, int, int]] = []
        for i, first in enumerate(firsts):
            for j, second in enumerate(seconds):
                if (one.id == two.id and j <= i) or worker[first.shift] == worker[second.shift]:
                    continue
                start = meeting(first, second)
                if start is not None:
                    apart = abs(first.spans[0][0] - second.spans[0][0])  # one of them waits
                    turn = sum(self.bounds.out_of_turn(visit, start) for visit in {one.id, two.id})
                    pairs.append((first.burden + second.burden + apart + turn, start, i, j))
        enough = 0
        for _, start, i, j in sorted(pairs):
            fit = self.place([firsts[i].at(start), seconds[j].at(start)], company, without, patient)
            if fit:
                yield fit
                enough += 1
                if enough >= _PAIRS:
                    return

    def place(
        self, chosen: list[Slot], company: list[str], without: frozenset[str] = frozenset(), patient: bool = False
    ) -> Fit | None:
        """The cheapest way to time the changed rounds that breaks nothing; a break is added where one becomes owed.

        company: the visits that go in together. patient: that a partner is still to be placed counts as no breach.
        """
        best, complaints = self._timed(chosen, company, without, patient)
        if best is None and any(RULE_BY_ID[breach.rule].break_mends for breach in complaints):
            for index, slot in enumerate(chosen):
                for rested in with_rest(self.bounds, slot):
                    fit, _ = self._timed([*chosen[:index], rested, *chosen[index + 1 :]], company, without, patient)
                    if fit and (best is None or fit.extra < best.extra):
                        best = fit
        return best

    def _timed(
        self, chosen: list[Slot], company: list[str], without: frozenset[str], patient: bool
    ) -> tuple[Fit | None, tuple[Breach, ...]]:
        best: Fit | None = None
        complaints: tuple[Breach, ...] = ()
        emptied = self._emptied(without, {slot.shift for slot in chosen})
        part = self.pricing.cut([*(slot.shift for slot in chosen), *emptied], [*company, *without])
        for ways in _together([schedules(self.bounds, slot) for slot in chosen]):
            rounds = {**emptied, **{round_.shift: round_ for round_ in ways}}
            after = part.price(rounds)
            wrong = [
                breach for breach in after.worsened_from(part.before) if not (patient and breach.rule == "both_or_none")
            ]
            if wrong:
                complaints = complaints or tuple(wrong)
                continue
            extra = after.cost - part.before.cost
            if best is None or extra < best.extra:
                best = Fit(tuple(_placing(slot, rounds[slot.shift]) for slot in chosen), rounds, extra)
        if best is None:
            for breach in complaints:
                counts = self.blocked.setdefault(company[0], {})
                counts[breach.rule] = counts.get(breach.rule, 0) + 1
        return best, complaints

    def _emptied(self, without: frozenset[str], besides: set[str]) -> dict[str, Round]:
        """Rounds on other shifts that lose a visit taken off (its second worker's, say)."""
        touched = {shift for visit in without for shift in self.pricing.serving.get(visit, ())} - besides
        return {
            shift: Round(
                shift=shift, stops=tuple(stop for stop in self.pricing.rounds[shift].stops if stop.visit not in without)
            )
            for shift in sorted(touched)
        }

    def _price(self, rounds: Mapping[str, Round], company: list[str]) -> int | None:
        part = self.pricing.cut(rounds, company)
        after = part.price(rounds)
        return None if after.worsened_from(part.before) else after.cost - part.before.cost

    def confirmed(self, fits: Sequence[Fit]) -> Insertion | None:
        """The cheapest that the whole roster confirms."""
        best: Insertion | None = None
        for fit in fits:
            if best is not None and fit.extra > best.cost_change + _SLACK:
                break
            change, wrong, by_rule = self.pricing.price_change(fit.rounds)
            if not wrong and (best is None or change < best.cost_change):
                order = sorted(by_rule.items(), key=lambda item: -abs(item[1]))
                best = Insertion(fit.placings, tuple(fit.rounds.values()), change, tuple(order))
        return best


def audit(
    problem: Problem, roster: Roster, pack: Pack | None = None, travel: Journeys | None = None
) -> list[Insertion]:
    """Places for unserved visits that would lower the total cost, the best for each visit or linked group, best first.

    Each stands for itself on the roster given: after one is applied, ask again. Empty: no single insertion pays.
    """
    auditor = Auditor(TrialPricing(problem, roster, pack, travel))
    found = []
    for group in auditor.groups():
        insertion = auditor.best(group)
        if insertion and insertion.cost_change < 0:
            found.append(insertion)
    return sorted(found, key=lambda insertion: insertion.cost_change)


def units_of(group: Sequence[Visit], pricing: TrialPricing) -> list[tuple[Visit, ...]]:
    """What is put in at one go: a visit, a visit for each of two workers, or two visits tied as double-handed."""
    inside = {visit.id: visit for visit in group}
    units: list[tuple[Visit, ...]] = []
    used: set[str] = set()
    for visit in group:
        if visit.id in used:
            continue
        used.add(visit.id)
        if visit.workers > 1:
            units.append((visit,) * visit.workers)
            continue
        beside = pricing.problem.beside.get(visit.id, ())
        partner = next((other for other in beside if other in inside and other not in used), None)
        if partner:
            used.add(partner)
        units.append((visit, inside[partner]) if partner else (visit,))
    return units


def meeting(one: Slot, two: Slot) -> int | None:
    """The earliest start that both allow."""
    starts = (max(a, c) for a, b in one.spans for c, d in two.spans if max(a, c) <= min(b, d))
    return min(starts, default=None)


def _together(ways: list[list[Round]]) -> Iterator[tuple[Round, ...]]:
    """Ways to time one or two rounds: all of one, for two each with its like."""
    if len(ways) == 1:
        yield from ((way,) for way in ways[0])
    elif all(ways):
        for index in range(max(map(len, ways))):
            yield tuple(way[min(index, len(way) - 1)] for way in ways)


def _placing(slot: Slot, round_: Round) -> Placing:
    visit, start = slot.halts[slot.position].visit, round_.stops[slot.position].start
    assert visit is not None
    assert start is not None
    return Placing(visit, slot.shift, slot.position, start)


def _dearness(fit: Fit) -> tuple[int, str, int]:
    return (fit.extra, fit.placings[0].shift, fit.placings[0].start)
