"""break: an uninterrupted rest inside a duty that is longer than the threshold, and a shift's own planned break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from solver.domain import Duty, Shift
from solver.terms import FOREVER, BreakNeed, DutyLimits, Term

from .vocabulary.duties import Chain, duties_of, find_chains, stretch_of
from .vocabulary.nights import off_work, only_care_is_work
from .vocabulary.rule import Breach, Case, Rule, Unit
from .vocabulary.timeline import Run, Timeline
from .vocabulary.wording import at, length, who
from .vocabulary.worker_shifts import latest_back


@dataclass(frozen=True, slots=True)
class _Owed:
    """A break of ``duration`` starting in [earliest, latest], owed by a round longer than ``threshold`` ticks.

    unowed: what each tick of a break costs that is named where none is owed: it is waiting, and paid.
    """

    duration: int
    earliest: int
    latest: int
    threshold: int
    unowed: int


class BreakRule(Rule):
    """The law's break is owed by the duty, over all its shifts: it may lie in any of them, or off duty between two.

    A shift's own planned break, at least as long as the law's, is owed by its round alone. Who is in one visit for
    longer than the threshold, or sleeps in, has a break there. What is named where none is owed is paid as waiting.
    ``must_end_by_latest``: the break must end, not only start, by its latest moment (literature lunches).
    A threshold of -1 minutes: owed always, by an empty round too. Soft with ``hard = false`` and ``missed_price``:
    then, and without ``statutory``, each round is looked at by itself.
    """

    id = "break"
    scope = "worker"
    forbids, costs = True, True
    literature = True
    break_mends = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        split = _in_split(case)
        told = set()
        for shift in case.problem.shifts:
            owed, run = _owed(case, shift, shift.id in split), timeline.runs.get(shift.id)
            if owed is None:
                continue
            taken = [call for call in run.calls if call.visit is None] if run else []
            if run and taken:
                yield from self._wrong(case, run, owed)
                if shift.id not in split:
                    yield from self._unowed(case, run, owed)
            elif _worked(case, run) > owed.threshold and not _relieved(case, run):
                told.add(shift.id)
                yield self._missed(case, shift, owed, run)
        if split:
            for worker, duty in duties_of(case, timeline):
                if any(stretch.shift in split for stretch in duty.stretches):
                    yield from self._of_duty(case, timeline, worker, duty, told)

    def _of_duty(self, case: Case, timeline: Timeline, worker: str, duty: Duty, told: set[str]) -> Iterator[Breach]:
        """What is wrong with the breaks of a duty that may be of several shifts."""
        problem, law = case.problem, _law(case, worker)
        shifts = [stretch.shift for stretch in duty.stretches if stretch.shift]
        threshold, relieved = _threshold(case, worker), duty.is_relieved(law)
        if duty.length <= threshold or relieved:
            for stretch in duty.stretches:
                own = _owed(case, problem.shift[stretch.shift], True) if stretch.breaks else None
                if own is not None and stretch.length <= own.threshold:
                    run = timeline.runs[stretch.shift]
                    yield self._paid(case, run, stretch.breaks, _price(case, worker))
            return
        rested = any(stretch.breaks for stretch in duty.stretches)
        if duty.worked > threshold and not rested and not told.intersection(shifts):
            sentence = (
                f"{problem.worker[worker].name} is on duty from {at(problem, duty.start)} to {at(problem, duty.end)} "
                f"and has no break of {length(problem, law)}."
            )
            yield Breach(self.id, True, 1, "count", 0, sentence, "", shifts[0], worker)

    def _missed(self, case: Case, shift: Shift, owed: _Owed, run: Run | None) -> Breach:
        problem, hard = case.problem, bool(case.values["hard"])
        name = problem.worker[shift.worker].name
        when = f"from {at(problem, run.leave)} to {at(problem, run.back)}" if run else "without visits"
        sentence = f"{name} works {when} and has no break of {length(problem, owed.duration)}."
        cost = 0 if hard else case.cost("missed_price")
        return Breach(self.id, hard, 1, "count", cost, sentence, "", shift.id, shift.worker)

    def _unowed(self, case: Case, run: Run, owed: _Owed) -> Iterator[Breach]:
        """A break in a round that owes none."""
        stretch = stretch_of(case, run)
        if owed.unowed and (stretch.length <= owed.threshold or stretch.relieves):
            yield self._paid(case, run, stretch.breaks, owed.unowed)

    def _paid(self, case: Case, run: Run, ticks: int, price: int) -> Breach:
        taken = run.break_
        assert taken is not None
        sentence = (
            f"{who(case.problem, run)} is owed no break on {run.shift.id}: the {length(case.problem, ticks)} from "
            f"{at(case.problem, taken.start)} are waiting, and paid."
        )
        return Breach(self.id, False, ticks, "ticks", ticks * price, sentence, "", run.shift.id, run.shift.worker)

    def _wrong(self, case: Case, run: Run, owed: _Owed) -> Iterator[Breach]:
        problem, name = case.problem, who(case.problem, run)
        taken = [index for index, call in enumerate(run.calls) if call.visit is None]
        first = run.calls[taken[0]]
        if len(taken) > _most(case):
            times = ", ".join(at(problem, run.calls[index].start) for index in taken)
            yield self._hard(run, len(taken) - 1, f"{name} has {len(taken)} breaks in one round ({times}).")
        if not owed.earliest <= first.start <= owed.latest:
            sentence = (
                f"{name}'s break starts at {at(problem, first.start)}; it may start from {at(problem, owed.earliest)} "
                f"to {at(problem, owed.latest)}."
            )
            away = max(owed.earliest - first.start, first.start - owed.latest)
            yield self._hard(run, away, sentence, "ticks")
        shortest = min((run.calls[index] for index in taken), key=lambda call: call.end - call.start)
        lasts = shortest.end - shortest.start
        short = owed.duration - lasts
        if short > 0:
            sentence = (
                f"{name}'s break at {at(problem, shortest.start)} lasts {length(problem, lasts)}; "
                f"{length(problem, owed.duration)} are owed."
            )
            yield self._hard(run, short, sentence, "ticks")
        if not case.values["at_ends"] and (taken[0] == 0 or taken[-1] == len(run.calls) - 1):
            sentence = f"{name}'s break at {at(problem, first.start)} is at the end of the round, not inside it."
            yield self._hard(run, 1, sentence)

    def _hard(self, run: Run, amount: int, sentence: str, unit: Unit = "count") -> Breach:
        return Breach(self.id, True, amount, unit, 0, sentence, "", run.shift.id, run.shift.worker)

    def lower(self, case: Case) -> Iterable[Term]:
        missed = None if case.values["hard"] else case.cost("missed_price")
        split = _in_split(case)
        for index, shift in enumerate(case.problem.shifts):
            if owed := _owed(case, shift, shift.id in split):
                yield BreakNeed(
                    self.id,
                    index,
                    owed.duration,
                    owed.earliest,
                    owed.latest,
                    owed.threshold,
                    missed,
                    bool(case.values["at_ends"]),
                    owed.unowed,
                )
        yield from off_work(case)
        for chain in dict.fromkeys(split.values()):
            yield _lowered(self.id, case, chain)


def _lowered(rule: str, case: Case, chain: Chain) -> DutyLimits:
    """The break that the duties of a chain owe."""
    began = until = -FOREVER
    if (before := chain.before) is not None:
        until = before.until
        began = until if before.began is None else min(before.began, until)
    own = [_owed(case, shift, True) for shift in chain.shifts]
    return DutyLimits(
        rule=rule,
        shifts=tuple(case.problem.shift_number[shift.id] for shift in chain.shifts),
        rest=chain.rest,
        began=began,
        until=until,
        span=FOREVER,
        work=FOREVER,
        threshold=_threshold(case, chain.worker),
        pause=_law(case, chain.worker),
        asleep=tuple(only_care_is_work(case, shift) for shift in chain.shifts),
        own=tuple(FOREVER if owed is None else owed.threshold for owed in own),
        unowed=(_price(case, chain.worker),) * len(chain.shifts),
    )


def _in_split(case: Case) -> dict[str, Chain]:
    """The shifts, by id, of which several may come to be one duty that owes the law's break, with their chain."""
    if not (case.values["statutory"] and case.values["hard"]) or case.problem.horizon.abstract:
        return {}
    bounds, found = case.of("shift_bounds"), dict[str, Chain]()
    for chain in find_chains(case):
        alone = len(chain.shifts) == 1 and chain.before is None and not only_care_is_work(case, chain.shifts[0])
        if _threshold(case, chain.worker) < 0 or alone:
            continue
        longest = sum(latest_back(bounds, shift) - shift.start for shift in chain.shifts)
        if chain.before is not None and chain.before.began is not None:
            longest += max(0, chain.before.until - chain.before.began)
        if longest > _threshold(case, chain.worker):
            found.update((shift.id, chain) for shift in chain.shifts)
    return found


