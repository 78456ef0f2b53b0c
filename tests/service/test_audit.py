"""The audit: who sees which rows, and that nobody changes one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from service.access import SYSTEM, Principal
from service.store import audit, problems, tables
from service.store.compression import pack
from service.store.database import Store
from service.store.rolls import Look
from solver import Problem
from solver.domain import Role

Somebody = Callable[..., Principal]


def test_a_row_for_each_client_in_order(store: Store, somebody: Somebody) -> None:
    nurse = somebody("trust", Role.NURSE_LEAD)
    with store.session(nurse) as session:
        audit.record(session, nurse, "read", "trust", problem="p1", roster="r1", clients=["C1", "C2", "C1"])
    with store.session(nurse) as session:
        audit.record(session, nurse, "submitted", "trust", problem="p2", detail="x" * 1000)
    with store.reading(nurse) as session:
        rows = audit.list_deeds(session, nurse)
        assert [(row.action, row.client) for row in rows] in (
            [("read", "C1"), ("read", "C2"), ("submitted", "")],
            [("read", "C2"), ("read", "C1"), ("submitted", "")],  # of one moment
        )
        assert (rows[0].who, rows[0].role, rows[0].organisation) == (nurse.id, "nurse_lead", "trust")
        assert len(rows[2].detail) == 300
        assert [row.client for row in audit.list_deeds(session, nurse, client="C2")] == ["C2"]
        first = audit.list_deeds(session, nurse, most=1)
        assert [row.id for row in audit.list_deeds(session, nurse, after=first[0].id)] == [row.id for row in rows[1:]]


def test_the_owner_sees_what_partners_did_and_strangers_nothing(store: Store, somebody: Somebody) -> None:
    council, trust = somebody("council"), somebody("trust", Role.ADMIN)
    with store.session(council) as session:
        audit.record(session, council, "read", "trust", clients=["C1"])
    with store.session(SYSTEM) as session:
        audit.record(session, SYSTEM, "changed", "trust", clients=["C1"])
    for who, seen in ((trust, 2), (council, 1), (somebody("provider", Role.ADMIN), 0), (SYSTEM, 2)):
        with store.reading(who) as session:
            assert len(audit.list_deeds(session, who, client="C1")) == seen


CHANGES = [
    "update audit set who = 'nobody'",
    "update audit set detail = detail where client = 'C1'",
    "delete from audit",
    "insert into audit select * from audit where true on conflict (id) do update set who = 'nobody'",
]
ON_SQLITE = ["insert or replace into audit select * from audit"]
ON_POSTGRES = ["truncate audit", "truncate audit cascade"]


def test_who_was_refused_finds_nobody_of_the_roll(store: Store, somebody: Somebody, hamlet: Problem) -> None:
    """By the database's own rules too: the roll belongs to the owner of the day."""
    owner, asked = hamlet.organisations[0].id, hamlet.clients[0].id
    ours, theirs = somebody(owner, Role.ADMIN), somebody("elsewhere", Role.ADMIN)
    with store.session(SYSTEM) as session:
        document = problems.add(session, SYSTEM, hamlet, owner).document
    for who, action, sight in ((ours, "read", "whole"), (ours, "read", "whole"), (theirs, "refused", "none")):
        store.witness.saw(who, action, owner, look=Look(document, sight, 1))  # type: ignore[arg-type]
    with store.reading(ours) as session:
        assert [one.action for one in audit.list_deeds(session, ours, asked)] == ["read", "read", "refused"]
    with store.reading(theirs) as session:
        assert audit.list_deeds(session, theirs, asked) == []
        assert [one.action for one in audit.list_deeds(session, theirs)] == ["refused"]
        assert session.scalars(select(tables.Roll)).all() == []


def test_an_id_is_no_sign_between_two_others(store: Store) -> None:
    document = pack({"clients": [{"id": one} for one in ("a", "b", '"')]})
    store.witness.saw(SYSTEM, "read", "trust", look=Look(document, "whole"))
    with store.reading(SYSTEM) as session:
        found = {asked: len(audit.list_deeds(session, SYSTEM, asked)) for asked in ("a", '"', ",", "c")}
    assert found == {"a": 1, '"': 1, ",": 0, "c": 0}


def test_bare_sql_changes_no_row(store: Store) -> None:
    with store.session(SYSTEM) as session:
        audit.record(session, SYSTEM, "read", "trust", clients=["C1"])
    for statement in CHANGES + (ON_SQLITE if store.embedded else ON_POSTGRES):
        with pytest.raises(DBAPIError, match="append-only"), store.session(SYSTEM) as session:
            session.execute(text(statement))
    with store.reading(SYSTEM) as session:
        assert [row.who for row in audit.list_deeds(session, SYSTEM)] == ["system"]
