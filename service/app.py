"""The application: settings in, FastAPI out. Wiring only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from .problem_json import Refusal, answer
from .routes import ROUTERS
from .settings import Settings
from .store.opening import open_store


def create_app(settings: Settings) -> FastAPI:
    """The service for these settings. app.state holds settings, store and jobs."""

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.store.close()

    app = FastAPI(title="onevisit", version=version("onevisit"), lifespan=running)
    app.state.settings = settings
    app.state.store = open_store(settings)
    app.add_exception_handler(Refusal, answer)
    for router in ROUTERS:
        app.include_router(router)
    return app
