"""The option ``--before``: the problem of the day just before and its roster, two files in this order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

_WANTED = (
    "want two files, the problem of the day just before and then its roster: --before yesterday.json "
    "yesterday-roster.json"
)

BeforeFiles = Annotated[
    tuple[Path, Path] | None,
    typer.Option(
        "--before",
        metavar="PROBLEM ROSTER",
        help="The day just before and its roster: last shifts and last doses are written from them.",
    ),
]


class WithBefore(TyperCommand):
    """A command with the option ``--before``, which says what is missing where fewer than two files follow it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        for number, word in enumerate(args):
            if word == "--before":
                files = args[number + 1 : number + 3]
                missing = next((place for place, file in enumerate(files) if file.startswith("-")), len(files))
                if missing < 2:
                    given = f"; there is only {files[0]}" if missing == 1 else ""
                    raise typer.BadParameter(f"{_WANTED}{given}", ctx=ctx, param_hint="--before")
        return super().parse_args(ctx, args)


def filler(before: tuple[Path, Path] | None, notes: list[str]) -> Callable[[dict[str, Any]], None] | None:
    """What ``read_any`` wants in order to write the state before; None where no day before is given.

    notes: gains what was written. Raises InputFaults for what is wrong with the two files, also for a roster in the
    place of the problem.
    """
    if before is None:
        return None
    from solver.before import Earlier, fill_before
    from solver.domain import Fault, InputFaults
    from solver.formats import read_any, read_roster

    if _is_roster(before[0]):
        raise InputFaults([Fault("--before", before[0].name, f"{_WANTED}. The first of these is a roster")])
    problem = read_any(before[0])
    return fill_before([Earlier(problem, read_roster(before[1], problem))], notes)


def _is_roster(path: Path) -> bool:
    """Whether a file says of itself that it is a roster; whatever else is wrong with it, its reader says."""
    from solver.domain import InputFaults
    from solver.formats.jsontext import json_object

    if path.suffix != ".json":
        return False
    try:
        return json_object(path)[0].get("onevisit") == "roster"
    except InputFaults:
        return False
