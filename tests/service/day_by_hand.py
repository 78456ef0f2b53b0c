"""The joined day as a roster of the service: changed, decided on and looked at as its people would."""

from __future__ import annotations

from typing import Any

from httpx import Response
from sqlalchemy import select

from fixtures.joint import delegate, joined_day
from service.access import SYSTEM
from service.store import problems, rosters, tables
from service.store.compression import unpack
from solver import Problem, Roster, roster_document
from solver.check import check

from .installation import Installation

OWNER, PARTNER = "care", "trust"


class Day:
    """The joined day on paper, its roster without joins done, and the join of Ada's visits proposed."""

    def __init__(self, here: Installation, roster: Roster, problem: Problem | None = None, owner: str = OWNER):
        self.here = here
        self.problem: Problem = problem or joined_day()[0].replace(join_decisions=())
        with here.store.session(SYSTEM) as session:
            kept = problems.add(session, SYSTEM, self.problem, owner)
            row = rosters.add(session, SYSTEM, kept, seconds=1.0)
            self.id = row.id
            self.path = f"/v1/rosters/{row.id}"
            rosters.begin(session, row.id)
        self.end(roster)

    def end(self, roster: Roster) -> None:
        judged = check(self.problem, roster)
        document = roster_document(roster, self.problem)
        join = delegate().model_dump(mode="json", by_alias=True, context={"horizon": self.problem.horizon})
        proposal = {
            "join": join,
            "clients": ["ada"],
            "workers": ["carl"],
            "gain": 5.0,
            "alone": True,
            "doors": 1,
            "minutes": 5.0,
            "travel_minutes": 20.0,
            "nurse_minutes": 15.0,
            "delegations": ["d1"],
            "sign": "nurse lead",
            "signed": "",
        }
        outcome = {"joins": {"proposals": [proposal], "refusals": [], "changes": []}, "provenance": {"seed": 1}}
        figures: dict[str, Any] = {
            "best_cost": judged.score.total,
            "served": judged.figures.served,
            "unserved": judged.figures.unserved,
            "hard": judged.score.hard,
        }
        with self.here.store.session(SYSTEM) as session:
            rosters.end(session, self.id, "done", document, outcome, **figures)

    def row(self) -> tables.Roster:
        with self.here.store.reading(SYSTEM) as session:
            return session.get_one(tables.Roster, self.id)

    def now(self) -> dict[str, str]:
        return {"If-Match": f'"{self.row().version}"'}

    def change(self, *changes: dict[str, Any], who: str = f"{OWNER} scheduler", only_try: bool = False) -> Response:
        body = {"changes": changes, "try": only_try}
        return self.here.ask(who, "PATCH", self.path, headers=self.now(), json=body)

    def decide(self, who: str, approved: bool, reason: str = "", join: str = "n1+c1") -> Response:
        body = {"approved": approved, "reason": reason}
        return self.here.ask(who, "POST", f"{self.path}/joins/{join}/decision", headers=self.now(), json=body)

    def rows(self, table: Any) -> list[Any]:
        with self.here.store.reading(SYSTEM) as session:
            return list(session.scalars(select(table)))

    def stops(self) -> dict[str, list[str]]:
        document = self.row().document
        assert document is not None
        return {
            one["shift"]: [stop["visit"] for stop in one["stops"] if "visit" in stop]
            for one in unpack(document)["rounds"]
        }
