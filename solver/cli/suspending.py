"""``onevisit suspend``."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .judging import Day, Json, Rules
from .outcome import faults_told, refuse_endings, writable
from .times_said import NO_DAY, read_time

if TYPE_CHECKING:
    from solver.amend import Resting, TakenOff
    from solver.domain import Problem, Suspension, SuspensionKind


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("suspend")(suspend_command)


def suspend_command(
    day: Day,
    client: Annotated[
        str | None, typer.Option("--client", metavar="ID", help="Stop a client's visits; with --task that task alone.")
    ] = None,
    worker: Annotated[str | None, typer.Option("--worker", metavar="ID", help="Stop a worker.")] = None,
    registrant: Annotated[
        str | None, typer.Option("--registrant", metavar="ID", help="Stop all that a registrant answers for.")
    ] = None,
    task: Annotated[
        str | None,
        typer.Option("--task", metavar="CODE", help="Stop a task for everybody; with --client for that one."),
    ] = None,
    delegation: Annotated[str | None, typer.Option("--delegation", metavar="ID", help="Stop a delegation.")] = None,
    carer: Annotated[
        str | None, typer.Option("--carer", metavar="ID", help="Stop an unpaid carer: nobody counts on them then.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--end", metavar="ID", help="End this suspension, at --from or now.")
    ] = None,
    from_: Annotated[
        datetime | None,
        typer.Option("--from", metavar="TIME", parser=read_time, help="From this moment on (local time); default now."),
    ] = None,
    to: Annotated[
        datetime | None,
        typer.Option("--to", metavar="TIME", parser=read_time, help="Until then; default until somebody ends it."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why: hospital, a dose in doubt ...")] = "",
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who stops it, or ends it.")] = "",
    roster: Annotated[
        list[Path] | None, typer.Option("--roster", help="A roster made before; may be given several times.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where the day goes; a suspension counts only once it is there."),
    ] = None,
    roster_out: Annotated[
        Path | None, typer.Option("--roster-out", help="Where the (only) roster goes without what rests on it.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="With --roster-out: let others who may make those visits, where they can.")
    ] = False,
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """Stop a client, a worker, a registrant, a task (of everybody, or with --client of one), a delegation or an unpaid
    carer, and say which visits rest on it; or end that.
    """
    chosen: dict[SuspensionKind, str | None] = {
        "client": client if task is None else None,
        "worker": worker,
        "registrant": registrant,
        "task": task,
        "delegation": delegation,
        "unpaid_carer": carer,
    }
    with faults_told():
        from solver.amend import add_suspension, end_suspension, find_resting, pin_over, take_off_resting
        from solver.check import refuse_other_day
        from solver.domain import InputFaults
        from solver.formats import read_any, read_roster, shift_workers, write_any, write_roster
        from solver.rules import Pack

        if faults := _wrong_options(chosen, end, to, roster or [], roster_out):
            raise InputFaults(faults)
        writable(roster_out, output if output is not None and output.suffix else None)
        refuse_endings(roster_out)
        problem = read_any(day)
        moment = _on_the_day(problem, from_) or datetime.now().astimezone().replace(microsecond=0)
        to = _on_the_day(problem, to)
        if end is not None:
            problem, stop = end_suspension(problem, end, moment, by)
        else:
            what, of = next((name, value) for name, value in chosen.items() if value is not None)
            problem, stop = add_suspension(
                problem, what, of, moment, to, reason, by, client=client if what != "client" else None
            )
        pack = Pack.for_problem(problem, rules)
        made = [(path, read_roster(path, problem)) for path in roster or ()]
        for path, one in made:
            refuse_other_day(problem, one, str(path))
        found = [(path, find_resting(problem, one, stop, pack)) for path, one in made]
        if len(made) == 1:
            problem = pin_over(problem, found[0][1])
        taken = None
        if roster_out is not None:
            taken = take_off_resting(problem, made[0][1], stop, found[0][1], pack, again)
            write_roster(taken.roster, roster_out, problem, shift_workers(taken.roster, problem))
        if output is not None:
            write_any(problem, output)
    if as_json:
        from solver.rules import list_loosened

        told = {"loosened": list_loosened(problem, pack), **_plain(problem, stop, found, taken)}
        typer.echo(json.dumps(told, indent=2))
    else:
        from .summary import say_loosened

        say_loosened(problem, pack)
        _say(problem, stop, found, taken, end is not None)
        _say_next(problem, stop, found, taken, end is not None, output, roster_out, again)


def _on_the_day(problem: Problem, moment: datetime | None) -> datetime | None:
    """A moment that was said; a mere time of day ("10:00") is one of the problem's first day."""
    if moment is None or moment.year != NO_DAY:
        return moment
    first = problem.horizon.moment(0)
    return moment.replace(year=first.year, month=first.month, day=first.day)


def _wrong_options(
    chosen: dict[SuspensionKind, str | None],
    end: str | None,
    to: datetime | None,
    rosters: list[Path],
    out: Path | None,
) -> list[Any]:
    from solver.domain import Fault

    given = [name for name, value in chosen.items() if value is not None]
    faults = []
    wanted = "want one of --client, --worker, --registrant, --task, --delegation and --carer, or --end"
    if len(given) + (end is not None) != 1:
        faults.append(Fault("what to stop", given + ["end"] * (end is not None) or None, wanted))
    if end is not None and to is not None:
        faults.append(Fault("--to", to.isoformat(), "want no --to with --end: it ends at --from, or now"))
    if out is not None and len(rosters) != 1:
        faults.append(Fault("--roster-out", str(out), f"want one --roster to write it for; there are {len(rosters)}"))
    return faults


