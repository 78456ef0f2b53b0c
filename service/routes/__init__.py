"""The API, a file a resource. Every route is under /v1 but health and metrics."""

from __future__ import annotations

from fastapi import APIRouter

from . import checks, events, exports, health, metrics, organisations, problems, rosters, rules, webhooks

ROUTERS: tuple[APIRouter, ...] = (
    health.router, metrics.router, organisations.router, webhooks.router,
    problems.router, rosters.router, events.router, exports.router, checks.router, rules.router,
)  # fmt: skip
