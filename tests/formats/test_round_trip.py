"""Any problem comes back from a document, CSV files and a workbook as it was, to the last digit."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures import generate
from solver.domain import (
    Agreement,
    Break,
    Client,
    Competency,
    Consent,
    Delegation,
    HeldCompetency,
    Horizon,
    Household,
    Join,
    JoinDecision,
    Link,
    Matrix,
    Organisation,
    PastVisit,
    Pin,
    Place,
    Problem,
    Roster,
    Round,
    Scheme,
    Shift,
    Step,
    Stop,
    Task,
    TimeCritical,
    Travel,
    Unserved,
    Visit,
    Window,
    Worker,
)
from solver.domain.care import LinkKind, Outcome, Sector, Sex
from solver.domain.record import Role
from solver.domain.staff import Mode
from solver.formats import (
    convert,
    json_bytes,
    problem_document,
    problem_schema,
    read_any,
    read_problem,
    read_roster,
    read_tables,
    roster_document,
    roster_made_for,
    roster_schema,
    write_problem,
    write_roster,
    write_tables,
)

DAY = 86_400
_letters = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
texts = st.text(st.one_of(_letters, st.sampled_from('\n\t;,"=_x0041_')), max_size=12)
ids = st.text(_letters, min_size=1, max_size=8).filter(lambda text: text == text.strip() and not text[0].isspace())
dates = st.dates(date(1850, 1, 1), date(2150, 1, 1))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
choice = st.sampled_from


def some(draw: st.DrawFn, names: list[str], most: int = 3) -> tuple[str, ...]:
    return tuple(draw(st.lists(choice(names), max_size=most))) if names else ()


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Every field of every object, in everyday and in literature clocks, on days with and without a clock change."""
    unit = draw(choice([60, 60, 1000]))
    zone = draw(choice(["Europe/London", "UTC", "America/St_Johns"]))
    day = draw(choice([datetime(2026, 3, 28), datetime(2026, 10, 25), datetime(2026, 7, 1)]))
    horizon = Horizon(
        start=day.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC),
        days=draw(st.integers(1, 3)),
        timezone=zone,
        ticks_per_minute=unit,
    )
    last = DAY * unit // 60
    ticks, spans = st.integers(0, last), st.integers(0, 500 * unit)
    maybe_span = st.none() | spans

    def names(count: int = 3, least: int = 1) -> list[str]:
        return draw(st.lists(ids, min_size=least, max_size=count, unique=True))

    def window() -> Window:
        start, end = sorted(draw(st.tuples(ticks, ticks)))
        return Window(start=start, end=end)

    organisations, competencies, schemes, doors = names(), names(2, 0), names(2, 0), names()
    clients, workers, visits, shifts = names(), names(), names(), names(2)
    modes = get_args(Mode)

    def matrix(mode: Mode) -> Matrix:
        count = len(doors)
        rows = st.tuples(*[st.tuples(*[spans] * count)] * count)
        metres = st.tuples(*[st.tuples(*[st.integers(0, 10**8)] * count)] * count)
        return Matrix(
            mode=mode, places=tuple(draw(st.permutations(doors))), durations=draw(rows), metres=draw(st.none() | metres)
        )

    travel = draw(
        st.builds(
            Travel,
            preset=choice(["urban", "rural", "dense"]),
            parking_minutes=spans,
            door_minutes=spans,
            transit_wait_minutes=spans,
            traffic=st.floats(0.5, 3),
            transit_slowdown=st.floats(1, 5),
            matrices=st.just(tuple(matrix(mode) for mode in draw(st.lists(choice(modes), unique=True, max_size=2)))),
        )
    )
    households = [Household(id=name, place=draw(choice(doors))) for name in names(2, 0)]

    def client(name: str) -> Client:
        household = draw(st.none() | choice(households)) if households else None
        consents = st.builds(Consent, kind=choice(["sharing", "delegation"]), given=st.booleans(), recorded=dates)
        return Client(
            id=name,
            name=draw(texts),
            place=household.place if household else draw(choice(doors)),
            household=household.id if household else None,
            worker_sex=draw(st.none() | choice(get_args(Sex))),
            refused_workers=some(draw, workers),
            preferred_workers=some(draw, workers),
            lone_working=draw(choice(["none", "pair", "daylight"])),
            stable=draw(st.booleans()),
            consents=tuple(draw(st.lists(consents, max_size=2))),
        )

    def task() -> Task:
        clinical = window() if draw(st.booleans()) else None
        critical = draw(st.none() | st.builds(TimeCritical, at=ticks, tolerance_minutes=spans))
        only = draw(st.booleans())
        return Task(
            code=draw(ids),
            duration=draw(spans),
            owner=draw(choice(get_args(Sector))),
            competencies=some(draw, competencies),
            clinical_window=clinical,
            clinical_window_set_by=draw(texts.filter(bool)) if clinical else "",
            time_critical=critical,
            registered_nurse_only=only,
            delegable=not only and draw(st.booleans()),
        )

    def visit(name: str) -> Visit:
        edges = sorted(draw(st.lists(ticks, min_size=2, max_size=4, unique=True)))
        windows = [Window(start=start, end=end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
        return Visit(
            id=name,
            client=draw(choice(clients)),
            organisation=draw(choice(organisations)),
            tasks=tuple(task() for _ in range(draw(st.integers(1, 2)))),
            windows=tuple(windows),
            windows_hard=draw(st.booleans()),
            workers=draw(choice([1, 2])),
            priority=draw(st.integers(1, 5)),
            optional=draw(st.booleans()),
            value=draw(st.none() | st.integers(0, 10**9)),
            length=draw(maybe_span),
            place=draw(st.none() | choice(doors)),
            kind=draw(choice(["routine", "first", "review", "changed"])),
            preferred_workers=some(draw, workers),
        )

    def link(name: str) -> Link:
        first, second = draw(st.permutations(visits))[:2]
        kind = draw(choice(get_args(LinkKind)))
        gap = {"min_gap": draw(spans)} if kind == "gap" else {}
        return Link(id=name, kind=kind, first=first, second=second, **gap)

    def worker(name: str) -> Worker:
        held = st.builds(HeldCompetency, competency=choice(competencies or ["-"]), expires=st.none() | dates)
        return Worker(
            id=name,
            name=draw(texts),
            organisation=draw(choice(organisations)),
            home=draw(choice(doors)),
            team=draw(st.just("") | texts),
            sex=draw(st.none() | choice(get_args(Sex))),
            mode=draw(choice(modes)),
            competencies=tuple(draw(st.lists(held, max_size=2 if competencies else 0))),
            registered_nurse=draw(st.booleans()),
            agency=draw(st.booleans()),
            under_18=draw(st.booleans()),
            contract=draw(maybe_span),
            limit=draw(maybe_span),
            hour_pence=draw(st.none() | st.integers(0, 10**6)),
            refused_clients=some(draw, clients),
            accepts_delegation=draw(st.booleans()),
        )

    def shift(name: str) -> Shift:
        start, end = sorted(draw(st.lists(ticks, min_size=2, max_size=2, unique=True)))
        rest = Break(duration=0, earliest=start, latest=draw(st.integers(start, end))) if draw(st.booleans()) else None
        return Shift(
            id=name,
            worker=draw(choice(workers)),
            start=start,
            end=end,
            start_place=draw(st.none() | choice(doors)),
            end_place=draw(st.none() | choice(doors)),
            max_overtime=draw(maybe_span),
            break_=rest,
            mode=draw(st.none() | choice(modes)),
        )

    def delegation(name: str) -> Delegation:
        trained, signed, expires = sorted(draw(st.tuples(dates, dates, dates)))
        return Delegation(
            id=name,
            client=draw(choice(clients)),
            task=draw(ids),
            worker=draw(choice(workers)),
            registrant=draw(texts.filter(bool)),
            contact=draw(texts),
            trained=trained,
            signed_off=signed,
            expires=expires,
            review=draw(st.none() | dates),
        )

    def agreement(name: str) -> Agreement:
        return Agreement(
            id=name,
            between=tuple(draw(st.permutations(organisations))[:2]),
            starts=draw(st.none() | dates),
            health_task_to_care_worker=draw(st.booleans()),
            social_task_to_nurse=draw(st.booleans()),
            pre_agreed=tuple(draw(st.lists(choice(get_args(Outcome)), max_size=5))),
        )

    def decision(name: str) -> JoinDecision:
        return JoinDecision(
            id=name,
            visits=tuple(draw(st.permutations(visits))[: draw(st.integers(2, 3))]),
            approved=draw(st.booleans()),
            by=draw(texts.filter(bool)),
            role=draw(choice(get_args(Role))),
            on=draw(dates),
            reason=draw(texts),
        )

    links: tuple[Link, ...] = ()
    if len(visits) > 1 and draw(st.booleans()):
        links = (link(draw(ids)),)  # one link can never contradict itself
    past = st.builds(
        PastVisit,
        client=choice(clients),
        worker=choice(workers),
        start=st.integers(-14 * last, -1),
        sector=choice(get_args(Sector)),
    )
    return Problem(
        name=draw(texts), horizon=horizon, travel=travel,
        organisations=tuple(
            Organisation(id=name, name=draw(texts), sector=draw(choice(get_args(Sector))),
                         kind=draw(choice(["nhs_trust", "council", "provider", "agency", "other"])))
            for name in organisations
        ),
        agreements=tuple(agreement(name) for name in names(1, 0)) if len(organisations) > 1 else (),
        competencies=tuple(Competency(id=name, name=draw(texts)) for name in competencies),
        schemes=tuple(Scheme(id=name, name=draw(texts)) for name in schemes),
        places=tuple(
            Place(id=name, lat=draw(st.floats(-90, 90)), lon=draw(st.floats(-180, 180)), name=draw(texts),
                  address=draw(texts), scheme=draw(st.none() | choice(schemes)) if schemes else None)
            for name in doors
        ),
        households=tuple(households),
        clients=tuple(client(name) for name in clients),
        visits=tuple(visit(name) for name in visits),
        links=links,
        workers=tuple(worker(name) for name in workers),
        delegations=tuple(delegation(name) for name in names(2, 0)),
        shifts=tuple(shift(name) for name in shifts),
        history=tuple(draw(st.lists(past, max_size=2))),
        pins=(Pin(visit=visits[0], start=draw(ticks)),) if draw(st.booleans()) else (),
        join_decisions=tuple(decision(name) for name in names(2, 0)) if len(visits) > 1 else (),
        pack=draw(st.dictionaries(ids, st.dictionaries(ids, json_values, max_size=2), max_size=2)),
    )  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(problems())
def test_any_problem_comes_back(problem: Problem) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_problem(problem, folder / "day.json")
        back = read_problem(folder / "day.json")
        assert back == problem
        assert back.digest == problem.digest
        jsonschema.validate(problem_document(problem), problem_schema())
        for target in ("tables", "day.zip", "day.xlsx"):
            convert(folder / "day.json", folder / target)
            assert read_tables(folder / target) == problem, target
            convert(folder / target, folder / "again.json")
            assert (folder / "again.json").read_bytes() == (folder / "day.json").read_bytes(), target


def test_a_generated_team_comes_back(tmp_path: Path) -> None:
    team = generate("team", seed=3)
    for target in ("day.json", "tables", "day.xlsx"):
        if target == "day.json":
            write_problem(team, tmp_path / target)
        else:
            write_tables(team, tmp_path / target)
        assert read_any(tmp_path / target).digest == team.digest


def test_equal_days_give_equal_files(tmp_path: Path) -> None:
    team = generate("hamlet", seed=3)
    for name in ("one", "two"):
        write_tables(team, tmp_path / f"{name}.xlsx")
        write_tables(team, tmp_path / f"{name}.zip")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_folder_loses_the_sheets_the_new_day_has_not(tmp_path: Path) -> None:
    team = generate("hamlet", seed=3)
    write_tables(team, tmp_path / "day")
    (tmp_path / "day" / "notes.txt").write_text("mine")
    write_tables(team.replace(history=()), tmp_path / "day")
    assert not (tmp_path / "day" / "history.csv").exists()
    assert (tmp_path / "day" / "notes.txt").read_text() == "mine"
    assert read_tables(tmp_path / "day").history == ()


@pytest.mark.parametrize("unit", [60, 1000])
def test_a_roster_comes_back(unit: int, good: dict[str, Any], tmp_path: Path) -> None:
    if unit == 1000:
        good["horizon"]["ticks_per_minute"] = 1000
        for thing in (*(visit["windows"][0] for visit in good["visits"]), *good["shifts"]):
            thing.update(start=480.125, end=900)
    problem = read_problem(json.dumps(good).encode())
    start = 8 * 60 * unit + 7
    stops = (Stop(visit="v1", start=start), Stop(duration=20 * unit, start=start + 40 * unit), Stop(visit="v2"))
    roster = Roster(
        rounds=(Round(shift="s1", stops=stops),),
        unserved=(Unserved(visit="v3", verdict="CAPACITY", reason="no time left"),),
    )
    write_roster(roster, tmp_path / "roster.json", problem, {"score": {"total": 12.5}, "check": []})
    assert read_roster(tmp_path / "roster.json", problem) == roster
    assert roster_made_for(tmp_path / "roster.json") == problem.digest
    jsonschema.validate(json.loads((tmp_path / "roster.json").read_bytes()), roster_schema())
    again = json_bytes(roster_document(roster, problem, {"score": {"total": 12.5}, "check": []}))
    assert again == (tmp_path / "roster.json").read_bytes()


@pytest.mark.parametrize("unit", [60, 1000])
def test_joins_come_back(unit: int, good: dict[str, Any], tmp_path: Path) -> None:
    if unit == 1000:
        good["horizon"]["ticks_per_minute"] = 1000
        for thing in (*(visit["windows"][0] for visit in good["visits"]), *good["shifts"]):
            thing.update(start=480.125, end=900)
    good["visits"][0]["tasks"].append({"code": "meal", "duration_minutes": 10})
    problem = read_problem(json.dumps(good).encode())
    twice = Join(
        id="v1+v2",
        outcome="drop_duplicate",
        visits=("v1", "v2"),
        steps=(Step(visit="v1", task=0), Step(visit="v2", task=0, done_by=0), Step(visit="v1", task=1)),
        duration=40 * unit,
        signed_by="Nora Mockup, nurse lead",
    )
    some_stay = Join(
        id="v1+v2", outcome="absorb", visits=("v1", "v2"), duration=50 * unit,
        steps=(Step(visit="v2", task=0), Step(visit="v1", task=1)),
    )  # fmt: skip
    for join, stops in ((twice, ["v1+v2"]), (some_stay, ["v1+v2", "v1+v2 (what remains)"])):
        round_ = Round(shift="s1", stops=tuple(Stop(visit=name, start=9 * 60 * unit) for name in stops))
        roster = Roster(rounds=(round_,), unserved=(Unserved(visit="v3"),), joins=(join,))
        write_roster(roster, tmp_path / "roster.json", problem)
        assert read_roster(tmp_path / "roster.json", problem) == roster
        document = json.loads((tmp_path / "roster.json").read_bytes())
        assert document["joins"][0]["duration_minutes"] == join.duration / unit
        jsonschema.validate(document, roster_schema())
        document["joins"][0]["outcome"] = "merge"
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document, roster_schema())


def test_words_in_cells_may_be_written_as_people_do(good: dict[str, Any], tmp_path: Path) -> None:
    good["agreements"] = [{"id": "a", "between": ["care", "trust"], "pre_agreed": ["join", "drop_duplicate"]}]
    decided = {"id": "j1", "visits": ["v1", "v2"], "approved": False, "by": "Nora Mockup", "role": "nurse lead"}
    good["join_decisions"] = [{**decided, "on": "2026-02-27", "reason": "wants her nurse alone"}]
    problem = read_problem(json.dumps(good).encode())
    write_tables(problem, tmp_path / "day")
    for file, old, new in (
        ("agreements", "join; drop_duplicate", "Join;Drop_Duplicate"),
        ("join_decisions", "nurse lead", "Nurse Lead"),
    ):
        path = tmp_path / "day" / f"{file}.csv"
        text = path.read_text("utf-8-sig")
        assert old in text
        path.write_text(text.replace(old, new))
    assert read_tables(tmp_path / "day") == problem


def test_schemas_are_schemas(good: dict[str, Any]) -> None:
    for schema in (problem_schema(), roster_schema()):
        jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(good, problem_schema())
    good["visits"][0]["priority"] = "high"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(good, problem_schema())
    travel = problem_schema()["$defs"]["Travel"]["properties"]
    assert (travel["parking_minutes"]["default"], travel["door_minutes"]["default"]) == (2, 1)
