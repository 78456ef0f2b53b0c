"""``onevisit amend``."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from solver.domain.money import pence

from .judging import Day, Json, RosterFile, Rules, opened
from .outcome import BROKEN, faults_told, writable

if TYPE_CHECKING:
    from solver.amend import Amendment, Change
    from solver.rules import Breach


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("amend")(amend_command)


def amend_command(
    day: Day,
    roster: RosterFile,
    change: Annotated[
        list[str] | None, typer.Option("--change", metavar="JSON", help="One change; may be given several times.")
    ] = None,
    changes: Annotated[Path | None, typer.Option("--changes", help="A JSON file with a list of changes.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where the amended roster goes (JSON).")] = None,
    day_out: Annotated[
        Path | None, typer.Option("--day-out", help="Where the day goes, which pins and absences change.")
    ] = None,
    even_so: Annotated[bool, typer.Option("--even-so", help="Write although a hard rule is newly broken.")] = False,
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """Change a roster by hand: say what that breaks and costs, and write it. Exit code 1 on a new hard breach."""
    with faults_told():
        from solver.amend import amend
        from solver.formats import write_any, write_roster

        writable(output, day_out if day_out is not None and day_out.suffix else None)
        asked = _asked(change or [], changes)
        changed: list[str] = []
        problem, found, pack = opened(day, roster, rules, changed=changed)
        made = amend(problem, found, asked, pack)
        made = replace(made, sentences=(*changed, *made.sentences))
        write = made.safe or even_so
        if write and output is not None:
            write_roster(made.roster, output, made.problem)
        if write and day_out is not None:
            write_any(made.problem, day_out)
    targets = [target for target in (output, day_out) if target is not None]
    if as_json:
        typer.echo(json.dumps(_plain(made, bool(write and targets)), indent=2))
    else:
        _say(made, targets, write, made.problem != problem and day_out is None)
    if not made.safe and not even_so:
        raise typer.Exit(BROKEN)


def _asked(one_by_one: list[str], file: Path | None) -> tuple[Change, ...]:
    """The changes asked for, those of the file last."""
    from solver.amend import parse_changes
    from solver.domain import Fault, InputFaults
    from solver.formats.jsontext import decode, json_object, read_bytes

    plain: list[Any] = []
    faults: list[Fault] = []
    for text in one_by_one:
        try:
            value, _, odd = json_object(text.encode())
            faults += odd.values()
            plain.append(value)
        except InputFaults as error:
            faults += [replace(fault, where=f"--change, {fault.where}") for fault in error.faults]
    if file is not None:
        data, name = read_bytes(file)
        text = decode(data, name)
        # A list may stand alone; the reader wants an object.
        data = f'{{"changes": {text}}}'.encode() if text.lstrip().startswith("[") else data
        try:
            value, _, odd = json_object(data)
            faults += [replace(fault, file=name) for fault in odd.values()]
            listed = value.get("changes")
            if isinstance(listed, list):
                plain += listed
            else:
                faults.append(Fault("changes", listed, "want a list of changes", name))
        except InputFaults as error:
            faults += [replace(fault, file=name) for fault in error.faults]
    if not faults and not plain:
        faults.append(Fault("--change", None, "want a change, or --changes FILE"))
    if faults:
        raise InputFaults(faults)
    return parse_changes(plain)


def _say(made: Amendment, targets: list[Path], write: bool, day_differs: bool) -> None:
    from .progress import written
    from .summary import wide

    for sentence in made.sentences:
        typer.echo("\n".join(wrap(sentence, wide(), subsequent_indent="    ")))
    for title, breaches in (("Broken by this", made.broken), ("Mended by this", made.mended)):
        if breaches:
            typer.echo(f"\n{title}")
        for breach in breaches:
            text = f"{breach.rule}: {breach.sentence}"
            typer.echo("\n".join(wrap(text, wide(), initial_indent="  ", subsequent_indent="      ")))
    if targets and write:
        typer.echo("\n" + written(targets))
    elif targets:
        typer.echo("\nNothing was written: a hard rule would be broken. --even-so writes all the same.")
    if day_differs and write:
        typer.echo("The day has changed too; --day-out keeps it, and the roster is for that day.")


def _plain(made: Amendment, written: bool) -> dict[str, Any]:
    """For machines. Costs in pence."""
    return {
        "safe": made.safe,
        "written": written,
        "cost": pence(made.cost),
        "broken": [_breach(one) for one in made.broken],
        "mended": [_breach(one) for one in made.mended],
        "sentences": list(made.sentences),
    }


def _breach(one: Breach) -> dict[str, Any]:
    return {"rule": one.rule, "sentence": one.sentence, "visit": one.visit, "shift": one.shift, "amount": one.amount}
