"""``onevisit amend``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .changes_asked import Words, faults_where_said, parse_said, read_changes
from .judging import Day, Json, RosterFile, Rules, opened
from .outcome import BROKEN, faults_told, refuse_endings, writable
from .said_by import describe_typed, mark_typed
from .times_said import read_time

if TYPE_CHECKING:
    from solver.amend import Amendment
    from solver.domain import Problem
    from solver.rules import Breach


_ABOUT = """Change a roster by hand: say what that breaks and costs, and write it. Exit code 1 on a new hard breach.

\b
  a visit is off        --cancel V12 --by "Lea Example" --reason away
  somebody is ill       --absent W1
  one visit more        --add visit.json
  other times           --window V12 --earliest 9am --latest 10.30
  takes longer          --window V12 --minutes 45
  of a medicine, also   --by "Nora Example" --role "nurse lead"
  clinical window       --window V12 --task insulin --latest 08:30
                        --by "Nora Example" --role "nurse lead"
  in hospital           --suspend client=C4 --from 10:00 --by ... --reason ...
  late, and accepted    --late V12 --until 09:35 --by ... --reason ...
  moved, pinned, swapped, taken off, absent for one shift, signed for: --change

\b
visit.json, for a client whom the day knows:
  {"id": "V99", "client": "C4", "organisation": "ORG",
   "tasks": [{"code": "wash_and_dress", "duration_minutes": 30}],
   "windows": [{"start": "2026-03-02T09:00", "end": "2026-03-02T10:00"}]}
for a new one: {"visit": {...}, "client": {"id": "C99", "name": "...",
  "place": "P99"}, "place": {"id": "P99", "lat": 52.6, "lon": -1.1}}

Times: 9am, 9.00, 09:00, or 2026-03-02 09:00 where there are several days. -o writes the roster. Where the changes touch
the day as well (all but moves do), the day is written too: to --day-out, else beside the roster as NAME.day.json.
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("amend", help=_ABOUT)(amend_command)


