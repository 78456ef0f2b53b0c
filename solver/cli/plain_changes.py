"""``onevisit absent``, ``cancel``, ``late`` and ``add``: the changes that come by telephone, each in one plain line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .amending import by_hand
from .changes_asked import Words, moment_of
from .judging import Day, Json, RosterFile, Rules
from .times_said import read_time

if TYPE_CHECKING:
    from solver.domain import Client, Problem, Worker

_AS_AMEND = "Tells what that breaks and costs; -o writes roster and day. Exit code 1 on a new hard breach."
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Where the amended roster goes (JSON).")]
DayOut = Annotated[Path | None, typer.Option("--day-out", help="Where the changed day goes; else beside the roster.")]
EvenSo = Annotated[bool, typer.Option("--even-so", help="Write although a hard rule is newly broken.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who says so.")]
Reason = Annotated[str | None, typer.Option("--reason", help="Why.")]
Role = Annotated[
    str | None, typer.Option("--role", help="What they are, as typed; of a health task or a medicine it is asked for.")
]
Which = Annotated[str, typer.Argument(metavar="VISIT", help="Its id, or the client's name where they have one visit.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for name, command, about in (
        ("absent", absent_command, "Somebody does not come: their shifts leave the day, others take what they can."),
        ("cancel", cancel_command, "A visit is off for good."),
        ("late", late_command, "A visit begins late, and somebody accepts it."),
        ("add", add_command, "One visit more, put in at its best place."),
    ):
        app.command(name, help=f"{about} {_AS_AMEND}")(command)


def absent_command(
    day: Day,
    roster: RosterFile,
    name: Annotated[str, typer.Argument(help="Who: their name, or their id where two have it.")],
    from_: Annotated[
        datetime | None,
        typer.Option("--from", metavar="TIME", parser=read_time, help="Only shifts that go on after this."),
    ] = None,
    to: Annotated[
        datetime | None, typer.Option("--to", metavar="TIME", parser=read_time, help="Only shifts that begin before.")
    ] = None,
    output: Output = None,
    day_out: DayOut = None,
    even_so: EvenSo = False,
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """Take somebody off the day; what people see is ``register``'s."""

    def said(problem: Problem) -> Words:
        worker = find_worker(problem, name)
        return Words(absent=(worker,), shifts=() if from_ is to is None else find_shifts(problem, worker, from_, to))

    by_hand(day, roster, said, [], None, output, day_out, even_so, rules, as_json)


def cancel_command(
    day: Day,
    roster: RosterFile,
    visit: Which,
    by: By = None,
    reason: Reason = None,
    role: Role = None,
    output: Output = None,
    day_out: DayOut = None,
    even_so: EvenSo = False,
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """Take a visit off the day; what people see is ``register``'s."""

    def said(problem: Problem) -> Words:
        return Words(cancel=(find_visit(problem, visit),), by=by, reason=reason, role=role)

    by_hand(day, roster, said, [], None, output, day_out, even_so, rules, as_json)


def late_command(
    day: Day,
    roster: RosterFile,
    visit: Which,
    until: Annotated[datetime, typer.Option("--until", metavar="TIME", parser=read_time, help="It begins by then.")],
    by: By = None,
    reason: Reason = None,
    role: Annotated[
        str | None,
        typer.Option(
            "--role", help="What they are, as typed: nurse lead, scheduler, team lead, registrant or manager."
        ),
    ] = None,
    output: Output = None,
    day_out: DayOut = None,
    even_so: EvenSo = False,
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """Accept a late start; what people see is ``register``'s."""

    def said(problem: Problem) -> Words:
        return Words(late=find_visit(problem, visit), until=until, by=by, reason=reason, role=role)

    by_hand(day, roster, said, [], None, output, day_out, even_so, rules, as_json)


def add_command(
    day: Day,
    roster: RosterFile,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The visit (JSON); onevisit amend --help shows one.")],
    by: By = None,
    role: Role = None,
    output: Output = None,
    day_out: DayOut = None,
    even_so: EvenSo = False,
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """Put a visit in; what people see is ``register``'s."""
    by_hand(
        day, roster, lambda _: Words(add=(file,), by=by, role=role), [], None, output, day_out, even_so, rules, as_json
    )


def find_worker(problem: Problem, said: str) -> str:
    """The id of somebody by their id or name; the word itself where nobody has it. InputFaults where several have."""
    if said in problem.worker:
        return said
    return _only("NAME", said, _called(problem.workers, said)) or said


def find_visit(problem: Problem, said: str) -> str:
    """The id of a visit by its id, or by the name of a client who has no other; InputFaults where they have several."""
    if said in problem.visit:
        return said
    clients = set(_called(problem.clients, said))
    return _only("VISIT", said, [one.id for one in problem.visits if clients & set(one.clients)]) or said


def find_shifts(problem: Problem, worker: str, begin: datetime | None, end: datetime | None) -> tuple[str, ...]:
    """The shifts of somebody that touch a time. InputFaults where they have none then."""
    from solver.domain import Fault, InputFaults

    own = [shift for shift in problem.shifts if shift.worker == worker]
    first = min((shift.start for shift in own), default=0)
    low, high = moment_of(problem, begin, first), moment_of(problem, end, first)
    touched = [one.id for one in own if (low is None or one.end > low) and (high is None or one.start < high)]
    if own and not touched:
        label = problem.horizon.label
        wanted = ", ".join(f"{label(shift.start)} to {label(shift.end)}" for shift in own)
        raise InputFaults([Fault("--from, --to", None, f"want a time that touches one of their shifts: {wanted}")])
    return tuple(touched)


def _called(people: Sequence[Client] | Sequence[Worker], said: str) -> list[str]:
    """The ids of those who are called so, however it is spaced or cased."""
    wanted = " ".join(said.split()).casefold()
    return [one.id for one in people if " ".join(one.name.split()).casefold() == wanted]


def _only(where: str, said: str, found: list[str]) -> str | None:
    from solver.domain import Fault, InputFaults

    if len(found) > 1:
        raise InputFaults([Fault(where, said, f"want one of these ids: {', '.join(sorted(found))}")])
    return found[0] if found else None
