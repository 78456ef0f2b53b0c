"""What terms say of a roster, in plain Python: their cost and which of them are broken."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from solver import terms
from solver.domain import Problem
from solver.rules import Run, Term, Timeline


@dataclass(frozen=True)
class _Part:
    """One round of a duty. leave, back: its ends; off: what of it is no work; place: its index in the term's shifts,
    None for what was worked before the horizon. Ticks.
    """

    leave: int
    back: int
    off: int = 0
    breaks: int = 0
    relieved: bool = False
    place: int | None = None

    @property
    def length(self) -> int:
        return self.back - self.leave - self.off


class Evaluation:
    """Plain Python over the terms alone: cost and broken terms by rule id."""

    def __init__(self, problem: Problem, measured: Timeline, lowered: list[Term]):
        self.cost: Counter[str] = Counter()
        self.broken: set[str] = set()
        self.problem = problem
        self.shifts = [shift.id for shift in problem.shifts]
        self.workers = [worker.id for worker in problem.workers]
        self.runs = {index: measured.runs[name] for index, name in enumerate(self.shifts) if name in measured.runs}
        number = problem.shift_number
        self.served = {
            problem.visit_number[name]: [(number[run.shift.id], call.start) for run, call in pairs]
            for name, pairs in measured.served.items()
        }
        self.lateness = [0]
        self.either = [term for term in lowered if isinstance(term, terms.Alternatives)]
        self.off = [term for term in lowered if isinstance(term, terms.OffWork)]
        for term in lowered:
            getattr(self, f"_{type(term).__name__}")(term)
        for term in lowered:
            if isinstance(term, terms.MaxLateCost):
                self.cost[term.rule] += max(self.lateness) * term.per_tick
        self.cost = Counter({rule: cost for rule, cost in self.cost.items() if cost})

    def _start(self, visit: int) -> int | None:
        return self.served[visit][0][1] if visit in self.served else None

    def _who(self, visit: int) -> set[str]:
        return {self.problem.shifts[shift].worker for shift, _ in self.served.get(visit, [])}

    def _MaxLateCost(self, term: terms.MaxLateCost) -> None:  # noqa: N802
        """Priced once all LateCost terms are seen."""

    def _Forbid(self, term: terms.Forbid) -> None:  # noqa: N802
        for visit, pairs in self.served.items():
            if any(term.pairs[visit, shift] for shift, _ in pairs):
                self.broken.add(term.rule)

    def _AssignCost(self, term: terms.AssignCost) -> None:  # noqa: N802
        for visit, pairs in self.served.items():
            self.cost[term.rule] += sum(int(term.cost[visit, shift]) for shift, _ in pairs)

    def _StartWithin(self, term: terms.StartWithin) -> None:  # noqa: N802
        start = self._start(term.visit)
        assert all(a <= b for a, b in term.intervals)
        assert all(b < c for (_, b), (c, _) in zip(term.intervals, term.intervals[1:], strict=False))
        if start is not None and not any(a <= start <= b for a, b in term.intervals):
            self.broken.add(term.rule)

    def _LateCost(self, term: terms.LateCost) -> None:  # noqa: N802
        start = self._start(term.visit)
        if start is None:
            return
        due = [due for opens, due in term.windows if opens <= start]
        if not due:
            self.broken.add(term.rule)
            return
        late = max(0, start - due[-1])
        self.lateness.append(late)
        self.cost[term.rule] += late * term.per_tick

    def _AwayCost(self, term: terms.AwayCost) -> None:  # noqa: N802
        start = self._start(term.visit)
        if start is not None:
            self.cost[term.rule] += max(0, term.first - start) * term.early_per_tick
            self.cost[term.rule] += max(0, start - term.last) * term.late_per_tick

    def _TravelCost(self, term: terms.TravelCost) -> None:  # noqa: N802
        for shift, run in self.runs.items():
            between = sum(call.journey for call in run.calls[1:])
            metres = sum(call.metres for call in run.calls[1:])
            self.cost[term.rule] += between * int(term.per_tick[shift]) + metres * int(term.per_metre[shift])
            self.cost[term.rule] += (run.home_out + run.home_in) * int(term.home_per_tick[shift])
            self.cost[term.rule] += (run.home_out_metres + run.home_in_metres) * int(term.home_per_metre[shift])

    def _WaitCost(self, term: terms.WaitCost) -> None:  # noqa: N802
        for shift, run in self.runs.items():
            self.cost[term.rule] += sum(call.wait for call in run.calls[1:]) * int(term.per_tick[shift])

    def _MaxWaitCost(self, term: terms.MaxWaitCost) -> None:  # noqa: N802
        waits = [call.wait for run in self.runs.values() for call in run.calls[1:]]
        self.cost[term.rule] += max(waits, default=0) * term.per_tick

    def _ShiftBounds(self, term: terms.ShiftBounds) -> None:  # noqa: N802
        for shift, run in self.runs.items():
            if run.leave < term.earliest[shift] or run.back > term.latest[shift]:
                self.broken.add(term.rule)

    def _LegLimit(self, term: terms.LegLimit) -> None:  # noqa: N802
        for shift, run in self.runs.items():
            legs = [run.home_out, *(call.journey for call in run.calls[1:]), run.home_in]
            if max(legs) > term.ticks[shift]:
                self.broken.add(term.rule)

    def _OvertimeCost(self, term: terms.OvertimeCost) -> None:  # noqa: N802
        for shift, run in self.runs.items():
            self.cost[term.rule] += max(0, run.back - int(term.after[shift])) * int(term.per_tick[shift])

    def _MaxIdleCost(self, term: terms.MaxIdleCost) -> None:  # noqa: N802
        idle = [0]
        for shift in range(len(self.shifts)):
            start, end = int(term.start[shift]), int(term.end[shift])
            if shift in self.runs:
                run = self.runs[shift]
                idle.append(run.leave - start + sum(call.wait for call in run.calls[1:]) + max(0, end - run.back))
            else:
                idle.append(end - start)
        self.cost[term.rule] += max(idle) * term.per_tick

    def _off(self, run: Run) -> tuple[int, bool]:
        """Ticks of a round that are no work, and whether one of its visits holds a break."""
        numbers = [self.problem.visit_number[call.visit.id] for call in run.calls if call.visit]
        ticks = sum(int(term.ticks[v]) for term in self.off for v in numbers)
        return ticks, any(bool(term.relieves[v]) for term in self.off for v in numbers)

    def _OffWork(self, term: terms.OffWork) -> None:  # noqa: N802
        """Read by BreakNeed and Duty."""

    def _BreakNeed(self, term: terms.BreakNeed) -> None:  # noqa: N802
        run = self.runs.get(term.shift)
        calls = run.calls if run else ()
        taken = [index for index, call in enumerate(calls) if call.visit is None]
        for index in taken:
            call = calls[index]
            inside = term.earliest <= calls[taken[0]].start <= term.latest
            ends = index in (0, len(calls) - 1) and not term.at_ends
            if len(taken) > 1 or not inside or ends or calls[taken[0]].end - calls[taken[0]].start < term.duration:
                self.broken.add(term.rule)
            assert call.visit is None
        off, relieved = self._off(run) if run else (0, False)
        long = (run.back - run.leave - off if run else 0) > term.threshold
        if not taken and long and not relieved:
            if term.missed is None:
                self.broken.add(term.rule)
            else:
                self.cost[term.rule] += term.missed
        if taken and (relieved or not long):
            self.cost[term.rule] += term.unowed * sum(calls[index].end - calls[index].start for index in taken)

    def _DutyLimits(self, term: terms.DutyLimits) -> None:  # noqa: N802
        for duty in self._duties(term):
            if all(part.place is None for part in duty):
                continue
            span = max(part.back for part in duty) - duty[0].leave - sum(part.off for part in duty)
            length = sum(part.length for part in duty)
            work = length - sum(part.breaks for part in duty)
            mine = sum(part.length - part.breaks for part in duty if part.place is not None)
            gaps = [part.leave - max(before.back for before in duty[:n]) for n, part in enumerate(duty) if n]
            met = any(part.relieved for part in duty) or any(gap >= term.pause for gap in gaps)
            taken = any(part.breaks for part in duty)
            if span > term.span or mine > term.work or (work > term.threshold and not met and not taken):
                self.broken.add(term.rule)
            if term.threshold < terms.FOREVER and (met or length <= term.threshold):
                self.cost[term.rule] += sum(
                    term.unowed[part.place] * part.breaks
                    for part in duty
                    if part.place is not None and part.length <= term.own[part.place]
                )

    def _duties(self, term: terms.DutyLimits) -> list[list[_Part]]:
        """The worker's rounds, and what was worked before the horizon, with less than the rest between."""
        duties: list[list[_Part]] = []
        if term.until > -terms.FOREVER:
            duties.append([_Part(term.began, term.until)])
        for place, shift in enumerate(term.shifts):
            if (run := self.runs.get(shift)) is None:
                continue
            off, relieved = self._off(run)
            if term.asleep[place]:
                off, relieved = run.back - run.leave - (run.contact - off), True
            breaks = sum(call.end - call.start for call in run.calls if call.visit is None)
            part = _Part(run.leave, run.back, off, breaks, relieved, place)
            if duties and run.leave - max(other.back for other in duties[-1]) < term.rest:
                duties[-1].append(part)
            else:
                duties.append([part])
        return duties

    def _UseCost(self, term: terms.UseCost) -> None:  # noqa: N802
        self.cost[term.rule] += sum(int(term.cost[shift]) for shift in self.runs)

    def _VisitNumberCost(self, term: terms.VisitNumberCost) -> None:  # noqa: N802
        for shift, run in self.runs.items():
            made = len([call for call in run.calls if call.visit is not None])
            if made > term.beyond[shift]:
                self.cost[term.rule] += int(term.price[shift]) * (made - int(term.beyond[shift]))

    def _Handed(self, term: terms.Handed) -> None:  # noqa: N802
        for visit, pairs in self.served.items():
            together = len({start for _, start in pairs}) == 1
            if not len(pairs) == term.workers[visit] == len(self._who(visit)) or not together:
                self.broken.add(term.rule)

    def _Apart(self, term: terms.Apart) -> None:  # noqa: N802
        first, second = self._start(term.first), self._start(term.second)
        if first is not None and second is not None:
            ahead, behind = second - first >= term.first_length, first - second >= term.second_length
            if not ahead and not behind:
                self.broken.add(term.rule)

    def _GapCost(self, term: terms.GapCost) -> None:  # noqa: N802
        first, second = self._start(term.first), self._start(term.second)
        if first is not None and second is not None:
            self.cost[term.rule] += term.per_tick * max(0, first + term.wanted - second)

    def _OverlapCost(self, term: terms.OverlapCost) -> None:  # noqa: N802
        first, second = self._start(term.first), self._start(term.second)
        if first is not None and second is not None:
            ends = min(first + term.first_length, second + term.second_length)
            self.cost[term.rule] += term.per_tick * max(0, ends - max(first, second))

    def _Gap(self, term: terms.Gap) -> None:  # noqa: N802
        first, second = self._start(term.first), self._start(term.second)
        if first is not None and second is not None and not term.lo <= second - first <= term.hi:
            self.broken.add(term.rule)

    def _DifferentWorkers(self, term: terms.DifferentWorkers) -> None:  # noqa: N802
        if self._who(term.first) & self._who(term.second):
            self.broken.add(term.rule)

    def _SameWorker(self, term: terms.SameWorker) -> None:  # noqa: N802
        first, second = self._who(term.first), self._who(term.second)
        if first and second and not first & second:
            self.broken.add(term.rule)

    def _Bundle(self, term: terms.Bundle) -> None:  # noqa: N802
        if len({visit in self.served for visit in term.visits}) == 2:
            self.broken.add(term.rule)

    def _Alternatives(self, term: terms.Alternatives) -> None:  # noqa: N802
        if self.served.keys() & set(term.joint) and self.served.keys() & set(term.instead):
            self.broken.add(term.rule)
        if any(self.joints(visit) > 1 for visit in term.instead):
            self.broken.add(term.rule)

    def joints(self, visit: int) -> int:
        """How many served joint visits stand for a visit."""
        own = {other.joint for other in self.either if visit in other.instead}
        return sum(all(visit in self.served for visit in joint) for joint in own)

    def _UnservedCost(self, term: terms.UnservedCost) -> None:  # noqa: N802
        left = (visit for visit in range(len(term.cost)) if visit not in self.served and not self.joints(visit))
        self.cost[term.rule] += sum(int(term.cost[visit]) for visit in left)

    def _Rest(self, term: terms.Rest) -> None:  # noqa: N802
        if term.earlier in self.runs and term.later in self.runs:
            rest = self.runs[term.later].leave - self.runs[term.earlier].back
            if rest < term.gap:
                self.broken.add(term.rule)

    def _Hours(self, term: terms.Hours) -> None:  # noqa: N802
        worked = 0
        for shift in term.shifts:
            if run := self.runs.get(shift):
                worked += run.back - run.leave
                worked -= sum(call.end - call.start for call in run.calls if call.visit is None)
        if worked > term.cap:
            self.broken.add(term.rule)
        self.cost[term.rule] += max(0, worked - term.beyond) * term.per_tick

    def _NewFaceCost(self, term: terms.NewFaceCost) -> None:  # noqa: N802
        met = {
            (int(client), int(term.worker[k]))
            for v, pairs in self.served.items()
            for k, _ in pairs
            for client in (term.client[v], *term.also[v])
            if client >= 0
        }
        self.cost[term.rule] += term.price * sum(not term.familiar[pair] for pair in met)

    def _LoadCost(self, term: terms.LoadCost) -> None:  # noqa: N802
        load = [0] * len(self.workers)
        for shift, run in self.runs.items():
            load[term.worker[shift]] += sum(call.end - call.start for call in run.calls if call.visit)
        away = sum(abs(a - int(b)) for a, b in zip(load, term.target, strict=True))
        self.cost[term.rule] += away * term.per_tick

    def _SpreadCost(self, term: terms.SpreadCost) -> None:  # noqa: N802
        load = {int(worker): 0 for worker in term.worker}
        for shift, run in self.runs.items():
            travel = sum(call.journey for call in run.calls) + run.home_in
            load[int(term.worker[shift])] += travel + sum(call.end - call.start for call in run.calls if call.visit)
        mean = Fraction(sum(load.values()), len(load))
        self.cost[term.rule] += term.price * sum(ceil(abs(work - mean) / term.unit) for work in load.values())


def forbids(term: Term, visit: int, shift: int, start: int) -> bool:
    """Whether a term alone keeps a visit from starting then on that shift. Numbers as in the problem; ticks."""
    if isinstance(term, terms.Forbid):
        return bool(term.pairs[visit, shift])
    if isinstance(term, terms.StartWithin) and term.visit == visit:
        return not any(a <= start <= b for a, b in term.intervals)
    return False
