"""``onevisit warm``."""

from __future__ import annotations

import time

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("warm")(warm_command)


def warm_command() -> None:
    """Compile the engine for this machine, once; every later run then starts at once."""
    from .progress import tell_compiling
    from .stopping import stoppable

    with stoppable() as stopping:
        stopping.enter("getting ready")
        from solver.engine import warm
        from solver.engine.local_search.cache import cache_folder

        ready = not tell_compiling()
        if not ready:
            stopping.enter("compiling")
        began = time.monotonic()
        warm()
    seconds = time.monotonic() - began
    typer.echo(
        f"The engine was compiled before: ready in {seconds:.1f} s."
        if ready
        else f"Compiled in {seconds:.0f} s, kept in {cache_folder()}."
    )
