"""``onevisit template``: a workbook to fill in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .outcome import faults_told, writable


class TemplateForm(StrEnum):
    FLAT = "flat"
    FULL = "full"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("template")(template_command)


def template_command(
    target: Annotated[Path, typer.Argument(help="The workbook to write; its name ends in .xlsx.")],
    form: Annotated[
        TemplateForm, typer.Option("--form", help="flat: clients, visits and staff; full: every sheet there is.")
    ] = TemplateForm.FLAT,
) -> None:
    """Write a workbook to fill in: notes on every column, lists to choose from, an example row, a page of words."""
    with faults_told():
        from solver.domain import Fault, InputFaults
        from solver.formats import write_whole
        from solver.formats.template import template_bytes

        if target.suffix.lower() != ".xlsx":
            raise InputFaults([Fault("file", target.name, "want a name that ends in .xlsx", str(target))])
        if target.exists():
            wanted = "want a name that is not taken: it may be a day that you have filled in"
            raise InputFaults([Fault("file", target.name, wanted, str(target))])
        writable(target)
        write_whole(target, template_bytes(form.value, target.name))
    typer.echo(f"Written to {target}. Fill it in, then: onevisit solve {target} -o roster.json --html roster.html")
