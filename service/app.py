"""The application: settings in, FastAPI out. Wiring only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from . import problem_json
from .limits import Limits
from .reading import Reading
from .routes import ROUTERS
from .routes.events import Stories
from .settings import Settings
from .store.opening import open_store


def create_app(settings: Settings) -> FastAPI:
    """The service for these settings. app.state holds settings, store and jobs."""

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.store.close()

    # No page of FastAPI's own: they load their scripts from elsewhere. The document itself is at /openapi.json.
    app = FastAPI(
        title="onevisit", version=version("onevisit"), lifespan=running, docs_url=None, redoc_url=None,
        description="Rosters for home care: submit a day, follow its solving, fetch and change the roster.",
    )  # fmt: skip
    app.state.settings = settings
    app.state.store = open_store(settings)
    app.state.reading = Reading()
    app.state.stories = Stories(app.state.store)
    app.add_middleware(Limits, settings=settings)
    problem_json.install(app)
    for router in ROUTERS:
        app.include_router(router)
    return app
