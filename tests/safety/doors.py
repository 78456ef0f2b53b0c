"""The ways in: the commands themselves, run on a document, and what their rosters come to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer
from click.testing import CliRunner, Result

import solver.cli

from .days import Plain, at

MOVES = 2000
DOORS = ("apply", "suggest", "all", "check")
Steps = Sequence[tuple[str, int]]  # visit and number of the task, in the order in which they are done
LONDON = ZoneInfo("Europe/London")
_numbers = count()


def run(*words: object) -> Result:
    """One command, with whatever it says and its exit code."""
    return CliRunner().invoke(_commands(), [str(word) for word in words], catch_exceptions=False)


@cache
def _commands() -> Any:
    """The solver's commands: to read what each may be told takes longer than many a day of these."""
    app = typer.Typer(pretty_exceptions_enable=False)
    solver.cli.register(app)
    return typer.main.get_command(app)


@dataclass
class Made:
    """A roster as its document tells it.

    starts: local wall time "08:30" of each commissioned visit that is served, workers: who comes, sorted. joins: as in
    the document. unserved: reasons.
    """

    exit: int
    output: str
    document: Plain = field(repr=False, default_factory=dict)
    instants: dict[str, datetime] = field(default_factory=dict)
    workers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unserved: dict[str, str] = field(default_factory=dict)

    @property
    def joins(self) -> list[Plain]:
        found: list[Plain] = self.document.get("joins", [])
        return found

    @property
    def starts(self) -> dict[str, str]:
        return {name: f"{when:%H:%M}" for name, when in self.instants.items()}

    def together(self, *visits: str) -> bool:
        """Whether some join holds all of these visits."""
        return any(set(visits) <= set(join["visits"]) for join in self.joins)

    def proposed(self, *visits: str) -> bool:
        """Whether some proposal would join all of these visits."""
        proposals = self.document.get("proposals", [])
        return any(set(visits) <= set(one["join"]["visits"]) for one in proposals)

    def whole(self) -> bool:
        """Whether it is fit to send out and serves everything."""
        return self.exit == 0 and not self.unserved and bool(self.instants)

    def minutes(self, first: str, second: str) -> float:
        """From the start of one visit to that of another."""
        return (self.instants[second] - self.instants[first]) / timedelta(minutes=1)


def solve(folder: Path, document: Plain, *words: object, joins: str = "off", moves: int = MOVES) -> Made:
    """``onevisit solve`` on a document, and the roster it wrote, if it wrote one."""
    day = written(folder, "day", document)
    target = day.with_name(f"{day.stem}-roster.json")
    done = run("solve", day, "-o", target, "--iterations", moves, "--joins", joins, *words)
    return _made(done.exit_code, done.output, document, target)


def solve_all(folder: Path, document: Plain) -> Made:
    """Every join that the conditions allow, as if all were signed: what ``onevisit compare`` makes."""
    from solver.formats import read_any, write_roster
    from solver.solving import solve as search

    day = written(folder, "day", document)
    problem, target = read_any(day), day.with_name(f"{day.stem}-roster.json")
    found = search(problem, iterations=MOVES, joins="all")
    write_roster(found.roster, target, problem)
    return _made(0 if found.feasible else 1, "", document, target)


def _made(exit: int, output: str, document: Plain, target: Path) -> Made:
    if not target.exists():
        return Made(exit, output)
    roster = json.loads(target.read_text("utf-8"))
    parts = {join["id"]: join["visits"] for join in roster.get("joins", ())}
    staff = {one["id"]: one["worker"] for one in document["shifts"]}
    instants: dict[str, datetime] = {}
    workers: dict[str, set[str]] = {}
    for round_ in roster["rounds"]:
        for stop in round_["stops"]:
            if name := stop.get("visit"):
                for part in parts.get(name, [name]):
                    instants[part] = datetime.fromisoformat(stop["start"])
                    workers.setdefault(part, set()).add(staff[round_["shift"]])
    known = {one["id"] for one in document["visits"]}
    return Made(
        exit,
        output,
        roster,
        {name: when for name, when in instants.items() if name in known},
        {name: tuple(sorted(who)) for name, who in workers.items() if name in known},
        {entry["visit"]: entry.get("reason", "") for entry in roster.get("unserved", ())},
    )


