"""shift_notice: a report of shifts that workers were told of late; no cost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from solver.terms import Term

from .vocabulary.rule import Breach, Case, Rule
from .vocabulary.timeline import Timeline
from .vocabulary.wording import length


class ShiftNoticeRule(Rule):
    """Shifts with a round, told of less than ``notice_days`` before their date, by ``Shift.told_on``; those of whom
    nobody wrote down when they were told are left alone.

    Off until regulations are made: they will say how long, for whom, and how much is owed for a shift that is
    cancelled, moved or cut short at short notice (never more than the shift would have paid: Employment Rights Act
    1996 s. 27BQ). ``payment_share``: that much of the pay for the planned shift.
    """

    id = "shift_notice"
    scope = "round"
    forbids, costs = False, False
    literature = False

    def breaches(self, case: Case, timeline: Timeline) -> Iterable[Breach]:
        problem, wanted = case.problem, timedelta(days=float(case.values["notice_days"]))
        for run in timeline.runs.values():
            shift = run.shift
            if shift.told_on is None or not run.visits:
                continue
            begins = problem.horizon.date(shift.start)
            notice = begins - shift.told_on
            if notice >= wanted:
                continue
            worker = problem.worker[shift.worker]
            sentence = (
                f"{worker.name} was told on {shift.told_on:%d %b} of shift {shift.id} on {begins:%d %b}, "
                f"{max(0, notice.days)} days before; {wanted.days} are wanted"
            )
            if worker.hour_pence is not None:
                planned = shift.end - shift.start
                hour = 60 * problem.horizon.ticks_per_minute
                owed = min(1.0, float(case.values["payment_share"])) * worker.hour_pence * planned / hour
                sentence += (
                    f". Cancelled, moved or cut short now it costs up to £{owed / 100:.2f} "
                    f"(its {length(problem, planned)})"
                )
            late = (wanted - notice) // timedelta(days=1)
            yield Breach(self.id, False, late, "count", 0, f"{sentence}.", "", shift.id, shift.worker)

    def lower(self, case: Case) -> Iterable[Term]:
        return ()