def _say(
    problem: Problem,
    stop: Suspension,
    found: list[tuple[Path, tuple[Resting, ...]]],
    taken: TakenOff | None,
    ended: bool,
) -> None:
    from solver.amend import describe_suspension
    from solver.rules.readings.answering import namesakes

    from .summary import wide

    told = describe_suspension(problem, stop)
    who = f"ended by {stop.ended_by}" if ended else f"by {stop.by}"
    typer.echo("\n".join(wrap(f"{stop.id}: {told[0].upper()}{told[1:]} ({stop.reason}; {who}).", wide())))
    for person in () if ended else namesakes(problem, stop):
        same = f"{person.id} has the same name ({person.name}) and still answers: stop the registrant too?"
        typer.echo("\n".join(wrap(f"Registrant {same}", wide())))
    for path, resting in found:
        visits = len({one.visit for one in resting})
        rests = f"{visits} visits rest" if visits != 1 else "1 visit rests"
        typer.echo(f"\n{path}: {rests if visits else 'no visit rests'} on it")
        for one in resting:
            typer.echo("\n".join(wrap(describe(problem, one), wide(), initial_indent="  ", subsequent_indent="      ")))
    if taken is not None:
        typer.echo("")
        for sentence in (f"Taken off: {', '.join(taken.out) or 'nothing'}.", *taken.sentences):
            typer.echo("\n".join(wrap(sentence, wide())))
        if taken.placed:
            typer.echo("\n".join(wrap(f"Served again by others who may: {', '.join(taken.placed)}.", wide())))


def describe(problem: Problem, one: Resting) -> str:
    """ "08:10 to 08:30 Ada Pretend, by Cal Sample (visit dose, shift CAL): to come"."""
    label = problem.horizon.label
    clients = " and ".join(problem.client[client].name for client in one.clients)
    words = {"to come": "to come", "begun": "BEGUN BEFORE, and not over", "over": "over before"}[one.progress]
    worker = problem.worker[one.worker].name
    return (
        f"{label(one.start)} to {label(one.end)} {clients}, by {worker} (visit {one.visit}, shift {one.shift}): {words}"
    )


def _say_next(
    problem: Problem,
    stop: Suspension,
    found: list[tuple[Path, tuple[Resting, ...]]],
    taken: TakenOff | None,
    ended: bool,
    output: Path | None,
    out: Path | None,
    again: bool,
) -> None:
    from .summary import wide

    lines = []
    if output is None:
        lines.append("Nothing was written: it counts only once the day is kept. Say so again with -o DAY.")
    else:
        lines.append(f"Written to {output}. Rosters made of it from now on keep to it.")
    if not ended and stop.starts >= problem.horizon.end:
        begin = f"{problem.horizon.moment(stop.starts):%Y-%m-%d %H:%M}"
        lines.append(f"It begins on {begin}, after this day has ended: nothing of this day rests on it.")
    if ended:
        lines.append("What was left out is served again once the day is solved again.")
    elif any(one.progress == "begun" for _, resting in found for one in resting):
        lines.append("Somebody is at a door already: ring them now.")
    if not ended and any(one.progress == "over" for _, resting in found for one in resting):
        held = "are pinned where they were made, so that they are not made twice"
        lines.append(
            f"Those over before {held}." if len(found) == 1 else f"Give one --roster alone: those over then {held}."
        )
    if taken is not None:
        lines.append(f"The roster without them is in {out}.{_say_left(stop, taken, again)}")
        if begun := ", ".join(one.visit for _, resting in found for one in resting if one.progress == "begun"):
            lines.append(f"It still has {begun}, begun before: the checker names that until somebody decides.")
    elif any(resting for _, resting in found) and not ended:
        lines.append("Tell whoever was to make these visits, and who waits for them.")
        lines.append("Then take them off with --roster-out, with --again to have others make them: nothing else moves.")
    typer.echo("")
    for line in lines:
        typer.echo("\n".join(wrap(line, wide())))


def _say_left(stop: Suspension, taken: TakenOff, again: bool) -> str:
    """What is to be done about the visits that nobody makes now. again: whether others were sought already."""
    left = sorted(set(taken.out) - set(taken.placed))
    if not left:
        return ""
    if stop.what in ("client", "task"):
        return " Nobody makes those visits while it lasts."
    many = "1 of those visits has" if len(left) == 1 else f"{len(left)} of those visits have"
    if not again:
        return f" {many} nobody now: arrange for them, or say it with --again."
    return (
        f" {many} nobody now, for no other was found ({', '.join(left)}): arrange for them; onevisit explain says why."
    )


def _plain(
    problem: Problem, stop: Suspension, found: list[tuple[Path, tuple[Resting, ...]]], taken: TakenOff | None
) -> dict[str, Any]:
    """For machines."""
    from solver.amend import resting_document, suspension_document
    from solver.rules.readings.answering import namesakes

    plain: dict[str, Any] = {
        "suspension": suspension_document(problem, stop),
        "same_name": [{"registrant": one.id, "name": one.name} for one in namesakes(problem, stop)],
        "rosters": [
            {"roster": str(path), "visits": [resting_document(problem, one) for one in resting]}
            for path, resting in found
        ],
    }
    if taken is not None:
        plain |= {"taken_off": list(taken.out), "served_again": list(taken.placed)}
    return plain
