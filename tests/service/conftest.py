"""Both databases: every test that takes ``database_url`` or ``store`` runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import contextlib
import glob
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from service.access import SYSTEM, Principal
from service.run.settings import Settings
from service.store import problems, rosters, tables
from service.store.database import Store
from service.store.opening import open_store
from solver import Problem
from solver.domain import Role

from .. import processes
from ..missing import want, want_package
from ..waiting import patience, until

_NUMBER = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The folder of the socket of a private server that ends with the tests. Its role ``onevisit`` is no superuser."""
    want_package("psycopg", "postgres")
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb")) or [shutil.which("initdb") or ""]
    want("server", found[-1], "PostgreSQL (apt-get install postgresql)")
    programs = Path(found[-1]).parent
    folder = Path(tempfile.mkdtemp(prefix="onevisit-pg-"))
    as_somebody: list[str] = []
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        as_somebody = ["runuser", "-u", "nobody", "--"]
        shutil.chown(folder, "nobody")
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    data = folder / "data"
    initdb = [str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"]
    subprocess.run([*as_somebody, *initdb], check=True, **quiet)
    options = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=60", "listen_addresses="]
    settings = [word for option in options for word in ("-c", option)]
    server = subprocess.Popen(
        [*as_somebody, str(programs / "postgres"), "-D", str(data), "-k", str(folder), *settings], **quiet
    )
    try:
        until(lambda: _answers(str(folder), server))
        _as_superuser(str(folder), "create role onevisit login nosuperuser nocreatedb")
        yield str(folder)
    finally:
        head = int((data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(head, signal.SIGQUIT)
        server.wait(patience())
        shutil.rmtree(folder, ignore_errors=True)


def _answers(folder: str, server: subprocess.Popen[bytes]) -> bool:
    import psycopg

    assert server.poll() is None, "the PostgreSQL server of the tests has ended"
    with contextlib.suppress(psycopg.OperationalError):
        _as_superuser(folder, "select 1")
        return True
    return False


def _as_superuser(folder: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def migrated(postgres: str) -> str:
    """The name of a database with every table, to be copied: quicker than migrating for each test."""
    name = f"migrated_{os.getpid()}"
    _as_superuser(postgres, f"create database {name} owner onevisit")
    open_store(Settings(data=Path(postgres) / "settings", database=_url(postgres, name))).close()
    return name


def _url(folder: str, name: str) -> str:
    return f"postgresql+psycopg://onevisit@/{name}?host={folder}"


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    """Which of the two. Parametrise it indirectly for tests of one alone."""
    return str(request.param)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'onevisit.db'}"
        return
    folder, like = request.getfixturevalue("postgres"), request.getfixturevalue("migrated")
    name = f"test_{os.getpid()}_{next(_NUMBER)}"
    _as_superuser(folder, f"create database {name} owner onevisit template {like}")
    yield _url(folder, name)
    _as_superuser(folder, f"drop database {name} with (force)")


@pytest.fixture
def empty_database_url(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[str]:
    """The same without a table."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    folder = request.getfixturevalue("postgres")
    name = f"empty_{os.getpid()}_{next(_NUMBER)}"
    _as_superuser(folder, f"create database {name} owner onevisit")
    yield _url(folder, name)
    _as_superuser(folder, f"drop database {name} with (force)")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", database=database_url)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """A store with its tables and nothing in them."""
    opened = open_store(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def hamlet() -> Problem:
    """A small invented day: about 20 visits, several organisations."""
    from fixtures import generate

    return generate("hamlet", 1)


@pytest.fixture(scope="session")
def somebody() -> Callable[..., Principal]:
    """Makes a principal of an organisation, as a key would: ``somebody("trust", Role.ADMIN)``."""

    def make(organisation: str | None, role: Role = Role.SCHEDULER) -> Principal:
        return Principal(f"key:{organisation}-{role}", f"{organisation}'s {role}", role, organisation)

    return make


@pytest.fixture
def ask(store: Store, hamlet: Problem) -> Callable[..., str]:
    """Asks for a roster of the hamlet in the store, as a route does; nothing is submitted. Returns its id."""

    def asking(problem: Problem = hamlet, **asked: Any) -> str:
        with store.session(SYSTEM) as session:
            kept = problems.add(session, SYSTEM, problem, problem.organisations[0].id)
            return rosters.add(session, SYSTEM, kept, **{"joins": "off", **asked}).id

    return asking


@pytest.fixture
def row(store: Store) -> Callable[[str], tables.Roster]:
    """A roster's row as it is now."""

    def reading(id_: str) -> tables.Roster:
        with store.reading(SYSTEM) as session:
            return session.get_one(tables.Roster, id_)

    return reading


@pytest.fixture
def story(store: Store) -> Callable[[str], list[tuple[str, dict[str, Any]]]]:
    """The kinds and data of a roster's events."""

    def telling(id_: str) -> list[tuple[str, dict[str, Any]]]:
        with store.reading(SYSTEM) as session:
            return [(event.kind, event.data) for event in rosters.list_events(session, id_)]

    return telling


@pytest.fixture
def command(settings: Settings) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts ``onevisit serve`` or ``onevisit worker`` on the store's database; kills at the end what is left of it."""
    started: list[subprocess.Popen[str]] = []

    def starting(name: str, *options: str, **environment: str) -> subprocess.Popen[str]:
        told = {"ONEVISIT_DATA": str(settings.data), "ONEVISIT_DATABASE": settings.database_url, **environment}
        words = [str(Path(sys.executable).parent / "onevisit"), name, *options]
        process = subprocess.Popen(words, env={**os.environ, **told}, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield starting
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def wait() -> Callable[..., None]:
    return until


@pytest.fixture
def solvers_of() -> Callable[[str], list[int]]:
    """The processes that solve a roster just now."""

    def looking(id_: str) -> list[int]:
        return [one for one in processes.every() if {"service.jobs.worker", id_} <= set(processes.command(one).split())]

    return looking
