"""``onevisit solve``."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .day_before import BeforeFiles, WithBefore
from .judging import Day, Json, Rules
from .outcome import BROKEN, faults_told, refuse_endings, writable
from .stopping import describe_stop, stoppable

if TYPE_CHECKING:
    from solver.result import Result


class Joins(StrEnum):
    """What solve does about visits that could be one."""

    OFF = "off"
    SUGGEST = "suggest"
    APPLY = "apply"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("solve", cls=WithBefore)(solve_command)


def solve_command(
    day: Day,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where the roster goes (JSON).")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Also write a workbook.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Also write one page: timeline beside map.")] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="How long to search.")] = 20,
    iterations: Annotated[
        int | None, typer.Option("--iterations", min=0, help="Stop after so many tries; repeatable to the last digit.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed and iterations give the same roster.")] = 0,
    threads: Annotated[int, typer.Option("--threads", min=1, help="Searches side by side, each with its seed.")] = 1,
    parts: Annotated[
        int | None, typer.Option("--parts", min=1, help="Search in so many parts; 1: in one piece, however large.")
    ] = None,
    start: Annotated[
        Path | None, typer.Option("--start", help="A roster to start from: JSON, a workbook or CSV.")
    ] = None,
    rules: Rules = None,
    before: BeforeFiles = None,
    exact: Annotated[bool, typer.Option("--exact", help="Also prove or bound the cost; for small problems.")] = False,
    bound: Annotated[
        bool,
        typer.Option("--bound", help="Also say how far from the best possible it is at most; takes as long again."),
    ] = False,
    joins: Annotated[
        Joins, typer.Option("--joins", help="Joint visits: off; suggest them; apply those signed for or pre-agreed.")
    ] = Joins.SUGGEST,
    supposed: Annotated[
        int | None,
        typer.Option("--what-if", min=1, help="Suppose that change number N of those suggested for joins was made."),
    ] = None,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing; the exit code says how it went.")] = False,
) -> None:
    """Make a roster. Ctrl-C keeps the best so far. Exit codes: 1 a hard rule could not be kept, 130 no roster yet."""
    with faults_told(), stoppable() as stopping:
        from solver.amend import describe_made, describe_too_early, pin_made
        from solver.check import start_from
        from solver.explain import describe_moved
        from solver.formats import read_roster, write_roster
        from solver.reading import list_oddities, problem_notes
        from solver.rules import Pack, list_loosened

        from .judging import opened_day
        from .progress import searched

        writable(output, xlsx, html)
        refuse_endings(output, xlsx, html)
        told_first: list[str] = []
        problem = opened_day(day, told_first, before)
        pack = Pack.for_problem(problem, rules)
        told_first += problem_notes(problem, pack)
        loosened, odd = list_loosened(problem, pack), list_oddities(problem, pack)
        if supposed is not None:
            from .joins import what_if

            problem, said = what_if(problem, pack, supposed)
            if not quiet:
                typer.echo(f"What if: {said}.", err=as_json)
        of_start: list[str] = []
        first = read_roster(start, problem, of_start) if start is not None else None
        asked, made, other_day = problem, None, ""
        if first is not None:
            first, other_day = start_from(problem, first)
            if other_day:
                of_start.append(other_day)
            else:
                problem, made = pin_made(problem, first, pack)
            of_start += describe_made(problem, made) if made is not None else []
        lead = sum(note.startswith("Loosened:") for note in told_first)
        told_first[lead:lead] = of_start
        result = searched(
            problem,
            stopping,
            quiet=quiet or as_json,
            seconds=seconds,
            iterations=iterations,
            seed=seed,
            threads=threads,
            parts=parts,
            start=first,
            pack=pack,
            exact=exact,
            bound=bound,
            joins=joins.value,
        )
        if made is not None and (early := describe_too_early(problem, made, result.roster)):
            told_first.append(early)
        if first is not None and not other_day and (moved := describe_moved(asked, first, result.roster)):
            told_first.insert(lead + len(of_start), moved)
        if result.stopped:
            told_first.insert(lead, describe_stop(result, None if iterations is not None else seconds))
        from solver.result import about_joins, describe_beside, judgement

        plain = judgement(result.check.problem, result.check, result.roster.unserved)
        targets = [target for target in (output, xlsx, html) if target is not None]
        if output is not None:
            write_roster(result.roster, output, asked, describe_beside(result, told_first))
        _draw(result, xlsx, html, told_first)
    if as_json:
        told = {
            "loosened": loosened,
            "problem_notes": told_first,
            "please_look_at": odd,
            **plain,
            "provenance": result.provenance(),
            **about_joins(result),
        }
        typer.echo(json.dumps(told, indent=2))
    elif not quiet:
        _tell(result, told_first, targets)
    if not result.feasible:
        raise typer.Exit(BROKEN)


def _draw(result: Result, xlsx: Path | None, html: Path | None, told_first: list[str]) -> None:
    """Write the workbook and the page, where they are asked for."""
    if xlsx is None and html is None:
        return
    from solver.plot import write_html, write_workbook

    if xlsx is not None:
        write_workbook(result, xlsx, told_first)
    if html is not None:
        write_html(result, html, told_first)


def _tell(result: Result, told_first: list[str], targets: list[Path]) -> None:
    """Print the summary, what joins are about, and which files were written. told_first: sentences before all else."""
    from solver.result import provenance_notes

    from .joins import told_joins
    from .progress import written
    from .summary import summary

    last = provenance_notes(result)
    typer.echo(summary(result.check.problem, result.check, result.roster.unserved, last, told_first))
    for line in told_joins(result):
        typer.echo(line)
    if targets:
        typer.echo("\n" + written(targets))
