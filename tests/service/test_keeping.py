"""Retention and erasure: what goes is gone from the bytes, what stays goes on working."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.engine import make_url

from service.access import SYSTEM, Principal
from service.store import audit, comparisons, history, problems, rosters, tables
from service.store.compression import pack, unpack
from service.store.database import Store
from service.store.erasure import CannotEraseError, erase
from service.store.retention import Retired, retire
from solver import Problem, Roster, Round, Stop, problem_document, read_problem, roster_document
from solver.check import check
from solver.domain import CancelledVisit, JoinDecision, Role, Suspension, UnpaidCarer

from .measured import measured

ADDRESS, NOTE = "7 Pretend Parade, Dogger Bank", "their daughter rang, ext. 999 44"
CARER, STAY = "Vera Kinsample", "on the Mock ward since a fall"


@pytest.fixture(scope="module")
def day(hamlet: Problem) -> Problem:
    """The hamlet's day with an address, and with a decision about the first client's visits in somebody's words."""
    client = hamlet.clients[0]
    visits = [next(visit.id for visit in hamlet.visits if visit.client == client.id), hamlet.visits[-1].id]
    return hamlet.replace(
        name=f"a day with {client.name}",
        places=tuple(
            place.model_copy(update={"address": ADDRESS, "lat": 54.644687}) if place.id == client.place else place
            for place in hamlet.places
        ),
        join_decisions=(
            JoinDecision(
                id="JD1",
                visits=tuple(visits),
                approved=False,
                by="Ann Madeup",
                role="nurse lead",
                reason=NOTE,
                on=hamlet.horizon.date(0),
            ),
        ),
        unpaid_carers=(UnpaidCarer(id="U1", client=client.id, name=CARER),),
        suspensions=(
            Suspension(id="S1", what="client", of=client.id, starts=-7200, ends=-3600, reason=STAY, by="Ann Madeup"),
            Suspension(id="S2", what="unpaid_carer", of="U1", starts=-7200, ends=-3600, reason=STAY, by="Ann Madeup"),
        ),
        cancelled_visits=(
            CancelledVisit(
                id="G1",
                client=client.id,
                organisation=hamlet.organisations[0].id,
                reason=STAY,
                by="Ann Madeup",
                on=hamlet.horizon.date(0),
            ),
        ),
    )


def made_by_hand(problem: Problem) -> Roster:
    stops: dict[str, list[Stop]] = {}
    for number, visit in enumerate(problem.visits):
        shift = problem.shifts[number % len(problem.shifts)]
        stops.setdefault(shift.id, []).append(Stop(visit=visit.id, start=visit.windows[0].start))
    return Roster(rounds=tuple(Round(shift=shift, stops=tuple(some)) for shift, some in stops.items()))


def lived_through(store: Store, day: Problem, owner: str = "trust") -> str:
    """A roster that was solved, told of, signed, changed by hand and remembered. Its id."""
    client, roster = day.clients[0], made_by_hand(day)
    changed = day.replace(name="changed by hand")
    visit = next(visit.id for visit in day.visits if visit.client == client.id)
    outcome = {
        "explanations": {visit: f"{client.name} ({client.nhs_number}) lives at {ADDRESS}; visit {visit} at 08:30."},
        "joins": [{"client": client.id, "on": "2027-03-01T08:30:00+00:00"}],
    }
    with store.session(SYSTEM) as session:
        row = rosters.add(session, SYSTEM, problems.add(session, SYSTEM, day, owner), seconds=1.0)
        rosters.begin(session, row.id)
        rosters.end(session, row.id, "done", roster_document(roster, day), outcome, best_cost=1)
    with store.session(SYSTEM) as session:
        row = session.get_one(tables.Roster, row.id)
        row.problem_document, row.document = pack(problem_document(changed)), pack(roster_document(roster, changed))
        row.why = f"stopped at {client.name}"
        session.add_all(
            [
                tables.Version(
                    roster=row.id,
                    number=2,
                    document=row.document,
                    problem_document=row.problem_document,
                    cost=1,
                    what=f"pin {visit} to S1",
                    by="key:k",
                ),
                tables.Decision(
                    roster=row.id,
                    owner=owner,
                    visits=[visit, day.visits[-1].id],
                    outcome="join",
                    approved=True,
                    by="key:k",
                    role="nurse_lead",
                    reason=NOTE,
                ),
            ]
        )
        rosters.add_event(session, row.id, "changed", {"version": 2, "what": f"pin {visit} to S1", "by": "key:k"})
        history.remember(session, row)
        audit.record(session, SYSTEM, "read", owner, roster=row.id, clients=[client.id])
        return row.id


def held(store: Store, but: tuple[str, ...] = ()) -> Iterator[str]:
    """Everything the store holds as text: all rows, unpacked, and on SQLite the bytes of its files too."""
    with store.reading(SYSTEM) as session:
        for name, table in tables.Table.metadata.tables.items():
            for row in session.execute(select(table)) if name not in but else ():
                for value in row:
                    yield zlib.decompress(value).decode() if isinstance(value, bytes) and value else str(value)
    if store.embedded and not but:
        file = Path(str(make_url(store.url).database))
        for one in file.parent.glob(f"{file.name}*"):
            yield one.read_bytes().decode("latin-1")
            yield from _unpacked_from(one.read_bytes())


