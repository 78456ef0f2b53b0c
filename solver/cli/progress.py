"""One search from the command line: a progress line on a terminal, silence in a pipe, Ctrl-C keeps the best so far."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from .outcome import OUR_FAULT
from .stopping import WORDS, Stopping

if TYPE_CHECKING:
    from solver.domain import Problem
    from solver.result import Progress, Result

_COMPILING = "The engine is compiled for this machine first: once, a minute or a few. Ctrl-C stops it."


def searched(problem: Problem, stopping: Stopping, quiet: bool = False, **settings: Any) -> Result:
    """Run ``solve`` with these settings. A score that the checker disputes ends the program with exit code 3.

    quiet: no progress line. That the engine has to be compiled first is said always: minutes of silence frighten.
    """
    from solver.engine import PartFailedError
    from solver.solving import DisputedScoreError, solve

    compiling = tell_compiling()
    line = _Line(problem, settings.get("seconds"), settings.get("iterations"))
    shown = None
    if not quiet and sys.stderr.isatty():
        from rich.console import Console

        shown = Console(stderr=True).status(WORDS["getting ready"])

    def hear(now: Progress) -> None:
        phase = "compiling" if compiling and now.phase == "getting ready" else now.phase
        stopping.enter(phase, roster=now.iterations > 0 or phase not in ("journeys", "getting ready", "compiling"))
        if shown is not None:
            shown.update(line.about(now, phase))

    try:
        with shown or nullcontext():
            result = solve(problem, progress=hear, cancelled=lambda: stopping.asked, **settings)
    except PartFailedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(OUR_FAULT) from None
    except DisputedScoreError as error:
        typer.echo(f"The checker disputes the engine's score; no roster is returned. {error}", err=True)
        raise typer.Exit(OUR_FAULT) from None
    stopping.enter("writing", roster=True)
    return result


@dataclass
class _Line:
    """The progress line. seconds: how long the search may take; iterations: or how many moves it may make."""

    problem: Problem
    seconds: float | None
    iterations: int | None
    began: float | None = None  # the search, in seconds since the solve did

    def about(self, now: Progress, phase: str) -> str:
        """ "searching: 11 of 20 s   612.40 points, 3 not served   Ctrl-C keeps the best"."""
        from solver.explain import points

        words = WORDS.get(phase, phase)
        if phase in ("journeys", "getting ready", "compiling"):
            return f"{words} ..."
        if self.began is None:
            self.began = now.seconds
        spent = now.seconds - self.began
        clock = f"{spent:.0f} s"
        if phase in ("search", "joins") and self.iterations is None and self.seconds is not None:
            clock = f"{min(spent, self.seconds):.0f} of {self.seconds:g} s"
        left = f", {now.unserved} not served" if now.unserved else ""
        return f"{words}: {clock}   {points(self.problem, now.cost)}{left}   Ctrl-C keeps the best"


def tell_compiling() -> bool:
    """Whether the engine has to be compiled first; then it is said so, on standard error."""
    from solver.engine.local_search import cache

    if cache.is_compiled():
        return False
    typer.echo(_COMPILING, err=True)
    return True


def written(targets: list[Path]) -> str:
    """ "Written: roster.json, roster.html"."""
    return "Written: " + ", ".join(map(str, targets))
