"""Searches whose answer somebody waits for: one at a time in each process, organisations in turn, so many of each.

A search that is queued (jobs, /repair) would lose more time in the queue than these take. Who waits here holds no
thread, so pages and reads of everybody else go on.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import anyio.to_thread

from service.web.problem_details import Refusal

Answer = TypeVar("Answer")
Gone = Callable[[], Awaitable[bool]]

_PATIENCE = 60.0  # seconds to wait for a turn; proxies wait no longer
_LOOK = 0.5  # seconds between looks at whether anybody still waits for the answer
_AGAIN = {"Retry-After": "10"}  # what one search takes at most


class Turns:
    """of_owner, of_key: searches that one organisation, and one key, may have waiting and in hand at once."""

    def __init__(self, of_owner: int, of_key: int, patience: float = _PATIENCE):
        self._of_owner, self._of_key, self._patience = of_owner, of_key, patience
        self._held: Counter[tuple[str, str]] = Counter()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}  # by owner, in the order in which they came
        self._begun, self._last = 0, dict[str, int]()  # searches, and the last of each owner
        self._busy = False

    async def do(self, owner: str, who: str, gone: Gone, work: Callable[[Callable[[], bool]], Answer]) -> Answer:
        """What work(stop) gives, done in a thread when it is the owner's turn. stop(): nobody waits for it any more.

        who: the id of the key or person. gone: whether whoever asked has left. Raises Refusal 429 where too many of
        these are held already, 503 where the turn does not come, or nobody waits for it.
        """
        with_owner, with_key = ("owner", owner), ("key", who)
        self._require_room(with_owner, self._of_owner, owner)
        self._require_room(with_key, self._of_key, "this key")
        self._held.update((with_owner, with_key))
        try:
            async with self._turn(owner, gone):
                return await _work(gone, work)
        finally:
            self._held.subtract((with_owner, with_key))
            self._held += Counter()  # forgets who holds none

    def _require_room(self, whose: tuple[str, str], most: int, name: str) -> None:
        many = self._held[whose]
        if many >= most:
            detail = f"{many} plans of {name} are being looked for: want at most {most}"
            raise Refusal(429, "Too many plans at once", detail, headers=_AGAIN)

    @asynccontextmanager
    async def _turn(self, owner: str, gone: Gone) -> AsyncIterator[None]:
        if self._busy:
            await self._wait(owner, gone)
        self._busy = True
        self._begun += 1
        self._last[owner] = self._begun
        try:
            yield
        finally:
            self._busy = False
            self._call_next()

    async def _wait(self, owner: str, gone: Gone) -> None:
        mine = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(owner, deque()).append(mine)
        try:
            async with asyncio.timeout(self._patience):
                while not (await asyncio.wait({mine}, timeout=_LOOK))[0]:
                    if await gone():
                        raise _left()
        except BaseException as error:
            if mine.done():
                self._busy = False
                self._call_next()  # it was called at the very moment
            else:
                self._forget(owner, mine)
            if isinstance(error, TimeoutError):
                wanted = "want it sent again later"
                raise Refusal(503, "Others' plans are being looked for", wanted, headers=_AGAIN) from None
            raise

    def _call_next(self) -> None:
        """The first of the owner whose last turn is longest ago. Nobody comes between: it is busy from now on."""
        if not self._waiting:
            return
        owner = min(self._waiting, key=lambda one: self._last.get(one, 0))
        first = self._waiting[owner][0]
        self._forget(owner, first)
        self._busy = True
        first.set_result(None)

    def _forget(self, owner: str, one: asyncio.Future[None]) -> None:
        self._waiting[owner].remove(one)
        if not self._waiting[owner]:
            del self._waiting[owner]


async def _work(gone: Gone, work: Callable[[Callable[[], bool]], Answer]) -> Answer:
    """work(stop) in a thread, told to stop where whoever asked has left."""
    left = threading.Event()
    task = asyncio.ensure_future(anyio.to_thread.run_sync(work, left.is_set))
    try:
        while not (await asyncio.wait({task}, timeout=_LOOK))[0]:
            if not left.is_set() and await gone():
                left.set()
    except BaseException:
        left.set()
        await asyncio.wait({task})  # the thread holds the turn until it has ended
        raise
    if left.is_set():
        task.exception()
        raise _left()
    return task.result()


def _left() -> Refusal:
    return Refusal(503, "Nobody waits for this any more", "want it asked again", headers=_AGAIN)
