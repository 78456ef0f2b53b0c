"""A small invented team on a map where every journey takes ten minutes and five kilometres."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from solver.check import Check, check
from solver.domain import (
    Client,
    Competency,
    Horizon,
    Matrix,
    Organisation,
    Place,
    Problem,
    Roster,
    Round,
    Shift,
    Stop,
    Task,
    Travel,
    Unserved,
    Visit,
    Window,
    Worker,
)
from solver.rules import RULES, Breach, Pack, case_for, timeline
from solver.travel import journeys

PLACES = ("home", "a", "b", "c")
MINUTE = 60


class Build:
    """Builds problems and rosters in clock times, and asks single rules about them."""

    def at(self, hour: int, minute: int = 0, day: int = 0, second: int = 0) -> int:
        return ((day * 24 + hour) * 60 + minute) * 60 + second

    def task(self, minutes: int = 30, **fields: Any) -> Task:
        return Task(**{"code": "personal care", "duration": minutes * MINUTE, **fields})

    def visit(self, name: str, client: str = "ada", minutes: int = 30, window: Any = None, **fields: Any) -> Visit:
        start, end = window or (self.at(8), self.at(20))
        tasks = fields.pop("tasks", (self.task(minutes),))
        windows = fields.pop("windows", (Window(start=start, end=end),))
        return Visit(id=name, client=client, organisation="council", tasks=tasks, windows=windows, **fields)

    def client(self, name: str, place: str, **fields: Any) -> Client:
        return Client(id=name, name=f"{name.title()} Testperson", place=place, **fields)

    def worker(self, name: str, **fields: Any) -> Worker:
        return Worker(
            **{"id": name, "name": f"{name.title()} Example", "organisation": "council", "home": "home"} | fields
        )

    def shift(self, name: str, worker: str, start: int | None = None, end: int | None = None, **fields: Any) -> Shift:
        start, end = self.at(8) if start is None else start, self.at(16) if end is None else end
        return Shift(id=name, worker=worker, start=start, end=end, **fields)

    def problem(self, *visits: Visit, **fields: Any) -> Problem:
        """Clients ada, bert and cora at a, b and c; workers wanda, xaver and yusuf on s1, s2 and s3, 8:00 to 16:00."""
        rows = tuple(tuple(0 if here == there else 10 * MINUTE for there in PLACES) for here in PLACES)
        metres = tuple(tuple(0 if here == there else 5000 for there in PLACES) for here in PLACES)
        workers = tuple(self.worker(name) for name in ("wanda", "xaver", "yusuf"))
        pack = {"break": {"enabled": False}} | fields.pop("pack", {})
        defaults: dict[str, Any] = {
            "horizon": Horizon(start=datetime(2026, 3, 2, tzinfo=UTC), days=fields.pop("days", 1)),
            "travel": Travel(matrices=(Matrix(mode="car", places=PLACES, durations=rows, metres=metres),)),
            "organisations": (Organisation(id="council", name="Invented Council", sector="social"),),
            "competencies": (Competency(id="insulin"), Competency(id="hoist")),
            "places": tuple(Place(id=place) for place in PLACES),
            "clients": (self.client("ada", "a"), self.client("bert", "b"), self.client("cora", "c")),
            "visits": visits,
            "workers": workers,
            "shifts": tuple(self.shift(f"s{n}", worker.id) for n, worker in enumerate(workers, 1)),
        }
        return Problem(**{**defaults, **fields, "pack": pack})

    def roster(self, problem: Problem, **rounds: list[Any]) -> Roster:
        """Rounds by shift: "v1", ("v1", start) or (None, start, ticks of break). What is not placed is unserved."""
        placed = set()
        built = []
        for shift, stops in rounds.items():
            made = []
            for stop in stops:
                visit, *rest = stop if isinstance(stop, tuple) else (stop,)
                placed.add(visit)
                made.append(
                    Stop(visit=visit, start=rest[0] if rest else None, duration=rest[1] if len(rest) > 1 else None)
                )
            built.append(Round(shift=shift, stops=tuple(made)))
        left = tuple(Unserved(visit=visit.id) for visit in problem.visits if visit.id not in placed)
        return Roster(rounds=tuple(built), unserved=left)

    def breaches(self, rule_id: str, problem: Problem, **rounds: list[Any]) -> list[Breach]:
        """What one rule says about a roster, whether the pack has it on or off."""
        travel, pack = journeys(problem), Pack.for_problem(problem)
        rule = next(rule for rule in RULES if rule.id == rule_id)
        measured = timeline(problem, self.roster(problem, **rounds), travel)
        found = list(rule.breaches(case_for(rule, problem, travel, pack), measured))
        assert all((rule.forbids or not one.hard) and (rule.costs or not one.cost) for one in found)  # as it says
        return found

    def terms(self, rule_id: str, problem: Problem) -> list[Any]:
        travel, pack = journeys(problem), Pack.for_problem(problem)
        rule = next(rule for rule in RULES if rule.id == rule_id)
        return list(rule.lower(case_for(rule, problem, travel, pack)))

    def check(self, problem: Problem, **rounds: list[Any]) -> Check:
        return check(problem, self.roster(problem, **rounds))


@pytest.fixture
def build() -> Build:
    return Build()
