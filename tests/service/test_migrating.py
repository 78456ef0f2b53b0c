"""Migrations: they end where the models are, and a filled store goes through them without loss."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, text

from service.access import SYSTEM
from service.run.settings import Settings
from service.store import migration, tables
from service.store.database import Store
from service.store.opening import open_store

_PROBLEM, _ROSTER = "p1", "r1"
# One row of every table, with umlauts, zones, nulls, JSON and bytes that a careless migration would bend.
ROWS: dict[str, dict[str, Any]] = {
    "organisations": {"id": "trust", "name": "Fænsted Trust"},
    "keys": {"id": "k1", "hash": "00", "name": "a key", "role": "admin", "organisation": "trust"},
    "people": {"id": "u1", "issuer": "i", "subject": "s", "name": "Ann Madeup", "role": "admin"},
    "sessions": {"id": "ab" * 32, "key": "k1", "organisation": "trust", "seen": tables.now(), "ends": tables.now()},
    "problems": {
        "id": _PROBLEM,
        "owner": "trust",
        "name": "a day",
        "digest": "d",
        "visits": 1,
        "shifts": 2,
        "days": 1,
        "document": b"\x00\xff",
        "created_by": "key:k1",
    },
    "shares": {"problem": _PROBLEM, "organisation": "council", "owner": "trust"},
    "offers": {"problem": _PROBLEM, "organisation": "hospice", "owner": "trust"},
    "partnerships": {"owner": "trust", "partner": "hospice", "state": "asked"},
    "batches": {
        "id": "b1",
        "owner": "trust",
        "name": "night",
        "state": "done",
        "report": {"unserved": [1, None, True]},
        "deadline": tables.now(),
        "created_by": "key:k1",
    },
    "rosters": {
        "id": _ROSTER,
        "problem": _PROBLEM,
        "owner": "trust",
        "batch": "b1",
        "state": "done",
        "urgent": False,
        "seconds": 1.5,
        "joins": "off",
        "seed": 3,
        "spent": 0.25,
        "attempts": 2,
        "cancel_asked": True,
        "best_cost": 7,
        "document": b"\x01",
        "version": 4,
        "created_by": "key:k1",
        "kind": "comparison",
        "roster": _ROSTER,
        "seeds": 5,
        "made": 3,
    },
    "versions": {
        "roster": _ROSTER,
        "number": 1,
        "document": b"\x02",
        "cost": 7,
        "hard": 0,
        "what": "solved",
        "by": "x",
    },
    "events": {"roster": _ROSTER, "number": 1, "kind": "state", "data": {"state": "done", "figure": 0.1}},
    "decisions": {
        "id": "d1",
        "roster": _ROSTER,
        "owner": "trust",
        "visits": ["V1", "V2"],
        "outcome": "join",
        "approved": True,
        "by": "Ann Madeup",
        "role": "nurse_lead",
        "reason": "",
    },
    "audit": {
        "id": "a1",
        "who": "key:k1",
        "role": "admin",
        "owner": "trust",
        "action": "read",
        "client": "C1",
        "detail": "",
        "sight": "partner",
        "version": 3,
        "address": "192.0.2.7",
        "roll": "d" * 64,
    },
    "rolls": {"owner": "trust", "viewer": "council", "digest": "d" * 64, "clients": b"\x03"},
    "history": {
        "id": "h1",
        "owner": "trust",
        "client": "C1",
        "worker": "W1",
        "start": tables.now(),
        "sector": "health",
    },
    "plans": {"id": "p1", "roster": _ROSTER, "owner": "trust", "version": 3, "document": b"\x02", "created_by": "x"},
    "suspensions": {
        "id": "s1",
        "owner": "trust",
        "what": "client",
        "of": "C1",
        "client": "C1",
        "starts": tables.now(),
        "reason": "in hospital",
        "by": "key:k1",
        "name": "Ann Madeup",
        "ended_name": "",
    },
    "webhooks": {"id": "w1", "owner": "trust", "url": "https://example.org", "secret": "s", "created_by": "key:k1"},
    "deliveries": {"id": "m1", "webhook": "w1", "body": {"it": "ended"}, "attempts": 1, "answer": "200"},
    "idempotency": {"who": "key:k1", "key": "once", "request": "f" * 64, "location": "/v1/rosters/r1", "status": 202},
}


def _filled(connection: Connection) -> None:
    """Fill the tables that there were, with no more than the columns they have."""
    there = sa.MetaData()
    there.reflect(connection)
    for name, row in ROWS.items():
        table = there.tables.get(name)
        if table is None:
            continue
        defaults = {column: tables.now() for column in ("created", "at")}
        known = {column: value for column, value in (defaults | row).items() if column in table.columns}
        connection.execute(table.insert().values(**known))


def _everything(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    there = sa.MetaData()
    there.reflect(connection)
    return {
        name: [dict(row._mapping) for row in connection.execute(sa.select(table))]
        for name, table in there.tables.items()
        if name != "alembic_version"
    }


def test_every_table_is_filled_by_these_tests() -> None:
    assert set(ROWS) == set(tables.Table.metadata.tables)


def test_the_migrated_schema_is_the_models(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, tables.Table.metadata) == []


def test_the_first_revision_s_rows_arrive(empty_database_url: str) -> None:
    store = Store(empty_database_url)
    migration.upgrade(store, "0001")
    with store.engine.begin() as connection:
        _filled(connection)
        before = _everything(connection)
    migration.upgrade(store)
    with migration.altering(store) as connection:
        after = _everything(connection)
    store.close()
    for name, rows in before.items():
        assert len(rows) == 1
        assert [{column: row[column] for column in rows[0]} for row in after[name]] == rows


def test_a_table_made_anew_keeps_what_refers_to_it(store: Store) -> None:
    """On SQLite Alembic drops the old table, which with foreign keys on would take versions and events along."""
    with migration.altering(store) as connection:
        _filled(connection)
        before = _everything(connection)
    with migration.altering(store) as connection:
        operations = Operations(MigrationContext.configure(connection, opts={"render_as_batch": store.embedded}))
        with operations.batch_alter_table("rosters", recreate="always" if store.embedded else "auto") as batch:
            batch.add_column(sa.Column("colour", sa.Text(), nullable=True))
    with migration.altering(store) as connection:
        after = _everything(connection)
    assert [row.pop("colour") for row in after["rosters"]] == [None]
    assert after == before


def test_a_migration_that_fails_changes_nothing(store: Store) -> None:
    def half_done() -> None:
        with migration.altering(store) as connection:
            Operations(MigrationContext.configure(connection)).add_column("keys", sa.Column("colour", sa.Text()))
            raise RuntimeError("the machine stopped")

    with pytest.raises(RuntimeError, match="the machine stopped"):
        half_done()
    with store.reading(SYSTEM) as session:
        assert "colour" not in set(session.execute(text("select * from keys")).keys())
        if store.embedded:
            assert session.execute(text("pragma foreign_keys")).scalar() == 1


def test_migrating_twice_is_migrating_once(settings: Settings) -> None:
    first = open_store(settings)
    with migration.altering(first) as connection:
        _filled(connection)
    first.close()
    again = open_store(settings)
    with again.reading(SYSTEM) as session:
        assert session.get_one(tables.Job, _ROSTER).best_cost == 7
    assert migration.read_revision(again) == max(migration.list_revisions())
    again.close()


def test_the_data_folder_is_for_its_user_alone(settings: Settings) -> None:
    open_store(settings).close()
    assert settings.data.stat().st_mode & 0o777 == 0o700
