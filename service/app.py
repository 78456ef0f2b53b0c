"""The application: settings in, FastAPI out. Wiring only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from .around import Around
from .batches import Batches
from .jobs import Jobs
from .metrics import Metrics
from .pace import Pace
from .problem_json import Refusal, answer
from .routes import ROUTERS
from .settings import Settings
from .store.opening import open_store
from .views import keep_key, key_of
from .webhooks import Sender


def create_app(settings: Settings) -> FastAPI:
    """The service for these settings. app.state holds settings, store, jobs, metrics and pace."""

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        jobs, keeper = app.state.jobs, Batches(app.state.store, settings, app.state.jobs)
        sender = Sender(app.state.store, settings)
        jobs.start()
        keeper.start()
        sender.start()
        watch = asyncio.create_task(app.state.metrics.watch_loop())
        yield
        watch.cancel()
        keeper.stop()
        sender.stop()
        jobs.stop()
        app.state.store.close()

    app = FastAPI(title="onevisit", version=version("onevisit"), lifespan=running)
    app.state.settings = settings
    app.state.store = open_store(settings)
    keep_key(key_of(settings))
    app.state.metrics = Metrics()
    app.state.pace = Pace(settings.requests_a_minute)
    app.add_middleware(Around, settings=settings, metrics=app.state.metrics)
    app.state.jobs = Jobs(app.state.store, settings)
    app.add_exception_handler(Refusal, answer)
    for router in ROUTERS:
        app.include_router(router)
    return app
