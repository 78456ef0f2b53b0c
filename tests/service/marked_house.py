"""A service with a marked day in it, and the paths of its routes with the ids of what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from service import editing
from service.access import SYSTEM
from service.routes.joins import find_waits
from service.store import comparisons, problems, rosters, tables, webhooks
from service.ui.assets import edition
from solver import Problem, roster_document
from solver.domain import Join

from .installation import installed
from .matrix import OWNER, PARTNER, House
from .measured import measured
from .views import marked


@contextmanager
def furnished(folder: Path) -> Iterator[House]:
    """The house of the matrix, running."""
    problem = marked.marked_day(1)
    roster = marked.any_roster(problem, 3)
    outcome = marked.outcome_of(problem, roster, 3)
    with installed(folder) as here:
        made = House(here, problem, roster, outcome=outcome)
        with here.store.session(SYSTEM) as session:
            row = problems.add(session, SYSTEM, problem, OWNER)
            made.problem_id = row.id
            other = rosters.add(session, SYSTEM, row, seconds=1.0)  # queued for good
            comparisons.add(session, SYSTEM, other, 1.0, 1, False)
            made.measuring = other.id
            asked = rosters.add(session, SYSTEM, row, seconds=1.0)
            made.roster_id = asked.id
            rosters.begin(session, asked.id)
            told = {"seconds": 1.0, "cost": 5, "unserved": 2, "served": 30, "phase": "search"}
            rosters.add_event(session, asked.id, "progress", told)
            figures: dict[str, Any] = {"best_cost": 99, "served": 30, "unserved": 2, "hard": 0}
            document = roster_document(roster, problem)
            rosters.end(session, asked.id, "done", document, outcome, **figures)
            rosters.add_event(
                session, asked.id, "changed", {"version": 2, "what": f"move {problem.visits[0].id}", "by": "x"}
            )
            compared = comparisons.add(session, SYSTEM, asked, 1.0, 1, False)
            rosters.end(session, compared.id, "done", outcome=measured(), made=3)
            stop = tables.Suspension(
                owner=OWNER,
                what="delegation",
                of=problem.delegations[0].id,
                starts=tables.now(),
                ends=tables.now(),
                reason=f"in doubt {marked.SECRET}",
                by="x",
                name=f"Nurse {marked.SECRET}",
            )
            session.add(stop)
            session.flush()
            made.suspension = stop.id
            made.webhook = webhooks.add(session, SYSTEM, OWNER, "https://example.org/").id
            found = rosters.find(session, SYSTEM, made.roster_id)
            assert found is not None
            ground = editing.find_ground(session, found[0])
        makers = {
            stop.visit: problem.shift[one.shift].worker for one in roster.rounds for stop in one.stops if stop.visit
        }
        health = [one for one in roster.joins if find_waits(ground, one, [makers[one.id]])[1] == "nurse lead"]
        made.join = next(one.id for one in health if _of(problem, one) == {"provider", PARTNER})
        yield made


def _of(problem: Problem, join: Join) -> set[str]:
    return {problem.visit[visit].organisation for visit in join.visits}


def filled(house: House, path: str, organisation: str) -> str:
    """A path with the ids of what there is."""
    from service.views import codes_for

    join = house.join if organisation != PARTNER else codes_for(PARTNER)("joint", house.join)
    values = {
        "id": house.roster_id,
        "roster": house.roster_id,
        "problem": house.problem_id,
        "join": join,
        "measuring": house.measuring,
        "suspension": house.suspension,
        "webhook": house.webhook,
        "none": "0" * 28,
        "client": house.problem.visits[0].client,
        "worker": house.problem.workers[0].id,
        "visit": house.problem.visits[0].id,
        "edition_": edition(),
        "path:path": "api.js",
    }
    values |= {f"{name}:path": values[name] for name in ("client", "worker", "join")}
    return re.sub(r"\{([\w:]+)\}", lambda name: quote(values[name[1]], safe=""), path)
