"""Batches in the service: two rosters a problem, a report, a night by the clock; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from service.access import SYSTEM, Principal
from service.jobs.batches import Batches, figures_of
from service.jobs.schedule import night_at
from service.run.settings import Settings
from service.store import batches, problems, rosters, tables
from service.store.database import Store
from solver import Problem, roster_document
from solver.result import outcome as told_of
from solver.solving import solve

from ..waiting import until
from .installation import installed

NOON = datetime.now(UTC) + timedelta(hours=1)


class Inline:
    """Jobs that are done when they are submitted, by the real solver with few moves. later: they wait for go()."""

    def __init__(self, store: Store, later: bool = False):
        self.store, self.later = store, later
        self.submitted: list[str] = []
        self.cancelled: list[str] = []

    def submit(self, roster_id: str, urgent: bool) -> None:
        assert not urgent
        self.submitted.append(roster_id)
        if not self.later:
            self.go(roster_id)

    def cancel(self, roster_id: str) -> None:
        self.cancelled.append(roster_id)
        with self.store.session(SYSTEM) as session:
            session.get_one(tables.Roster, roster_id).cancel_asked = True
        with self.store.session(SYSTEM) as session:
            rosters.end(session, roster_id, "cancelled")

    def go(self, roster_id: str) -> None:
        with self.store.session(SYSTEM) as session:
            row = rosters.begin(session, roster_id)
            assert row is not None
            problem = rosters.load_problem(session, row)
            start = None if row.start is None else rosters.load_roster(row.start, problem)
        result = solve(problem, iterations=3000 + 1000 * len(self.submitted), start=start, joins="suggest")
        outcome = told_of(result)
        with self.store.session(SYSTEM) as session:
            rosters.end(
                session,
                roster_id,
                "done",
                roster_document(result.roster, problem),
                outcome,
                best_cost=result.check.score.total,
                unserved=len(result.roster.unserved),
                hard=0,
                spent=1.0,
                served=result.check.figures.served,
            )


def put(store: Store, who: Principal, problem: Problem, owner: str, starts: datetime | None = None) -> str:
    with store.session(who) as session:
        row = problems.add(session, who, problem, owner)
        if starts is not None:
            row.starts = starts
        return row.id


def asked(store: Store, who: Principal, ids: list[str], deadline: datetime = NOON) -> str:
    with store.session(who) as session:
        found = [session.get_one(tables.Problem, id_) for id_ in ids]
        return batches.add(session, who, found, deadline, cpu=600.0).id


@pytest.mark.kernel
def test_a_batch_gives_each_problem_two_rosters_and_a_report(
    store: Store, settings: Settings, hamlet: Problem, somebody: Callable[..., Principal]
) -> None:
    settings.nightly = ""
    who = somebody("trust")
    ids = [put(store, who, hamlet, "trust") for _ in range(2)]
    batch = asked(store, who, ids)
    jobs = Inline(store)
    keeper = Batches(store, settings, jobs)
    for _ in range(4):
        keeper.look(tables.now())
    with store.reading(who) as session:
        row = batches.find(session, who, batch)
        assert row is not None
        assert row.state == "done"
        made = batches.list_rosters(session, batch)
        for id_ in ids:
            first, second = made[id_]
            assert first.state == second.state == "done"
            assert not first.urgent
            assert second.seconds > first.seconds
            assert second.start == first.document
            assert (second.best_cost or 0) <= (first.best_cost or 0)
        assert row.report is not None
        assert [one["problem"] for one in row.report["teams"]] == list(made)
        for one in row.report["teams"]:
            assert one["served"] == one["commissioned"]
            assert one["hard"] == 0
            assert one["roster"] == made[one["problem"]][1].id
    assert len(jobs.submitted) == 4


@pytest.mark.kernel
def test_the_rosters_report_figures_as_a_night_on_the_command_line(hamlet: Problem) -> None:
    from service.overnight.solving import row_of

    result = solve(hamlet, iterations=2000, joins="suggest")
    ours, theirs = figures_of(told_of(result), hamlet), row_of(result.check, result.roster, result.proposals, True)
    assert {name: theirs[name] for name in ours} == ours


def test_at_the_deadline_jobs_are_stopped_and_the_report_says_what_is_missing(
    store: Store, settings: Settings, hamlet: Problem, somebody: Callable[..., Principal]
) -> None:
    settings.nightly = ""
    who = somebody("trust")
    batch = asked(store, who, [put(store, who, hamlet, "trust")])
    jobs = Inline(store, later=True)
    keeper = Batches(store, settings, jobs)
    keeper.look(tables.now())
    assert jobs.submitted
    keeper.look(NOON - timedelta(seconds=5))
    assert jobs.cancelled == jobs.submitted
    keeper.look(NOON - timedelta(seconds=4))
    with store.reading(who) as session:
        row = session.get_one(tables.Batch, batch)
        assert row.state == "done"
        assert row.report is not None
        assert row.report["teams"][0]["needs"] == ["no roster: no time was left"]


@pytest.mark.kernel
def test_another_process_goes_on_where_one_has_died(
    store: Store, settings: Settings, hamlet: Problem, somebody: Callable[..., Principal]
) -> None:
    settings.nightly = ""
    who = somebody("trust")
    batch = asked(store, who, [put(store, who, hamlet, "trust")])
    Batches(store, settings, Inline(store, later=True)).look(tables.now())  # dies with its jobs submitted
    jobs = Inline(store)
    for _ in range(3):
        Batches(store, settings, jobs).look(tables.now())  # each look is a new process
    with store.reading(who) as session:
        assert session.get_one(tables.Batch, batch).state == "done"
        assert len(batches.list_rosters(session, batch)) == 1


def test_the_night_begins_once_for_every_owner_and_only_with_problems_that_have_no_roster(
    store: Store, settings: Settings, hamlet: Problem, somebody: Callable[..., Principal]
) -> None:
    settings.nightly, settings.nightly_deadline, settings.zone = "02:00", "06:00", "Europe/London"
    now = datetime(2026, 11, 27, 2, 0, 5, tzinfo=UTC)
    today, tomorrow = now.replace(hour=0, minute=0, second=0), now + timedelta(days=1)
    due = put(store, somebody("trust"), hamlet, "trust", today)
    put(store, somebody("trust"), hamlet, "trust", tomorrow)
    other = put(store, somebody("council"), hamlet, "council", today)
    had = put(store, somebody("council"), hamlet, "council", today)
    with store.session(SYSTEM) as session:
        rosters.add(session, SYSTEM, session.get_one(tables.Problem, had), seconds=1)
    jobs = Inline(store, later=True)
    Batches(store, settings, jobs).look(now - timedelta(minutes=1))
    assert jobs.submitted == []
    Batches(store, settings, jobs).look(now)
    Batches(store, settings, jobs).look(now + timedelta(minutes=1))
    with store.reading(SYSTEM) as session:
        made = {id_: batches.list_rosters(session, id_) for id_ in batches.list_running(session)}
    assert sorted(problem for rows in made.values() for problem in rows) == sorted([due, other])
    assert all(len(rows) == 1 for one in made.values() for rows in one.values())


@pytest.mark.parametrize(
    ("now", "nightly", "deadline", "day", "end"),
    [
        ("2026-11-27T02:00Z", "02:00", "06:00", "2026-11-27", "2026-11-27T06:00Z"),
        ("2026-11-27T06:00Z", "02:00", "06:00", None, None),
        ("2026-11-27T23:00Z", "22:00", "06:00", "2026-11-28", "2026-11-28T06:00Z"),
        ("2026-11-28T05:00Z", "22:00", "06:00", "2026-11-28", "2026-11-28T06:00Z"),
        ("2026-07-01T01:30Z", "02:00", "06:00", "2026-07-01", "2026-07-01T05:00Z"),  # summer time
        ("2026-03-29T02:30Z", "02:00", "06:00", "2026-03-29", "2026-03-29T05:00Z"),  # the clock goes forward
        ("2026-11-27T02:00Z", "", "06:00", None, None),
    ],
)
def test_the_night_hangs_on_the_wall_clock(
    now: str, nightly: str, deadline: str, day: str | None, end: str | None
) -> None:
    night = night_at(datetime.fromisoformat(now), nightly, deadline, "Europe/London")
    assert (night.day.isoformat() if night else None) == day
    assert (night.deadline if night else None) == (datetime.fromisoformat(end) if end else None)


@pytest.fixture
def service(tmp_path: Path) -> Any:
    with installed(tmp_path, nightly="") as here:
        here.app.state.jobs = Inline(here.store, later=True)  # type: ignore[attr-defined]
        yield here


def test_over_http_only_planners_of_the_owner_see_a_batch(service: Any, hamlet: Problem) -> None:
    id_ = put(service.store, SYSTEM, hamlet, "trust")
    wanted = {"problems": [id_], "deadline": NOON.isoformat()}
    made = service.ask("trust scheduler", "POST", "/v1/batches", json=wanted)
    assert made.status_code == 202
    assert service.app.state.jobs.submitted == [made.json()["rosters"][0]["id"]]
    where = made.headers["Location"]
    assert service.get("trust nurse_lead", where).json()["rosters"][0]["state"] == "queued"
    assert service.get("trust analyst", where).status_code == 403
    assert service.get("council scheduler", where).status_code == 404
    assert service.get(None, where).status_code == 401
    assert [one["id"] for one in service.get("trust admin", "/v1/batches").json()["batches"]] == [made.json()["id"]]
    assert service.get("council scheduler", "/v1/batches").json() == {"batches": [], "next": None}


def test_over_http_every_fault_is_told(service: Any, hamlet: Problem) -> None:
    theirs = put(service.store, SYSTEM, hamlet, "council")
    wanted = {"problems": [theirs, "nothing"], "deadline": NOON.isoformat()}
    refused = service.ask("trust scheduler", "POST", "/v1/batches", json=wanted)
    assert refused.status_code == 422
    assert [fault["where"] for fault in refused.json()["faults"]] == ["problems[0]", "problems[1]"]
    late = {"problems": [theirs], "deadline": "2020-01-01T00:00:00Z"}
    assert service.ask("council scheduler", "POST", "/v1/batches", json=late).status_code == 422
    none = {"problems": "all", "deadline": NOON.isoformat()}
    assert service.ask("trust scheduler", "POST", "/v1/batches", json=none).status_code == 422


def test_over_http_all_means_the_deadlines_day(service: Any, hamlet: Problem) -> None:
    day = NOON.replace(hour=0, minute=0, second=0, microsecond=0)
    due = put(service.store, SYSTEM, hamlet, "trust", day)
    put(service.store, SYSTEM, hamlet, "trust", day + timedelta(days=1))
    made = service.ask("trust scheduler", "POST", "/v1/batches", json={"problems": "all", "deadline": NOON.isoformat()})
    assert [one["problem"] for one in made.json()["rosters"]] == [due]


def _is_past(moment: datetime) -> bool:
    return tables.now() > moment


def test_pages_of_batches_end(service: Any, hamlet: Problem) -> None:
    id_ = put(service.store, SYSTEM, hamlet, "trust")
    for _ in range(3):
        service.ask("trust scheduler", "POST", "/v1/batches", json={"problems": [id_], "deadline": NOON.isoformat()})
        later = tables.now() + timedelta(milliseconds=2)
        until(partial(_is_past, later))  # ids sort by the millisecond
    first = service.get("trust scheduler", "/v1/batches?most=2").json()
    rest = service.get("trust scheduler", f"/v1/batches?most=2&after={first['next']}").json()
    assert len({one["id"] for one in first["batches"] + rest["batches"]}) == 3
    assert rest["next"] is None


@pytest.mark.parametrize("wrong", [{"nightly": "2am"}, {"nightly_deadline": "24:00"}, {"zone": "Europe/Nowhere"}])
def test_a_night_that_no_clock_shows_is_refused_at_the_start(wrong: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(data=tmp_path, **wrong)  # type: ignore[arg-type]
