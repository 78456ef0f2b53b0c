"""break: an uninterrupted rest inside a round that is longer than the threshold, and never more than one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from solver.domain import Shift

from .rule import Breach, Case, Rule, Unit
from .shift_bounds import latest_back
from .terms import BreakNeed, Term
from .timeline import Run, Timeline
from .words import at, length, who


@dataclass(frozen=True, slots=True)
class _Owed:
    """A break of ``duration`` starting in [earliest, latest], owed by a round longer than ``threshold`` ticks."""

    duration: int
    earliest: int
    latest: int
    threshold: int


class BreakRule(Rule):
    """The shift's own break, at least as long as the law's; a shift without one owes the law's at any time inside it.

    ``must_end_by_latest``: the break must end, not only start, by its latest moment (literature lunches).
    A threshold of -1 minutes: owed always, by an empty round too. Soft with ``hard = false`` and ``missed_price``.
    """

    id = "break"
    scope = "round"
    forbids, costs = True, True
    literature = True
    break_mends = True

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        for shift in case.problem.shifts:
            owed = _owed(case, shift)
            run = timeline.runs.get(shift.id)
            if owed is None:
                continue
            taken = [call for call in run.calls if call.visit is None] if run else []
            if run and taken:
                yield from self._wrong(case, run, owed)
            elif (run.worked if run else 0) > owed.threshold:
                yield self._missed(case, shift, owed, run)

    def _missed(self, case: Case, shift: Shift, owed: _Owed, run: Run | None) -> Breach:
        problem, hard = case.problem, bool(case.values["hard"])
        name = problem.worker[shift.worker].name
        when = f"from {at(problem, run.leave)} to {at(problem, run.back)}" if run else "without visits"
        sentence = f"{name} works {when} and has no break of {length(problem, owed.duration)}."
        cost = 0 if hard else case.cost("missed_price")
        return Breach(self.id, hard, 1, "count", cost, sentence, "", shift.id, shift.worker)

    def _wrong(self, case: Case, run: Run, owed: _Owed) -> Iterator[Breach]:
        problem, name = case.problem, who(case.problem, run)
        taken = [index for index, call in enumerate(run.calls) if call.visit is None]
        first = run.calls[taken[0]]
        if len(taken) > 1:
            times = ", ".join(at(problem, run.calls[index].start) for index in taken)
            yield self._hard(run, len(taken) - 1, f"{name} has {len(taken)} breaks in one round ({times}).")
        if not owed.earliest <= first.start <= owed.latest:
            sentence = (
                f"{name}'s break starts at {at(problem, first.start)}; it may start from {at(problem, owed.earliest)} "
                f"to {at(problem, owed.latest)}."
            )
            away = max(owed.earliest - first.start, first.start - owed.latest)
            yield self._hard(run, away, sentence, "ticks")
        short = owed.duration - (first.end - first.start)
        if short > 0:
            sentence = (
                f"{name}'s break at {at(problem, first.start)} lasts {length(problem, first.end - first.start)}; "
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
        for index, shift in enumerate(case.problem.shifts):
            if owed := _owed(case, shift):
                yield BreakNeed(
                    self.id,
                    index,
                    owed.duration,
                    owed.earliest,
                    owed.latest,
                    owed.threshold,
                    missed,
                    bool(case.values["at_ends"]),
                )


def _owed(case: Case, shift: Shift) -> _Owed | None:
    """What this shift may owe; None when no round of it can be long enough, and it names no break."""
    young = case.problem.worker[shift.worker].under_18
    age = "young_" if young else ""
    law = case.ticks(f"{age}minutes") if case.values["statutory"] else 0
    minutes = float(case.values[f"{age}threshold_minutes"])
    threshold = -1 if minutes < 0 else case.ticks(f"{age}threshold_minutes")
    if shift.break_ is None:
        longest = latest_back(case.of("shift_bounds"), shift) - shift.start
        if not law or longest <= threshold:
            return None
        return _Owed(law, shift.start, shift.end, threshold)
    duration = max(shift.break_.duration, law)
    latest = shift.break_.latest - (duration if case.values["must_end_by_latest"] else 0)
    return _Owed(duration, shift.break_.earliest, latest, threshold)
