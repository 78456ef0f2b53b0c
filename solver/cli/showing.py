"""``onevisit plot`` and ``onevisit rules``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from .judging import Day, Json, RosterFile, Rules, opened
from .outcome import faults_told, refuse_endings, writable


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("plot")(plot_command)
    app.command("rules")(rules_command)


def plot_command(
    day: Day,
    roster: RosterFile,
    html: Annotated[Path | None, typer.Option("--html", help="One self-contained page: timeline beside map.")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="A workbook: rounds, unserved, workers, clients.")] = None,
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="FOLDER", help="A new folder: an iCalendar file for each worker.")
    ] = None,
    initials: Annotated[
        bool, typer.Option("--initials", help="In the calendars clients' initials, no addresses and no orders.")
    ] = False,
    rules: Rules = None,
) -> None:
    """Draw a roster: --html, --xlsx, --ics, or several. Without any, the page goes beside the roster."""
    with faults_told():
        from solver.check import check
        from solver.domain import Fault, InputFaults
        from solver.plot import write_roster_html, write_roster_workbook
        from solver.rules.authority.stopped import list_resting
        from solver.travel import journeys

        if html is None and xlsx is None and ics is None:
            html = roster.with_suffix(".html")
        writable(html, xlsx)
        refuse_endings(None, xlsx, html)
        first: list[str] = []
        problem, found, pack = opened(day, roster, rules, first)
        judged = check(problem, found, pack)
        if stopped := list_resting(judged.breaches):
            wanted = "want a roster without what is stopped (onevisit suspend with --roster-out takes it off):"
            raise InputFaults([Fault("roster", roster.name, f"{wanted} {one}", str(roster)) for one in stopped])
        notes = [
            f"Rules: pack {pack.name} {pack.version}, fingerprint {pack.digest[:12]}.",
            f"Travel: {journeys(problem).error}.",
        ]
        if html is not None:
            write_roster_html(problem, found, judged, html, notes, first)
        if xlsx is not None:
            write_roster_workbook(problem, found, judged, xlsx, notes, first)
        if ics is not None:
            from solver.formats.calendar import write_calendars

            write_calendars(problem, found, ics, initials, pack)
    from .summary import say_loosened

    say_loosened(problem, pack)
    typer.echo("Written: " + ", ".join(str(target) for target in (html, xlsx, ics) if target is not None))


def rules_command(
    day: Annotated[Path | None, typer.Argument(help="A problem whose own rule values are shown.")] = None,
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """Print every rule: what it asks, its values (prices in pence), kind, source and effective date."""
    with faults_told():
        from solver.rules import Pack, rules_table

        if day is None:
            pack = Pack.load(rules)
        else:
            from solver.formats import read_any

            pack = Pack.for_problem(read_any(day), rules)
        rows = rules_table(pack)
    if as_json:
        entries = {
            rule: {
                "enabled": entry.enabled,
                "kind": entry.kind,
                "values": entry.values,
                "effective": entry.effective.isoformat(),
                "source": entry.source,
                "about": entry.about,
            }
            for rule, entry in pack.entries.items()
        }
        typer.echo(
            json.dumps({"name": pack.name, "version": pack.version, "digest": pack.digest, "rules": entries}, indent=2)
        )
        return
    from textwrap import wrap

    from .summary import wide

    typer.echo(f"Rule pack {pack.name} {pack.version}, fingerprint {pack.digest[:12]}; prices in pence.\n")
    for row in rows:
        typer.echo(f"{row.rule}{'' if row.on else '  (off)'}")
        facts = [row.about, f"{row.kind}, from {row.effective}: {row.source}"] + [row.values] * bool(row.values)
        for fact in facts:
            typer.echo("\n".join(wrap(fact, wide(), initial_indent="    ", subsequent_indent="      ")))