def _most(case: Case) -> int:
    """Breaks that a round may hold; a second one where an agreement asks for it in long duties."""
    return 1 if "second_break" in case.off else 2


def _law(case: Case, worker: str) -> int:
    return case.ticks(case.for_age("minutes", worker))


def _threshold(case: Case, worker: str) -> int:
    """Ticks of work beyond which a break is owed; -1: always."""
    name = case.for_age("threshold_minutes", worker)
    return -1 if float(case.values[name]) < 0 else case.ticks(name)


def _price(case: Case, worker: str) -> int:
    """What a tick of waiting costs."""
    return 0 if "paid_waiting" in case.off else case.of("paid_waiting").pay(worker)


def _worked(case: Case, run: Run | None) -> int:
    """Ticks of work in a round, for which a break may be owed."""
    if run is None:
        return 0
    stretch = stretch_of(case, run)
    return stretch.length - stretch.breaks


def _relieved(case: Case, run: Run | None) -> bool:
    return run is not None and stretch_of(case, run).relieves


def _owed(case: Case, shift: Shift, split: bool) -> _Owed | None:
    """What this shift may owe; None when it names no break and the law asks for none.

    split: it may be one of several in a duty, which owes the law's break; the shift itself owes what it names. Where
    only care is work it owes nothing: whoever sleeps there has their break, and a planned one may be taken or not.
    """
    law = _law(case, shift.worker) if case.values["statutory"] else 0
    threshold = FOREVER if only_care_is_work(case, shift) else _threshold(case, shift.worker)
    price = _price(case, shift.worker) if case.values["statutory"] and not split else 0
    if shift.break_ is None:
        if split:
            return _Owed(law, shift.start, shift.end, FOREVER, 0)
        if not law:
            return None
        return _Owed(law, shift.start, shift.end, threshold, price)
    duration = max(shift.break_.duration, law)
    latest = shift.break_.latest - (duration if case.values["must_end_by_latest"] else 0)
    return _Owed(duration, shift.break_.earliest, latest, threshold, price)
