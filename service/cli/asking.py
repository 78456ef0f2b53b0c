"""The command who-saw: the audit asked for one client, from the machine the store is on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from .keeping import Data, Database, columns, opened

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.store import tables

_PAGE = 500


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("who-saw")(who_saw_command)


def who_saw_command(
    client: Annotated[str, typer.Option("--client", help="The client's id, as problems have it.")],
    owner: Annotated[str | None, typer.Option("--owner", help="Only days of this organisation.")] = None,
    data: Data = None,
    database: Database = None,
) -> None:
    """List who saw, changed or was refused a client's data: when, by which key, from where. Asking is kept as well."""
    with opened(data, database) as store:
        from service.access import SYSTEM
        from service.store import audit

        with store.session(SYSTEM) as session:
            names = _name_everybody(session)
            found = [row for row in _every_deed(session, client) if owner in (None, row.owner)]
            for whose in sorted({row.owner for row in found}):
                audit.record(session, SYSTEM, "read", whose, clients=[client], detail="audit")
            rows = [_line(row, names.get(row.who, "")) for row in found]
    columns(rows, f"nobody saw a client {client} here")


def _every_deed(session: Session, client: str) -> Iterator[tables.Audit]:
    from service.access import SYSTEM
    from service.store import audit

    after = ""
    while page := audit.list_deeds(session, SYSTEM, client, after, _PAGE):
        yield from page
        after = page[-1].id


def _name_everybody(session: Session) -> dict[str, str]:
    """What keys and people are called, by the ids that the audit has of them."""
    from sqlalchemy import select

    from service.store import tables

    named = {f"key:{row.id}": row.name for row in session.scalars(select(tables.Key))}
    people = session.scalars(select(tables.Person))
    return named | {f"person:{row.issuer}|{row.subject}": row.name for row in people}


def _line(row: tables.Audit, name: str) -> tuple[str, ...]:
    where = row.roster or row.problem or ""
    version = "" if row.version is None or row.roster is None else f" version {row.version}"
    who = f"{row.who} ({name})" if name else row.who
    sight = "" if row.sight in (None, "none") else f"{row.sight} "
    return (
        f"{row.at:%Y-%m-%d %H:%M:%S}Z",
        row.action,
        who,
        row.role,
        row.organisation or "",
        row.address or "",
        f"{where}{version}",
        f"{sight}{row.detail}",
    )
