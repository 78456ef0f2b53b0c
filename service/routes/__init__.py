"""The API, a file a resource. Every route is under /v1 but health and metrics."""

from __future__ import annotations

from fastapi import APIRouter

from . import batches, health, metrics, organisations, webhooks

ROUTERS: tuple[APIRouter, ...] = (health.router, batches.router, metrics.router, organisations.router, webhooks.router)
