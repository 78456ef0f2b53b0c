"""A hand-made day on which everything is in order, and what one rule of authority says once a thing is changed.

Ada has insulin (delegated), a blood sample (protocol), an assessment (registered), the trust's, and washing, a care
provider's, each as an ordinary visit. Carl of that provider is named for her insulin; Hana is the trust's assistant who
takes blood; Nell is the trust's nurse; Olga works for another care provider, Aggie for an agency.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from fixtures.paper import LONDON, MINUTE, at, matrix, round_
from solver.check import joined_as
from solver.domain import (
    Agreement,
    Client,
    Competency,
    Consent,
    CoverHours,
    Delegation,
    HeldCompetency,
    Horizon,
    Join,
    Organisation,
    Place,
    Problem,
    Protocol,
    Registrant,
    Roster,
    Shift,
    Task,
    Travel,
    Visit,
    Window,
    Worker,
)
from solver.rules import RULES, Breach, Pack, case_for, timeline
from solver.travel import journeys

from ..evaluation import forbids

TODAY = date(2027, 3, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LONG_AGO = date(2027, 1, 4)


def consent(kind: Any, given: bool | None = True, recorded: date = LONG_AGO, **fields: Any) -> Consent:
    return Consent(kind=kind, given=given, recorded=recorded, **fields)


def _visit(name: str, organisation: str, code: str, **fields: Any) -> Visit:
    owner: Any = "health" if organisation == "trust" else "social"
    return Visit(
        id=name,
        client="ada",
        organisation=organisation,
        windows=(Window(start=at(9), end=at(10)),),
        windows_hard=True,
        tasks=(Task(code=code, duration=20 * MINUTE, owner=owner),),
        **fields,
    )


def _worker(name: str, organisation: str, *held: str, **fields: Any) -> Worker:
    competencies = tuple(HeldCompetency(competency=competency) for competency in held)
    return Worker(
        id=name,
        name=f"{name.title()} Example",
        organisation=organisation,
        home="home",
        competencies=competencies,
        **fields,
    )


def day() -> Problem:
    return Problem(
        horizon=Horizon(start=datetime(2027, 3, 1, tzinfo=LONDON), days=2),
        travel=Travel(matrices=(matrix({"home A": 10}),)),
        organisations=(
            Organisation(id="care", name="Samplecare (invented)", sector="social", kind="provider"),
            Organisation(id="other", name="Madeup Care (invented)", sector="social", kind="provider"),
            Organisation(id="trust", name="Sample NHS Trust (invented)", sector="health", kind="nhs_trust"),
            Organisation(id="temps", name="Pretend Temps (invented)", sector="social", kind="agency"),
        ),
        agreements=(
            Agreement(
                id="a1",
                between=("care", "trust"),
                health_task_to_care_worker=True,
                social_task_to_nurse=True,
                starts=TODAY,
                ends=TODAY,
            ),
            Agreement(id="a2", between=("care", "other")),
        ),
        competencies=tuple(Competency(id=name) for name in ("insulin", "phlebotomy", "personal_care", "assessment")),
        places=(Place(id="home", lat=54.6, lon=2.2), Place(id="A", lat=54.605, lon=2.21)),
        clients=(
            Client(
                id="ada",
                name="Ada Testclient",
                place="A",
                stable=True,
                consents=(consent("sharing"), consent("delegation")),
            ),
        ),
        visits=(
            _visit("insulin", "trust", "insulin"),
            _visit("blood", "trust", "blood_sample"),
            _visit("assess", "trust", "assessment"),
            _visit("wash", "care", "wash_and_dress"),
        ),
        workers=(
            _worker("carl", "care", "personal_care"),
            _worker("hana", "trust", "phlebotomy"),
            _worker("nell", "trust", "insulin", "phlebotomy", "personal_care", "assessment", registered_nurse=True),
            _worker("olga", "other", "personal_care", "insulin"),
            _worker("aggie", "temps", "personal_care", "insulin", agency=True),
        ),
        registrants=(
            Registrant(
                id="r1",
                name="Rita Testnurse",
                registration="99A9999Z",
                registered_until=TODAY,
                contact="01632 960001",
                cover=(CoverHours(from_="09:00", until="10:20"),),
            ),
        ),
        delegations=(
            Delegation(
                id="d1",
                client="ada",
                task="Insulin",
                worker="carl",
                registrant="r1",
                contact="01632 960001",
                trained=LONG_AGO,
                signed_off=TODAY,
                expires=TODAY,
                review=TODAY,
            ),
        ),
        protocols=(
            Protocol(id="p1", organisation="trust", task="blood sample", registrant="r1", signed=TODAY, expires=TODAY),
        ),
        shifts=tuple(
            Shift(id=name, worker=name, start=at(6), end=at(30), engaged_by="care" if name == "aggie" else None)
            for name in ("carl", "hana", "nell", "olga", "aggie")
        ),
    )


class Authority:
    """The day, to be changed piece by piece."""

    def __init__(self) -> None:
        self.problem = day()
        self.joins: tuple[Join, ...] = ()

    def change(self, where: str, name: str, /, **fields: Any) -> None:
        """One entry of ``problem.<where>`` with some fields changed."""
        entries = tuple(
            one.model_copy(update=fields) if one.id == name else one for one in getattr(self.problem, where)
        )
        self.problem = self.problem.replace(**{where: entries})

    def replace(self, **fields: Any) -> None:
        self.problem = self.problem.replace(**fields)

    def add(self, where: str, *more: Any) -> None:
        self.problem = self.problem.replace(**{where: (*getattr(self.problem, where), *more)})

    def task(self, visit: str, **fields: Any) -> None:
        """The only task of a visit with some fields changed."""
        (task,) = self.problem.visit[visit].tasks
        self.change("visits", visit, tasks=(task.model_copy(update=fields),))

    def window(self, visit: str, opens: int, closes: int, **fields: Any) -> None:
        self.change("visits", visit, windows=(Window(start=opens, end=closes),), **fields)

    def breaches(self, rule_id: str, visit: str, worker: str, start: int | None = None) -> list[Breach]:
        """What one rule says of a visit made by one worker; the engine is told the same."""
        judged = joined_as(self.problem, Roster(rounds=(round_(worker, (visit, at(9))),), joins=self.joins))
        start = judged.visit[visit].windows[0].start if start is None else start
        roster = Roster(rounds=(round_(worker, (visit, start)),))
        travel, pack = journeys(judged), Pack.for_problem(self.problem)
        rule = next(rule for rule in RULES if rule.id == rule_id)
        case = case_for(rule, judged, travel, pack)
        found = list(rule.breaches(case, timeline(judged, roster, travel)))
        if start <= case.readings.span(judged.visit[visit]).latest - judged.visit[visit].duration:
            row, column = judged.visit_number[visit], judged.shift_number[worker]
            assert bool(found) == any(forbids(term, row, column, start) for term in rule.lower(case))
        return found

    def says(self, rule_id: str, visit: str, worker: str, start: int | None = None) -> list[str]:
        """Its sentences; every breach is hard."""
        found = self.breaches(rule_id, visit, worker, start)
        assert all(one.hard and one.cost == 0 and one.amount == 1 and one.worker == worker for one in found)
        return [one.sentence for one in found]

    def all_say(self, visit: str, worker: str, start: int | None = None) -> set[str]:
        """Which rules of authority, and competency, stand between a worker and a visit."""
        rules = (*(rule.id for rule in RULES if rule.id.startswith("authority_")), "suspended", "competency")
        return {rule for rule in rules if self.breaches(rule, visit, worker, start)}


@pytest.fixture
def authority() -> Authority:
    return Authority()
