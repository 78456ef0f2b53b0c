"""Organisations apart: by every query of mapped rows on both databases, and on PostgreSQL by any SQL at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import CursorResult, Executable, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from service.access import SYSTEM, Principal
from service.store import comparisons, problems, rosters, tables
from service.store.bounds import NotTheirsError
from service.store.database import Store
from solver import Problem
from solver.domain import Role

Somebody = Callable[..., Principal]
TABLES = [mapper.class_ for mapper in tables.Table.registry.mappers]


def rows_of(session: Session, statement: Executable) -> int:
    """How many rows a statement has changed."""
    done = session.execute(statement)
    assert isinstance(done, CursorResult)
    return done.rowcount


def _everything_of(session: Session, owner: str, who: str, problem: Problem) -> tables.Roster:
    """A row in every table, all of one organisation."""
    if session.get(tables.Organisation, owner) is None:
        session.add(tables.Organisation(id=owner, name=owner))
        session.flush()
    row = problems.add(session, SYSTEM, problem, owner)
    roster = rosters.add(session, SYSTEM, row, seconds=1.0)
    comparisons.add(session, SYSTEM, roster, seconds=1.0, seeds=1, signed=False)
    webhook = tables.Webhook(owner=owner, url="https://example.org", secret="s", created_by=who)
    session.add_all(
        [
            webhook,
            tables.Key(id=f"k-{owner}", hash="0", name="k", role="admin", organisation=owner),
            tables.Person(issuer="i", subject=owner, name="Ann Madeup", role="admin", organisation=owner),
            tables.Offer(problem=row.id, organisation="hospice", owner=owner),
            tables.Partnership(owner=owner, partner="hospice", state="asked"),
            tables.SignIn(id=owner, organisation=owner, ends=tables.now()),
            tables.Version(roster=roster.id, number=1, document=b"", cost=1, what="solved", by=who),
            tables.Plan(roster=roster.id, owner=owner, version=1, document=b"", created_by=who),
            tables.Decision(
                roster=roster.id, owner=owner, visits=["V1"], outcome="join", approved=True, by=who, role="nurse_lead"
            ),
            tables.Audit(who=who, role="admin", organisation=owner, owner=owner, action="read"),
            tables.Roll(owner=owner, viewer=owner, digest="d", clients=b""),
            tables.PastVisit(owner=owner, client="C1", worker="W1", start=tables.now()),
            tables.Suspension(
                owner=owner,
                what="client",
                of="C1",
                starts=tables.now(),
                reason="in hospital",
                by=who,
                name="Ann Madeup",
            ),
            tables.Batch(owner=owner, deadline=tables.now(), created_by=who),
            tables.Idempotency(who=who, key="1", request="0"),
        ]
    )
    session.flush()
    session.add(tables.Delivery(webhook=webhook.id, body={}))
    return roster


@pytest.fixture
def filled(store: Store, hamlet: Problem, somebody: Somebody) -> dict[str, str]:
    """Rosters of the trust, whose problem names a council and others, and of a stranger, whose problem names nobody."""
    alone = hamlet.replace(name="a stranger's day")
    with store.session(SYSTEM) as session:
        trust = _everything_of(session, "trust", somebody("trust").id, hamlet)
        stranger = _everything_of(session, "stranger", somebody("stranger").id, alone)
        session.execute(text("delete from shares where owner = 'stranger'"))
        return {"trust": trust.id, "stranger": stranger.id}


def test_a_stranger_sees_none_of_the_trusts_rows(store: Store, filled: dict[str, str], somebody: Somebody) -> None:
    for table in TABLES:
        key = list(table.__table__.primary_key.columns.keys())
        with store.reading(SYSTEM) as session:
            there = {tuple(getattr(row, name) for name in key) for row in session.scalars(select(table))}
        assert there
        seen = {}
        for organisation in filled:
            with store.reading(somebody(organisation)) as session:
                rows = session.scalars(select(table)).all()
                seen[organisation] = {tuple(getattr(row, name) for name in key) for row in rows}
                session.expunge_all()
                assert {row for row in there if session.get(table, row)} == seen[organisation]
                assert session.scalar(select(func.count()).select_from(table)) == len(rows)
                if not store.embedded and table.__mapper__.inherits is None:
                    count = session.execute(text(f"select count(*) from {table.__tablename__}")).scalar()
                    assert count == len(rows)
        assert not seen["trust"] & seen["stranger"]
        assert seen["trust"] | seen["stranger"] == there


def test_a_partner_sees_what_is_shared_and_no_more(store: Store, filled: dict[str, str], somebody: Somebody) -> None:
    with store.reading(somebody("council")) as session:
        (problem,) = session.scalars(select(tables.Problem))
        assert problem.owner == "trust"
        found = rosters.find(session, somebody("council"), filled["trust"])
        assert found is not None
        assert found[1] == "partner"
        assert rosters.find(session, somebody("council"), filled["stranger"]) is None
        assert [row.number for row in rosters.list_events(session, filled["trust"])] == [1]
        assert rosters.list_events(session, filled["stranger"]) == []
        assert session.scalars(select(tables.Share.organisation)).all() == ["council"]  # not who else is partner
        for private in (
            tables.Comparison,
            tables.PastVisit,
            tables.Suspension,
            tables.Batch,
            tables.Webhook,
            tables.Key,
            tables.Person,
            tables.SignIn,
            tables.Offer,
            tables.Partnership,
            tables.Audit,
            tables.Roll,
        ):
            assert session.scalars(select(private)).all() == []


def test_a_partner_knows_of_no_comparison(store: Store, filled: dict[str, str], somebody: Somebody) -> None:
    """Its table adds up all organisations: what is not the partner's own in it is another's."""
    with store.reading(somebody("trust")) as session:
        there = comparisons.find_latest(session, filled["trust"])
        assert there is not None
        assert len(rosters.list_events(session, there.id)) == 1
    with store.reading(somebody("council")) as session:
        assert comparisons.find_latest(session, filled["trust"]) is None
        assert session.get(tables.Job, there.id) is None
        assert [row.id for row in session.scalars(select(tables.Job))] == [filled["trust"]]
        assert rosters.list_events(session, there.id) == []


def test_an_analyst_of_a_partner_is_no_partner(store: Store, filled: dict[str, str], somebody: Somebody) -> None:
    analyst = somebody("council", Role.ANALYST)
    with store.reading(analyst) as session:
        assert rosters.find(session, analyst, filled["trust"]) is None


@pytest.mark.parametrize("organisation", ["stranger", "council"])
def test_nobody_writes_another_organisations_rows(
    store: Store, filled: dict[str, str], somebody: Somebody, organisation: str
) -> None:
    who = somebody(organisation)
    with store.session(who) as session:
        assert rows_of(session, update(tables.Roster).where(tables.Roster.owner == "trust").values(why="x")) == 0
    with store.reading(SYSTEM) as session:
        problem = session.scalars(select(tables.Problem).where(tables.Problem.owner == "trust")).one()
    for row in (
        tables.Roster(problem=problem.id, owner="trust", seconds=1.0, created_by=who.id),
        tables.Event(roster=filled["trust"], number=99, kind="state", data={}),
        tables.Version(roster=filled["trust"], number=99, document=b"", cost=0, what="x", by=who.id),
        tables.PastVisit(owner="trust", client="C2", worker="W1", start=tables.now()),
        tables.Key(id="k9", hash="0", name="k", role="admin", organisation="trust"),
        tables.Key(id="k9", hash="0", name="k", role="admin", organisation=None),
        tables.Audit(who=who.id, role="admin", organisation="trust", owner="trust", action="read"),
        tables.Share(problem=problem.id, organisation=organisation + "2", owner="trust"),
    ):
        with pytest.raises(NotTheirsError), store.session(who) as session:
            session.add(row)


def test_a_partner_changes_nothing_it_sees_but_signs(store: Store, filled: dict[str, str], somebody: Somebody) -> None:
    who = somebody("council", Role.NURSE_LEAD)

    def change() -> None:
        with store.session(who) as session:
            session.get_one(tables.Roster, filled["trust"]).state = "failed"

    with pytest.raises(NotTheirsError):
        change()

    def sign(roster: str, owner: str) -> None:
        with store.session(who) as session:
            session.add(
                tables.Decision(
                    roster=roster, owner=owner, visits=[], outcome="join", approved=True, by=who.id, role="nurse_lead"
                )
            )

    sign(filled["trust"], "trust")
    for roster, owner in ((filled["trust"], "council"), (filled["stranger"], "stranger")):
        with pytest.raises(NotTheirsError):
            sign(roster, owner)


def test_a_roster_cannot_be_made_for_a_problem_of_others(
    store: Store, filled: dict[str, str], somebody: Somebody
) -> None:
    """Its owner is its problem's: the database refuses another, whoever asks."""
    with store.reading(SYSTEM) as session:
        problem = session.scalars(select(tables.Problem).where(tables.Problem.owner == "trust")).one()
    for who in (somebody("stranger"), SYSTEM):
        with pytest.raises(DBAPIError, match=r"(?i)foreign key"), store.session(who) as session:
            session.add(tables.Roster(problem=problem.id, owner="stranger", seconds=1.0, created_by=who.id))