def amend_command(
    day: Day,
    roster: RosterFile,
    cancel: Annotated[
        list[str] | None, typer.Option("--cancel", metavar="VISIT", help="It is off for good: --by, --reason.")
    ] = None,
    absent: Annotated[
        list[str] | None,
        typer.Option("--absent", metavar="WORKER", help="They do not come: their shifts leave the day."),
    ] = None,
    add: Annotated[
        list[Path] | None,
        typer.Option(
            "--add", metavar="FILE", help="One visit more (JSON, as in the sample), put in at its best place."
        ),
    ] = None,
    window: Annotated[
        str | None,
        typer.Option(
            "--window", metavar="VISIT", help="Other times (--earliest, --latest) or length (--minutes) of this visit."
        ),
    ] = None,
    earliest: Annotated[
        datetime | None,
        typer.Option("--earliest", metavar="TIME", parser=read_time, help="With --window: it begins then or later."),
    ] = None,
    latest: Annotated[
        datetime | None,
        typer.Option("--latest", metavar="TIME", parser=read_time, help="With --window: it begins by then."),
    ] = None,
    minutes: Annotated[float | None, typer.Option("--minutes", help="With --window: how long it takes.")] = None,
    task: Annotated[
        str | None, typer.Option("--task", metavar="CODE", help="With --window: the clinical window of this task.")
    ] = None,
    suspend: Annotated[
        str | None,
        typer.Option(
            "--suspend", metavar="KIND=ID", help="Stop a client, worker, registrant, task, delegation or unpaid_carer."
        ),
    ] = None,
    client: Annotated[
        str | None, typer.Option("--client", metavar="ID", help="With --suspend task=CODE: of this client only.")
    ] = None,
    from_: Annotated[
        datetime | None, typer.Option("--from", metavar="TIME", parser=read_time, help="With --suspend; default now.")
    ] = None,
    to: Annotated[
        datetime | None, typer.Option("--to", metavar="TIME", parser=read_time, help="With --suspend: until then.")
    ] = None,
    late: Annotated[
        str | None, typer.Option("--late", metavar="VISIT", help="Accept that it begins late: --until, --by, --reason.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", metavar="TIME", parser=read_time, help="With --late: by then.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who says so.")] = None,
    role: Annotated[
        str | None,
        typer.Option(
            "--role",
            help="What they are, believed as typed: nurse lead, registrant, manager, scheduler or team lead. A health "
            "task or a medicine is changed, added or cancelled by the first three alone.",
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why.")] = None,
    change: Annotated[
        list[str] | None, typer.Option("--change", metavar="JSON", help="One change; may be given several times.")
    ] = None,
    changes: Annotated[Path | None, typer.Option("--changes", help="A JSON file with a list of changes.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where the amended roster goes (JSON).")] = None,
    day_out: Annotated[
        Path | None, typer.Option("--day-out", help="Where the changed day goes; else beside the roster.")
    ] = None,
    even_so: Annotated[bool, typer.Option("--even-so", help="Write although a hard rule is newly broken.")] = False,
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """Change a roster by hand; the help above is what people see."""
    words = Words(
        cancel=tuple(cancel or ()),
        absent=tuple(absent or ()),
        add=tuple(add or ()),
        suspend=suspend,
        client=client,
        window=window,
        earliest=earliest,
        latest=latest,
        minutes=minutes,
        late=late,
        until=until,
        task=task,
        from_=from_,
        to=to,
        by=by,
        role=role,
        reason=reason,
    )
    by_hand(day, roster, lambda _: words, change or [], changes, output, day_out, even_so, rules, as_json)


def by_hand(
    day: Path,
    roster: Path,
    said_of: Callable[[Problem], Words],
    change: list[str],
    changes: Path | None,
    output: Path | None,
    day_out: Path | None,
    even_so: bool,
    rules: Path | None,
    as_json: bool,
) -> None:
    """Amend a roster and tell it: what ``amend`` and its plain forms do. said_of: the words, once the day is read."""
    with faults_told():
        from solver.amend import amend
        from solver.formats import shift_workers, write_any, write_roster
        from solver.rules import list_loosened

        writable(output, day_out if day_out is not None and day_out.suffix else None)
        refuse_endings(output)
        changed: list[str] = []
        problem, found, pack = opened(day, roster, rules, changed=changed)
        said = read_changes(problem, said_of(problem), change, changes)
        with faults_where_said(said):
            made = amend(problem, found, parse_said(said), pack)
        marked, signers = mark_typed(problem, made.problem, made.decided)
        typed = [sentence] if (sentence := describe_typed(signers)) else []
        made = replace(made, problem=marked, sentences=(*changed, *made.sentences, *typed))
        loosened = list_loosened(made.problem, pack)
        write = made.safe or even_so
        if output is not None and day_out is None and made.problem != problem:
            day_out = output.with_suffix(".day.json")  # a roster without its day can be read by nobody
        if write and output is not None:
            write_roster(made.roster, output, made.problem, shift_workers(made.roster, made.problem))
        if write and day_out is not None:
            write_any(made.problem, day_out)
    targets = [target for target in (output, day_out) if target is not None]
    if as_json:
        told = {"loosened": loosened, **_plain(made, bool(write and targets), made.problem != problem)}
        told |= {"day_out": str(day_out) if write and day_out is not None else None, "signed": signers}
        typer.echo(json.dumps(told, indent=2))
    else:
        from .summary import say_loosened

        say_loosened(made.problem, pack)
        _say(made, targets, write, made.problem != problem and day_out is None)
    if not made.safe and not even_so:
        raise typer.Exit(BROKEN)


def _say(made: Amendment, targets: list[Path], write: bool, day_differs: bool) -> None:
    from .progress import written
    from .summary import wide

    for sentence in (*made.medicines.out_of_turn, *made.medicines.told, *made.sentences):
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
        why = "a hard rule would be broken" if made.broken else "a medicine and its meal would be out of turn"
        typer.echo(f"\nNothing was written: {why}. --even-so writes all the same.")
    if day_differs and write:
        typer.echo("The day changes too: -o writes both, the day to --day-out or beside the roster.")
    elif write and len(targets) > 1:
        typer.echo(f"The roster is for the day as changed: from now on use {targets[1]}.")


def _plain(made: Amendment, written: bool, day_changed: bool) -> dict[str, Any]:
    """For machines. Costs in pence."""
    from solver.domain.money import pence

    return {
        "safe": made.safe,
        "written": written,
        "day_changed": day_changed,
        "cost": pence(made.cost),
        "broken": [_breach(one) for one in made.broken],
        "mended": [_breach(one) for one in made.mended],
        "doses": list(made.medicines.told),
        "out_of_turn": list(made.medicines.out_of_turn),
        "sentences": list(made.sentences),
    }


def _breach(one: Breach) -> dict[str, Any]:
    return {"rule": one.rule, "sentence": one.sentence, "visit": one.visit, "shift": one.shift, "amount": one.amount}
