"""The joined day on paper with parts of it changed, and what one condition says of its joint visits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fixtures.joint import DAY, couple, delegate, joined_day
from fixtures.paper import at, round_
from solver.check import joined_as, known_part
from solver.domain import Join, Problem, Roster, Step, Task, Visit
from solver.rules import RULES, Breach, Pack, case_for, timeline
from solver.travel import journeys


class Joint:
    """The paper's joined day, to be changed piece by piece."""

    yesterday, today, tomorrow = DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)

    def __init__(self) -> None:
        self.problem, self.roster = joined_day()
        self.joins: dict[str, Join] = {"n1+c1": delegate(), "c2+c3": couple()}

    def change(self, where: str, name: str, **fields: Any) -> None:
        """One entry of ``problem.<where>`` with some fields changed."""
        entries = tuple(
            entry.model_copy(update=fields) if entry.id == name else entry for entry in getattr(self.problem, where)
        )
        self.problem = self.problem.replace(**{where: entries})

    def task(self, visit: str, number: int, **fields: Any) -> None:
        """One task of a commissioned visit with some fields changed."""
        found = self.problem.visit[visit].tasks
        tasks = tuple(task.model_copy(update=fields) if n == number else task for n, task in enumerate(found))
        self.change("visits", visit, tasks=tasks)

    def join(self, name: str, **fields: Any) -> None:
        """One join with some fields changed."""
        self.joins[name] = self.joins[name].model_copy(update=fields)

    def steps(self, *pairs: tuple[str, int]) -> tuple[Step, ...]:
        return tuple(Step(visit=visit, task=task) for visit, task in pairs)

    def by(self, shift: str, start: int | None = None) -> None:
        """The first joint visit goes to this shift alone; the rest of the roster is dropped."""
        self.roster = Roster(rounds=(round_(shift, ("n1+c1", at(8, 30) if start is None else start)),))
        self.joins.pop("c2+c3", None)

    def made(self) -> Roster:
        return self.roster.model_copy(update={"joins": tuple(self.joins.values())})

    def breaches(self, rule_id: str) -> list[Breach]:
        """What one rule says."""
        judged: Problem = joined_as(self.problem, self.made())
        travel, pack = journeys(judged), Pack.for_problem(self.problem)
        rule = next(rule for rule in RULES if rule.id == rule_id)
        case = case_for(rule, judged, travel, pack)
        assert list(rule.lower(case)) == [] or not rule_id.startswith("join_")
        return list(rule.breaches(case, timeline(judged, known_part(judged, self.made()), travel)))

    def sentences(self, rule_id: str) -> list[str]:
        found = self.breaches(rule_id)
        assert all(breach.hard and breach.cost == 0 and breach.amount > 0 for breach in found)
        return [breach.sentence for breach in found]

    def visit(self, name: str) -> Visit:
        return self.problem.visit[name]

    def a_task(self, code: str, minutes: int, **fields: Any) -> Task:
        return Task(code=code, duration=minutes * 60, **fields)


@pytest.fixture
def joint() -> Joint:
    return Joint()
