"""The teams of a region: a problem each, found in a folder, and where each stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from solver.domain import Fault, InputFaults

from .allocation import Curve
from .asks import Answer

_READABLE = (".json", ".xlsx", ".xlsm", ".xls", ".ods", ".zip", ".csv")


@dataclass
class Team:
    """One team. faults: of its file, notes: what is to be told first of it; also: what is
    known, or not, of the day before, and how much is unknown; failures: of the program on the way; row:
    figures of its best roster.

    closed: audit, verdicts and files belong to its best roster.
    """

    name: str
    source: Path
    folder: Path
    title: str = ""
    digest: str = ""
    curve: Curve = field(default_factory=lambda: Curve(1))
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    failures: list[str] = field(default_factory=list)
    row: dict[str, Any] = field(default_factory=dict)
    closed: bool = False
    given_up: bool = False  # the program failed on it twice: no more slices
    cpu: float = 0.0

    @property
    def solvable(self) -> bool:
        """Its problem was read."""
        return bool(self.digest)

    def record_read(self, answer: Answer) -> None:
        """Note its problem, and what an earlier run of the same command has left."""
        self.title, self.digest = answer.name, answer.digest
        self.notes, self.also = answer.notes, answer.also
        self.curve = Curve(answer.visits)
        if answer.cost is None:
            return
        for seconds, cost in answer.slices:
            self.curve.add(seconds, 0, int(cost), answer.unserved_cost)
        self.curve.slices = max(1, self.curve.slices)
        self.curve.cost, self.row, self.closed = answer.cost, answer.row, answer.closed

    def record_solved(self, answer: Answer) -> None:
        """Note that a slice or a closing has ended well."""
        assert answer.cost is not None
        if answer.ask.what == "slice":
            self.curve.add(answer.searched, answer.moves, answer.slices[-1][1], answer.unserved_cost)  # type: ignore[arg-type]
        self.curve.cost = answer.cost
        self.row, self.closed = answer.row, answer.closed


def list_teams(source: Path, out: Path) -> tuple[list[Team], list[str]]:
    """A team for each file or folder that may hold a problem, by name; and the names of what was not looked at.

    Raises InputFaults where there is none.
    """
    if not source.is_dir():
        raise InputFaults([Fault("folder", str(source), "want a folder with a problem for each team")])
    found: list[Path] = []
    others: list[Path] = []
    for path in sorted(source.iterdir()):
        if path.name.startswith(".") or path.resolve() == out.resolve():
            continue
        (found if path.is_dir() or path.suffix.lower() in _READABLE else others).append(path)
    if not found:
        wanted = "want a problem for each team in it: .json, .xlsx, .zip, or a folder of CSV files"
        raise InputFaults([Fault("folder", "no problem", wanted, str(source))])
    stems = Counter(path.stem for path in found)
    names = [path.stem if stems[path.stem] == 1 else path.name for path in found]
    teams = [Team(name, path, out / name) for name, path in zip(names, found, strict=True)]
    return teams, [path.name for path in others]
