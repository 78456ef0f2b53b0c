"""``onevisit realism``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from .judging import Day, Json, Rules, opened, opened_day
from .outcome import faults_told


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("realism")(realism_command)


def realism_command(
    day: Day,
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="ROSTER", help="A roster of it (JSON): miles, lateness, contact.")
    ] = None,
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """How like life a day is, invented or your own: each measure with the published range and its source."""
    with faults_told():
        from solver.check import check
        from solver.realism import document, measure, table

        if roster is None:
            problem, judged = opened_day(day), None
        else:
            problem, found, pack = opened(day, roster, rules)
            judged = check(problem, found, pack)
        rows = measure(problem, judged)
    if as_json:
        typer.echo(json.dumps({"day": problem.name, "measures": document(rows)}, indent=2))
    else:
        typer.echo("\n".join([problem.name, "", *table(rows)]))
