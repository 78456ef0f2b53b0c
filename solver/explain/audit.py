"""The exhaustive insertion audit: every unserved visit on every shift, at every position; two workers on every pair.

It shares no code with the search. Arithmetic proposes (slots.py), the rules' own breaches decide (bench.py), and what
is reported was confirmed on the whole roster.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from solver.domain import Problem, Roster, Round, Visit
from solver.rules import Breach, Pack
from solver.travel import Journeys

from .alone import Alone
from .bench import Bench
from .reach import Reach
from .shapes import Insertion, Placing
from .slots import Slot, schedules, slots, with_rest

_CONFIRMED = 5  # the cheapest places of a visit, confirmed on the whole roster until one holds
_FEW = 10  # all of fewer places than this are confirmed
_SLACK = 100_000  # cost units: how far a figure that all rounds share may be off on the bench
_FIRST_OF_MANY = 12  # places of the first member of a linked group that its other members are tried with
_PROMISING = 8  # places that arithmetic finds cheapest, priced before all others are
_PROMISING_PAIRS = 4  # the same of pairs: those first that fit
_PAIRS = 24  # pairs that fit and are priced for one double-handed visit, those first that arithmetic finds cheapest


@dataclass(frozen=True, slots=True)
class Fit:
    """A place that keeps every hard rule, priced on the bench. extra: cost change there, in cost units."""

    placings: tuple[Placing, ...]
    rounds: dict[str, Round]
    extra: int


class Auditor:
    """Finds places on one roster. Remembers who can do what, so ask it for all visits of one roster."""

    def __init__(self, bench: Bench, alone: Alone | None = None):
        self.bench, self.reach = bench, Reach(bench)
        self.alone = alone or Alone(bench, self.reach)
        self.blocked: dict[str, dict[str, int]] = {}  # visit -> rules that ruled out places which arithmetic allowed
        self._best: dict[tuple[str, ...], Insertion | None] = {}

    def groups(self) -> list[tuple[Visit, ...]]:
        """Unserved visits, those that must go together in one group; most urgent first."""
        left = {visit.id: visit for visit in self.bench.unserved}
        seen: set[str] = set()
        found: list[tuple[Visit, ...]] = []
        for visit in sorted(left.values(), key=lambda visit: (visit.optional, -visit.priority, visit.id)):
            if visit.id in seen:
                continue
            group, edge = [visit], [visit.id]
            seen.add(visit.id)
            while edge:
                for link in self.bench.links.get(edge.pop(), ()):
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
        """Changed rounds that surely pay by the bench, without a look at every place; else nothing."""
        units = units_of(group, self.bench)
        if len(units) > 1:
            return None
        if len(units[0]) == 1:
            visit = units[0][0]
            near = [slot for shift in self.alone.shifts(visit) for slot in slots(self.reach, visit, shift.id)]
            near.sort(key=lambda slot: (slot.burden, slot.shift, slot.position))
            fits = [fit for slot in near[:_PROMISING] if (fit := self.place([slot], [visit.id]))]
        else:
            one, two = units[0]
            pairs = self._pairs(one, two, [visit.id for visit in group], frozenset(), patient=False)
            fits = list(islice(pairs, _PROMISING_PAIRS))
        best = min(fits, key=_dearness, default=None)
        return best.rounds if best is not None and best.extra < -_SLACK else None

    def fits(self, group: Sequence[Visit], without: frozenset[str] = frozenset()) -> list[Fit]:
        """Every place for a group, cheapest on the bench first. without: visits taken off their rounds for it."""
        units = units_of(group, self.bench)
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
        roster = Roster.model_construct(rounds=tuple({**self.bench.rounds, **fit.rounds}.values()), unserved=())
        onward = Auditor(Bench(self.bench.problem, roster, self.bench.pack, self.bench.travel), self.alone)
        members = [visit for unit in rest for visit in dict.fromkeys(visit.id for visit in unit)]
        for later in onward.fits([self.bench.problem.visit[visit] for visit in members]):
            rounds = {**fit.rounds, **later.rounds}
            extra = self._price(rounds, [visit.id for visit in group])
            if extra is not None:
                yield Fit(fit.placings + later.placings, rounds, extra)

    def _unit(
        self, unit: tuple[Visit, ...], company: list[str], without: frozenset[str], patient: bool = False
    ) -> Iterator[Fit]:
        if len(unit) == 1:
            for shift in self.alone.shifts(unit[0]):
                for slot in slots(self.reach, unit[0], shift.id, without):
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
            [slot for shift in self.alone.shifts(visit) for slot in slots(self.reach, visit, shift.id, without)]
            for visit in ([one] if one.id == two.id else [one, two])
        ]
        firsts, seconds = found[0], found[-1]
        worker = {shift.id: shift.worker for shift in self.bench.problem.shifts}
        pairs: list[tuple[int, int, int, int]] = []
        for i, first in enumerate(firsts):
            for j, second in enumerate(seconds):
                if (one.id == two.id and j <= i) or worker[first.shift] == worker[second.shift]:
                    continue
                start = meeting(first, second)
                if start is not None:
                    apart = abs(first.spans[0][0] - second.spans[0][0])  # one of them waits
                    pairs.append((first.burden + second.burden + apart, start, i, j))
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

        company: the visits that go in together. patient: bear with a partner that is still to come.
        """
        best, complaints = self._timed(chosen, company, without, patient)
        if best is None and any(breach.rule == "break" for breach in complaints):
            for index, slot in enumerate(chosen):
                for rested in with_rest(self.reach, slot):
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
        cut = self.bench.cut([*(slot.shift for slot in chosen), *emptied], [*company, *without])
        for ways in _together([schedules(self.reach, slot) for slot in chosen]):
            rounds = {**emptied, **{round_.shift: round_ for round_ in ways}}
            after = cut.price(rounds)
            wrong = [breach for breach in after.adds(cut.before) if not (patient and breach.rule == "both_or_none")]
            if wrong:
                complaints = complaints or tuple(wrong)
                continue
            extra = after.cost - cut.before.cost
            if best is None or extra < best.extra:
                best = Fit(tuple(_placing(slot, rounds[slot.shift]) for slot in chosen), rounds, extra)
        if best is None:
            for breach in complaints:
                counts = self.blocked.setdefault(company[0], {})
                counts[breach.rule] = counts.get(breach.rule, 0) + 1
        return best, complaints

    def _emptied(self, without: frozenset[str], besides: set[str]) -> dict[str, Round]:
        """Rounds on other shifts that lose a visit taken off (its second worker's, say)."""
        touched = {shift for visit in without for shift in self.bench.serving.get(visit, ())} - besides
        return {
            shift: Round(
                shift=shift, stops=tuple(stop for stop in self.bench.rounds[shift].stops if stop.visit not in without)
            )
            for shift in touched
        }

    def _price(self, rounds: Mapping[str, Round], company: list[str]) -> int | None:
        cut = self.bench.cut(rounds, company)
        after = cut.price(rounds)
        return None if after.adds(cut.before) else after.cost - cut.before.cost

    def confirmed(self, fits: Sequence[Fit]) -> Insertion | None:
        """The cheapest that the whole roster confirms."""
        best: Insertion | None = None
        for fit in fits:
            if best is not None and fit.extra > best.cost_change + _SLACK:
                break
            change, wrong, by_rule = self.bench.change(fit.rounds)
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
    auditor = Auditor(Bench(problem, roster, pack, travel))
    found = []
    for group in auditor.groups():
        insertion = auditor.best(group)
        if insertion and insertion.cost_change < 0:
            found.append(insertion)
    return sorted(found, key=lambda insertion: insertion.cost_change)


def units_of(group: Sequence[Visit], bench: Bench) -> list[tuple[Visit, ...]]:
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
        beside = bench.problem.beside.get(visit.id, ())
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
