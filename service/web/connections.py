"""Connections bounded before there is a request: how long a head may take, and how many there may be.

A stranger who opens connections and sends half a head costs a descriptor each, and a service without descriptors
answers nobody. uvicorn bounds the time between requests, not that of a head; so its protocol is told here.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
from collections import Counter
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0  # for the whole head of a request
_SPARE = 150  # descriptors for the store, solvers, logs and what Python opens
_MOST = 4000  # connections at once, where descriptors allow
_OF_ONE = 300  # of one address; this machine's own, a proxy's, are not counted so
_LATE = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


def raise_descriptors() -> int:
    """Let this process open as many descriptors as it may ask for; how many that are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, 65_536) if hard != resource.RLIM_INFINITY else 65_536
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


class Connections:
    """Those that are open now. most: in all; of_one: of one address."""

    def __init__(self, most: int, of_one: int = _OF_ONE):
        self.most, self.of_one = most, of_one
        self.all, self.by = 0, Counter[str]()

    @classmethod
    def within(cls, descriptors: int) -> Connections:
        """As many as leave enough descriptors for everything else."""
        return cls(max(20, min(_MOST, descriptors - _SPARE)))

    def enter(self, address: str) -> bool:
        """Count one, if there is room for it."""
        if self.all >= self.most or (not _own(address) and self.by[address] >= self.of_one):
            return False
        self.all += 1
        self.by[address] += 1
        return True

    def leave(self, address: str) -> None:
        self.all -= 1
        self.by[address] -= 1
        if not self.by[address]:
            del self.by[address]


def _own(address: str) -> bool:
    """Whether it is this machine's; the name of a Unix socket is empty."""
    return address in ("", "::1") or address.startswith(("127.", "::ffff:127."))


class _Bounded(H11Protocol):
    """One connection. Over the bounds it is closed at once, without a line in any log."""

    bounds: Connections  # not "connections": uvicorn has a set of that name
    head_seconds: float
    entered: str | None = None
    waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        peer = transport.get_extra_info("peername")
        address = str(peer[0]) if isinstance(peer, tuple) else ""
        if not self.bounds.enter(address):
            transport.abort()
            return
        self.entered = address
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        if self.entered is not None:
            super().data_received(data)
            self._watch()

    def eof_received(self) -> Any:
        return super().eof_received() if self.entered is not None else None

    def connection_lost(self, exc: Exception | None) -> None:
        if self.entered is None:
            return
        self._stop_waiting()
        self.bounds.leave(self.entered)
        super().connection_lost(exc)

    def _watch(self) -> None:
        """A timer runs while a head is to come; what drips in does not set it back."""
        if self.conn.their_state is not h11.IDLE or self.transport.is_closing():
            self._stop_waiting()
        elif self.waiting is None:
            self.waiting = self.loop.call_later(self.head_seconds, self._late)

    def _stop_waiting(self) -> None:
        if self.waiting is not None:
            self.waiting.cancel()
            self.waiting = None

    def _late(self) -> None:
        self.waiting = None
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.transport.write(_LATE)
            self.transport.close()


def bounded(connections: Connections, seconds: float = HEAD_SECONDS) -> type[H11Protocol]:
    """uvicorn's protocol with these bounds, for ``uvicorn.run(http=...)``. seconds: for the head of a request."""
    return type("Bounded", (_Bounded,), {"bounds": connections, "head_seconds": seconds})
