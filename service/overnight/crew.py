"""Solver processes: one a core, warm, each with one piece of work at a time. One that dies is told and replaced."""

from __future__ import annotations

import multiprocessing
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from .asks import Answer, Ask
from .solving import serve

_CONTEXT = multiprocessing.get_context("spawn")


@dataclass
class Solver:
    """One process. ask: what it works on."""

    process: SpawnProcess
    pipe: Connection
    ask: Ask | None = None


class Crew:
    """So many solver processes. A context manager: at its end none is left."""

    def __init__(self, solvers: int):
        self.hurry = _CONTEXT.Event()
        self._solvers = [self._started() for _ in range(solvers)]

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: Any) -> None:
        for solver in self._solvers:
            solver.pipe.close()
        for solver in self._solvers:
            solver.process.join(0.5)
            if solver.process.is_alive():
                solver.process.kill()
                solver.process.join()

    def _started(self) -> Solver:
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=serve, args=(theirs, self.hurry), name="onevisit-solver")
        process.start()
        theirs.close()  # so that its death is heard
        return Solver(process, ours)

    @property
    def idle(self) -> int:
        """Solvers without work."""
        return sum(solver.ask is None for solver in self._solvers)

    @property
    def busy(self) -> list[Ask]:
        """The pieces of work under way."""
        return [solver.ask for solver in self._solvers if solver.ask is not None]

    def give(self, ask: Ask) -> None:
        """Start a piece of work on an idle solver."""
        solver = next(solver for solver in self._solvers if solver.ask is None)
        solver.ask = ask
        with suppress(OSError):  # it has died since: heard in answers()
            solver.pipe.send(ask)

    def answers(self, seconds: float) -> list[Answer]:
        """What has been finished within so many seconds, at least one piece if any is. A death is an answer too."""
        working = {solver.pipe: solver for solver in self._solvers if solver.ask is not None}
        found = []
        for pipe in wait(list(working), timeout=max(0.0, seconds)):
            solver = working[pipe]  # type: ignore[index]
            ask = solver.ask
            assert ask is not None
            try:
                found.append(solver.pipe.recv())
                solver.ask = None
            except (EOFError, OSError):
                found.append(Answer(ask, failure=self._buried(solver)))
        return found

    def stop(self, ask: Ask) -> Answer:
        """End a solver that did not obey its time; what it has written stays."""
        solver = next(solver for solver in self._solvers if solver.ask is ask)
        solver.process.kill()
        self._buried(solver)
        return Answer(ask, failure="the solver did not end in time and was stopped")

    def _buried(self, solver: Solver) -> str:
        solver.process.join(5)
        code = solver.process.exitcode
        solver.pipe.close()
        self._solvers[self._solvers.index(solver)] = self._started()
        return f"the solver died (signal {-code})" if code is not None and code < 0 else f"the solver ended ({code})"
