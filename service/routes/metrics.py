"""/metrics for Prometheus: with an admin's key, or from this machine with the scraper's token."""

from __future__ import annotations

import hmac
import ipaddress

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select

from service.access import SYSTEM, Action, require
from service.identity.auth import current
from service.run.metrics import TEXT
from service.store import tables
from service.web.problem_details import describe_refusals

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}, **describe_refusals(401, 403, 429)},
)
def read_metrics(request: Request) -> Response:
    """Requests, jobs by state, the queue, the event loop, solver processes; no label tells of anybody."""
    if not _is_scraper(request):
        principal = current(request)
        require(principal, Action.METRICS)
    with request.app.state.store.reading(SYSTEM) as session:
        states = session.execute(select(tables.Job.state, func.count()).group_by(tables.Job.state))
        jobs = {row[0]: row[1] for row in states}
        due = session.scalar(select(func.count()).where(tables.Delivery.next.is_not(None))) or 0
    return Response(request.app.state.metrics.describe_metrics(jobs, due), media_type=TEXT)


def _is_scraper(request: Request) -> bool:
    token = request.app.state.settings.metrics_token
    if token is None or request.client is None:
        return False
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    return _is_loopback(request.client.host) and hmac.compare_digest(given.encode(), token.get_secret_value().encode())


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
