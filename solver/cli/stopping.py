"""What Ctrl-C does: it is answered at once, and the command ends soon, with the best roster so far where there is one.

Python runs a signal's handler only between two of its own steps, and the compiler, CP-SAT or a large table may keep it
from the next one for many seconds. So a thread of its own is told by the system's handler (``set_wakeup_fd``): it
answers, and where there is no roster to lose it ends the program if that has not ended by itself.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

import typer

from .outcome import STOPPED

if TYPE_CHECKING:
    from solver.result import Result

SOON, COMPILING = 1.5, 8.0  # seconds from Ctrl-C to an end by force where there is no roster; while compiling
WORDS = {
    "reading": "reading the day",
    "journeys": "working out the journeys",
    "getting ready": "getting the engine ready",
    "compiling": "compiling the engine",
    "search": "searching",
    "joins": "looking for joint visits",
    "proof": "looking for a proof",
    "bound": "looking for a bound on the cost",
    "audit": "trying every visit left out on every shift",
    "verdicts": "finding out why visits are left out",
    "writing": "writing",
    "comparing": "comparing",
}
_ASKED = frozenset({"search", "joins", "audit", "verdicts", "writing"})  # these look for themselves whether to stop


class Stopping:
    """One command as Ctrl-C finds it. phase: a key of WORDS; roster: whether there is one to keep."""

    def __init__(self) -> None:
        self.phase = "reading"
        self.roster = False
        self._heard = self._handled = self._told = 0  # times that somebody pressed Ctrl-C
        self._speaking = threading.RLock()
        self._over = threading.Event()

    @property
    def times(self) -> int:
        """How often Ctrl-C was pressed: the thread and the handler hear of each, either of them first."""
        return max(self._heard, self._handled)

    @property
    def asked(self) -> bool:
        return self.times > 0

    def enter(self, phase: str, roster: bool = False) -> None:
        """The command goes on to something else. Raises StopNow where it was asked to stop and this would not ask."""
        self.phase, self.roster = phase, self.roster or roster
        if self.asked and phase not in _ASKED:
            self._stop()

    def hear(self, number: int, frame: FrameType | None) -> None:
        """The handler of the signal, in the main thread."""
        self._handled += 1
        self._answer()
        if self.times > 1:
            raise KeyboardInterrupt
        if self.phase not in _ASKED:
            self._stop()

    def watch(self, ear: socket.socket) -> None:
        """In a thread of its own: hear of each Ctrl-C from the system itself, until the line is closed."""
        while word := ear.recv(1):
            if word[0] == signal.SIGINT:
                self._heard += 1
                self._answer()
                threading.Thread(target=self._see_to_it, daemon=True).start()

    def end(self) -> None:
        """The command is over, however it ended."""
        self._over.set()

    def _stop(self) -> None:
        from solver.domain.errors import StopNow

        raise StopNow

    def _answer(self) -> None:
        with self._speaking:
            if self._told < self.times:
                self._told = self.times
                self._say()

    def _say(self) -> None:
        where = WORDS[self.phase]
        if self.times > 1:
            line = f"Ended at once, while {where}."
        elif self.phase == "writing":
            line = "Stopping: what is being written is finished first."
        elif self.roster:
            line = f"Stopping, while {where}: the best roster so far is kept. Ctrl-C again ends at once."
        else:
            line = f"Stopping, while {where}: there is no roster yet."
        with suppress(OSError, ValueError):
            typer.echo(line, err=True)

    def _see_to_it(self) -> None:
        """End the program where it does not end by itself and nothing would be lost, or nobody would mind."""
        patience = COMPILING if self.phase == "compiling" else SOON
        if not self._over.wait(patience) and (self.times > 1 or not self.roster):
            with suppress(OSError, ValueError):
                typer.echo(NOTHING, err=True)
                sys.stderr.flush()
            os._exit(STOPPED)


def describe_stop(result: Result, seconds: float | None) -> str:
    """What a summary says first of a solve that was stopped. seconds: how long the search might have taken."""
    of = "" if seconds is None else f" of {seconds:g}"
    return (
        f"Stopped by hand after {result.seconds:.0f}{of} s, while {WORDS[result.stopped]}: this is the best roster "
        "found until then. What comes after the search (proof, reasons, joint visits) is not made to the end."
    )


NOTHING = "Stopped before there was a roster; nothing was written."


@contextmanager
def stoppable() -> Iterator[Stopping]:
    """Ctrl-C as above for what is done inside; where it ends without a roster the exit code is 130, as a shell's is."""
    stopping = Stopping()
    try:
        before = signal.signal(signal.SIGINT, stopping.hear)
    except ValueError:  # not the main thread: nobody can press Ctrl-C there
        yield stopping
        return
    from solver.domain.errors import StopNow

    ear, mouth = socket.socketpair()
    mouth.setblocking(False)
    other = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    watcher = threading.Thread(target=stopping.watch, args=(ear,), daemon=True)
    watcher.start()
    try:
        yield stopping
    except StopNow:
        typer.echo(NOTHING, err=True)
        raise typer.Exit(STOPPED) from None
    except KeyboardInterrupt:
        raise typer.Exit(STOPPED) from None
    finally:
        stopping.end()
        signal.signal(signal.SIGINT, before)
        signal.set_wakeup_fd(other)
        mouth.close()
        watcher.join()
        ear.close()
