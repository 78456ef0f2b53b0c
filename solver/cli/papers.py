"""``onevisit convert``, ``onevisit schema`` and ``onevisit literature``: documents in and out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from .day_before import BeforeFiles, WithBefore, filler
from .outcome import BROKEN, WRONG_INPUT, faults_told, writable
from .stopping import stoppable

_REASONS = 5.0  # seconds for the reasons why a published instance has no solution


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("convert", cls=WithBefore)(convert_command)
    app.command("schema")(schema_command)
    app.command("literature")(literature_command)


def convert_command(
    source: Annotated[list[Path], typer.Argument(help="JSON document, folder or zip of CSV files, XLSX, or exports.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Ends in .json, .xlsx or .zip; no ending: a folder.")],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="How to read another system's export (TOML).")
    ] = None,
    into: Annotated[Path | None, typer.Option("--into", help="The day that an export is added to.")] = None,
    before: BeforeFiles = None,
) -> None:
    """Turn a problem from one form into another without loss, or read another system's export."""
    with faults_told():
        from solver.formats import convert

        told: list[str] = []
        notes = convert(source, output, mapping, into, fill=filler(before, told))
    for note in (*told, *notes):
        typer.echo(note, err=True)
    typer.echo(f"Written to {output}.")


def schema_command(
    kind: Annotated[str, typer.Argument(help="problem or roster.")] = "problem",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file instead of standard output.")] = None,
) -> None:
    """Print the JSON Schema of a problem document or a roster document."""
    with faults_told():
        from solver.formats import schema, write_whole

        if kind == "problem":
            text = schema("problem")
        elif kind == "roster":
            text = schema("roster")
        else:
            typer.echo(f"{kind!r} has no schema; want problem or roster", err=True)
            raise typer.Exit(WRONG_INPUT)
        if output is None:
            typer.echo(text, nl=False)
        else:
            write_whole(output, text.encode())


def literature_command(
    instance: Annotated[Path, typer.Argument(help="An HHCRSP or UHHC instance (JSON).")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the solution goes, in the published format.")],
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="How long to search.")] = 10,
    seed: Annotated[int, typer.Option("--seed", help="The same seed and iterations give the same solution.")] = 0,
    threads: Annotated[int, typer.Option("--threads", min=1, help="Searches side by side, each with its seed.")] = 1,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no summary.")] = False,
) -> None:
    """Solve a published instance with the same engine and write the published solution format."""
    with faults_told(), stoppable() as stopping:
        from solver.formats.literature import published_cost, read_literature, write_solution

        from .progress import searched

        writable(output)
        problem = read_literature(instance)
        # No reasons, no audit: published figures are compared at equal time.
        result = searched(problem, stopping, seconds=seconds, seed=seed, threads=threads, quiet=quiet, explain=False)
        lost = [entry.visit for entry in result.roster.unserved if not problem.visit[entry.visit].optional]
        if not lost:
            write_solution(problem, result.roster, output)
    if lost:
        from solver.domain import Unserved
        from solver.explain import explain_unserved

        from .summary import left_out, wide

        until = time.monotonic() + _REASONS
        told = explain_unserved(problem, result.roster, only=lost, enough=lambda: time.monotonic() > until)
        why = {one.visit: Unserved(visit=one.visit, verdict=one.verdict, reason=one.reason) for one in told}
        missing = [why.get(visit, Unserved(visit=visit)) for visit in lost]
        typer.echo(f"{problem.name}: no solution written, patients who must be visited are not.", err=True)
        typer.echo("\n".join(left_out(problem, missing, wide())), err=True)
        raise typer.Exit(BROKEN)
    if not quiet:
        cost = published_cost(problem, result.roster)
        typer.echo(f"{problem.name}: cost {cost:.4f} after {result.seconds:.1f} s; written to {output}.")
