"""Processes that work through tasks side by side: started afresh, never orphans, stopped by a word.

A task is any object that can be sent to another process and called with ``tell`` and ``stopped``. The processes take no
Ctrl-C (their parent does, and passes it on as a word) and end when the line to their parent goes dead, however it died.
"""

from __future__ import annotations

import multiprocessing
import signal
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Protocol, Self

_PATIENCE = 0.05  # seconds between questions whether to stop
_FAREWELL = 2.0  # seconds a process has to end by itself
_STOP = "stop"


class Task(Protocol):
    """Work for one process: told words reach the caller of ``Crew.work``; it should look at ``stopped`` often."""

    def __call__(self, tell: Callable[[Any], None], stopped: Callable[[], bool], /) -> Any: ...


_Makers = Sequence[Callable[[], Task]]


class PartFailedError(RuntimeError):
    """A process of the search failed or was ended from outside. No roster is returned then."""


class Crew:
    """A context: its processes live as long as it does."""

    def __init__(self, count: int):
        context = multiprocessing.get_context("spawn")  # the same everywhere, and nothing inherited by chance
        self._members: list[tuple[BaseProcess, Connection]] = []
        for _ in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=attend, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            self._members.append((process, ours))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process, line in self._members:
            if kind is not None:
                process.terminate()  # in the middle of a task whose result nobody wants
            line.close()
        for process, _ in self._members:
            process.join(_FAREWELL)
            if process.is_alive():
                process.kill()
                process.join()

    def work(
        self,
        tasks: _Makers,
        heard: Callable[[int, Any], None] = lambda number, words: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[Any]:
        """The result of each task. Raises PartFailedError with the first that fails.

        tasks: makers of tasks, called when a process is free. heard: told the number of a task and its words.
        cancelled: asked all the time; once it says so every task is told to stop, also those that have not begun.
        """
        results: list[Any] = [None] * len(tasks)
        waiting = deque(range(len(tasks)))
        idle = [line for _, line in self._members]
        busy: dict[Connection, int] = {}
        stopping = False
        while waiting or busy:
            while waiting and idle:
                line, number = idle.pop(), waiting.popleft()
                self._send(line, tasks[number]())
                if stopping:
                    self._send(line, _STOP)
                busy[line] = number
            if not stopping and cancelled():
                stopping = True
                for line in busy:
                    self._send(line, _STOP)
            spoken = set(wait(list(busy), _PATIENCE))
            for line in [line for line in busy if line in spoken]:
                kind, said = self._received(line)
                if kind == "words":
                    heard(busy[line], said)
                elif kind == "failed":
                    raise PartFailedError(f"A part of the search failed:\n{said}")
                else:
                    results[busy.pop(line)] = said
                    idle.append(line)
        return results

    def _send(self, line: Connection, message: Any) -> None:
        try:
            line.send(message)
        except OSError:
            raise self._lost(line) from None

    def _received(self, line: Connection) -> tuple[str, Any]:
        try:
            message: tuple[str, Any] = line.recv()
        except (EOFError, OSError):
            raise self._lost(line) from None
        return message

    def _lost(self, line: Connection) -> PartFailedError:
        process = next(process for process, ours in self._members if ours is line)
        process.join(_FAREWELL)
        return PartFailedError(
            f"A process of the search ended unexpectedly (exit code {process.exitcode}): stopped from outside, out of "
            'memory, or started by a script without `if __name__ == "__main__":` around its work. '
            "No roster is returned."
        )


class Single:
    """As a crew, in this process: where only one thing is to be done at a time."""

    def work(self, tasks: _Makers, heard: Callable[[int, Any], None], cancelled: Callable[[], bool]) -> list[Any]:
        """As ``Crew.work``; what a task raises reaches the caller as it is."""
        return [make()(partial(heard, number), cancelled) for number, make in enumerate(tasks)]


def attend(line: Connection) -> None:
    """What a process of the crew does: one task after the other until the line is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while True:
            task = line.recv()
            if task == _STOP:  # came after the task it was meant for was done
                continue
            try:
                said = ("done", task(lambda words: line.send(("words", words)), _Stopped(line)))
            except (ConnectionError, EOFError):  # nobody is left to listen
                raise
            except Exception:
                said = ("failed", traceback.format_exc())
            line.send(said)
    except (EOFError, OSError, KeyboardInterrupt):
        return


class _Stopped:
    """Whether the word to stop has come during this task."""

    def __init__(self, line: Connection):
        self.line, self.heard = line, False

    def __call__(self) -> bool:
        while not self.heard and self.line.poll():
            self.heard = self.line.recv() == _STOP
        return self.heard
