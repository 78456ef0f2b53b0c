"""What Prometheus scrapes: requests, jobs, the queue, how long the event loop stood still, solver processes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as TEXT

__all__ = ["TEXT", "Metrics"]

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_LAGS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
_BEAT = 0.25  # seconds between two looks at the event loop


class Metrics:
    """The figures of one application in one process. Labels are methods, templates of routes and statuses only."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own = self.registry
        self.requests = Counter("onevisit_requests", "Requests answered.", ("method", "route", "status"), registry=own)
        self.seconds = Histogram(
            "onevisit_request_seconds",
            "Until the answer was sent, streams among them.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=own,
        )
        self.jobs = Gauge("onevisit_jobs", "Rosters and comparisons by state.", ("state",), registry=own)
        self.queue = Gauge("onevisit_queue_length", "Rosters and comparisons that wait for a solver.", registry=own)
        self.lag = Histogram(
            "onevisit_event_loop_lag_seconds", "By how much the event loop was late.", buckets=_LAGS, registry=own
        )
        self.worst = Gauge(
            "onevisit_event_loop_lag_worst_seconds", "The most it was late since the last scrape.", registry=own
        )
        self.children = Gauge("onevisit_solver_children", "Processes that this one has started.", registry=own)
        self.webhooks = Gauge("onevisit_webhook_deliveries_due", "Messages still to be sent.", registry=own)
        self._worst = 0.0

    def count_answer(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request. route: its template."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)

    async def watch_loop(self) -> None:
        """Measure the event loop until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _BEAT
            await asyncio.sleep(_BEAT)
            late = max(0.0, loop.time() - due)
            self.lag.observe(late)
            self._worst = max(self._worst, late)

    def describe_metrics(self, jobs: Mapping[str, int], due: int) -> bytes:
        """The text of a scrape. jobs: rosters and comparisons by state; due: messages to webhooks not yet sent."""
        for state in ("queued", "running", "done", "cancelled", "failed"):
            self.jobs.labels(state).set(jobs.get(state, 0))
        self.queue.set(jobs.get("queued", 0))
        self.webhooks.set(due)
        self.children.set(_children())
        self.worst.set(self._worst)
        self._worst = 0.0
        return generate_latest(self.registry)


def _children() -> int:
    """How many processes are this one's children; 0 where the system does not say (other than Linux)."""
    found = 0
    for task in Path(f"/proc/{os.getpid()}/task").glob("*/children"):
        try:
            found += len(task.read_text().split())
        except OSError:
            continue  # the thread has ended
    return found
