"""``onevisit records``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .judging import Day, RosterFile, Rules, opened
from .outcome import BROKEN, faults_told


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("records")(records_command)


def records_command(
    day: Day,
    roster: RosterFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="A new folder: in it one for each organisation.")],
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="ID", help="The record of this organisation alone.")
    ] = None,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Beside the CSV files a workbook of both.")] = False,
    rules: Rules = None,
) -> None:
    """Give each organisation its own list of visits and tasks, and nothing about clients that are not its own."""
    with faults_told():
        from solver.check import check
        from solver.domain import Fault, InputFaults
        from solver.records import as_made, records, write_records

        problem, found, pack = opened(day, roster, rules)
        asking = dict.fromkeys(visit.organisation for visit in problem.visits)
        if organisation is not None and organisation not in asking:
            wanted = f"want an organisation that commissioned visits: {', '.join(asking)}"
            raise InputFaults([Fault("--organisation", organisation, wanted)])
        made, over = as_made(problem, found)
        judged = check(made, over, pack)
        broken = [breach.sentence for breach in judged.breaches if breach.hard]
        if not broken:
            told = records(problem, found, made, judged.timeline, pack)
            told = [record for record in told if organisation in (None, record.organisation.id)]
            write_records(told, output, xlsx)
    if broken:
        typer.echo("No records: the checker does not accept this roster.", err=True)
        typer.echo("\n".join(f"  {sentence}" for sentence in broken), err=True)
        raise typer.Exit(BROKEN)
    from .summary import say_loosened

    say_loosened(problem, pack)
    for record in told:
        tasks = len(record.tasks) - 1
        visits = len({row[0] for row in record.visits[1:]})
        typer.echo(f"{record.organisation.name}: {visits} visits, {tasks} tasks.")
    typer.echo(f"Written to {output}.")
