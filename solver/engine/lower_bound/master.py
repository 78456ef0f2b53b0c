"""The linear programme over rounds: which shares of them serve all visits at least cost, and what each visit is worth.

GLOP keeps its basis from call to call, so a few new rounds cost little.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from .relaxation import Relaxation

Floats = NDArray[np.float64]
_MORE = 2.0  # times that the price of leaving a visit out is raised at once
# How GLOP is asked, until it succeeds: the usual way, without the basis in hand, both without preprocessing.
_WAYS = (
    "use_dual_simplex: false use_preprocessing: true",
    "use_dual_simplex: true use_preprocessing: true",
    "use_dual_simplex: false use_preprocessing: false",
    "use_dual_simplex: true use_preprocessing: false",
)


class NoPricesError(ArithmeticError):
    """The linear programme could not be solved in floating point."""


@dataclass(frozen=True, slots=True)
class Column:
    """A round of a lane: its visits in order (one may come again) and what it costs in the relaxed problem."""

    lane: int
    visits: tuple[int, ...]
    cost: float


@dataclass(frozen=True)
class Duals:
    """Dual prices: of serving each visit (V,), of a shift of each lane, of each subset row (never above zero).

    face: (meetings, lanes of one at most) what each lane of a meeting pays of it; load: of a tick of contact, by Load.
    """

    visit: Floats
    lane: Floats
    row: Floats
    face: Floats
    load: Floats

    def towards(self, other: Duals, share: float) -> Duals:
        """A mixture: ``share`` of the other."""
        row = np.zeros(len(self.row))
        row[: len(other.row)] = other.row
        return Duals(
            (1 - share) * self.visit + share * other.visit,
            (1 - share) * self.lane + share * other.lane,
            (1 - share) * self.row + share * row,
            (1 - share) * self.face + share * other.face,
            (1 - share) * self.load + share * other.load,
        )


class Master:
    """Rounds and rows so far. rows: triples of single-handed visits of which two in one round count."""

    def __init__(self, relaxed: Relaxation):
        self.relaxed = relaxed
        self.columns: list[Column] = []
        self.rows: list[tuple[int, int, int]] = []
        self.value = np.inf
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._solver = solver = pywraplp.Solver.CreateSolver("GLOP")
        self._goal = solver.Objective()
        self._goal.SetMinimization()
        self._variables: list[pywraplp.Variable] = []
        self._visit = [solver.Constraint(float(hands), float(hands)) for hands in relaxed.hands]
        self._lane = [solver.Constraint(float(len(shifts)), float(len(shifts))) for shifts in relaxed.shifts]
        self._row: list[pywraplp.Constraint] = []
        self._rows_of: dict[int, list[int]] = defaultdict(list)
        self._left: list[pywraplp.Variable] = []
        self._asked = [float(cost) for _, cost in relaxed.bundles]
        for (visits, _), asked in zip(relaxed.bundles, self._asked, strict=True):
            variable = self._variable(asked)
            self._left.append(variable)
            for v in visits:
                self._visit[v].SetCoefficient(variable, float(relaxed.hands[v]))
        self._faces: list[list[pywraplp.Constraint]] = []
        self._faces_of: dict[int, list[tuple[frozenset[int], pywraplp.Constraint]]] = defaultdict(list)
        for meeting in relaxed.meetings:
            met = self._variable(meeting.price)
            rows = [solver.Constraint(-solver.infinity(), 0.0) for _ in meeting.lanes]
            for lane, theirs, row in zip(meeting.lanes, meeting.visits, rows, strict=True):
                row.SetCoefficient(met, -1.0)
                self._faces_of[lane].append((theirs, row))
            self._faces.append(rows)
        self._loads: list[pywraplp.Constraint] = []
        self._load_of: dict[int, list[pywraplp.Constraint]] = defaultdict(list)
        for load in relaxed.loads:
            row = solver.Constraint(load.target, load.target)
            row.SetCoefficient(self._variable(load.price), -1.0)
            row.SetCoefficient(self._variable(load.price), 1.0)
            for lane in load.lanes:
                self._load_of[lane].append(row)
            self._loads.append(row)
        prices = np.array([load.price for load in relaxed.loads])
        self._load_limits = -prices, prices
        for lane, cost in enumerate(relaxed.idle):
            self._lane[lane].SetCoefficient(self._variable(cost), 1.0)

    def _variable(self, cost: float) -> pywraplp.Variable:
        variable = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._goal.SetCoefficient(variable, cost)
        return variable

    def add(self, columns: Sequence[Column]) -> int:
        """Take in those that are new, or cheaper with another break; says how many."""
        gained = 0
        for column in columns:
            key = column.lane, column.visits
            if key in self._known:
                gained += self._cheaper(self._known[key], column)
                continue
            self._known[key] = len(self.columns)
            gained += 1
            variable = self._variable(column.cost)
            self._lane[column.lane].SetCoefficient(variable, 1.0)
            for v in set(column.visits):
                self._visit[v].SetCoefficient(variable, float(column.visits.count(v)))
            for visits, row in self._faces_of[column.lane]:
                if not visits.isdisjoint(column.visits):
                    row.SetCoefficient(variable, 1.0)
            for row in self._load_of[column.lane]:
                row.SetCoefficient(variable, float(self.relaxed.length[list(column.visits)].sum()))
            for at, times in self.times(column.visits).items():
                self._row[at].SetCoefficient(variable, float(times))
            self.columns.append(column)
            self._variables.append(variable)
        return gained

    def times(self, visits: Sequence[int]) -> dict[int, int]:
        """How often a round counts in each subset row in which it does."""
        held: dict[int, int] = defaultdict(int)
        for v in visits:
            for at in self._rows_of.get(v, ()):
                held[at] += 1
        return {at: many // 2 for at, many in held.items() if many > 1}

    def forbid(self, numbers: Sequence[int]) -> None:
        """Let the mixture hold these columns no more."""
        for number in numbers:
            self._variables[number].SetUb(0.0)

    def _cheaper(self, number: int, column: Column) -> bool:
        if column.cost > self.columns[number].cost - 1e-3:
            return False
        self.columns[number] = column
        self._goal.SetCoefficient(self._variables[number], column.cost)
        return True

    def ask(self, each: float) -> None:
        """Let leaving a visit out cost no more than this for each worker: prices then stay where they will end up."""
        for number, (visits, cost) in enumerate(self.relaxed.bundles):
            self._asked[number] = min(float(cost), each * int(self.relaxed.hands[list(visits)].sum()))
            self._goal.SetCoefficient(self._left[number], self._asked[number])

    def ask_more(self) -> bool:
        """Raise what leaving a visit out costs where the mixture does so for less than its price; whether any was."""
        left = [variable.solution_value() for variable in self._left]
        raised = False
        for number, (_, cost) in enumerate(self.relaxed.bundles):
            if self._asked[number] < cost and left[number] > 1e-6:
                self._asked[number] = min(float(cost), _MORE * self._asked[number])
                self._goal.SetCoefficient(self._left[number], self._asked[number])
                raised = True
        return raised

    def add_rows(self, triples: Sequence[tuple[int, int, int]]) -> None:
        """At most one round holds two or more visits of each triple (Jepsen et al. 2008)."""
        for triple in triples:
            row = self._solver.Constraint(-self._solver.infinity(), 1.0)
            for column, variable in zip(self.columns, self._variables, strict=True):
                if times := sum(v in triple for v in column.visits) // 2:
                    row.SetCoefficient(variable, float(times))
            for v in triple:
                self._rows_of[v].append(len(self.rows))
            self._row.append(row)
            self.rows.append(triple)

    def solve(self) -> Duals:
        """The dual prices of the cheapest mixture; ``value`` is its cost. Raises NoPricesError."""
        for way in _WAYS:
            self._solver.SetSolverSpecificParametersAsString(way)
            status = self._solver.Solve()
            if status == pywraplp.Solver.OPTIMAL:
                break
        else:
            raise NoPricesError(f"the linear programme ended with status {status}")
        self.value = self._goal.Value()
        face = np.zeros((len(self._faces), max(map(len, self._faces), default=0)))
        for number, rows in enumerate(self._faces):
            face[number, : len(rows)] = [max(0.0, -row.dual_value()) for row in rows]
        return Duals(
            np.array([row.dual_value() for row in self._visit]),
            np.array([row.dual_value() for row in self._lane]),
            np.minimum(0.0, np.array([row.dual_value() for row in self._row])),
            face,
            np.clip([row.dual_value() for row in self._loads], *self._load_limits),
        )

    def nothing(self) -> Duals:
        """Prices of naught."""
        faces = len(self._faces), max(map(len, self._faces), default=0)
        visits, lanes = np.zeros(len(self._visit)), np.zeros(len(self._lane))
        return Duals(visits, lanes, np.zeros(0), np.zeros(faces), np.zeros(len(self._loads)))

    def shares(self) -> Floats:
        """How much of each column the cheapest mixture holds."""
        return np.array([variable.solution_value() for variable in self._variables])
