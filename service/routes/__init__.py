"""The API, a file a resource. Every route is under /v1 but health and metrics."""

from __future__ import annotations

from fastapi import APIRouter

from . import (
    batches,
    changes,
    checks,
    events,
    exports,
    health,
    joins,
    measured_savings,
    metrics,
    organisations,
    partners,
    plans,
    problems,
    realism,
    roster_tables,
    rosters,
    rules,
    savings,
    suspensions,
    webhooks,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    metrics.router,
    organisations.router,
    partners.router,
    webhooks.router,
    problems.router,
    roster_tables.router,
    rosters.router,
    changes.router,
    plans.router,
    joins.router,
    suspensions.router,
    savings.router,
    measured_savings.router,
    realism.router,
    events.router,
    exports.router,
    checks.router,
    rules.router,
    batches.router,
)
