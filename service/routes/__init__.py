"""The API, a file a resource. Every route is under /v1 but health and metrics."""

from __future__ import annotations

from fastapi import APIRouter

from . import events, health, problems, rosters

ROUTERS: tuple[APIRouter, ...] = (health.router, problems.router, rosters.router, events.router)
