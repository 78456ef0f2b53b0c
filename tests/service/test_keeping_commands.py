"""The commands that keep the store in order: what they say, their exit codes, and what they leave."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from service.access import ACCOUNTS, SYSTEM
from service.cli import asking, keeping
from service.identity.auth import find_principal, person, principal_of
from service.run.settings import Settings
from service.store import audit, problems, rosters, tables
from service.store.keys import make_key
from service.store.migration import list_revisions
from service.store.opening import open_store
from service.store.rolls import Look
from service.web.problem_details import Refusal
from solver import Problem
from solver.domain import Role

from ..missing import want_package


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ONEVISIT_DATA", raising=False)
    monkeypatch.delenv("ONEVISIT_DATABASE", raising=False)
    monkeypatch.chdir(tmp_path)


def run(settings: Settings, *words: str) -> Result:
    app = typer.Typer()
    keeping.register(app)
    asking.register(app)
    where = ["--data", str(settings.data)]
    if settings.database is not None:
        where += ["--database", settings.database]
    return CliRunner().invoke(app, [*words, *where])


@pytest.fixture
def embedded(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.mark.parametrize("command", [("key", "new"), ("person", "add")])
def test_help_names_the_roles_of_access(command: tuple[str, str]) -> None:
    app = typer.Typer()
    keeping.register(app)
    told = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200"}).output
    *most, last = (role.code for role in ACCOUNTS)
    assert f"{', '.join(most)} or {last}." in told


@pytest.mark.parametrize("spelled", ["nurse_lead", "nurse lead", "Nurse-Lead"])
def test_a_role_is_read_however_it_is_spelled(settings: Settings, spelled: str) -> None:
    made = run(settings, "key", "new", "ward system", "--role", spelled, "--organisation", "trust")
    added = run(
        settings,
        "person",
        "add",
        "Ann Madeup",
        "--issuer",
        "https://id.example",
        "--subject",
        "s1",
        "--role",
        spelled,
        "--organisation",
        "trust",
    )
    assert (made.exit_code, added.exit_code) == (0, 0)
    store = open_store(settings)
    assert find_principal(store, settings, made.output.strip()).role is Role.NURSE_LEAD
    with store.reading(SYSTEM) as session:
        assert {row.role for row in session.query(tables.Key)} == {"nurse_lead"}
        assert {row.role for row in session.query(tables.Person)} == {"nurse_lead"}
    store.close()
    assert "nurse_lead" in run(settings, "key", "list").output


@pytest.mark.parametrize("spelled", ["matron", "team lead", ""])
def test_other_roles_are_refused_and_the_right_ones_named(settings: Settings, spelled: str) -> None:
    made = run(settings, "key", "new", "ward system", "--role", spelled, "--organisation", "trust")
    assert made.exit_code == 2
    assert "want scheduler, nurse_lead, analyst" in made.output


@pytest.mark.parametrize("kept", ["nurse_lead", "nurse lead"])
def test_a_row_of_either_spelling_lets_in(settings: Settings, kept: str) -> None:
    token = run(settings, "key", "new", "ward", "--role", "scheduler", "--organisation", "trust").output.strip()
    store = open_store(settings)
    with store.session(SYSTEM) as session:
        session.query(tables.Key).one().role = kept
        session.add(tables.Person(issuer="i", subject="s", name="Ann Madeup", role=kept, organisation="trust"))
    assert find_principal(store, settings, token).role is Role.NURSE_LEAD
    assert principal_of(person(store, "i", "s")).role is Role.NURSE_LEAD
    store.close()


def test_a_key_s_life(settings: Settings) -> None:
    made = run(settings, "key", "new", "ward system", "--role", "scheduler", "--organisation", "trust", "--days", "30")
    assert made.exit_code == 0
    token = made.output.strip()
    id_ = token.removeprefix("ov_").split(".")[0]
    store = open_store(settings)
    assert find_principal(store, settings, token).organisation == "trust"
    listed = run(settings, "key", "list")
    assert id_ in listed.output
    assert "in force until" in listed.output
    assert token.split(".")[1] not in listed.output
    assert run(settings, "key", "revoke", id_).exit_code == 0
    again = run(settings, "key", "revoke", id_)
    assert (again.exit_code, "no key in force" in again.output) == (2, True)
    assert "revoked" in run(settings, "key", "list").output
    with pytest.raises(Refusal):
        find_principal(store, settings, token)
    with store.reading(SYSTEM) as session:
        told = [row.detail for row in audit.list_deeds(session, SYSTEM)]
    assert told == [f"key {id_} made, scheduler", f"key {id_} revoked"]
    store.close()


def test_a_person_s_life(settings: Settings) -> None:
    add = ["person", "add", "Ann Madeup", "--issuer", "https://id.example", "--subject", "s1"]
    id_ = run(settings, *add, "--role", "nurse_lead", "--organisation", "trust").output.strip()
    listed = run(settings, "person", "list").output
    assert all(word in listed for word in (id_, "nurse_lead", "trust", "in force", "Ann Madeup", "s1"))
    assert run(settings, "person", "revoke", id_).exit_code == 0
    assert run(settings, "person", "revoke", id_).exit_code == 2
    assert run(settings, *add, "--role", "analyst", "--organisation", "trust").output.strip() == id_
    assert "analyst" in run(settings, "person", "list").output


def test_a_role_that_nothing_bounds_is_refused(embedded: Settings) -> None:
    refused = run(embedded, "key", "new", "x", "--role", "scheduler")
    assert (refused.exit_code, "want an organisation" in refused.output) == (2, True)
    assert run(embedded, "key", "list").output.strip() == "no keys"


def test_a_folder_without_a_store_is_told_and_stays_so(embedded: Settings) -> None:
    for words in (
        ["key", "list"],
        ["key", "revoke", "x"],
        ["person", "list"],
        ["person", "revoke", "x"],
        ["backup", "b.zip"],
        ["retire", "--older-than", "9"],
        ["erase", "--owner", "trust", "--client", "C1"],
    ):
        refused = run(embedded, *words)
        assert (refused.exit_code, "holds no store" in refused.output) == (2, True)
    assert not embedded.data.exists()
    made = run(embedded, "migrate")
    assert (made.exit_code, made.output.strip()) == (0, f"The store is at revision {max(list_revisions())}.")


def test_backup_and_restore(embedded: Settings, tmp_path: Path) -> None:
    run(embedded, "key", "new", "k", "--role", "admin")
    before = run(embedded, "key", "list").output
    made = run(embedded, "backup", "b.zip")
    assert (made.exit_code, "a store of" in made.output) == (0, True)
    assert run(embedded, "backup", "b.zip").exit_code == 2
    assert run(embedded, "restore", "b.zip").exit_code == 2
    new = Settings(data=tmp_path / "new")
    assert run(new, "restore", "b.zip").exit_code == 0
    assert run(new, "key", "list").output == before
    (tmp_path / "bad.zip").write_bytes((tmp_path / "b.zip").read_bytes()[:-500])
    bad = run(Settings(data=tmp_path / "newer"), "restore", "bad.zip")
    assert (bad.exit_code, "damaged" in bad.output) == (2, True)


def test_postgres_keeps_its_own_backups(settings: Settings) -> None:
    if settings.database is not None and settings.database.startswith("postgres"):
        run(settings, "migrate")
        for word, tool in (("backup", "pg_dump"), ("restore", "pg_restore")):
            refused = run(settings, word, "b.zip")
            assert (refused.exit_code, tool in refused.output) == (2, True)


def test_retire_and_erase(settings: Settings, hamlet: Problem) -> None:
    store = open_store(settings)
    with store.session(SYSTEM) as session:
        row = rosters.add(session, SYSTEM, problems.add(session, SYSTEM, hamlet, "trust"), seconds=1.0)
    client = hamlet.clients[0].id
    busy = run(settings, "erase", "--owner", "trust", "--client", client)
    assert (busy.exit_code, row.id in busy.output) == (2, True)
    with store.session(SYSTEM) as session:
        rosters.end(session, row.id, "cancelled")
    gone = run(settings, "erase", "--owner", "trust", "--client", client)
    assert (gone.exit_code, "Erased from 1 problems and 1 rosters" in gone.output) == (0, True)
    assert run(settings, "erase", "--owner", "trust", "--client", client).exit_code == 2
    kept = run(settings, "retire", "--older-than", "30")
    assert (kept.exit_code, "0 problems" in kept.output) == (0, True)
    assert run(settings, "retire", "--older-than", "0").exit_code == 2
    store.close()


@pytest.mark.parametrize("url", ["nonsense", "oracle+nothing://x", "postgresql+psycopg://u@/d?host=/nonexistent"])
def test_a_database_that_cannot_be_used_is_told(tmp_path: Path, url: str) -> None:
    want_package("psycopg", "postgres")
    refused = run(Settings(data=tmp_path / "d", database=url), "migrate")
    assert refused.exit_code == 2
    assert "database" in refused.output


def test_who_saw_lists_looks_at_whole_days(embedded: Settings, hamlet: Problem) -> None:
    client, store = hamlet.clients[0].id, open_store(embedded)
    with store.session(SYSTEM) as session:
        token = make_key(session, "ward system", Role.SCHEDULER, "trust")
        kept = problems.add(session, SYSTEM, hamlet, "trust")
    who = replace(find_principal(store, embedded, token), address="192.0.2.7")
    store.witness.saw(who, "exported", "trust", kept.id, detail="csv", look=Look(kept.document, "whole"))
    store.close()
    told = run(embedded, "who-saw", "--client", client).output
    assert all(word in told for word in (who.id, "(ward system)", "exported", "192.0.2.7", "whole csv"))
    assert "audit" in run(embedded, "who-saw", "--client", client, "--owner", "trust").output
    assert run(embedded, "who-saw", "--client", "nobody").output == "nobody saw a client nobody here\n"
