"""``onevisit duplicates``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from .judging import Day, Json, Rules
from .outcome import faults_told

if TYPE_CHECKING:
    from solver.domain import Problem
    from solver.joining import DuplicationAudit, Meeting, SavingBound

_LISTED = 20  # meetings shown in full


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("duplicates")(duplicates_command)


def duplicates_command(day: Day, rules: Rules = None, as_json: Json = False) -> None:
    """Which visits of one client or household meet, what joining them could save at most, and what is in the way."""
    with faults_told():
        from solver.formats import read_any
        from solver.joining import Register, audit_duplicates
        from solver.reading import problem_notes
        from solver.rules import Pack

        notes: list[str] = []
        problem = read_any(day, notes)
        pack = Pack.for_problem(problem, rules)
        notes += problem_notes(problem, pack)
        audit = audit_duplicates(Register.of(problem, pack))
    if as_json:
        typer.echo(json.dumps({"problem_notes": notes, **plain(audit)}, indent=2, default=str))
        return
    from textwrap import wrap

    from .summary import wide

    for note in notes:
        typer.echo("\n".join(wrap(note, wide(), subsequent_indent="  ")))
    for line in _lines(problem, audit, wide()):
        typer.echo(line)


def plain(audit: DuplicationAudit) -> dict[str, Any]:
    """The audit for machines."""
    return asdict(audit)


def _lines(problem: Problem, audit: DuplicationAudit, width: int) -> list[str]:
    possible = [meeting for meeting in audit.meetings if meeting.possible]
    told = sorted(possible, key=lambda meeting: (-meeting.doors, -meeting.minutes, meeting.visits))
    lines = [problem.name or "Duplicates", ""]
    head = f"  {'':<36}{'meetings':>9}{'doors':>8}{'minutes':>10}{'nurse minutes':>15}"
    lines += ["At most, by joining visits (each figure by itself; no travel counted)", head]
    lines += [_row(audit.total), _row(audit.allowed), "", "By organisation", head]
    names = {organisation.id: organisation.name for organisation in problem.organisations}
    lines += [_row(share, " + ".join(names[one] for one in share.name.split(" + "))) for share in audit.by_organisation]
    lines += ["", "By neighbourhood", head, *(_row(share) for share in audit.by_neighbourhood)]
    lines += ["", f"Visits that could be one ({len(possible):,})"]
    for meeting in told[:_LISTED]:
        lines += _told(problem, meeting, width)
    if len(told) > _LISTED:
        lines.append(f"  and {len(told) - _LISTED:,} more (--json lists all)")
    return lines


def _row(share: SavingBound, name: str = "") -> str:
    name = name or share.name
    name = name if len(name) <= 36 else f"{name[:35]}\u2026"
    return f"  {name:<36}{share.meetings:>9,}{share.doors:>8,}{share.minutes:>10,.0f}{share.nurse_minutes:>15,.0f}"


def _told(problem: Problem, meeting: Meeting, width: int) -> list[str]:
    from textwrap import wrap

    clients = " and ".join(problem.client[client].name for client in meeting.clients)
    same = f"; {', '.join(meeting.same)} commissioned twice" if meeting.same else ""
    nurses = f", {meeting.nurse_minutes:.0f} nurse min" if meeting.nurse_minutes else ""
    about = f"{clients}, {meeting.day:%a %d.%m.%Y}: {', '.join(meeting.visits)}."
    text = f"{about} Saves {meeting.minutes:.0f} min{nurses}{same}."
    way = " ".join(refusal.sentence for refusal in meeting.in_the_way) or "Nothing is in the way."
    lines = wrap(text, width, initial_indent="  ", subsequent_indent="    ")
    return lines + wrap(way, width, initial_indent="      ", subsequent_indent="      ")