# SQLite has no row-level security; mapped rows are bounded all the same.
on_postgres = pytest.mark.parametrize("database", ["postgres"], indirect=True)


WRITES = [
    "insert into history (id, owner, client, worker, start, sector) values ('h', 'trust', 'C', 'W', now(), 'social')",
    "insert into events (roster, number, kind, at, data) values (:roster, 7, 'state', now(), '{}')",
    "insert into keys (id, hash, name, role, organisation, created) values ('k', '', '', 'admin', 'trust', now())",
    "insert into keys (id, hash, name, role, created) values ('k', '', '', 'admin', now())",
    "insert into audit (id, at, who, role, organisation, owner, action, client, detail)"
    " values ('a', now(), 'x', 'admin', 'trust', 'trust', 'read', '', '')",
    "update batches set owner = 'trust'",
    "update history set owner = 'trust'",
    "update keys set organisation = null",
]


@on_postgres
@pytest.mark.parametrize("statement", WRITES)
def test_bare_sql_writes_no_rows_of_others(
    store: Store, filled: dict[str, str], somebody: Somebody, statement: str
) -> None:
    with pytest.raises(DBAPIError, match="row-level security"), store.session(somebody("stranger")) as session:
        session.execute(text(statement), {"roster": filled["trust"]} if ":roster" in statement else {})


