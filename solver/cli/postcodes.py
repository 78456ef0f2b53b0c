"""``onevisit postcodes``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("postcodes")(postcodes_command)


def postcodes_command(
    file: Annotated[Path, typer.Argument(help="As downloaded: a zip or CSV file of postcodes and where they are.")],
) -> None:
    """Index a table of postcodes, once: places with a postcode then need no coordinates.

    FILE: the ONS Postcode Directory, Code-Point Open, or any CSV file with columns postcode, lat and lon. Nothing
    leaves this machine. Eastings and northings are turned into degrees to within 5 m.
    """
    from solver.domain import InputFaults
    from solver.travel.postcode_files import read_postcodes
    from solver.travel.postcode_table import table_path, write_table

    target = table_path()
    try:
        many = write_table(read_postcodes(file), target)
    except InputFaults as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    typer.echo(f"{many:,} postcodes, kept in {target}.")
