"""``onevisit safety``: what a day leaves unknown, whom to ask, and how many visits wait for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .day_before import BeforeFiles, WithBefore
from .judging import Day, Json, Rules, opened_day
from .outcome import faults_told

if TYPE_CHECKING:
    from solver.completeness import Unknown
    from solver.domain import Problem

_LISTED = 30  # things shown in full; all with --all and --json
_VISITS = 6  # visits named with each


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("safety", cls=WithBefore)(safety_command)


def safety_command(
    day: Day,
    roster: Annotated[
        Path | None,
        typer.Argument(metavar="[ROSTER]", help="A roster of it: counts what it leaves out, and what it rests on."),
    ] = None,
    rules: Rules = None,
    before: BeforeFiles = None,
    everything: Annotated[bool, typer.Option("--all", help=f"The whole list, not the first {_LISTED}.")] = False,
    as_json: Json = False,
) -> None:
    """List what is unknown, ranked by the visits that wait for it: whom to ask, and what to have written down."""
    with faults_told():
        from solver.check import refuse_other_day
        from solver.completeness import list_unknowns, made_by
        from solver.formats import read_roster
        from solver.reading import problem_notes
        from solver.rules import Pack

        first: list[str] = []
        problem = opened_day(day, first, before)
        pack = Pack.for_problem(problem, rules)
        first += problem_notes(problem, pack, judged=False)
        made = None if roster is None else read_roster(roster, problem)
        if made is not None:
            refuse_other_day(problem, made, str(roster))
        proposed = [] if roster is None else list(_proposed(roster, problem))
        found = list_unknowns(problem, pack, made, proposed)
        left_out = None if made is None else {*problem.visit} - {*made_by(problem, made)}
    if as_json:
        typer.echo(json.dumps(_document(problem, found, first), indent=2))
    else:
        typer.echo("\n".join(_lines(problem, found, first, left_out, everything)))


def _proposed(roster: Path, problem: Problem) -> Iterator[tuple[list[str], str]]:
    """Joins that a solve proposed in a roster file and nobody has signed for."""
    from solver.formats.jsontext import json_object
    from solver.formats.roster_tables import is_roster_table

    if is_roster_table(roster):
        return
    plain, _, _ = json_object(roster)
    proposals = plain.get("proposals")
    for one in proposals if isinstance(proposals, list) else ():
        try:
            visits, role, signed = list(one["join"]["visits"]), str(one["sign"]), bool(one["signed"])
        except (KeyError, TypeError):
            continue
        if not signed and all(visit in problem.visit for visit in visits):
            yield visits, role


def _document(problem: Problem, found: Sequence[Unknown], first: Sequence[str]) -> dict[str, Any]:
    return {"name": problem.name, "problem_notes": list(first), "unknown": [_plain(one) for one in found]}


def _plain(one: Unknown) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "about": one.about,
        "ask": one.ask,
        "sentence": one.sentence,
        "visits_waiting": list(one.waiting),
        "visits_resting": list(one.resting),
        "visits_more": list(one.more),
    }


def _lines(
    problem: Problem, found: Sequence[Unknown], first: Sequence[str], left_out: set[str] | None, everything: bool
) -> Iterator[str]:
    """left_out: visits that the roster does not make; None: there is no roster."""
    from solver.rules.vocabulary.wording import list_some

    from .summary import wide

    yield problem.name or "Day"
    if problem.horizon.abstract:
        yield "  A literature instance: nothing is asked of it."
        return
    for sentence in first:
        yield from wrap(sentence, wide(), initial_indent="  ", subsequent_indent="    ")
    if not found:
        yield "  Nothing that safety rests on is unknown."
        return
    yield from wrap(_counted(found, left_out), wide(), initial_indent="  ", subsequent_indent="  ")
    yield ""
    legend = _LEGEND if left_out is None else _LEGEND_OF_ROSTER
    for line in legend:
        yield from wrap(line, wide(), initial_indent="  ", subsequent_indent="        ")
    yield ""
    yield "  wait  rest  more"
    shown = found if everything else found[:_LISTED]
    for one in shown:
        numbers = (one.waiting, one.resting, one.more)
        head = "".join(f"{len(some) or '-':>6}" for some in numbers) + "   "
        told = one.ask.casefold() in one.sentence.casefold()
        text = one.sentence if told else f"{one.ask[:1].upper()}{one.ask[1:]}: {one.sentence}"
        yield from wrap(text, wide(), initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False)
        named = next((some for some in numbers if some), ())
        if named:
            line = f"visits {list_some(named, _VISITS)}"
            yield from wrap(
                line, wide(), initial_indent=" " * len(head), subsequent_indent=" " * len(head), break_on_hyphens=False
            )
    if len(found) > len(shown):
        yield f"  and {len(found) - len(shown):,} more: --all"


_LEGEND = (
    "wait: visits that nobody who is on duty then may make until it is known.",
    "rest: visits that whoever may make them makes although it is not known, or ends soon.",
    "more: visits that more people could make then, or that some of those who may make them make although it is not "
    "known.",
    "With a ROSTER beside the day it counts what that roster leaves out and rests on, and lists joins to sign.",
)
_LEGEND_OF_ROSTER = (
    "wait: visits left out that nobody who is on duty then may make until it is known.",
    "rest: visits made although it is not known, or ends soon.",
    "more: of the others left out, those that more people could make then; or the visits it is about.",
)


def _counted(found: Sequence[Unknown], left_out: set[str] | None) -> str:
    waiting, resting, more = ({visit for one in found for visit in some(one)} for some in (_waiting, _resting, _more))
    things = f"{len(found):,} thing{'s' if len(found) != 1 else ''} not known."
    if left_out is None:
        wait, rest = ("waits" if len(waiting) == 1 else "wait"), ("rests" if len(resting) == 1 else "rest")
        return f"{things} {_many(waiting)} {wait} for some of it, {_many(resting)} {rest} on some."
    return (
        f"{things} Of {_many(left_out)} left out {len(waiting):,} wait for some of it, and more people could make "
        f"{len(more & left_out - waiting):,} others if some were known. {_many(resting)} made rest on some."
    )


def _waiting(one: Unknown) -> tuple[str, ...]:
    return one.waiting


def _resting(one: Unknown) -> tuple[str, ...]:
    return one.resting


def _more(one: Unknown) -> tuple[str, ...]:
    return one.more


def _many(visits: set[str]) -> str:
    return f"{len(visits):,} visit{'s' if len(visits) != 1 else ''}"
