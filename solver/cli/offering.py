"""``onevisit repair``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .judging import Day, Json, RosterFile, Rules, opened
from .outcome import faults_told, refuse_endings, writable

if TYPE_CHECKING:
    from solver.offers import Bench, Offer, On

Take = StrEnum("Take", ["keep", "few", "search", "on_time", "standby", "cancel"])  # the kinds of offers


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("repair")(repair_command)


def repair_command(
    day: Day,
    roster: RosterFile,
    take: Annotated[Take | None, typer.Option("--take", help="Write this offer, with -o.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where the roster goes (JSON).")] = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="CPU seconds of the searches, all together.")] = 10.0,
    moves: Annotated[int | None, typer.Option(min=0, help="Moves of each search, instead of seconds.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed and moves find the same.")] = 0,
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """What now: ways to put back what fell out of a roster, the quickest first, and who must be told of each.

    keep: nobody else moves. few: at most three carers change. search: the rest of the day at the price of what was
    promised. on_time: least lateness. standby: who is on call is called out. cancel: the only one that gives up what
    somebody makes now, for what matters more. First say what has happened: onevisit amend --absent, --add, --suspend.
    """
    with faults_told():
        from solver.formats import shift_workers, write_roster
        from solver.offers import KINDS, Bench, find_offer, find_offers

        if (take is None) != (output is None):
            raise typer.BadParameter("want --take and -o together, or neither of them")
        writable(output)
        refuse_endings(output)
        problem, found, pack = opened(day, roster, rules)
        bench = Bench(problem, found, pack)
        if take is None or output is None:
            _say_all(bench, find_offers(bench, seconds, moves, seed), as_json)
            return
        kind = next(one for one in KINDS if one == take.value)
        if kind == "standby" and not bench.has_standby():
            raise typer.BadParameter("nobody is on call who makes no visit yet", param_hint="--take")
        offer = find_offer(bench, kind, seconds, moves, seed)
        write_roster(offer.roster, output, problem, shift_workers(offer.roster, problem))
    if as_json:
        typer.echo(json.dumps({**_plain(bench, offer), "written": str(output)}, indent=2))
    else:
        _say(bench, offer)
        typer.echo(f"\nWritten: {output}")


def _say_all(bench: Bench, offers: Any, as_json: bool) -> None:
    """Each offer as it is found; for machines all at once."""
    if not bench.roster.unserved:
        typer.echo("[]" if as_json else "Every visit is made. There is nothing to repair.")
    elif as_json:
        typer.echo(json.dumps([_plain(bench, offer) for offer in offers], indent=2))
    else:
        for offer in offers:
            _say(bench, offer)
        typer.echo("\nNothing is written yet: --take keep -o roster.json writes the first of them.")


def _say(bench: Bench, offer: Offer) -> None:
    from solver.promises import tell_changes

    from .summary import wide

    said, label = offer.difference, bench.problem.horizon.label
    typer.echo(f"\n{offer.title} ({offer.kind})")
    given_up = {*said.left} - {one.visit for one in bench.roster.unserved}
    figures = (
        f"{_count(said.placed)} put in, {len(said.left)} left out, {_count(said.moved)} to another carer, "
        f"{len(said.carers)} carers' days change, {offer.check.figures.late} visits late"
        f" by {bench.problem.horizon.minutes(offer.check.figures.lateness):.0f} min together"
    )
    lines = [figures]
    for one in (*said.placed, *said.moved):
        worker = bench.problem.worker[bench.problem.shift[one.shift].worker].name
        lines.append(f"{label(one.start) if one.start is not None else ''} {one.visit}: {worker}")
    lines += [f"{visit}: nobody any more" for visit in sorted(given_up)]
    if said.retimed:
        lines.append(f"{_count(said.retimed)} begin at another time, with the same carer.")
    if offer.told:
        lines += ["Who must be told:", *(f"- {sentence}" for sentence in tell_changes(offer.told))]
    for line in lines:
        typer.echo("\n".join(wrap(line, wide(), initial_indent="  ", subsequent_indent="      ")))


def _count(some: Iterable[On]) -> int:
    """Visits, not stops: one that two make stands on two rounds."""
    return len({one.visit for one in some})


def _plain(bench: Bench, offer: Offer) -> dict[str, Any]:
    """For machines. Cost in pence, more than before."""
    from solver.domain.money import pence

    horizon, said = bench.problem.horizon, offer.difference

    def listed(some: Any) -> list[dict[str, Any]]:
        return [
            {"visit": one.visit, "shift": one.shift, "start": horizon.moment(one.start or 0).isoformat()}
            for one in some
        ]

    return {
        "offer": offer.kind,
        "title": offer.title,
        "placed": listed(said.placed),
        "moved": listed(said.moved),
        "off": listed(said.off),
        "retimed": listed(said.retimed),
        "left": list(said.left),
        "carers": list(said.carers),
        "late": offer.check.figures.late,
        "late_minutes": horizon.minutes(offer.check.figures.lateness),
        "cost": pence(offer.check.score.total - bench.before.score.total),
        "told": [{"person": one.person, "id": one.who, "sentence": one.sentence} for one in offer.told],
    }
