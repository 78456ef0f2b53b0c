"""The application: settings in, FastAPI out. Wiring only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.routing import APIRoute

from service.identity.refusals import Refusals
from service.identity.still_in import StillIn
from service.jobs.batches import Batches
from service.jobs.queue import Jobs
from service.jobs.turns import Turns
from service.jobs.webhook_sender import Sender
from service.run.metrics import Metrics
from service.run.settings import Settings
from service.ui.tiles import open_tiles
from service.web import problem_details
from service.web.body_limit import Limits
from service.web.doors import Doors
from service.web.middleware import Around
from service.web.rate_limit import Pace

from .reading import Reading
from .routes import ROUTERS
from .routes.events import Stories
from .routes.models.documents import document_schemas
from .routes.models.requests import REQUESTS
from .store.opening import open_store
from .ui import CookieSession, ErrorPages
from .ui import router as page
from .views import keep_key, key_of


def _operation(route: APIRoute) -> str:
    """What OpenAPI calls an operation: the name of its function, "list_roster_versions"."""
    return route.name


def create_app(settings: Settings) -> FastAPI:
    """The service for these settings. app.state holds settings, store, jobs, metrics and pace."""

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        jobs: Jobs = app.state.jobs
        keeper, sender = Batches(app.state.store, settings, jobs), Sender(app.state.store, settings)
        jobs.start()
        keeper.start()
        sender.start()
        watch = asyncio.create_task(app.state.metrics.watch_loop())
        yield
        watch.cancel()
        await asyncio.to_thread(keeper.stop)
        await asyncio.to_thread(jobs.stop)
        sender.stop()
        app.state.store.close()

    # No page of FastAPI's own: they load their scripts from elsewhere. Ours is /docs, its document /openapi.json.
    app = FastAPI(
        title="onevisit",
        version=version("onevisit"),
        lifespan=running,
        docs_url=None,
        redoc_url=None,
        description="Rosters for home care: submit a day, follow its solving, fetch and change the roster.",
        generate_unique_id_function=_operation,
    )
    app.state.settings = settings
    app.state.store = open_store(settings)
    app.state.jobs = Jobs(app.state.store, settings)
    pseudonyms = key_of(settings)
    keep_key(pseudonyms)
    app.state.tiles = open_tiles(settings)
    app.state.reading = Reading(pseudonyms)
    app.state.turns = Turns(settings.plans_of_owner, settings.plans_of_key)
    app.state.stories = Stories(app.state.store)
    app.state.still_in = StillIn(app.state.store, settings)
    app.state.metrics = Metrics()
    app.state.pace = Pace(settings.requests_a_minute)
    app.state.doors = Doors(settings.wrong_keys_a_minute)
    app.add_middleware(Limits, settings=settings)
    refusals = Refusals(app.state.store, settings.wrong_keys_a_minute)
    app.add_middleware(Around, settings=settings, metrics=app.state.metrics, refused=refusals.note)
    app.add_middleware(CookieSession)  # all that follows sees a key, however it came
    app.add_middleware(ErrorPages)  # outermost: whoever refuses, a person in a browser gets a page
    problem_details.install(app, {**REQUESTS, **document_schemas()})
    for router in (*ROUTERS, page):
        app.include_router(router)
    return app
