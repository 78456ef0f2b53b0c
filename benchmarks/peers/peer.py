"""What a peer is: a name, a version if it is installed, and a way to make rounds within a budget."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from solver import Roster, Round, Stop

from .figures import Figures

Line = list[tuple[int, int]]  # nodes with their starts, in order


@dataclass(frozen=True)
class Answer:
    """A roster as a peer made it. trace: (CPU seconds, cost) where the peer tells. note: what it says of its run."""

    roster: Roster
    trace: tuple[tuple[float, int], ...] = ()
    note: str = ""


class NoAnswer(Exception):  # noqa: N818 - an outcome, not a fault
    """The peer found nothing, or does not try such a day; the message says which."""


class Peer(Protocol):
    """One file a peer; what it can and cannot express stands at the top of that file."""

    @property
    def name(self) -> str: ...

    @property
    def package(self) -> str:
        """The distribution it comes in."""
        ...

    def solve(self, figures: Figures, seconds: float, seed: int, ready: Ready) -> Answer:
        """A roster within so many CPU seconds on one thread, ``ready()`` called when set-up is done.

        Raises NoAnswer.
        """
        ...


@dataclass
class Ready:
    """Called once by a peer when its model is built: only then does its budget begin."""

    marks: list[float] = field(default_factory=list)

    def __call__(self) -> None:
        self.marks.append(time.process_time())


def installed(package: str) -> str | None:
    """The version of a package, None when it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def roster_of(figures: Figures, lines: Sequence[Line]) -> Roster:
    """Lines by shift as a roster without an unserved list; the judge completes it."""
    problem = figures.problem
    return Roster(
        rounds=tuple(
            Round(
                shift=problem.shifts[k].id,
                stops=tuple(Stop(visit=problem.visits[figures.visit[node]].id, start=start) for node, start in line),
            )
            for k, line in enumerate(lines)
            if line
        )
    )
