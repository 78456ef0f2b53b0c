"""``onevisit check`` and ``onevisit explain``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .day_before import BeforeFiles, WithBefore, filler
from .outcome import BROKEN, faults_told

if TYPE_CHECKING:
    from solver.domain import Problem, Roster
    from solver.rules import Pack

Day = Annotated[Path, typer.Argument(help="The problem: JSON document, folder or zip of CSV files, or XLSX workbook.")]
RosterFile = Annotated[
    Path,
    typer.Argument(
        metavar="ROSTER",
        help="The roster, also one made by hand: JSON, or a workbook or CSV file of visit, carer and start.",
    ),
]
Rules = Annotated[Path | None, typer.Option("--rules", help="A rule pack (TOML) instead of the built-in one.")]
Json = Annotated[bool, typer.Option("--json", help="For machines: JSON on standard output.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("check", cls=WithBefore)(check_command)
    app.command("explain", cls=WithBefore)(explain_command)


def opened_day(day: Path, notes: list[str] | None = None, before: tuple[Path, Path] | None = None) -> Problem:
    """A problem, with the state before it written from the problem and the roster of the day before.

    notes: gains what is to be told first of its file, and what was written.
    """
    from solver.formats import read_any

    fill = filler(before, notes if notes is not None else [])
    problem = read_any(day, notes, fill)
    if fill is not None and problem.horizon.abstract:
        fill({"horizon": problem.horizon})  # says that there is no day before
    return problem


def opened(
    day: Path,
    roster: Path,
    rules: Path | None,
    notes: list[str] | None = None,
    before: tuple[Path, Path] | None = None,
    changed: list[str] | None = None,
) -> tuple[Problem, Roster, Pack]:
    """The three documents a judgement needs; InputFaults for what is wrong with them.

    notes: gains what is to be told first of the day. changed: gains what has changed since a roster of another version
    of the day was made; notes do where it is not given, and without either such a roster is refused. A roster of
    another date always is. before: see ``opened_day``.
    """
    from solver.check import refuse_other_day
    from solver.formats import read_roster
    from solver.rules import Pack

    problem = opened_day(day, notes, before)
    pack = Pack.for_problem(problem, rules)
    found = read_roster(roster, problem, notes if changed is None else changed)
    refuse_other_day(problem, found, str(roster))
    if notes is not None:
        from solver.reading import problem_notes

        notes += problem_notes(problem, pack)
    return problem, found, pack


def check_command(
    day: Day, roster: RosterFile, rules: Rules = None, before: BeforeFiles = None, as_json: Json = False
) -> None:
    """Judge any roster, also a hand-made one: re-time it, list every breach, score it. Exit code 1 on a hard breach."""
    with faults_told():
        from solver.check import check
        from solver.formats import roster_made_for

        first: list[str] = []
        problem, found, pack = opened(day, roster, rules, first, before)
        judged = check(problem, found, pack)
        made_for = roster_made_for(roster)
    from solver.reading import list_oddities
    from solver.result import judgement
    from solver.rules import list_loosened

    from .summary import summary

    unserved = [entry for entry in found.unserved if entry.visit in judged.problem.visit]
    if as_json:
        told = {
            "loosened": list_loosened(problem, pack),
            "problem_notes": first,
            "please_look_at": list_oddities(problem, pack),
        }
        typer.echo(json.dumps({**told, **judgement(judged.problem, judged, unserved)}, indent=2))
    else:
        notes = [f"Rules: pack {pack.name} {pack.version}, fingerprint {pack.digest[:12]}."]
        if made_for is not None and made_for != problem.digest:
            notes.append("This roster was made for another version of the problem.")
        notes.append(
            "The checker finds no hard breach." if judged.feasible else "The checker does not accept this roster."
        )
        typer.echo(summary(judged.problem, judged, unserved, notes, first))
    if not judged.feasible:
        raise typer.Exit(BROKEN)


def explain_command(
    day: Day,
    roster: RosterFile,
    visit: Annotated[str | None, typer.Option("--visit", help="One visit: why this worker, or why nobody.")] = None,
    against: Annotated[Path | None, typer.Option("--against", help="An older roster: what changed since.")] = None,
    rules: Rules = None,
    before: BeforeFiles = None,
    as_json: Json = False,
) -> None:
    """Say why: each unserved visit with its verdict; with --visit one visit; with --against what changed."""
    with faults_told():
        from solver.check import refuse_other_day
        from solver.formats import read_roster
        from solver.rules import Pack

        changed: list[str] = []
        problem = opened_day(day, before=before)
        pack = Pack.for_problem(problem, rules)
        found = read_roster(roster, problem, changed)
        refuse_other_day(problem, found, str(roster))
        from .summary import say_loosened

        one = visit is not None and against is None
        if not (one and as_json):  # which says it inside
            say_loosened(problem, pack, err=as_json)
        for sentence in changed:
            typer.echo(sentence, err=as_json)
        if visit is not None and visit not in {*problem.visit, *(join.id for join in found.joins)}:
            from solver.amend.faults import describe_wanted_visit
            from solver.domain import Fault, InputFaults

            raise InputFaults([Fault("--visit", visit, describe_wanted_visit(problem, found.joins, visit))])
        if against is not None:
            from solver.explain import difference
            from solver.formats import read_old_roster

            older, workers = read_old_roster(against, problem)
            refuse_other_day(problem, older, str(against))
            changes = difference(problem, older, found, left=workers)
            _tell(changes or ["Nothing changed."], changes, as_json)
        elif visit is not None:
            _one(problem, found, pack, visit, as_json)
        else:
            _all(problem, found, pack, as_json)


def _tell(lines: list[str], plain: Any, as_json: bool) -> None:
    typer.echo(json.dumps(plain, indent=2) if as_json else "\n".join(lines))


def _one(problem: Problem, roster: Roster, pack: Pack, visit: str, as_json: bool) -> None:
    from textwrap import wrap

    from solver.check import check
    from solver.domain import explain_verdicts
    from solver.explain import explain_placed, explain_unserved
    from solver.rules import list_loosened
    from solver.rules.authority.basis import list_bases
    from solver.rules.readings.readings import Readings

    from .summary import wide

    joins = {part: join.id for join in roster.joins for part in join.visits}
    served = any(
        stop.visit in (visit, joins.get(visit)) for round_ in roster.rounds for stop in round_.stops if stop.visit
    )
    if not served:
        verdicts = [one for one in explain_unserved(problem, roster, pack, only=[visit]) if one.visit == visit]
        lines = [
            line
            for one in verdicts
            for sentence in (f"{one.verdict}. {one.reason}", f"({explain_verdicts([one.verdict])})")
            for line in wrap(sentence, wide(), break_on_hyphens=False)
        ]
        said = {"visit": visit, "verdict": verdicts[0].verdict, "reason": verdicts[0].reason}
        _tell(lines, {"loosened": list_loosened(problem, pack), **said}, as_json)
        return
    why = explain_placed(problem, roster, visit, pack)
    lines = wrap(why.sentence, wide(), break_on_hyphens=False)
    judged = check(problem, roster, pack)
    rests_on = list_bases(Readings(judged.problem, pack), judged.timeline).get(why.visit, ())
    if rests_on:
        lines += ["", "It rests on:"]
        for sentence in rests_on:
            lines += wrap(sentence, wide(), initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False)
    if why.others:
        lines += ["", "Everybody else who could take it as the roster stands:"]
        for choice in why.others:
            lines += wrap(
                choice.sentence, wide(), initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False
            )
    from solver.domain.money import pence

    others = [
        {"workers": choice.workers, "extra": pence(choice.extra), "sentence": choice.sentence} for choice in why.others
    ]
    told = {"visit": visit, "sentence": why.sentence, "rests_on": list(rests_on), "others": others}
    plain = {"loosened": list_loosened(problem, pack), **told}
    _tell(lines, plain, as_json)


def _all(problem: Problem, roster: Roster, pack: Pack, as_json: bool) -> None:
    from solver.check import joined_as
    from solver.domain import Unserved
    from solver.explain import explain_unserved

    from .summary import left_out, wide

    problem = joined_as(problem, roster)
    found = explain_unserved(problem, roster, pack)
    entries = [Unserved(visit=one.visit, verdict=one.verdict, reason=one.reason) for one in found]
    plain = [{"visit": one.visit, "verdict": one.verdict, "reason": one.reason} for one in found]
    _tell(list(left_out(problem, entries, wide()))[1:] or ["Every visit is served."], plain, as_json)