def _unpacked_from(raw: bytes) -> Iterator[str]:
    """Whatever in a file can be unpacked, also in pages that no row refers to any more."""
    at = raw.find(b"\x78\x5e")  # how zlib's level 3 begins
    while at >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(raw[at : at + 4000]).decode("latin-1")
        at = raw.find(b"\x78\x5e", at + 1)


def found(words: list[str], texts: Iterator[str]) -> set[str]:
    return {word for one in texts for word in words if word in one}


def compared(store: Store, roster: str, day: Problem) -> str:
    """A comparison of a roster's day as changed by hand, done. Its id."""
    with store.session(SYSTEM) as session:
        row = comparisons.add(session, SYSTEM, session.get_one(tables.Roster, roster), 1.0, 1, False)
        rosters.end(session, row.id, "failed", outcome=measured(), why=f"stopped at {day.clients[0].name}")
        return row.id


def test_an_erased_client_is_in_no_comparison_either_and_its_figures_stay(store: Store, day: Problem) -> None:
    client, id_ = day.clients[0], lived_through(store, day)
    of = compared(store, id_, day)
    done = erase(store, SYSTEM, "trust", client.id)
    assert (done.problems, done.rosters) == (1, 1)
    assert found([client.name, str(client.nhs_number), ADDRESS], held(store)) == set()
    with store.reading(SYSTEM) as session:
        row = session.get_one(tables.Comparison, of)
        assert unpack(row.outcome or b"") == measured()
        assert rosters.load_problem(session, row).clients[0].id == done.pseudonym


def test_nothing_is_erased_or_retired_while_its_day_is_compared(store: Store, day: Problem) -> None:
    id_ = lived_through(store, day)
    with store.session(SYSTEM) as session:
        live = comparisons.add(session, SYSTEM, session.get_one(tables.Roster, id_), 1.0, 1, False).id
    aged(store, id_, 100)
    with pytest.raises(CannotEraseError, match=live):
        erase(store, SYSTEM, "trust", day.clients[0].id)
    assert retire(store, 90).problems == 0


def test_an_erased_client_is_nowhere(store: Store, day: Problem) -> None:
    client = day.clients[0]
    personal = [client.name, str(client.nhs_number), ADDRESS, NOTE, CARER, STAY, "54.644687"]
    id_ = lived_through(store, day)
    assert found([*personal, client.id], held(store)) == {*personal, client.id}
    done = erase(store, SYSTEM, "trust", client.id)
    assert (done.problems, done.rosters) == (1, 1)
    assert done.history == sum(visit.client == client.id for visit in day.visits)
    assert found(personal, held(store)) == set()
    assert found([client.id], held(store, but=("audit",))) == set()
    with store.reading(SYSTEM) as session:
        (row,) = [row for row in audit.list_deeds(session, SYSTEM, client=client.id) if row.action == "erased"]
        assert (row.owner, done.pseudonym in row.detail) == ("trust", False)
        assert rosters.find(session, SYSTEM, id_) is not None


def test_rosters_with_an_erased_client_go_on_working(store: Store, day: Problem) -> None:
    client = day.clients[0]
    id_ = lived_through(store, day)
    before = check(day, made_by_hand(day))
    done = erase(store, SYSTEM, "trust", client.id)
    with store.reading(SYSTEM) as session:
        row = session.get_one(tables.Roster, id_)
        problem, submitted = rosters.load_problem(session, row), session.get_one(tables.Problem, row.problem)
        assert row.document is not None
        assert row.outcome is not None
        roster = rosters.load_roster(row.document, problem)
        assert unpack(row.document)["problem"] == problem.digest
        versions = session.scalars(select(tables.Version).order_by(tables.Version.number)).all()
        assert unpack(versions[0].document)["problem"] == submitted.digest == problems.load(submitted.document).digest
        assert unpack(versions[1].document)["problem"] == problem.digest
        (decision,) = session.scalars(select(tables.Decision))
        outcome = unpack(row.outcome)
    after = check(problem, roster)
    assert problem.clients[0].id == done.pseudonym
    assert [one.name for one in problem.clients[1:]] == [one.name for one in day.clients[1:]]
    assert [one.name for one in problem.workers] == [one.name for one in day.workers]
    assert after.score.hard == before.score.hard
    assert abs(after.score.total - before.score.total) < 0.01 * before.score.total
    assert after.figures.served == before.figures.served
    own = next(visit.id for visit in problem.visits if visit.client == done.pseudonym)
    assert list(outcome["explanations"]) == [own]
    assert outcome["explanations"][own] == f"(erased) ((erased)) lives at (erased); visit {own} at 08:30."
    assert outcome["joins"] == [{"client": done.pseudonym, "on": "2027-03-01T08:30:00+00:00"}]
    assert (decision.visits, decision.reason) == ([own, day.visits[-1].id], "(erased)")


