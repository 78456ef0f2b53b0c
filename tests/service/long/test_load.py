"""Load: 50 clients submit, poll and follow for a minute while four jobs solve. No 5xx, reads quick, the loop free.

``pytest tests/service/long/test_load.py -s`` prints the figures. The service runs in a process of its own, as
installed; its event loop is measured inside it and read from /metrics. ONEVISIT_LOAD_SECONDS: how long, 60 unless said.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures import generate
from service.access import SYSTEM
from service.run.settings import Settings
from service.store.keys import make_key
from service.store.opening import open_store
from solver import problem_document
from solver.domain import Role

from ...processes import cpu_seconds, free_port
from ...waiting import answers, patience, until

pytestmark = [pytest.mark.slow, pytest.mark.timing]

SECONDS = float(os.environ.get("ONEVISIT_LOAD_SECONDS", "60"))
CLIENTS, JOBS = 50, 4
READ_MS, BLOCKED_MS = 250.0, 100.0
_TOKEN = "a-token-for-the-scraper-of-this-test"
_MAIN = "from solver.cli import main; main()"


class Seen:
    """What the clients were answered. reads: milliseconds of every GET that is no stream."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.reads: list[float] = []
        self.writes: list[float] = []
        self.events = 0
        self.lost: Counter[str] = Counter()  # requests without an answer


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[str, str, int]]:
    """Address, key and process of a running service with four solvers."""
    data, port = tmp_path / "data", free_port()
    store = open_store(Settings(data=data))
    with store.session(SYSTEM) as session:
        key = make_key(session, "load", Role.SCHEDULER, "trust")
    store.close()
    told = {
        "ONEVISIT_DATA": str(data),
        "ONEVISIT_PORT": str(port),
        "ONEVISIT_METRICS_TOKEN": _TOKEN,
        "ONEVISIT_REQUESTS_A_MINUTE": "1000000",
        "ONEVISIT_NIGHTLY": "",
    }
    log = (tmp_path / "log").open("w")
    command = [sys.executable, "-c", _MAIN, "serve", "--solvers", str(JOBS)]
    process = subprocess.Popen(command, env=os.environ | told, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: answers(f"{address}/ready", process))
        yield address, key, process.pid
    finally:
        process.terminate()
        process.wait(patience())
        log.close()


def test_fifty_clients_while_four_jobs_solve(service: tuple[str, str, int]) -> None:
    address, key, process = service
    seen = Seen()
    before, cpu = scraped(address), cpu_seconds(process)
    asyncio.run(load(address, key, seen))
    after, cpu = scraped(address), cpu_seconds(process) - cpu
    seen.reads.sort()
    p50, p99 = (seen.reads[int(share * (len(seen.reads) - 1))] for share in (0.5, 0.99))
    worst = 1000 * after["onevisit_event_loop_lag_worst_seconds"]
    late = {
        edge: after[f'onevisit_event_loop_lag_seconds_bucket{{le="{edge}"}}']
        - before[f'onevisit_event_loop_lag_seconds_bucket{{le="{edge}"}}']
        for edge in ("0.1", "+Inf")
    }
    print(
        f"\n{CLIENTS} clients, {SECONDS:g} s, {JOBS} jobs; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n"
        f"  answers {dict(sorted(seen.statuses.items()))}, without an answer {dict(seen.lost)}\n"
        f"  reads   {len(seen.reads):,}: p50 {p50:.0f} ms, p99 {p99:.0f} ms; writes {len(seen.writes):,};"
        f" events {seen.events:,}\n"
        f"  service {cpu:.1f} s of CPU, {1000 * cpu / max(1, seen.statuses.total()):.0f} ms an answer\n"
        f"  loop    late by {worst:.0f} ms at most; by more than 100 ms {late['+Inf'] - late['0.1']:.0f} of"
        f" {late['+Inf']:.0f} looks"
    )
    assert seen.events > 0
    assert not seen.lost
    assert not [status for status in seen.statuses if status >= 500]
    assert p99 < READ_MS
    assert worst < BLOCKED_MS


def scraped(address: str) -> dict[str, float]:
    text = httpx.get(f"{address}/metrics", headers={"Authorization": f"Bearer {_TOKEN}"}, timeout=patience()).text
    return {name: float(value) for name, value in re.findall(r"^(onevisit_\S+) (\S+)$", text, flags=re.M)}


async def load(address: str, key: str, seen: Seen) -> None:
    limits = httpx.Limits(max_connections=2 * CLIENTS, max_keepalive_connections=2 * CLIENTS)
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=patience(), limits=limits) as client:
        until = time.monotonic() + SECONDS
        small, team = (problem_document(generate(size, 1)) for size in ("hamlet", "team"))
        big = (await post(client, "/v1/problems", team, seen))["id"]
        # Four teams keep the solvers busy all the while; what clients submit waits behind them.
        solving = [
            (await post(client, "/v1/rosters", {"problem": big, "seconds": SECONDS, "seed": n}, seen))["id"]
            for n in range(JOBS)
        ]
        one = [client_of(client, random.Random(n), small, solving, until, seen) for n in range(CLIENTS)]
        await asyncio.gather(*one)


async def client_of(
    client: httpx.AsyncClient,
    chance: random.Random,
    small: dict[str, Any],
    solving: list[str],
    until: float,
    seen: Seen,
) -> None:
    """One client: mostly polls, sometimes submits, and follows a roster for a while."""
    await asyncio.sleep(chance.random())
    while time.monotonic() < until:
        draw, roster = chance.random(), chance.choice(solving)
        if draw < 0.03:
            made = await post(client, "/v1/problems", small, seen)
            if "id" in made:
                await post(client, "/v1/rosters", {"problem": made["id"], "seconds": 0.5, "urgent": False}, seen)
        elif draw < 0.10:
            await follow(client, roster, min(until, time.monotonic() + 5), seen)
        else:
            path = chance.choice([f"/v1/rosters/{roster}", "/v1/rosters?most=20", "/v1/problems", "/v1/batches"])
            await get(client, path, seen)
        await asyncio.sleep(0.2 + 0.8 * chance.random())


async def get(client: httpx.AsyncClient, path: str, seen: Seen) -> None:
    began = time.monotonic()
    try:
        answer = await client.get(path)
    except httpx.HTTPError as error:
        seen.lost[f"{type(error).__name__} of a read"] += 1
        return
    seen.reads.append(1000 * (time.monotonic() - began))
    seen.statuses[answer.status_code] += 1


async def post(client: httpx.AsyncClient, path: str, body: dict[str, Any], seen: Seen) -> dict[str, Any]:
    began = time.monotonic()
    try:
        answer = await client.post(path, json=body)
    except httpx.HTTPError as error:
        seen.lost[f"{type(error).__name__} of a write"] += 1
        return {}
    seen.writes.append(1000 * (time.monotonic() - began))
    seen.statuses[answer.status_code] += 1
    told = answer.json()
    return told if isinstance(told, dict) else {}


async def follow(client: httpx.AsyncClient, roster: str, until: float, seen: Seen) -> None:
    """Listen to a roster's events until a moment, as a page does."""
    try:
        async with client.stream("GET", f"/v1/rosters/{roster}/events") as answer:
            seen.statuses[answer.status_code] += 1
            lines = answer.aiter_lines()
            async with asyncio.timeout(max(0.01, until - time.monotonic())):
                async for line in lines:
                    seen.events += line.startswith("data:")
    except TimeoutError:
        pass  # it has listened long enough
    except httpx.HTTPError as error:
        seen.lost[f"{type(error).__name__} of a stream"] += 1
