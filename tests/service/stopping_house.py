"""A service with a day of a council's and rosters of it, for tests of what is stopped."""

from __future__ import annotations

import json
from typing import Any

from httpx import Response
from sqlalchemy import select

from service.access import SYSTEM
from service.store import problems, rosters, tables
from solver import Problem, Roster, roster_document
from solver.check import check
from solver.formats import read_problem, read_roster

from ..amend.test_suspensions import HOURS, plain_day
from ..safety.doors import by_hand
from .installation import Installation

OWNER = "council"


LEAD, SCHEDULER = f"{OWNER} nurse_lead", f"{OWNER} scheduler"


STOP = {"what": "delegation", "of": "cal-ada-insulin", "from": "2027-03-01T10:00", "reason": "a dose is in doubt"}


class House:
    """A service with a day of the council's, and rosters of it."""

    def __init__(self, here: Installation):
        self.here = here
        self.document = plain_day()
        self.problem = read_problem(json.dumps(self.document).encode())
        self.problem_id = self.day(self.problem)
        self.cal = read_roster(json.dumps(by_hand({"CAL": list(HOURS.items())})).encode(), self.problem)
        nan = by_hand({"NAN": list(HOURS.items())[:2]}, unserved=["meal", "late"])
        self.nan = read_roster(json.dumps(nan).encode(), self.problem)

    def day(self, problem: Problem) -> str:
        with self.here.store.session(SYSTEM) as session:
            return problems.add(session, SYSTEM, problem, OWNER).id

    def done(self, roster: Roster, problem: str | None = None, **asked: Any) -> str:
        """A roster that has ended."""
        judged = check(self.problem, roster)
        with self.here.store.session(SYSTEM) as session:
            row = rosters.add(
                session, SYSTEM, session.get_one(tables.Problem, problem or self.problem_id), seconds=1.0, **asked
            )
            rosters.begin(session, row.id)
            id_ = row.id
        with self.here.store.session(SYSTEM) as session:
            figures: dict[str, Any] = {
                "best_cost": judged.score.total,
                "served": judged.figures.served,
                "unserved": judged.figures.unserved,
                "hard": judged.score.hard,
            }
            outcome = {"provenance": {"seed": 1}, "explanations": [], "joins": {}}
            rosters.end(session, id_, "done", roster_document(roster, self.problem), outcome, **figures)
        return id_

    def ask(self, who: str | None, method: str, path: str, **more: Any) -> Response:
        return self.here.ask(who, method, path, **more)

    def stop(self, who: str = SCHEDULER, **changes: Any) -> dict[str, Any]:
        answer = self.ask(who, "POST", "/v1/suspensions", json=STOP | changes)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def row(self, id_: str) -> tables.Roster:
        with self.here.store.reading(SYSTEM) as session:
            return session.get_one(tables.Roster, id_)

    def problem_of(self, id_: str) -> Problem:
        with self.here.store.reading(SYSTEM) as session:
            return rosters.load_problem(session, session.get_one(tables.Roster, id_))

    def audit(self) -> list[tables.Audit]:
        with self.here.store.reading(SYSTEM) as session:
            return [row for row in session.scalars(select(tables.Audit)) if row.action in ("stopped", "resumed")]


def visits(told: dict[str, Any]) -> dict[str, list[str]]:
    return {one["id"]: [each["visit"] for each in one["visits"]] for one in told["rosters"]}