@on_postgres
def test_bare_sql_reaches_no_rows_of_others(store: Store, filled: dict[str, str], somebody: Somebody) -> None:
    with store.session(somebody("stranger")) as session:
        for statement in (
            "update rosters set state = 'failed' where id = :id",
            "delete from rosters where id = :id",
            "delete from versions where roster = :id",
            "update events set kind = 'x' where roster = :id",
        ):
            assert rows_of(session, text(statement).bindparams(id=filled["trust"])) == 0
        assert (
            session.execute(text("select count(*) from rosters where id = :id"), {"id": filled["trust"]}).scalar() == 0
        )
    with store.session(somebody("council")) as session:
        assert session.execute(text("select count(*) from rosters")).scalar() == 1  # the partner's share, to read
        assert rows_of(session, text("update rosters set state = 'failed'")) == 0
        assert rows_of(session, text("delete from versions")) == 0


@on_postgres
def test_every_table_is_bounded_its_owner_too(store: Store) -> None:
    with store.reading(SYSTEM) as session:
        rows = session.execute(
            text("select relname, relrowsecurity and relforcerowsecurity from pg_class where relname = any(:names)"),
            {"names": list(tables.Table.metadata.tables)},
        ).all()
    assert {name for name, bounded in rows if bounded} == set(tables.Table.metadata.tables)


@on_postgres
def test_the_pool_leaks_nothing(store: Store, filled: dict[str, str], somebody: Somebody) -> None:
    """One connection, used in turn: whoever comes without saying who sees nothing of those before."""
    one = Store(store.url)
    for who in (SYSTEM, somebody("trust")):
        with one.session(who) as session:
            assert session.execute(text("select count(*) from rosters")).scalar()
        with one.engine.connect() as connection:
            for table in tables.Table.metadata.tables:
                assert connection.execute(text(f"select count(*) from {table}")).scalar() == 0
            left = "select coalesce(current_setting('onevisit.organisation', true), '')"
            assert connection.execute(text(left)).scalar() == ""

    def fails(who: Principal) -> None:
        with one.session(who) as session:
            session.execute(text("select 1 / 0"))

    with pytest.raises(DBAPIError):
        fails(SYSTEM)
    with one.engine.connect() as connection:
        assert connection.execute(text("select count(*) from rosters")).scalar() == 0
    one.close()
