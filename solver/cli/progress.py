"""One search from the command line: a progress line on a terminal, silence in a pipe, Ctrl-C keeps the best so far."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import typer

from .outcome import OUR_FAULT

if TYPE_CHECKING:
    from solver.domain import Problem
    from solver.result import Progress, Result

_READY = "getting ready (the first run compiles the engine, which takes up to a minute)"


def searched(problem: Problem, quiet: bool = False, silent: bool = False, **settings: Any) -> Result:
    """Run ``solve`` with these settings. A score that the checker disputes ends the program with exit code 3.

    quiet: no progress line. silent: not a word either where the engine has to be compiled first.
    """
    from solver.engine import PartFailedError
    from solver.explain import money
    from solver.solving import DisputedScoreError, solve

    def line(progress: Progress) -> str:
        if not progress.iterations:
            return _READY
        left = f", {progress.unserved} not served" if progress.unserved else ""
        cost = money(problem, progress.cost)
        return f"{progress.phase} {progress.seconds:5.1f} s   {cost}{left}   Ctrl-C keeps the best"

    shown = None
    if not quiet and sys.stderr.isatty():
        from rich.console import Console

        shown = Console(stderr=True).status(_READY)
    elif not silent:
        tell_compiling()
    try:
        with _stoppable() as stopped, shown or nullcontext():
            return solve(
                problem,
                progress=(lambda progress: shown.update(line(progress))) if shown else None,
                cancelled=lambda: bool(stopped),
                **settings,
            )
    except PartFailedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(OUR_FAULT) from None
    except DisputedScoreError as error:
        typer.echo(f"The checker disputes the engine's score; no roster is returned. {error}", err=True)
        raise typer.Exit(OUR_FAULT) from None


def tell_compiling() -> None:
    """On standard error, that the engine has to be compiled first; nothing where it is."""
    from solver.engine.local_search.cache import is_compiled

    if not is_compiled():
        typer.echo(f"{_READY[0].upper()}{_READY[1:]} ...", err=True)


@contextmanager
def _stoppable() -> Iterator[list[int]]:
    """A list that gets an entry at the first Ctrl-C; the second one interrupts as usual."""
    stopped: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        if stopped:
            raise KeyboardInterrupt
        stopped.append(number)

    try:
        before = signal.signal(signal.SIGINT, stop)
    except ValueError:  # not the main thread: nobody can press Ctrl-C there
        yield stopped
        return
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)


def written(targets: list[Path]) -> str:
    """ "Written: roster.json, roster.html"."""
    return "Written: " + ", ".join(map(str, targets))
