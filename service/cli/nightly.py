"""``onevisit batch``: every team of a region before a deadline."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from service.overnight import Night, Row

_FINE, _BROKEN, _WRONG_INPUT, _OUR_FAULT = 0, 1, 2, 3
_LEAST = 20.0  # seconds in which even one team's roster can be made and written


class Share(StrEnum):
    """How time is shared."""

    ADAPTIVE = "adaptive"
    EQUAL = "equal"


class Joins(StrEnum):
    """What is done about visits that could be one."""

    OFF = "off"
    SUGGEST = "suggest"
    APPLY = "apply"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("batch")(batch_command)


def batch_command(
    source: Annotated[Path, typer.Argument(metavar="DIR", help="A folder with a problem for each team, in any form.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for rosters and report.")],
    deadline: Annotated[str | None, typer.Option("--deadline", help="When all must be there, such as 06:00.")] = None,
    minutes: Annotated[float | None, typer.Option("--minutes", min=0.1, help="The same as minutes from now.")] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", help="Where --deadline's clock hangs, such as Europe/London.")
    ] = None,
    solvers: Annotated[
        int | None, typer.Option("--solvers", min=1, help="Solver processes side by side; all cores unless said.")
    ] = None,
    joins: Annotated[
        Joins, typer.Option("--joins", help="Joint visits: off; suggest them; apply those signed for or pre-agreed.")
    ] = Joins.SUGGEST,
    rules: Annotated[Path | None, typer.Option("--rules", help="A rule pack (TOML) for every team.")] = None,
    before: Annotated[
        Path | None,
        typer.Option("--before", help="What the night before wrote: its rosters tell of last shifts and last doses."),
    ] = None,
    share: Annotated[
        Share, typer.Option("--share", help="adaptive: to whom it brings most; equal: the same for everybody.")
    ] = Share.ADAPTIVE,
    cpu: Annotated[
        float | None, typer.Option("--cpu", min=1, help="Seconds of CPU in all instead of a deadline, to compare.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Which of the many equally good searches.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing; the exit code says how it went.")] = False,
) -> None:
    """Make a roster for every team before a deadline. Ctrl-C closes with the best so far; the same command goes on."""
    from service.overnight import Night, Plan, row
    from solver.cli.outcome import faults_told

    if sum(one is not None for one in (deadline, minutes, cpu)) != 1:
        raise typer.BadParameter("want one of --deadline, --minutes and --cpu", param_hint="--deadline")
    began = datetime.now().astimezone()
    end = _next(deadline, zone, began) if deadline is not None else None
    seconds = (end - began).total_seconds() if end else 60 * (minutes or 0.0)
    if cpu is None and seconds < _LEAST:
        raise typer.BadParameter(f"want {_LEAST:.0f} seconds at least", param_hint="--deadline")
    with faults_told():
        many = solvers or os.cpu_count() or 1
        plan = Plan(source, output, seconds, many, share.value, joins.value, rules, cpu, seed, before)
        until = end or began + timedelta(seconds=seconds)
        words = f"{cpu:g} s of CPU" if cpu is not None else f"{until:%H:%M %Z}"
        with _shown(words, quiet) as told:
            night = Night(plan, told)
            with _stoppable(night):
                teams = night.run()
        rows = [row(team) for team in teams]
        about = {
            "finished": f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %Z}",
            "deadline": words,
            "in_time": time.monotonic() <= night.end,
            "seconds": round(time.monotonic() - night.began, 1),
            "cpu_seconds": round(night.used, 1),
            "solvers": plan.solvers,
            "share": plan.share,
            "ignored": night.ignored,
            "story": night.story,
        }
        _written(rows, about, output)
    if not quiet:
        _print(rows, about, output)
    raise typer.Exit(_code(rows))


def _next(deadline: str, zone: str | None, now: datetime) -> datetime:
    """The next time that a clock on the wall there shows this."""
    try:
        there = ZoneInfo(zone) if zone else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise typer.BadParameter(
            f"{zone!r} is no time zone; want one such as Europe/London", param_hint="--zone"
        ) from None
    try:
        wanted = datetime.strptime(deadline, "%H:%M")
    except ValueError:
        raise typer.BadParameter(
            f"{deadline!r} is no time of day; want one such as 06:00", param_hint="--deadline"
        ) from None
    here = now.astimezone(there)
    for day in range(3):
        # A local time without its zone is looked up anew: the night in which clocks change has its own offset.
        naive = here.replace(tzinfo=None, hour=wanted.hour, minute=wanted.minute, second=0, microsecond=0)
        naive += timedelta(days=day)
        end = naive.replace(tzinfo=there) if there else naive.astimezone()
        if end.timestamp() > now.timestamp():
            return datetime.fromtimestamp(end.timestamp(), there) if there else end
    raise AssertionError("some day has this time")


def _written(rows: list[Row], about: dict[str, Any], output: Path) -> None:
    from service.overnight import report_document, report_html, report_text
    from solver.formats import json_bytes, write_whole

    write_whole(output / "report.txt", report_text(rows, about).encode())
    write_whole(output / "report.html", report_html(rows, about).encode())
    write_whole(output / "report.json", json_bytes(report_document(rows, about)))


def _code(rows: list[Row]) -> int:
    if any(one.figures is None and not one.faults for one in rows):
        return _OUR_FAULT
    if any(one.figures is not None and one.figures["hard"] for one in rows):
        return _BROKEN
    return _WRONG_INPUT if any(one.faults for one in rows) else _FINE


def _print(rows: list[Row], about: dict[str, Any], output: Path) -> None:
    from rich.console import Console

    from service.overnight import report_text

    console = Console()
    if not console.is_terminal:
        typer.echo(report_text(rows, about))
    else:
        console.print(_table(rows))
        text = report_text(rows, about).split("\n\n", 2)  # title, table, the rest
        console.print(f"\n{text[2]}", highlight=False, markup=False)
    typer.echo(f"Written: {output}/report.txt, report.html, report.json, and a folder for each team.")


def _table(rows: list[Row]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from service.overnight import HEADINGS

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, name in enumerate(HEADINGS):
        last = number == len(HEADINGS) - 1
        table.add_column(
            name, justify="right" if 0 < number < 7 else "left", no_wrap=not last, ratio=1 if last else None
        )
    for one in rows:
        alarm = one.figures is None or one.figures["hard"] or one.figures["must"]
        cells = [Text(cell) for cell in one.cells]
        if alarm:
            cells[-1] = Text(f"! {one.cells[-1]}", style="bold")
        table.add_row(*cells)
    return table


@contextmanager
def _shown(deadline: str, quiet: bool) -> Iterator[Callable[[Night], None]]:
    """A line of progress on a terminal; silence in a pipe."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda night: None
        return
    with console.status(f"until {deadline}") as status:

        def told(night: Night) -> None:
            done = sum(bool(team.row) for team in night.teams)
            at = ", ".join(night.teams[number].name if number >= 0 else "engine" for number in sorted(night.working))
            cost = sum(team.row["cost"] for team in night.teams if team.row and not team.row["abstract"]) / 100
            many = f"{done} of {len(night.teams)} teams have a roster, {cost:,.2f} points"
            status.update(f"until {deadline}  {night.phase}: {at}   {many}   Ctrl-C closes with the best so far")

        yield told


@contextmanager
def _stoppable(night: Night) -> Iterator[None]:
    """The first Ctrl-C, or a polite end by the system, closes; the second interrupts."""

    def stop(number: int, frame: FrameType | None) -> None:
        if night.stopped:
            raise KeyboardInterrupt
        night.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
