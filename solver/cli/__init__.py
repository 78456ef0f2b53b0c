"""The command ``onevisit``. Nothing heavy is imported before a command runs: help must be instant.

Exit codes: 0 fine; 1 a hard rule is broken; 2 the input is wrong (every fault is printed, nothing is written);
3 the checker disputes the engine's score, or another fault of the program itself.
"""

from __future__ import annotations

from importlib.metadata import entry_points, version
from typing import Annotated

import typer

_ABOUT = """Rosters for home care: who visits whom, when, and why not.

Exit codes: 0 fine, 1 a hard rule is broken, 2 the input is wrong (nothing is written), 3 a fault of the program."""


def register(app: typer.Typer) -> None:
    """Add the solver's own commands."""
    from . import (
        amending,
        comparing,
        duplicates,
        judging,
        likening,
        locating,
        offering,
        papers,
        plain_changes,
        postcodes,
        publishing,
        recording,
        showing,
        solving,
        suspending,
        templates,
        unknowns,
        warming,
    )

    days = (solving, judging, unknowns, amending, plain_changes, suspending, publishing, offering)
    told = (duplicates, comparing, likening, showing, recording, papers, postcodes, locating, templates, warming)
    for room in (*days, *told):
        room.register(app)


def application() -> typer.Typer:
    """Every command of every installed part: the entry points ``onevisit.commands`` each bring a register(app)."""
    app = typer.Typer(
        name="onevisit",
        help=_ABOUT,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_begin)
    for entry in sorted(
        entry_points(group="onevisit.commands"), key=lambda entry: (entry.name != "solver", entry.name)
    ):
        entry.load()(app)
    return app


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"onevisit {version('onevisit')}")
        raise typer.Exit()


def _begin(
    told: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run ``onevisit``."""
    application()()
