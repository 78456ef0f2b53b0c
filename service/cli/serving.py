"""The commands serve and worker: what answers requests, and what solves."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from solver.cli.outcome import WRONG_INPUT

from .keeping import Data, Database

if TYPE_CHECKING:
    from service.run.settings import Settings

Solvers = Annotated[
    int | None, typer.Option("--solvers", min=0, help="Rosters solved at once; the number of processors unless said.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("serve")(serve_command)
    app.command("worker")(worker_command)


def serve_command(
    host: Annotated[str | None, typer.Option("--host", help="Where it listens; 127.0.0.1 unless said.")] = None,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="8600 unless said.")] = None,
    solvers: Solvers = None,
    organisation: Annotated[
        str | None,
        typer.Option("--organisation", help="Whose schedulers the first start makes a key for, by the id in problems."),
    ] = None,
    data: Data = None,
    database: Database = None,
) -> None:
    """Serve the API and the scheduler's page, and solve. Stops on Ctrl-C; rosters in hand go on at the next start."""
    import uvicorn

    from service.web.connections import Connections, bounded, raise_descriptors

    settings = _settings(host=host, port=port, solvers=solvers, data=data, database=database)
    from service.app import create_app
    from service.run.logs import begin_logging
    from service.store.keys import make_first_keys
    from service.store.opening import open_store

    begin_logging()
    first = make_first_keys(_safely(open_store, settings), organisation)
    if first is not None:
        for line in _tell_first(*first, organisation):
            typer.echo(line)
    begin_logging()
    scheme = "https" if settings.tls_certificate else "http"
    typer.echo(f"onevisit answers at {scheme}://{settings.host}:{settings.port}")
    app = _safely(create_app, settings)
    # What is imported stays: looking through all of it for garbage held every answer up by 0.2 to 0.5 s now and then.
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app,
        http=bounded(Connections.within(raise_descriptors())),
        host=settings.host,
        port=settings.port,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        proxy_headers=settings.behind_tls_proxy,
        timeout_graceful_shutdown=5,
        access_log=False,
        log_level="warning",
        server_header=False,
    )


def _tell_first(admin: str, scheduler: str | None, organisation: str | None) -> Iterator[str]:
    """The keys of the first start, and which of them is for whom."""
    if scheduler is not None:
        yield f"The scheduler's key of {organisation}, for the page, shown this once: {scheduler}"
    yield f"The admin key of this installation, shown this once: {admin}"
    if scheduler is None:
        yield 'It keeps keys. For whoever rosters: onevisit key new "the office" --role scheduler --organisation ID'


def worker_command(solvers: Solvers = None, data: Data = None, database: Database = None) -> None:
    """Only solve what a service on the same PostgreSQL has accepted; any number of machines may do so."""
    settings = _settings(solvers=solvers, data=data, database=database)
    from service.jobs.queue import Jobs
    from service.run.logs import begin_logging
    from service.store.opening import open_store

    begin_logging()
    jobs = Jobs(_safely(open_store, settings), settings)
    jobs.start()
    if not jobs.solving:
        typer.echo("Nothing to do: another process solves for this store, or --solvers is 0.", err=True)
        raise typer.Exit(WRONG_INPUT)
    typer.echo(f"Solving, {settings.solvers} at once. Ctrl-C stops; rosters in hand are taken up by others.")
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    ending.wait()
    jobs.stop()


def _settings(**given: Any) -> Settings:
    """Settings from the environment and the command line, refused with exit code 2 where they are unsafe."""
    from pydantic import ValidationError

    from service.run.settings import Settings

    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        for fault in error.errors():
            where = "ONEVISIT_" + "_".join(str(part) for part in fault["loc"]).upper()
            typer.echo(f"{where}: found {fault['input']!r}; {fault['msg']}", err=True)
        raise typer.Exit(WRONG_INPUT) from None
    _safely(Settings.refuse_unsafe, settings)
    return settings


def _safely(step: Any, settings: Settings) -> Any:
    from service.run.settings import UnsafeError

    try:
        return step(settings)
    except UnsafeError as error:
        typer.echo("It does not start like this:", err=True)
        for fault in error.faults:
            typer.echo(f"  {fault}", err=True)
        raise typer.Exit(WRONG_INPUT) from None
