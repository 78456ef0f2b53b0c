"""All rounds that a roster cheaper than the known one can be made of: priced by looking, and put together by CP-SAT.

Once the bound is near, they are few enough to be listed (Rounds.every). Reduced costs then only ever make them fewer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from .master import Column, Duals
from .relaxation import Relaxation

Floats = NDArray[np.float64]
_SCALE = 1000  # costs of rounds in thousandths of a cost unit, rounded down


@dataclass(frozen=True, slots=True)
class Put:
    """What CP-SAT made of a pool: no roster of it costs less than ``least``; rounds and cost of the best found, if any.

    finished: nothing is left to find.
    """

    least: float
    rounds: tuple[Column, ...] | None
    cost: int
    finished: bool


class Pool:
    """Rounds that may still be wanted."""

    def __init__(self, relaxed: Relaxation, columns: Sequence[Column]):
        self.relaxed = relaxed
        self.columns = list(columns)
        self.cost = np.array([column.cost for column in columns], float)
        self.lane = np.array([column.lane for column in columns], np.int64)
        self.holds = np.zeros((len(columns), len(relaxed.hands)), np.float32)
        for number, column in enumerate(columns):
            self.holds[number, list(column.visits)] = 1
        self.rows: list[tuple[int, int, int]] = []
        self.paired = np.zeros((len(columns), 0), np.float32)

    def pair(self, rows: Sequence[tuple[int, int, int]]) -> None:
        """Learn new subset rows."""
        for row in rows[len(self.rows) :]:
            times = np.floor(self.holds[:, list(row)].sum(axis=1) / 2).astype(np.float32)
            self.paired = np.hstack([self.paired, times[:, None]])
            self.rows.append(row)

    def reduced(self, worth: Duals) -> Floats:
        """What each round costs at these prices, its lane's apart."""
        cost = self.cost - self.holds.astype(float) @ worth.visit - self.paired.astype(float) @ worth.row
        for meeting, parts in zip(self.relaxed.meetings, worth.face, strict=True):
            for lane, visits, part in zip(meeting.lanes, meeting.visits, parts, strict=False):
                if part:
                    cost += part * ((self.lane == lane) & (self.holds[:, list(visits)].max(axis=1) > 0))
        for load, price in zip(self.relaxed.loads, worth.load, strict=True):
            if price:
                cost -= price * np.isin(self.lane, load.lanes) * (self.holds @ self.relaxed.length)
        return np.asarray(cost, float)

    def least(self, reduced: Floats) -> Floats:
        """The least of each lane."""
        least = np.full(len(self.relaxed.lanes), np.inf)
        np.minimum.at(least, self.lane, reduced)
        return least

    def thin(self, wanted: NDArray[np.bool_]) -> None:
        """Drop all others."""
        self.columns = [self.columns[number] for number in np.flatnonzero(wanted)]
        self.cost, self.lane = self.cost[wanted], self.lane[wanted]
        self.holds, self.paired = self.holds[wanted], self.paired[wanted]

    def _times(self, column: Column) -> int:
        """How often a round may be taken: shifts that are alike may go together where all visits take several."""
        return int(min(len(self.relaxed.shifts[column.lane]), self.relaxed.hands[list(column.visits)].min()))

    def put_together(self, cost: int, seconds: float, workers: int = 1) -> Put:
        """The best whole roster of these rounds that costs less than ``cost``."""
        relaxed, model = self.relaxed, cp_model.CpModel()
        taken = [model.new_int_var(0, self._times(column), "") for column in self.columns]
        of_lane: list[list[int]] = [[] for _ in relaxed.lanes]
        for number, column in enumerate(self.columns):
            of_lane[column.lane].append(number)
        total = sum(
            [
                *(math.floor(price * _SCALE) * x for price, x in zip(self.cost, taken, strict=True)),
                *self._serve_all(model, taken),
                *self._use_shifts_once(model, taken, of_lane),
                *self._pay_for_faces(model, taken, of_lane),
                *self._pay_for_loads(model, taken, of_lane),
            ]
        )
        limit = math.ceil((cost - relaxed.constant) * _SCALE) - 1
        model.add(total <= limit)
        model.minimize(total)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.0, seconds)
        solver.parameters.num_workers = workers
        solver.parameters.linearization_level = 2
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            return Put(float(cost), None, cost, True)
        rounds = None
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            cost = math.ceil(solver.objective_value / _SCALE + relaxed.constant)
            rounds = tuple(
                column for column, x in zip(self.columns, taken, strict=True) for _ in range(solver.value(x))
            )
        return Put(solver.best_objective_bound / _SCALE + relaxed.constant, rounds, cost, status == cp_model.OPTIMAL)

    def _serve_all(self, model: cp_model.CpModel, taken: list[cp_model.IntVar]) -> Iterator[cp_model.LinearExpr]:
        """Every visit in as many rounds as it takes workers, or its bundle left out; yields what leaving out costs."""
        serving: list[list[cp_model.LinearExpr]] = [[] for _ in self.relaxed.hands]
        for number, column in enumerate(self.columns):
            for v in column.visits:
                serving[v].append(taken[number])
        for visits, price in self.relaxed.bundles:
            left = model.new_bool_var("")
            yield price * _SCALE * left
            for v in visits:
                serving[v].append(int(self.relaxed.hands[v]) * left)
        for terms, hands in zip(serving, self.relaxed.hands, strict=True):
            model.add(sum(terms) == int(hands))

    def _use_shifts_once(
        self, model: cp_model.CpModel, taken: list[cp_model.IntVar], of_lane: list[list[int]]
    ) -> Iterator[cp_model.LinearExpr]:
        """No more rounds of a kind than shifts of it; yields what those that stay unused cost."""
        for numbers, shifts, idle in zip(of_lane, self.relaxed.shifts, self.relaxed.idle, strict=True):
            unused = model.new_int_var(0, len(shifts), "")
            yield math.floor(idle * _SCALE) * unused
            model.add(sum(taken[number] for number in numbers) + unused == len(shifts))

    def _pay_for_faces(
        self, model: cp_model.CpModel, taken: list[cp_model.IntVar], of_lane: list[list[int]]
    ) -> Iterator[cp_model.LinearExpr]:
        for meeting in self.relaxed.meetings:
            met = model.new_bool_var("")
            yield math.floor(meeting.price * _SCALE) * met
            for lane, theirs in zip(meeting.lanes, meeting.visits, strict=True):
                for number in of_lane[lane]:
                    if not theirs.isdisjoint(self.columns[number].visits):
                        model.add_implication(taken[number], met)

    def _pay_for_loads(
        self, model: cp_model.CpModel, taken: list[cp_model.IntVar], of_lane: list[list[int]]
    ) -> Iterator[cp_model.LinearExpr]:
        """What it costs that a worker's contact time lies away from its target."""
        length = self.relaxed.length
        for load in self.relaxed.loads:
            numbers = [number for lane in load.lanes for number in of_lane[lane]]
            lengths = {number: int(length[list(self.columns[number].visits)].sum()) for number in numbers}
            time = sum(ticks * taken[number] for number, ticks in lengths.items())
            away = model.new_int_var(0, int(abs(load.target)) + int(length.sum()) + 1, "")
            model.add(away >= time - math.ceil(load.target))
            model.add(away >= math.floor(load.target) - time)
            yield math.floor(load.price * _SCALE) * away
