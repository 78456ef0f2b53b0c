"""Where the work on documents is done: small ones in a thread, large ones in a process of their own.

The process is bounded in memory and CPU time, and whatever a document does to it, nobody else is touched. It also keeps
the event loop free: one document of a region holds Python's lock for half a second on end.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import sys
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import anyio.to_thread

from service.views import keep_key
from service.web.problem_details import Refusal
from solver import Fault, InputFaults

Answer = TypeVar("Answer")

_SMALL = 100_000  # bytes that a thread reads in some 50 ms
_LEAST, _MOST, _A_BYTE = 120_000_000, 400_000_000, 25  # bytes of memory a document is given, by its size
_OURS_A_BYTE = 60  # bytes of memory for what the store holds already: it was bounded when it came
_TOGETHER = 530_000_000  # bytes for all at once: a large one never keeps small ones waiting
_SECONDS = 60  # of CPU; a region of 10,000 visits takes some 15
_PATIENCE = 120  # seconds to wait for room
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["service.reading.work", "service.reading.seen"])


class Reading:
    """Does work apart from the event loop, within one bound of memory for all that is read at the same time.

    pseudonyms: the key that the processes make codes with, see service/views.
    """

    def __init__(self, pseudonyms: bytes) -> None:
        self._pseudonyms, self._free = pseudonyms, _TOGETHER
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    async def do(self, size: int, work: Callable[..., Answer], *args: Any, ours: bool = False) -> Answer:
        """What work(*args) gives. size: bytes of the documents it reads. ours: they come from the store.

        Raises what it raises of InputFaults and Refusal; InputFaults too where a document takes too much memory or
        time; Refusal 503 where too many others are being read. work is a function of a module, and work, args and
        answer can be pickled.
        """
        if size <= _SMALL:
            return await anyio.to_thread.run_sync(lambda: work(*args))
        memory = _LEAST + _OURS_A_BYTE * size if ours else min(_MOST, max(_LEAST, _A_BYTE * size))
        room = min(memory, _TOGETHER)
        await self._take(room)
        try:
            return await anyio.to_thread.run_sync(_apart, self._pseudonyms, memory, work, args)
        finally:
            self._give(room)

    async def _take(self, room: int) -> None:
        """Wait for room. Who fits goes first; of those that do not, whoever came first."""
        if self._free >= room:
            self._free -= room
            return
        mine = (room, asyncio.get_running_loop().create_future())
        self._waiting.append(mine)
        try:
            async with asyncio.timeout(_PATIENCE):
                await mine[1]
        except BaseException as error:
            if mine in self._waiting:
                self._waiting.remove(mine)
            else:
                self._give(room)  # it was given at the very moment
            if isinstance(error, TimeoutError):
                headers = {"Retry-After": "60"}
                raise Refusal(503, "Others are being read", "want it sent again later", headers=headers) from None
            raise

    def _give(self, room: int) -> None:
        self._free += room
        for one in list(self._waiting):
            if one[0] <= self._free:
                self._waiting.remove(one)
                self._free -= one[0]
                one[1].set_result(None)


def _apart(pseudonyms: bytes, memory: int, work: Callable[..., Answer], args: tuple[Any, ...]) -> Answer:
    ours, theirs = _FORKS.Pipe(duplex=False)
    process = _FORKS.Process(target=_child, args=(theirs, pseudonyms, memory, work, args), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(2 * _SECONDS):
            raise _too_much()
        kind, answer = ours.recv()
    except EOFError:  # it died: of its bounds, or of a fault in a reader that is not Python
        raise _too_much() from None
    finally:
        ours.close()
        process.kill()
        process.join()
    if kind == "faults":
        raise InputFaults(answer)
    if kind == "refusal":
        raise Refusal(*answer)
    if kind == "error":
        raise RuntimeError(f"reading apart failed: {answer}")
    done: Answer = answer
    return done


def _child(pipe: Connection, pseudonyms: bytes, memory: int, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
    """In the process: bounds on, work done, and its end told in a form that can be sent."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (_held() + memory, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    keep_key(pseudonyms)
    told: tuple[str, Any]
    try:
        told = ("done", work(*args))
    except InputFaults as error:
        told = ("faults", tuple(Fault(one.where, _brief(one.value), one.expected, one.file) for one in error.faults))
    except Refusal as error:
        told = ("refusal", (error.status, error.title, error.detail, error.faults))
    except MemoryError:
        return  # as if it had died
    except Exception as error:  # the class alone: a message may hold somebody's name
        told = ("error", type(error).__name__)
    pipe.send(told)


def _held() -> int:
    """Bytes of private memory this process has already, as Linux counts them against RLIMIT_DATA."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmData:"))


def _brief(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    return value[:200] if isinstance(value, str) else f"a {type(value).__name__}"


def _too_much() -> InputFaults:
    wanted = "want a document that can be read in ordinary memory and time"
    return InputFaults([Fault("document", "more than can be read", wanted)])
