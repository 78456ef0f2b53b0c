"""The commands key, person, migrate, backup, restore, retire, erase: the store in order, from the machine it is on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from solver.cli.outcome import WRONG_INPUT

if TYPE_CHECKING:
    from service.run.settings import Settings
    from service.store.database import Store
    from solver.domain import Role


def _role(value: str) -> Role:
    """A role of service.access.ACCOUNTS, however it is spelled; imported here because help must not wait for it."""
    from service.access import account_role

    try:
        return account_role(value)
    except ValueError as error:
        raise typer.BadParameter(f"{value!r}: {error}") from None


Data = Annotated[Path | None, typer.Option("--data", help="The data folder; ONEVISIT_DATA, else onevisit-data.")]
Database = Annotated[
    str | None, typer.Option("--database", help="The URL of a PostgreSQL database instead; ONEVISIT_DATABASE.")
]
# A test sets these names against service.access.ACCOUNTS.
RoleOption = Annotated[
    Any, typer.Option("--role", parser=_role, metavar="ROLE", help="scheduler, nurse_lead, analyst or admin.")
]
Organisation = Annotated[
    str | None, typer.Option("--organisation", help="Whose, by the id that problems use; none: an admin of everything.")
]

keys = typer.Typer(no_args_is_help=True, help="API keys of systems: make, list, revoke.")
persons = typer.Typer(no_args_is_help=True, help="People of the OIDC issuer: let in, list, revoke.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(keys, name="key")
    app.add_typer(persons, name="person")
    for name, command in (
        ("migrate", migrate_command),
        ("backup", backup_command),
        ("restore", restore_command),
        ("retire", retire_command),
        ("erase", erase_command),
    ):
        app.command(name)(command)


@keys.command("new")
def new_key_command(
    name: Annotated[str, typer.Argument(help="What it is for, such as: ward system.")],
    role: RoleOption,
    organisation: Organisation = None,
    days: Annotated[int | None, typer.Option("--days", min=1, help="It expires after so many days.")] = None,
    data: Data = None,
    database: Database = None,
) -> None:
    """Make a key and print it, once: only its hash is kept."""
    with opened(data, database, new=True) as store:
        from datetime import timedelta

        from service.access import SYSTEM
        from service.store import audit
        from service.store.keys import make_key
        from service.store.tables import now

        with store.session(SYSTEM) as session:
            expires = None if days is None else now() + timedelta(days=days)
            token = make_key(session, name, role, organisation, expires)
            id_ = token.removeprefix("ov_").partition(".")[0]
            audit.record(session, SYSTEM, "access", organisation or "", detail=f"key {id_} made, {role.code}")
    typer.echo(token)


@keys.command("list")
def list_keys_command(data: Data = None, database: Database = None) -> None:
    """List every key: id, role, organisation, name, and whether it is in force."""
    with opened(data, database) as store:
        from service.access import SYSTEM
        from service.store.keys import list_keys

        with store.reading(SYSTEM) as session:
            rows = [
                (row.id, row.role, row.organisation or "(all)", _state(row.expires, row.revoked), row.name)
                for row in list_keys(session)
            ]
    columns(rows, "no keys")


@keys.command("revoke")
def revoke_key_command(
    id_: Annotated[str, typer.Argument(metavar="ID", help="As onevisit key list shows it.")],
    data: Data = None,
    database: Database = None,
) -> None:
    """End a key at once."""
    with opened(data, database) as store:
        from service.access import SYSTEM
        from service.store import audit, tables
        from service.store.keys import revoke_key

        with store.session(SYSTEM) as session:
            row = session.get(tables.Key, id_)
            if row is None or not revoke_key(session, id_):
                _refuse(f"{id_} is no key in force: want an id that onevisit key list shows")
            audit.record(session, SYSTEM, "access", row.organisation or "", detail=f"key {id_} revoked")
    typer.echo(f"Key {id_} is revoked.")


@persons.command("add")
def add_person_command(
    name: Annotated[str, typer.Argument(help="Who it is.")],
    issuer: Annotated[str, typer.Option("--issuer", help="The OIDC issuer, as their tokens name it (iss).")],
    subject: Annotated[str, typer.Option("--subject", help="Their id with the issuer (sub).")],
    role: RoleOption,
    organisation: Organisation = None,
    data: Data = None,
    database: Database = None,
) -> None:
    """Let somebody in, or give them another role or organisation."""
    with opened(data, database, new=True) as store:
        from service.access import SYSTEM
        from service.store import audit
        from service.store.keys import add_person

        with store.session(SYSTEM) as session:
            row = add_person(session, issuer, subject, name, role, organisation)
            audit.record(session, SYSTEM, "access", organisation or "", detail=f"person {row.id} let in, {role.code}")
    typer.echo(row.id)


@persons.command("list")
def list_persons_command(data: Data = None, database: Database = None) -> None:
    """List everybody: id, role, organisation, name, subject, and whether they are let in."""
    with opened(data, database) as store:
        from service.access import SYSTEM
        from service.store.keys import list_people

        with store.reading(SYSTEM) as session:
            rows = [
                (row.id, row.role, row.organisation or "(all)", _state(None, row.revoked), row.name, row.subject)
                for row in list_people(session)
            ]
    columns(rows, "nobody")


@persons.command("revoke")
def revoke_person_command(
    id_: Annotated[str, typer.Argument(metavar="ID", help="As onevisit person list shows it.")],
    data: Data = None,
    database: Database = None,
) -> None:
    """Let somebody in no more, from their next request on."""
    with opened(data, database) as store:
        from service.access import SYSTEM
        from service.store import audit, tables
        from service.store.keys import revoke_person

        with store.session(SYSTEM) as session:
            row = session.get(tables.Person, id_)
            if row is None or not revoke_person(session, id_):
                _refuse(f"{id_} is nobody who is let in: want an id that onevisit person list shows")
            audit.record(session, SYSTEM, "access", row.organisation or "", detail=f"person {id_} revoked")
    typer.echo(f"Person {id_} is let in no more.")


def migrate_command(data: Data = None, database: Database = None) -> None:
    """Bring the store to what this version wants, or make a new one. The service does so itself when it starts."""
    with opened(data, database, new=True) as store:
        from service.store import migration

        at = migration.read_revision(store)
    typer.echo(f"The store is at revision {at}.")


def backup_command(
    file: Annotated[Path, typer.Argument(help="A new file; a zip.")], data: Data = None, database: Database = None
) -> None:
    """Write the embedded store into one file, while the service runs. It holds personal data: keep it as safe."""
    with opened(data, database, as_it_is=True) as store:
        from service.store.backups import write_backup

        manifest = write_backup(store, file)
    typer.echo(f"Written to {file}: a store of {manifest['bytes']:,} bytes, at revision {manifest['revision']}.")


def restore_command(
    file: Annotated[Path, typer.Argument(help="What onevisit backup wrote.")],
    data: Data = None,
    database: Database = None,
) -> None:
    """Put a backup into a new or empty data folder, whole or not at all. The service must not run there."""
    with _told():
        from service.store.backups import restore_backup

        settings = _settings(data, database)
        if settings.database is not None:
            _refuse("the store is on PostgreSQL: use pg_restore")
        manifest = restore_backup(file, settings.data)
    typer.echo(f"{settings.data} is as it was on {manifest['made'][:19].replace('T', ' at ')} UTC.")


def retire_command(
    older_than: Annotated[int, typer.Option("--older-than", min=1, help="Days since the day rostered was over.")],
    data: Data = None,
    database: Database = None,
) -> None:
    """Take away for good what is older: problems, rosters, comparisons, remembered visits. The audit stays."""
    with opened(data, database) as store:
        from service.store.retention import retire

        gone = retire(store, older_than)
    typer.echo(
        f"Gone: {gone.problems} problems with {gone.rosters} rosters and {gone.comparisons} comparisons, "
        f"{gone.history} remembered visits,"
        f" {gone.others} batches, messages and requests."
    )


def erase_command(
    owner: Annotated[str, typer.Option("--owner", help="The organisation that submitted the problems.")],
    client: Annotated[str, typer.Option("--client", help="The client's id in them.")],
    data: Data = None,
    database: Database = None,
) -> None:
    """Erase one client from every stored document; rosters go on working. The audit stays, and backups made before."""
    with opened(data, database) as store:
        from service.access import SYSTEM
        from service.store.erasure import erase

        gone = erase(store, SYSTEM, owner, client)
    typer.echo(
        f"Erased from {gone.problems} problems and {gone.rosters} rosters; {gone.history} remembered visits deleted."
        " Backups made before still hold this client."
    )


@contextmanager
def opened(data: Path | None, database: str | None, new: bool = False, as_it_is: bool = False) -> Iterator[Store]:
    """The store, brought up to date unless it is wanted as it is. new: it may be one that does not exist yet."""
    with _told():
        from service.store.database import Store
        from service.store.opening import open_store

        settings = _settings(data, database)
        if not new and settings.database is None and not (settings.data / "onevisit.db").exists():
            _refuse(f"{settings.data} holds no store: want the data folder of the service (--data)")
        store = Store(settings.database_url) if as_it_is else open_store(settings)
        try:
            yield store
        finally:
            store.close()


def _settings(data: Path | None, database: str | None) -> Settings:
    from service.run.settings import Settings

    told: dict[str, Any] = {"data": data, "database": database}
    return Settings(**{name: value for name, value in told.items() if value is not None})


@contextmanager
def _told() -> Iterator[None]:
    """Turn what cannot be done into a sentence and exit code 2."""
    from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

    from service.run.settings import UnsafeError
    from service.store.backups import BackupError
    from service.store.erasure import CannotEraseError

    try:
        yield
    except (UnsafeError, BackupError, CannotEraseError, ValueError) as refused:
        _refuse(str(refused))
    except DatabaseError as fault:
        _refuse(f"the database says: {fault.orig}")
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as fault:
        _refuse(f"--database cannot be used ({fault}): want postgresql+psycopg://user:password@host/name")
    except OSError as fault:
        _refuse(f"{fault.filename or 'file'}: {fault.strerror or fault}")


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(WRONG_INPUT)


def _state(expires: Any, revoked: Any) -> str:
    from service.store.tables import now

    if revoked is not None:
        return f"revoked {revoked:%Y-%m-%d}"
    if expires is None:
        return "in force"
    return f"{'expired' if expires <= now() else 'in force until'} {expires:%Y-%m-%d}"


def columns(rows: Sequence[tuple[str, ...]], nothing: str) -> None:
    if not rows:
        typer.echo(nothing)
        return
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        typer.echo("  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip())
