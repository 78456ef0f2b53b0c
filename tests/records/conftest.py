"""A joined roster made by hand, with one join of every kind, and the day it is for."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from fixtures.paper import LONDON, MINUTE, at, round_, worker
from solver.domain import (
    Agreement,
    Client,
    Consent,
    Delegation,
    Horizon,
    Household,
    Join,
    Link,
    Matrix,
    Organisation,
    Place,
    Problem,
    Roster,
    Sector,
    Shift,
    Step,
    Stop,
    Task,
    Travel,
    Unserved,
    Visit,
    Window,
)

DOORS = ("north", "south", "east", "west", "far", "home")
SHARING = tuple(Consent(kind=kind, given=True, recorded=date(2027, 1, 5)) for kind in ("sharing", "delegation"))


def _visit(
    name: str, client: str, organisation: str, hour: int, *tasks: tuple[str, int, Sector], many: int = 1
) -> Visit:
    return Visit(
        id=name,
        client=client,
        organisation=organisation,
        tasks=tuple(
            Task(code=code, duration=minutes * MINUTE, owner=owner, delegable=code == "insulin")
            for code, minutes, owner in tasks
        ),
        windows=(Window(start=at(hour), end=at(hour + 1)),),
        workers=many,
    )


def _delegation(name: str, worker_id: str, client: str = "ada", expires: date = date(2027, 12, 31)) -> Delegation:
    return Delegation(
        id=name, client=client, task="insulin", worker=worker_id, registrant="Nora Mockup RN", contact="07700 900001",
        trained=date(2026, 12, 1), signed_off=date(2027, 1, 4), expires=expires,
    )  # fmt: skip


@pytest.fixture
def day() -> Problem:
    """1 March 2027, three organisations, journeys of no length.

    ada: the trust's insulin moves into the care worker's visit, the dressing stays (delegate, something remains).
    ben: both commissioned the same medicines (drop duplicate). cyd and her husband dai: two clients, one door (join).
    eve: two care workers, one of whom does the trust's leg check as well (co-attend). fay: only the trust's, kept.
    gus: only the council's, left out. hal: the council's two visits made one.
    """
    names = {"ada": "north", "ben": "south", "cyd": "east", "dai": "east", "eve": "west", "fay": "far", "gus": "far"}
    names["hal"] = "far"
    return Problem(
        horizon=Horizon(start=datetime(2027, 3, 1, tzinfo=LONDON)),
        travel=Travel(
            parking_minutes=0,
            door_minutes=0,
            matrices=(Matrix(mode="car", places=DOORS, durations=((0,) * len(DOORS),) * len(DOORS)),),
        ),
        organisations=(
            Organisation(id="council", name="Sample Council (invented)", sector="social", kind="council"),
            Organisation(id="trust", name="Sample NHS Trust (invented)", sector="health", kind="nhs_trust"),
            Organisation(id="temps", name="Sample Agency (invented)", sector="social", kind="agency"),
        ),
        agreements=(
            Agreement(
                id="both ways", between=("council", "trust"), health_task_to_care_worker=True, social_task_to_nurse=True
            ),
        ),
        places=tuple(Place(id=name, name=f"{name} door") for name in DOORS),
        households=(Household(id="couple", place="east"),),
        clients=tuple(
            Client(
                id=name, name=f"{name.title()} Testclient", place=place, stable=True, consents=SHARING,
                household="couple" if place == "east" else None,
            )
            for name, place in names.items()
        ),
        visits=(
            _visit("A-care", "ada", "council", 8, ("wash", 20, "social"), ("meal", 10, "social")),
            _visit("A-nurse", "ada", "trust", 8, ("insulin", 10, "health"), ("dressing", 25, "health")),
            _visit("B-care", "ben", "council", 8, ("medicines", 10, "social"), ("meal", 15, "social")),
            _visit("B-nurse", "ben", "trust", 8, ("bloods", 15, "health"), ("medicines", 10, "health")),
            _visit("C-care", "cyd", "council", 10, ("wash", 30, "social")),
            _visit("D-nurse", "dai", "trust", 10, ("injection", 15, "health")),
            _visit("E-care", "eve", "council", 12, ("hoist", 30, "social"), many=2),
            _visit("E-nurse", "eve", "trust", 12, ("legs", 20, "health")),
            _visit("F-nurse", "fay", "trust", 14, ("bloods", 10, "health"), ("dressing", 20, "health")),
            _visit("G-care", "gus", "council", 15, ("wash", 30, "social")),
            _visit("H-care", "hal", "council", 16, ("wash", 20, "social")),
            _visit("H-meal", "hal", "council", 16, ("meal", 15, "social")),
        ),
        links=(Link(id="apart", kind="gap", first="F-nurse", second="H-care", min_gap=60 * MINUTE),),
        workers=(
            worker("carer", organisation="council"),
            worker("second", organisation="temps", agency=True),
            worker("nurse", organisation="trust", registered_nurse=True),
        ),
        delegations=(
            _delegation("D-old", "carer", expires=date(2027, 2, 28)),
            _delegation("D-ada", "carer"),
            _delegation("D-other", "second"),
        ),
        shifts=tuple(
            Shift(id=f"s-{name}", worker=name, start=at(7), end=at(18)) for name in ("carer", "second", "nurse")
        ),
    )  # fmt: skip


@pytest.fixture
def roster() -> Roster:
    """Times by hand. What remains of ada's nurse visit follows the joint one."""
    joins = (
        Join(
            id="A-care+A-nurse", outcome="delegate", visits=("A-care", "A-nurse"), duration=40 * MINUTE,
            steps=(Step(visit="A-care", task=0), Step(visit="A-nurse", task=0), Step(visit="A-care", task=1)),
        ),
        Join(
            id="B-care+B-nurse", outcome="drop_duplicate", visits=("B-care", "B-nurse"), duration=40 * MINUTE,
            steps=(
                Step(visit="B-nurse", task=0), Step(visit="B-nurse", task=1),
                Step(visit="B-care", task=0, done_by=1), Step(visit="B-care", task=1),
            ),
        ),
        Join(
            id="C-care+D-nurse", outcome="join", visits=("C-care", "D-nurse"), duration=40 * MINUTE,
            steps=(Step(visit="D-nurse", task=0), Step(visit="C-care", task=0)),
        ),
        Join(
            id="E-care+E-nurse", outcome="co_attend", visits=("E-care", "E-nurse"), duration=45 * MINUTE,
            steps=(Step(visit="E-care", task=0), Step(visit="E-nurse", task=0)),
        ),
        Join(
            id="H-care+H-meal", outcome="join", visits=("H-care", "H-meal"), duration=30 * MINUTE,
            steps=(Step(visit="H-care", task=0), Step(visit="H-meal", task=0)),
        ),
    )  # fmt: skip
    second, rest = "E-care+E-nurse (second pair of hands)", "A-care+A-nurse (what remains)"
    return Roster(
        rounds=(
            round_(
                "s-carer", ("A-care+A-nurse", at(8)), Stop(start=at(11), duration=20 * MINUTE), (second, at(12)),
                ("H-care+H-meal", at(16)),
            ),
            round_(
                "s-nurse", ("B-care+B-nurse", at(8)), (rest, at(8, 45)), ("C-care+D-nurse", at(10)),
                Stop(start=at(11), duration=20 * MINUTE),
                ("E-care+E-nurse", at(12)), ("F-nurse", at(14)),
            ),
        ),
        unserved=(
            Unserved(visit="G-care", verdict="CAPACITY", reason="It would displace Fay Testclient's visit F-nurse."),
        ),
        joins=joins,
    )  # fmt: skip