@dataclass(frozen=True)
class Judged:
    """What ``onevisit check`` says: rules whose hard breaches it names, by visit (or join)."""

    exit: int
    rules: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def accepted(self) -> bool:
        return self.exit == 0


def check(folder: Path, document: Plain, roster: Plain) -> Judged:
    """``onevisit check --json`` on a roster made by hand."""
    done = run("check", written(folder, "day", document), written(folder, "by-hand", roster), "--json")
    assert done.exit_code in (0, 1), done.output
    breaches = json.loads(done.stdout)["breaches"]
    return Judged(done.exit_code, tuple(one["rule"] for one in breaches), tuple(one["sentence"] for one in breaches))


def by_hand(rounds: Mapping[str, Iterable[tuple[str, str]]], *joins: Plain, unserved: Iterable[str] = ()) -> Plain:
    """A roster: for each shift its visits (or joins) with their starts."""
    return {
        "onevisit": "roster",
        "version": "1",
        "rounds": [
            {"shift": name, "stops": [{"visit": one, "start": aware(start)} for one, start in stops]}
            for name, stops in rounds.items()
        ],
        "unserved": [{"visit": one} for one in unserved],
        "joins": list(joins),
    }


def join_of(document: Plain, steps: Steps, outcome: str = "join", **fields: Any) -> Plain:
    """A join made by hand: its tasks in order as (visit, number of the task), as long as all of them together."""
    visits = {one["id"]: one for one in document["visits"]}
    done = sum(visits[name]["tasks"][number]["duration_minutes"] for name, number in steps)
    names = list(dict.fromkeys(name for name, _ in steps))
    return {
        "id": "+".join(names),
        "outcome": outcome,
        "visits": names,
        "steps": [{"visit": name, "task": number} for name, number in steps],
        "duration_minutes": max(30, done),
    } | fields


def amend(folder: Path, document: Plain, roster: Plain, *changes: Plain) -> Made:
    """``onevisit amend`` with these changes, and the roster it wrote: none where a hard rule would be broken."""
    words = [word for change in changes for word in ("--change", json.dumps(change))]
    day, target = written(folder, "day", document), folder / f"amended-{next(_numbers)}.json"
    done = run("amend", day, written(folder, "roster", roster), *words, "-o", target)
    return _made(done.exit_code, done.output, document, target)


def written(folder: Path, name: str, document: Plain) -> Path:
    target = folder / f"{name}-{next(_numbers)}.json"
    target.write_text(json.dumps(document), "utf-8")
    return target


def aware(clock: str) -> str:
    """An instant with its offset: of Monday where only the time is given. A second hour of autumn is told by fold."""
    when = datetime.fromisoformat(at(clock))
    return (when if when.tzinfo else when.replace(tzinfo=LONDON)).isoformat()


def made_one(folder: Path, document: Plain, door: str, shift: str, start: str, steps: Steps, **fields: Any) -> bool:
    """Whether the visits of these steps can be had as one visit through a door.

    apply, suggest: ``onevisit solve`` joins or proposes it; all: the search does that takes everything for signed;
    check: the checker accepts a roster in which that shift makes it at that time, every other visit unserved.
    """
    names = list(dict.fromkeys(name for name, _ in steps))
    if door == "check":
        join = join_of(document, steps, **fields)
        others = [one["id"] for one in document["visits"] if one["id"] not in names]
        return check(folder, document, by_hand({shift: [(join["id"], start)]}, join, unserved=others)).accepted
    if door == "all":
        return solve_all(folder, document).together(*names)
    made = solve(folder, document, joins=door)
    assert made.exit == 0, made.output
    return made.proposed(*names) if door == "suggest" else made.together(*names)
