"""A roster of two days that breaks no hard rule, so made that one stop moved breaks just one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from solver.domain import (
    Break,
    Client,
    Competency,
    HeldCompetency,
    Horizon,
    Link,
    Matrix,
    Organisation,
    PastVisit,
    Pin,
    Place,
    Problem,
    Roster,
    Round,
    Shift,
    Stop,
    Task,
    TimeCritical,
    Travel,
    Unserved,
    Visit,
    Window,
    Worker,
)

PLACES = ("home", "a", "b", "c", "d")
Plan = dict[str, list[tuple[str | None, int]]]


def at(clock: str, day: int = 0) -> int:
    hour, minute = map(int, clock.split(":"))
    return ((day * 24 + hour) * 60 + minute) * 60


def visit(name: str, client: str, opens: str = "08:00", closes: str = "20:00", day: int = 0, **fields: Any) -> Visit:
    task = Task(code="personal care", duration=1800, **fields.pop("task", {}))
    window = Window(start=at(opens, day), end=at(closes, day))
    return Visit(id=name, client=client, organisation="council", tasks=(task,), windows=(window,), **fields)


def link(kind: Any, first: str, second: str, **gaps: int) -> Link:
    return Link(id=f"{first}-{second}", kind=kind, first=first, second=second, **gaps)


GOLDEN: Plan = {
    "s1": [
        ("v1", at("8:40")),
        ("v2", at("10:00")),
        ("v3", at("11:00")),
        (None, at("12:30")),
        ("v4", at("13:30")),
        ("v12", at("14:30")),
    ],
    "s2": [
        ("v2", at("10:00")),
        ("v5", at("10:30")),
        ("v6", at("12:00")),
        (None, at("12:40")),
        ("v7", at("13:10")),
        ("v11", at("14:30")),
    ],
    "s3": [("v8", at("9:00")), ("v9", at("10:20")), ("v10", at("11:00"))],
    "s4": [("v14", at("8:10", 1))],
    "s5": [("v13", at("16:15")), ("v16", at("17:30"))],
    "s7": [("v17", at("20:00"))],
    "s8": [("v18", at("8:10", 1))],
}


def golden_problem() -> Problem:
    minutes = tuple(tuple(0 if here == there else 600 for there in PLACES) for here in PLACES)
    metres = tuple(tuple(0 if here == there else 5000 for there in PLACES) for here in PLACES)
    clinical = {"clinical_window": Window(start=at("8:30"), end=at("9:30")), "clinical_window_set_by": "Nurse Example"}
    critical = TimeCritical(at=at("11:00"), tolerance=1800)
    visits = (
        visit("v1", "ada", task={"competencies": ("insulin",), **clinical}),
        visit("v2", "bert", workers=2),
        visit("v3", "cora", task={"time_critical": critical}),
        visit("v4", "ada"),
        visit("v5", "bert"),
        visit("v6", "bert"),
        visit("v7", "cora"),
        visit("v8", "cora", "8:30", "9:30"),
        visit("v9", "ada"),
        visit("v10", "bert", preferred_workers=("yusuf",)),
        visit("v11", "cora"),
        visit("v12", "cora"),
        visit("v13", "dora"),
        visit("v14", "ada", day=1),
        visit("v16", "ada"),
        visit("v17", "bert"),
        visit("v18", "bert", opens="7:00", day=1),
    )
    links = (
        link("gap", "v1", "v4", min_gap=at("4:30"), max_gap=at("6:00")),
        link("same_worker", "v5", "v6"),
        link("different_worker", "v7", "v8"),
        link("both_or_none", "v9", "v10"),
        link("same_start", "v11", "v12"),
    )
    insulin = (HeldCompetency(competency="insulin"),)
    people: dict[str, dict[str, Any]] = {
        "wanda": {"competencies": insulin, "limit": at("10:15")},
        "aggie": {"agency": True},
    }
    workers = tuple(
        Worker(id=name, name=f"{name.title()} Example", organisation="council", home="home", **people.get(name, {}))
        for name in ("wanda", "xaver", "yusuf", "zoe", "aggie")
    )
    lunch = Break(duration=1800, earliest=at("12:00"), latest=at("13:00"))
    shifts = (
        Shift(id="s1", worker="wanda", start=at("8:00"), end=at("16:00"), break_=lunch),
        Shift(id="s2", worker="xaver", start=at("8:00"), end=at("16:00"), break_=lunch),
        Shift(id="s3", worker="yusuf", start=at("8:00"), end=at("12:00")),
        Shift(id="s4", worker="wanda", start=at("8:00", 1), end=at("16:00", 1)),
        Shift(id="s5", worker="wanda", start=at("15:00"), end=at("20:00")),
        Shift(id="s7", worker="zoe", start=at("16:00"), end=at("22:00")),
        Shift(id="s8", worker="zoe", start=at("7:00", 1), end=at("12:00", 1)),
        Shift(id="s9", worker="aggie", start=at("8:00"), end=at("20:00")),
    )
    client_of, worker_of = {item.id: item.client for item in visits}, {item.id: item.worker for item in shifts}
    met = {(client_of[name], worker_of[shift]) for shift, stops in GOLDEN.items() for name, _ in stops if name}
    met |= {("ada", "aggie"), ("dora", "xaver")}
    return Problem(
        horizon=Horizon(start=datetime(2026, 3, 2, tzinfo=UTC), days=2),
        travel=Travel(matrices=(Matrix(mode="car", places=PLACES, durations=minutes, metres=metres),)),
        organisations=(Organisation(id="council", name="Invented Council", sector="social"),),
        competencies=(Competency(id="insulin"),),
        places=tuple(Place(id=place) for place in PLACES),
        clients=(
            Client(id="ada", name="Ada Testperson", place="a"),
            Client(id="bert", name="Bert Testperson", place="b"),
            Client(id="cora", name="Cora Testperson", place="c"),
            Client(id="dora", name="Dora Testperson", place="d", refused_workers=("xaver",), lone_working="daylight"),
        ),
        visits=visits,
        links=links,
        workers=workers,
        shifts=shifts,
        history=tuple(PastVisit(client=client, worker=worker, start=-86_400) for client, worker in sorted(met)),
        pins=(Pin(visit="v9", shift="s3"),),
    )


def roster(problem: Problem, plan: Plan, *, tell: bool = True) -> Roster:
    placed = {name for stops in plan.values() for name, _ in stops}
    rounds = tuple(
        Round(
            shift=shift, stops=tuple(Stop(visit=name, start=start) for name, start in sorted(stops, key=lambda s: s[1]))
        )
        for shift, stops in plan.items()
    )
    left = tuple(Unserved(visit=item.id) for item in problem.visits if item.id not in placed)
    return Roster(rounds=rounds, unserved=left if tell else ())


def changed(*moves: tuple[str | None, str, str | None, int]) -> Plan:
    """The golden plan with stops moved: (visit or None for the break, from shift, to shift or None, start)."""
    plan = {shift: list(stops) for shift, stops in GOLDEN.items()}
    for name, source, target, start in moves:
        plan[source] = [stop for stop in plan[source] if stop[0] != name]
        if target:
            plan.setdefault(target, []).append((name, start))
    return plan
