"""``onevisit publish`` and ``onevisit tell``."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from .judging import Day, Json, RosterFile, Rules, opened
from .outcome import BROKEN, faults_told, writable
from .times_said import read_time

if TYPE_CHECKING:
    from solver.promises import Told


To = StrEnum("To", ["client", "worker", "both"])  # whom a roster is told to
_TO: dict[To, Literal["client", "worker", "both"]] = {To.client: "client", To.worker: "worker", To.both: "both"}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("publish")(publish_command)
    app.command("tell")(tell_command)


def publish_command(
    day: Day,
    roster: RosterFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the day with its promises goes.")],
    told: Annotated[
        datetime | None, typer.Option("--told", metavar="TIME", parser=read_time, help="When people are told; now.")
    ] = None,
    to: Annotated[To, typer.Option("--to", help="Whom it is told.")] = To.both,
    date_: Annotated[
        list[datetime] | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Publish this day only; repeatable.")
    ] = None,
    even_so: Annotated[bool, typer.Option("--even-so", help="Publish although a hard rule is broken.")] = False,
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """Publish a roster: the day remembers who was told of whom and when, and what then changes has its price.

    Says who must be told, and writes the day with a promise for each visit that is made. Solve, amend and check that
    day from then on. Exit code 1, and nothing is written, where the roster breaks a hard rule.
    """
    with faults_told():
        from solver.check import check
        from solver.formats import write_any
        from solver.promises import find_told, publish

        writable(output if output.suffix else None)
        problem, found, pack = opened(day, roster, rules)
        judged = check(problem, found, pack)
        news = find_told(judged)
        write = judged.feasible or even_so
        days: list[date] | None = [one.date() for one in date_] if date_ else None
        published = publish(judged, _moment(problem.horizon, told), _TO[to], days)
        if write:
            write_any(published, output)
    first = not problem.promises
    if as_json:
        typer.echo(
            json.dumps(
                {"written": write, "promises": len(published.promises), "first": first, "told": _plain(problem, news)},
                indent=2,
            )
        )
    else:
        _say(news, "Everybody is to be told: nothing was published before." if first else "")
        if write:
            typer.echo(f"\n{len(published.promises):,} promises. Written: {output}. From now on use that day.")
        else:
            typer.echo("\nNothing was written: a hard rule is broken, see onevisit check. --even-so publishes it.")
    if not write:
        raise typer.Exit(BROKEN)


def tell_command(day: Day, roster: RosterFile, rules: Rules = None, as_json: Json = False) -> None:
    """Say who must be told so that a roster may go ahead: only what is other than was promised, by person."""
    with faults_told():
        from solver.check import check
        from solver.promises import find_told

        problem, found, pack = opened(day, roster, rules)
        news = find_told(check(problem, found, pack))
    if as_json:
        typer.echo(json.dumps({"promises": len(problem.promises), "told": _plain(problem, news)}, indent=2))
    elif not problem.promises:
        typer.echo("Nothing was promised: onevisit publish makes promises of a roster.")
    else:
        _say(news, "")


def _moment(horizon: Any, told: datetime | None) -> int:
    """When people are told, in ticks: now, to the minute, unless said."""
    when = (told or datetime.now().astimezone()).replace(second=0, microsecond=0)
    ticks: int = horizon.ticks(when)
    return ticks


def _say(news: tuple[Told, ...], instead: str) -> None:
    from solver.promises import tell_changes

    from .summary import wide

    sentences = tell_changes(news)
    for sentence in sentences:
        typer.echo("\n".join(wrap(sentence, wide(), subsequent_indent="    ")))
    if not sentences:
        typer.echo(instead or "Nobody need be told: all that was promised is kept.")
    else:
        people = {(one.person, one.who) for one in news}
        clients = sum(person == "client" for person, _ in people)
        typer.echo(f"\nTo be told: {clients} clients, {len(people) - clients} workers.")


def _plain(problem: Any, news: tuple[Told, ...]) -> list[dict[str, Any]]:
    """For machines."""
    return [
        {
            "person": one.person,
            "id": one.who,
            "name": one.name,
            "visit": one.visit,
            "change": one.change,
            "start": problem.horizon.moment(one.start).isoformat(),
            "sentence": one.sentence,
        }
        for one in news
    ]
