"""Backup while others write, restore in one step, and every file that is not to be trusted."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from service.access import SYSTEM
from service.run.settings import Settings
from service.store import audit, migration, problems, rosters, tables
from service.store.backups import BackupError, restore_backup, write_backup
from service.store.database import Store
from service.store.keys import find_key, make_key
from service.store.opening import open_store
from solver import Problem
from solver.domain import Role


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An embedded store, also where others are on both databases."""
    return Settings(data=tmp_path / "data")


@pytest.fixture
def full(store: Store, settings: Settings, hamlet: Problem) -> Store:
    with store.session(SYSTEM) as session:
        for _ in range(3):
            rosters.add(session, SYSTEM, problems.add(session, SYSTEM, hamlet, "trust"), seconds=1.0)
        audit.record(session, SYSTEM, "read", "trust", clients=["C1", "C2"])
    return store


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.reading(SYSTEM) as session:
        return {
            name: sorted(tuple(map(str, row)) for row in session.execute(select(table)))
            for name, table in tables.Table.metadata.tables.items()
        }


@pytest.mark.parametrize("running", [True, False], ids=["running", "stopped"])
def test_there_and_back(full: Store, settings: Settings, tmp_path: Path, running: bool) -> None:
    with full.session(SYSTEM) as session:
        token = make_key(session, "k", Role.ADMIN, None)
    before = contents(full)
    if not running:
        full.close()
    manifest = write_backup(full, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    assert restore_backup(tmp_path / "b.zip", tmp_path / "new") == manifest
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert sorted(one.name for one in (tmp_path / "new").iterdir()) == ["onevisit.db"]
    again = open_store(Settings(data=tmp_path / "new"))
    assert contents(again) == before
    with again.reading(SYSTEM) as session:
        assert find_key(session, token) is not None
    again.close()


def test_a_backup_made_while_others_write_is_of_one_moment(full: Store, settings: Settings, tmp_path: Path) -> None:
    """Each writer adds a roster's event and an audit row together: no backup may hold one without the other."""
    with full.reading(SYSTEM) as session:
        roster = session.scalars(select(tables.Roster.id)).first()
    assert roster is not None
    stop, failed = threading.Event(), []

    def write() -> None:
        try:
            while not stop.is_set():
                with full.session(SYSTEM) as session:
                    number = rosters.add_event(session, roster, "progress", {"cost": 1, "more": "x" * 5000})
                    audit.record(session, SYSTEM, "changed", "trust", roster=roster, detail=str(number))
        except Exception as error:  # told by the test itself
            failed.append(error)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for number in range(3):
            write_backup(full, tmp_path / f"{number}.zip")
    finally:
        stop.set()
        for writer in writers:
            writer.join(30)
    assert failed == []
    seen = []
    for number in range(3):
        restore_backup(tmp_path / f"{number}.zip", tmp_path / f"new{number}")
        copy = open_store(Settings(data=tmp_path / f"new{number}"))
        with copy.reading(SYSTEM) as session:
            events = {
                str(one.number) for one in rosters.list_events(session, roster, most=10**6) if one.kind == "progress"
            }
            rows = {row.detail for row in audit.list_deeds(session, SYSTEM, most=10**6) if row.action == "changed"}
        copy.close()
        assert events == rows
        seen.append(len(rows))
    assert seen == sorted(seen)
    assert seen[-1] > 0


def test_a_folder_that_holds_anything_is_refused(full: Store, settings: Settings, tmp_path: Path) -> None:
    write_backup(full, tmp_path / "b.zip")
    before = contents(full)
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(tmp_path / "b.zip", settings.data)
    assert contents(full) == before
    (tmp_path / "empty").mkdir(mode=0o755)
    restore_backup(tmp_path / "b.zip", tmp_path / "empty")
    assert (tmp_path / "empty").stat().st_mode & 0o777 == 0o700


def _changed(good: Path, bad: Path, how: str) -> None:
    with zipfile.ZipFile(good) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        store = bytearray(archive.read("onevisit.db"))
    name = "onevisit.db"
    match how:
        case "a byte of the store":
            store[5000] ^= 1
        case "a shorter store":
            del store[-4096:]
        case "a longer store":
            store += b"x"
        case "no store":
            name = "../onevisit.db"
        case "a store that is none":
            store = bytearray(b"x" * 10)
            manifest |= {"bytes": 10, "sha256": hashlib.sha256(store).hexdigest()}
        case "a manifest of something else":
            manifest["onevisit"] = "problem"
        case "a manifest that is a list":
            manifest = []
        case "a newer revision":
            manifest["revision"] = "9999"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr(name, bytes(store))


CHANGES = [
    "a byte of the store",
    "a shorter store",
    "a longer store",
    "no store",
    "a store that is none",
    "a manifest of something else",
    "a manifest that is a list",
    "a newer revision",
]


def test_damaged_files_are_refused_and_leave_nothing(full: Store, settings: Settings, tmp_path: Path) -> None:
    good, new = tmp_path / "b.zip", tmp_path / "new"
    write_backup(full, good)
    for how in CHANGES:
        _changed(good, tmp_path / "bad.zip", how)
        with pytest.raises(BackupError, match="newer" if how == "a newer revision" else "damaged"):
            restore_backup(tmp_path / "bad.zip", new)
        assert not new.exists()
    whole = good.read_bytes()
    for damaged in (
        whole[: len(whole) // 2],
        whole[:-1000],
        b"",
        b"not a zip",
        whole[:3000] + b"\0" * 64 + whole[3064:],
    ):
        (tmp_path / "bad.zip").write_bytes(damaged)
        with pytest.raises(BackupError, match="damaged"):
            restore_backup(tmp_path / "bad.zip", new)
        assert not new.exists()
    with pytest.raises(BackupError, match="cannot be found"):
        restore_backup(tmp_path / "nowhere.zip", new)
    assert not (tmp_path / "onevisit.db").exists()
    restore_backup(good, new)


def test_an_existing_file_is_not_written_over(full: Store, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("yesterday's")
    with pytest.raises(BackupError, match="exists"):
        write_backup(full, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text() == "yesterday's"
    with pytest.raises(BackupError, match="want one that exists"):
        write_backup(full, tmp_path / "nowhere" / "b.zip")
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_an_older_backup_is_brought_up_to_date(settings: Settings, tmp_path: Path) -> None:
    settings.data.mkdir(mode=0o700)
    old = Store(settings.database_url)
    migration.upgrade(old, "0001")
    assert write_backup(old, tmp_path / "b.zip")["revision"] == "0001"
    old.close()
    shutil.rmtree(settings.data)
    restore_backup(tmp_path / "b.zip", settings.data)
    again = open_store(settings)
    assert migration.read_revision(again) in migration.list_revisions() - {"0001"}
    again.close()


def test_postgres_is_told_to_use_its_own(tmp_path: Path) -> None:
    store = Store("postgresql+psycopg://nobody@/nowhere?host=/nonexistent")
    with pytest.raises(BackupError, match="pg_dump"):
        write_backup(store, tmp_path / "b.zip")
    store.close()
