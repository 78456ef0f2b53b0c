"""``onevisit compare``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from .judging import Day, Json, Rules
from .outcome import OUR_FAULT, faults_told, refuse_endings, writable
from .progress import tell_compiling
from .stopping import stoppable


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare")(compare_command)


def compare_command(
    day: Day,
    html: Annotated[Path | None, typer.Option("--html", help="Also write the picture: one page.")] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="CPU time to search for each roster.")] = 30,
    seeds: Annotated[int, typer.Option("--seeds", min=1, max=99, help="How often, each time with another seed.")] = 3,
    signed: Annotated[
        bool, typer.Option("--signed", help="Join only what somebody signed or an agreement allows beforehand.")
    ] = False,
    packages: Annotated[
        bool, typer.Option("--packages/--no-packages", help="Also count the discharge packages that would fit.")
    ] = True,
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """Roster a day three ways, each organisation alone, pooled, pooled and joined, and say what each step saves."""
    with faults_told(), stoppable() as stopping:
        from solver.compare import PATTERNS, Row, compare, picture, table
        from solver.formats import read_any, write_whole
        from solver.rules import Pack
        from solver.solving import DisputedScoreError

        writable(html)
        refuse_endings(page=html)
        problem = read_any(day)
        pack = Pack.for_problem(problem, rules)

        def told(row: Row) -> None:
            stopping.enter("comparing")
            one = row.ledger
            line = f"seed {row.seed} {PATTERNS[row.pattern]}: {one.doors} doors, {one.left_out} not served"
            typer.echo(line, err=True)

        stopping.enter("compiling" if tell_compiling() else "comparing")
        try:
            found = compare(problem, seconds, seeds, pack, signed, packages, told)
        except DisputedScoreError as error:
            typer.echo(f"The checker disputes the engine's score; nothing is compared. {error}", err=True)
            raise typer.Exit(OUR_FAULT) from None
        stopping.enter("writing", roster=True)
        if html is not None:
            write_whole(html, picture(found).encode())
    if as_json:
        from solver.compare import document
        from solver.rules import list_loosened

        plain = {**document(found), "seconds": seconds, "signed": signed}
        typer.echo(json.dumps({**plain, "loosened": list_loosened(problem, pack)}, indent=2))
    else:
        from textwrap import wrap

        from solver.compare import notes

        from .summary import say_loosened, wide

        say_loosened(problem, pack)
        lines = [problem.name, "", *table(found), ""]
        lines += [line for note in notes(found) for line in wrap(note, wide(), subsequent_indent="  ")]
        typer.echo("\n".join([*lines, "", f"Written: {html}"] if html else lines))
