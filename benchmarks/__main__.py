"""The command: ``python -m benchmarks literature DIR``, ``python -m benchmarks bound``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import bounds, literature

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)


@app.callback()
def main() -> None:
    """Benchmarks of onevisit."""


@app.command("literature")
def run_literature(
    folder: Annotated[Path, typer.Argument(help="Searched for instances; best_known.csv and published.csv too.")],
    seconds: Annotated[str, typer.Option(help="CPU seconds a thread and instance, or 'published'.")] = "10",
    threads: Annotated[int, typer.Option(min=1)] = 1,
    seeds: Annotated[int, typer.Option(min=1, help="Runs of each instance, with seeds 1 to this.")] = 1,
    only: Annotated[str, typer.Option(help="Instances whose path holds this text.")] = "",
    out: Annotated[Path, typer.Option("-o", help="Folder for the solutions, in the published format.")] = Path(
        "benchmarks/solutions"
    ),
    judge: Annotated[
        Path | None, typer.Option(help="An independent judge: JUDGE hhcrsp|uhhc INSTANCE SOLUTION prints the cost.")
    ] = None,
) -> None:
    """Every HHCRSP and UHHC instance of a folder against the best known cost; a table by set and size."""
    literature.run(folder, None if seconds == "published" else float(seconds), threads, seeds, only, out, judge)


@app.command("bound")
def run_bound(
    sizes: Annotated[str, typer.Option(help="Visits a day, as '60,200'.")] = "60,200",
    seeds: Annotated[int, typer.Option(min=1, help="Days of each size, with seeds 1 to this.")] = 3,
    seconds: Annotated[str, typer.Option(help="Seconds for the bound, as '3,30'.")] = "3,30",
    search: Annotated[float, typer.Option(min=0.1, help="Seconds for the roster it is set against.")] = 20,
    full: Annotated[bool, typer.Option("--full", help="Whole days, double-handed and tied visits included.")] = False,
) -> None:
    """How near the bound comes to the rosters found, on invented days."""
    limits = [float(limit) for limit in seconds.split(",")]
    bounds.run([int(size) for size in sizes.split(",")], seeds, limits, search, full)


app()
