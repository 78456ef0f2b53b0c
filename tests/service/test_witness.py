"""Looks are written down many at a time, and nobody who looked goes on before that."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event

from service.access import SYSTEM, Principal
from service.store import audit
from service.store.database import Store


def test_every_look_is_kept_once_in_fewer_transactions(store: Store, somebody: Callable[..., Principal]) -> None:
    who, commits = somebody("trust"), []
    event.listen(store.engine, "commit", lambda _: commits.append(1))
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda n: store.witness.saw(who, "read", "trust", clients=(f"C{n}",)), range(100)))
    with store.reading(SYSTEM) as session:
        rows = audit.list_deeds(session, SYSTEM, most=1000)
    assert sorted(row.client for row in rows) == sorted(f"C{n}" for n in range(100))
    assert {row.who for row in rows} == {who.id}
    assert len(commits) < 100


def test_a_look_that_cannot_be_kept_is_refused(store: Store, somebody: Callable[..., Principal]) -> None:
    with pytest.raises(Exception, match=r"(?i)null|constraint"):
        store.witness.saw(somebody("trust"), "read", None)  # type: ignore[arg-type]
    store.witness.saw(somebody("trust"), "read", "trust")
    with store.reading(SYSTEM) as session:
        assert len(audit.list_deeds(session, SYSTEM)) == 1