def test_only_that_owners_documents_change(store: Store, day: Problem) -> None:
    client = day.clients[0]
    lived_through(store, day)
    other = lived_through(store, day, owner="council")
    erase(store, SYSTEM, "trust", client.id)
    with store.reading(SYSTEM) as session:
        assert rosters.load_problem(session, session.get_one(tables.Roster, other)).clients[0].name == client.name
        names = {row.owner: row.name for row in session.scalars(select(tables.Problem))}
    assert names == {"trust": "a day with (erased)", "council": day.name}


def test_an_id_that_means_other_things_too_changes_only_the_client(store: Store, day: Problem) -> None:
    """Client "1" beside worker "1", on the first of a month, five past one."""
    first = day.clients[0]
    short = {first.id: "1", day.workers[0].id: "1"}
    document = _renamed(problem_document(day), short)
    problem = read_problem(json.dumps(document).encode())
    id_ = lived_through(store, problem)
    done = erase(store, SYSTEM, "trust", "1")
    with store.reading(SYSTEM) as session:
        after = rosters.load_problem(session, session.get_one(tables.Roster, id_))
    assert after.clients[0].id == done.pseudonym
    assert [worker.id for worker in after.workers] == [worker.id for worker in problem.workers]
    assert after.horizon == problem.horizon
    assert [visit.windows for visit in after.visits] == [visit.windows for visit in problem.visits]
    assert first.name not in "".join(one.name for one in after.clients)


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def test_nothing_is_erased_while_a_roster_is_solved_or_for_nobody(store: Store, day: Problem) -> None:
    with store.session(SYSTEM) as session:
        row = rosters.add(session, SYSTEM, problems.add(session, SYSTEM, day, "trust"), seconds=1.0)
    with pytest.raises(CannotEraseError, match=row.id):
        erase(store, SYSTEM, "trust", day.clients[0].id)
    for owner, client in (("trust", "C-nobody"), ("council", day.clients[0].id)):
        with pytest.raises(CannotEraseError, match="no stored problem"):
            erase(store, SYSTEM, owner, client)
    assert found([day.clients[0].name], held(store))


def test_an_admin_of_one_organisation_erases_only_there(
    store: Store, day: Problem, somebody: Callable[..., Principal]
) -> None:
    lived_through(store, day)
    with pytest.raises(CannotEraseError):
        erase(store, somebody("council", Role.ADMIN), "trust", day.clients[0].id)
    assert erase(store, somebody("trust", Role.ADMIN), "trust", day.clients[0].id).rosters == 1


def aged(store: Store, roster: str, days: int) -> None:
    """Make a roster's problem look as if it had come, and its day had been, so many days ago."""
    with store.session(SYSTEM) as session:
        then = tables.now() - timedelta(days=days)
        problem = session.get_one(tables.Roster, roster).problem
        session.execute(update(tables.Problem).where(tables.Problem.id == problem).values(created=then, starts=then))


def test_what_is_old_goes_and_the_audit_stays(store: Store, day: Problem) -> None:
    old, young = lived_through(store, day), lived_through(store, day.replace(name="young"))
    compared(store, old, day)
    kept = compared(store, young, day)
    aged(store, old, 100)
    with store.session(SYSTEM) as session:
        session.add(tables.PastVisit(owner="trust", client="C1", worker="W1", start=tables.now() - timedelta(days=95)))
        lines = session.scalar(select(func.count()).select_from(tables.Audit))
    assert retire(store, 120) == Retired()
    done = retire(store, 90)
    assert (done.problems, done.rosters, done.comparisons, done.history) == (1, 1, 1, 1)
    with store.reading(SYSTEM) as session:
        assert session.scalars(select(tables.Roster.id)).all() == [young]
        assert session.scalars(select(tables.Comparison.id)).all() == [kept]
        assert set(session.scalars(select(tables.Event.roster))) == {young, kept}
        for table in (tables.Version, tables.Decision):
            assert set(session.scalars(select(table.roster))) == {young}
        rows = audit.list_deeds(session, SYSTEM, most=1000)
        assert len(rows) == (lines or 0) + 1
        assert rows[-1].action == "retired"
    assert found([day.name], held(store)) == set()
    assert found(["young"], held(store)) == {"young"}


def test_what_is_being_solved_or_ahead_stays(store: Store, day: Problem) -> None:
    with store.session(SYSTEM) as session:
        live = rosters.add(session, SYSTEM, problems.add(session, SYSTEM, day, "trust"), seconds=1.0).id
    aged(store, live, 100)
    ahead = lived_through(store, day.replace(name="ahead"))
    with store.session(SYSTEM) as session:
        then = tables.now() - timedelta(days=100)
        session.execute(update(tables.Problem).where(tables.Problem.name == "ahead").values(created=then))
    assert retire(store, 30).problems == 0
    with store.reading(SYSTEM) as session:
        assert {live, ahead} == set(session.scalars(select(tables.Roster.id)))
    with pytest.raises(ValueError, match="at least 1 day"):
        retire(store, 0)
