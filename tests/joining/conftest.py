"""A trust and a council, one client who has insulin before breakfast, a nurse and a care worker who may give it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from solver.domain import (
    Agreement,
    Client,
    Competency,
    Consent,
    Delegation,
    HeldCompetency,
    Horizon,
    Household,
    JointVisit,
    Matrix,
    Organisation,
    Place,
    Problem,
    Shift,
    Task,
    Travel,
    Visit,
    Window,
    Worker,
)
from solver.joining import Ask, Candidate, Figures, Register, candidates
from solver.rules import Pack

MINUTE, HOUR = 60, 3600
DAY = date(2027, 3, 1)
PLACES = ("base", "door", "other")


class Day:
    """Builds such problems, with fields of any object changed."""

    def at(self, hour: float, day: int = 0) -> int:
        return round((day * 24 + hour) * HOUR)

    def task(self, code: str, minutes: int, **fields: Any) -> Task:
        return Task(code=code, duration=minutes * MINUTE, **fields)

    def insulin(self, **fields: Any) -> Task:
        return self.task("insulin", 15, **{"owner": "health", "competencies": ("insulin",), "delegable": True} | fields)

    def visit(self, name: str, *tasks: Task, opens: float = 8, closes: float = 9, day: int = 0, **fields: Any) -> Visit:
        window = Window(start=self.at(opens, day), end=self.at(closes, day))
        return Visit(id=name, tasks=tasks, windows=(window,), **{"client": "ada", "organisation": "council"} | fields)

    def nurse_visit(self, name: str = "n", *tasks: Task, **fields: Any) -> Visit:
        return self.visit(name, *(tasks or (self.insulin(),)), **{"organisation": "trust"} | fields)

    def care_visit(self, name: str = "c", *tasks: Task, **fields: Any) -> Visit:
        usual = self.task("wash_and_dress", 25, competencies=("personal_care",)), self.task("meal", 15)
        return self.visit(name, *(tasks or usual), **fields)

    def client(self, **fields: Any) -> Client:
        consents = tuple(
            Consent(kind=kind, given=True, recorded=date(2027, 1, 4)) for kind in ("sharing", "delegation")
        )
        return Client(
            **{"id": "ada", "name": "Ada Testperson", "place": "door", "stable": True, "consents": consents} | fields
        )

    def delegation(self, **fields: Any) -> Delegation:
        return Delegation(
            **{
                "id": "d1",
                "client": "ada",
                "task": "insulin",
                "worker": "carl",
                "registrant": "Nora Example RN",
                "contact": "01632 960001",
                "trained": date(2027, 1, 4),
                "signed_off": date(2027, 1, 5),
                "expires": date(2027, 6, 30),
            }
            | fields
        )

    def workers(self, **carl: Any) -> tuple[Worker, ...]:
        care = (HeldCompetency(competency="personal_care"),)
        return (
            Worker(
                id="nora",
                name="Nora Example",
                organisation="trust",
                home="base",
                registered_nurse=True,
                competencies=(*care, HeldCompetency(competency="insulin")),
            ),
            Worker(
                **{
                    "id": "carl",
                    "name": "Carl Example",
                    "organisation": "council",
                    "home": "base",
                    "competencies": care,
                }
                | carl
            ),
        )

    def problem(self, *visits: Visit, days: int = 1, **fields: Any) -> Problem:
        """n: insulin by the trust; c: wash and meal by the council; both at Ada's from 8 to 9, unless others are given."""
        rows = tuple(tuple(0 if here == there else 10 * MINUTE for there in PLACES) for here in PLACES)
        metres = tuple(tuple(0 if here == there else 5000 for there in PLACES) for here in PLACES)
        workers = fields.pop("workers", self.workers())
        shifts = tuple(
            Shift(id=f"{worker.id}{day}", worker=worker.id, start=self.at(7, day), end=self.at(15, day))
            for worker in workers
            for day in range(days)
        )
        usual: dict[str, Any] = {
            "horizon": Horizon(start=datetime(2027, 3, 1, tzinfo=UTC), days=days),
            "travel": Travel(matrices=(Matrix(mode="car", places=PLACES, durations=rows, metres=metres),)),
            "organisations": (
                Organisation(id="trust", name="Invented Trust", sector="health"),
                Organisation(id="council", name="Invented Council", sector="social"),
            ),
            "agreements": (
                Agreement(
                    id="a1",
                    between=("trust", "council"),
                    health_task_to_care_worker=True,
                    social_task_to_nurse=True,
                ),
            ),
            "competencies": (Competency(id="insulin"), Competency(id="personal_care")),
            "places": tuple(Place(id=place) for place in PLACES),
            "households": (Household(id="home", place="door"),),
            "clients": (self.client(),),
            "visits": visits or (self.nurse_visit(), self.care_visit()),
            "workers": workers,
            "delegations": (self.delegation(),),
            "shifts": shifts,
            "pack": {"break": {"enabled": False}, "fairness": {"enabled": False}},
        }
        return Problem(**{**usual, **fields})

    def register(self, problem: Problem) -> Register:
        return Register(problem, Figures.of(Pack.for_problem(problem), problem))

    def candidates(self, problem: Problem) -> dict[str, Candidate]:
        return {one.join.id: one for one in candidates(self.register(problem))}

    def ask(self, problem: Problem, worker: str = "carl", join: str = "n+c") -> Ask:
        register = self.register(problem)
        whole: JointVisit = next(one.whole for one in candidates(register) if one.join.id == join)
        return Ask(register, whole, problem.worker[worker])


@pytest.fixture
def day() -> Day:
    return Day()
