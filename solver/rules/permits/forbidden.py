"""Authority as terms: which visits the engine may not give to which shifts, and when it may not make them.

Workers who act for one organisation, on one side of care, nurses or not, willing or not, are alike for all that is
asked of a visit, except those whom a delegation names for it: a visit is looked at once for each kind of staff, and for
those named one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from solver.domain import Problem
from solver.terms import FOREVER, Bools, Forbid, StartWithin, Term

from .sheets import Sheet, Staff

if TYPE_CHECKING:
    from .permits import Permits


class Forbidden:
    """All that authority forbids in one problem. acting: by shift, the organisation that its worker acts for.

    ``_pairs``: by rule, which visit may not go to which shift, shape (V, K); ``_free``: when visits of clients who are
    suspended for a time may start.
    """

    def __init__(self, permits: Permits, acting: Mapping[str, str], problem: Problem):
        self.problem, self._permits = problem, permits
        self._sheets = [permits.sheets.of(visit) for visit in problem.visits]
        self._staff = [permits.staff_of(problem.worker[shift.worker], acting[shift.id]) for shift in problem.shifts]
        self._shifts_of: dict[str, list[int]] = defaultdict(list)
        for column, shift in enumerate(problem.shifts):
            self._shifts_of[shift.worker].append(column)
        self._pairs = self._by_kind()
        self._free: list[StartWithin] = []
        self._name()
        self._stop_workers()
        self._stop_clients()

    def terms(self, rule: str) -> Iterator[Term]:
        """The terms of one rule, by its id."""
        if rule == "suspended":
            yield from self._free
        pairs = self._pairs.get(rule)
        if pairs is not None and pairs.any():
            yield Forbid(rule, pairs)

    def _by_kind(self) -> dict[str, Bools]:
        """What is forbidden to each kind of staff, spread over the shifts of their workers: by rule, shape (V, K)."""
        kinds = list(dict.fromkeys(self._staff))
        number: dict[Staff, int] = {kind: index for index, kind in enumerate(kinds)}
        found: dict[str, Bools] = {}
        for row, sheet in enumerate(self._sheets):
            for column, kind in enumerate(kinds):
                for obstacle in self._permits.judge(sheet, kind, None):
                    if obstacle.rule not in found:
                        found[obstacle.rule] = np.zeros((len(self._sheets), len(kinds)), dtype=np.bool_)
                    found[obstacle.rule][row, column] = True
        of_shift = np.array([number[kind] for kind in self._staff], dtype=np.int64)
        return {rule: pairs[:, of_shift] for rule, pairs in found.items()}

    def _of(self, rule: str) -> Bools:
        if rule not in self._pairs:
            self._pairs[rule] = np.zeros((len(self._sheets), len(self._staff)), dtype=np.bool_)
        return self._pairs[rule]

    def _name(self) -> None:
        """Those whom delegations name are looked at one by one."""
        for row, sheet in enumerate(self._sheets):
            for name in sorted(self._permits.named(sheet) & self._shifts_of.keys()):
                for column in self._shifts_of[name]:
                    for pairs in self._pairs.values():
                        pairs[row, column] = False
                    for obstacle in self._permits.judge(sheet, self._staff[column], self.problem.worker[name]):
                        self._of(obstacle.rule)[row, column] = True

    def _stop_workers(self) -> None:
        begins = np.array([sheet.span.earliest for sheet in self._sheets], dtype=np.int64)
        ends = np.array([_end(sheet) for sheet in self._sheets], dtype=np.int64)
        for name, stops in self._permits.stops.workers.items():
            columns = np.array(self._shifts_of.get(name, []), dtype=np.int64)
            for stop in stops if len(columns) else ():
                until = FOREVER if stop.ends is None else stop.ends
                rows = np.flatnonzero((stop.starts < ends) & (begins < until))
                self._of("suspended")[np.ix_(rows, columns)] = True

    def _stop_clients(self) -> None:
        for row, (visit, sheet) in enumerate(zip(self.problem.visits, self._sheets, strict=True)):
            spans = self._permits.stops.free_starts(visit)
            if spans is None:
                continue
            if spans:
                self._free.append(StartWithin("suspended", row, tuple(spans)))
            if all(end < sheet.span.earliest for _, end in spans):
                self._of("suspended")[row] = True


def _end(sheet: Sheet) -> int:
    return max(sheet.span.latest, sheet.span.earliest + 1)
