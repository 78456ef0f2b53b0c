"""The state before a day, from the rosters in the store: at submission, with a roster asked for, and in the night."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from service.access import SYSTEM, Principal
from service.jobs.batches import Batches
from service.run.settings import Settings
from service.store import audit, before, problems, rosters, tables
from service.store.compression import decompress
from service.store.database import Store
from solver import Problem, read_problem, roster_document

from .test_batches import Inline, put
from .test_history import done, simple, tomorrow

Somebody = Callable[..., Principal]


@pytest.fixture
def day(hamlet: Problem) -> Problem:
    return hamlet.replace(history=(), workers_before=(), tasks_before=())


Told = tuple[problems.Submission, tuple[str, ...]]


def told(store: Store, who: Principal, problem: Problem, owner: str = "trust") -> Told:
    with store.reading(who) as session:
        return before.add_before(session, who, owner, problems.Submission.of(problem, ["A note."]))


def test_the_day_is_told_by_the_roster_of_the_day_before(store: Store, day: Problem, somebody: Somebody) -> None:
    roster = simple(day)
    id_ = done(store, day, roster)
    found, told_by = told(store, somebody("trust"), tomorrow(day))
    assert told_by == (id_,)
    made = problems.load(found.document)
    used = {day.shift[round_.shift].worker for round_ in roster.rounds}
    assert {one.worker for one in made.workers_before} == used
    assert {one.client for one in made.tasks_before} == {visit.client for visit in day.visits}
    assert found.digest == made.digest
    assert found.notes[0] == "A note."
    assert found.notes[1].startswith("Before this day, as planned in the roster of ")
    assert not any(note.startswith("Judged without") for note in found.notes)


def test_the_last_roster_of_a_day_counts_and_the_day_before_that_does_not(
    store: Store, day: Problem, somebody: Somebody
) -> None:
    done(store, day, simple(day))
    second = done(store, day, simple(day))
    again = done(store, day.replace(name="submitted anew"), simple(day))
    assert told(store, somebody("trust"), tomorrow(day))[1] == (again,)
    assert second != again
    assert told(store, somebody("trust"), tomorrow(tomorrow(day)))[1] == ()


def test_only_a_roster_of_the_same_owner_and_the_same_people_counts(
    store: Store, day: Problem, somebody: Somebody
) -> None:
    done(store, day, simple(day), owner="council")
    assert told(store, somebody("trust"), tomorrow(day))[1] == ()
    assert told(store, somebody("council"), tomorrow(day))[1] == ()  # it asks for a day of another owner
    assert told(store, somebody("council"), tomorrow(day), "council")[1] != ()
    ids = {one: f"other {one}" for one in [one.id for one in day.workers] + [one.id for one in day.clients]}
    text = decompress(problems.Submission.of(tomorrow(day)).document).decode()
    for old, new in ids.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    assert told(store, somebody("council"), read_problem(text.encode()), "council")[1] == ()


def test_one_that_is_still_being_made_does_not_count(store: Store, day: Problem, somebody: Somebody) -> None:
    with store.session(SYSTEM) as session:
        row = rosters.add(session, SYSTEM, problems.add(session, SYSTEM, day, "trust"), seconds=1.0)
        rosters.begin(session, row.id)
        rosters.save_if_better(session, row.id, roster_document(simple(day), day), 5, 0, 1.0)
    assert told(store, somebody("trust"), tomorrow(day))[1] == ()


def test_the_night_writes_it_into_days_that_say_nothing_of_it(
    store: Store, settings: Settings, day: Problem, hamlet: Problem, somebody: Somebody
) -> None:
    settings.nightly, settings.nightly_deadline, settings.zone = "02:00", "06:00", "Europe/London"
    later = tomorrow(day)
    silent = put(store, somebody("trust"), later, "trust")
    telling = put(store, somebody("trust"), tomorrow(hamlet), "trust")
    made = done(store, day, simple(day))
    start = later.horizon.moment(0)
    Batches(store, settings, Inline(store, later=True)).look(start.replace(hour=2, minute=0, second=5))
    with store.reading(SYSTEM) as session:
        rows = {id_: session.get_one(tables.Problem, id_) for id_ in (silent, telling)}
        batch = session.scalars(select(tables.Roster.problem).where(tables.Roster.batch.is_not(None))).all()
        assert sorted(batch) == sorted([silent, telling])
        assert rows[telling].digest == tomorrow(hamlet).digest
        written = problems.load(rows[silent].document)
        assert written.workers_before
        assert rows[silent].digest == written.digest != later.digest
        (line,) = [one for one in audit.list_deeds(session, SYSTEM, most=50) if one.detail == before.DEED]
        assert (line.problem, line.roster, line.action) == (silent, made, "changed")
