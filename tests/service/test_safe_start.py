"""What the service refuses to start with, and what it says then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from service.access import SYSTEM
from service.run.settings import Settings, UnsafeError
from service.store.database import Store
from service.store.keys import add_person, find_key, make_first_keys
from service.store.opening import open_store
from solver.domain import Role


def faults(**told: Any) -> list[str]:
    try:
        Settings(**told).refuse_unsafe()
    except UnsafeError as unsafe:
        return unsafe.faults
    return []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_alone_needs_no_tls(tmp_path: Path, host: str) -> None:
    assert faults(data=tmp_path / "d", host=host) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "rosters.example", ""])
def test_a_public_address_wants_tls(tmp_path: Path, host: str) -> None:
    (said,) = faults(data=tmp_path / "d", host=host)
    assert "can be reached from other machines" in said
    assert faults(data=tmp_path / "d", host=host, behind_tls_proxy=True) == []
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    certificate.write_text("c")
    assert "want both" in faults(data=tmp_path / "d", host=host, tls_certificate=certificate)[0]
    assert "cannot be read" in faults(data=tmp_path / "d", host=host, tls_certificate=certificate, tls_key=key)[0]
    key.write_text("k")
    assert faults(data=tmp_path / "d", host=host, tls_certificate=certificate, tls_key=key) == []


def test_an_open_data_folder_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    assert faults(data=folder) == []
    assert folder.stat().st_mode & 0o777 == 0o700


def test_an_open_data_folder_that_cannot_be_closed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", lambda *_: None)  # as on a file system that knows no modes
    assert "can be read by others" in faults(data=folder)[0]
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    assert "cannot be made" in faults(data=in_the_way)[0]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql+psycopg://onevisit:changeme@db/onevisit", "everybody knows"),
        ("postgresql+psycopg://ann:ann@db/onevisit", "everybody knows"),
        ("postgresql+psycopg://ann:@db/onevisit", "everybody knows"),
        ("postgresql+psycopg://ann@db/onevisit?password=Secret", "everybody knows"),
        ("postgresql+psycopg://postgres:Zk3-9vq0@db/onevisit", "row-level security does not bind"),
        ("no url at all", "is no URL"),
    ],
)
def test_a_database_with_a_known_password_is_refused(tmp_path: Path, url: str, said: str) -> None:
    assert said in faults(data=tmp_path / "d", database=url)[0]


def test_a_database_with_a_secret_password_is_fine(tmp_path: Path) -> None:
    assert faults(data=tmp_path / "d", database="postgresql+psycopg://rosters:Zk3-9vq0Lw@db/onevisit") == []


def test_tokens_need_all_three_settings_and_https(tmp_path: Path) -> None:
    issuer = {"issuer": "https://id.example", "audience": "onevisit"}
    assert "want all three" in faults(data=tmp_path / "d", **issuer)[0]
    assert "https" in faults(data=tmp_path / "d", **issuer, jwks="http://id.example/keys")[0]
    assert faults(data=tmp_path / "d", **issuer, jwks="https://id.example/keys") == []
    assert faults(data=tmp_path / "d", **issuer, jwks=str(tmp_path / "keys.json")) == []


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    url = "postgresql+psycopg://postgres:postgres@db/onevisit"
    assert len(faults(data=tmp_path / "d", host="0.0.0.0", database=url, issuer="https://id.example")) == 4


def test_a_superuser_of_postgres_is_refused(postgres: str, tmp_path: Path) -> None:
    url = f"postgresql+psycopg://postgres@/postgres?host={postgres}"
    with pytest.raises(UnsafeError, match="superuser"):
        open_store(Settings(data=tmp_path / "d", database=url))


def test_the_first_start_makes_one_key(store: Store) -> None:
    made = make_first_keys(store)
    assert made is not None
    token, scheduler = made
    assert scheduler is None
    assert make_first_keys(store) is None
    with store.session(SYSTEM) as session:
        row = find_key(session, token)
        assert row is not None
        assert (row.role, row.organisation) == ("admin", None)
        row.revoked = row.created
    assert (
        make_first_keys(store) is None
    )  # a store without a good key is a matter for the command line, not for a restart


def test_people_count_for_the_first_start_too(store: Store) -> None:
    with store.session(SYSTEM) as session:
        add_person(session, "https://id.example", "s1", "Ann Madeup", Role.ADMIN, None)
    assert make_first_keys(store, "trust") is None


def test_the_first_start_makes_a_schedulers_key_where_it_is_told_whose(store: Store) -> None:
    made = make_first_keys(store, "trust")
    assert made is not None
    with store.session(SYSTEM) as session:
        rows = [find_key(session, str(token)) for token in made]
        assert [(row.role, row.organisation) for row in rows if row is not None] == [
            ("admin", None),
            ("scheduler", "trust"),
        ]
    assert make_first_keys(store, "other") is None


def test_no_secret_is_in_the_database(store: Store) -> None:
    made = make_first_keys(store)
    assert made is not None
    token = made[0]
    if store.embedded:
        store.close()
        file = Path(str(make_url(store.url).database))
        everything = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
        assert token.split(".")[1].encode() not in everything
