"""The side of a solver process: reads, searches, closes, and leaves each team's files whole at every moment."""

from __future__ import annotations

import json
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from service.parent_death import die_with_parent
from solver.before import Earlier, fill_before
from solver.check import Check
from solver.domain import InputFaults, Problem, Roster
from solver.domain.money import pence
from solver.explain import Proposal
from solver.formats import json_bytes, read_any, read_problem, read_roster, roster_document, write_problem, write_whole
from solver.reading import problem_notes
from solver.result import Result, describe_beside
from solver.rules import Pack

from .asks import Answer, Ask

URGENT = 4  # priority from which an unserved visit is called urgent; 5 is critical
PROBLEM, ROSTER, BOOK, PAGE = "problem.json", "roster.json", "roster.xlsx", "roster.html"


def serve(pipe: Connection, hurry: Event) -> None:
    """Answer asks until the pipe is closed. hurry: set when searching is to stop at once."""
    conductor = parent_process()
    if conductor is not None and conductor.pid is not None:
        die_with_parent(conductor.pid)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the conductor's to deal with
    while True:
        try:
            ask = pipe.recv()
        except EOFError:
            return
        pipe.send(answer_ask(ask, hurry.is_set if ask.what == "slice" else lambda: False))


def answer_ask(ask: Ask, hurry: Callable[[], bool] = lambda: False) -> Answer:
    """Do one piece of work. Never raises: what goes wrong is in the answer."""
    wall, cpu = time.monotonic(), time.process_time()
    try:
        answer = _warm(ask) if ask.what == "warm" else _read(ask) if ask.what == "read" else _solved(ask, hurry)
    except InputFaults as error:
        answer = Answer(ask, faults=tuple(map(str, error.faults)))
    except OSError as error:
        answer = Answer(ask, faults=(f"{error.filename or 'file'}: {error.strerror or error}",))
    except Exception as error:  # the other teams go on
        answer = Answer(ask, failure=f"{type(error).__name__}: {error}"[:500])
    return replace(answer, cpu=time.process_time() - cpu, elapsed=time.monotonic() - wall)


def _warm(ask: Ask) -> Answer:
    from solver.engine import warm

    warm()
    return Answer(ask)


def _read(ask: Ask) -> Answer:
    assert ask.source is not None
    notes: list[str] = []
    also: list[str] = []
    problem = read_any(ask.source, notes, _filler(ask.before, also))
    pack = Pack.for_problem(problem, ask.rules)  # its faults too, before the night
    known = problem_notes(problem, pack, judged=False)
    also += [note for note in problem_notes(problem, pack) if note not in known]
    ask.folder.mkdir(parents=True, exist_ok=True)
    write_problem(problem, ask.folder / PROBLEM)
    kept = _kept(ask.folder, problem)
    return replace(_told(ask, problem, kept.night if kept else None), notes=(*notes, *known), also=(*also,))


def _filler(folder: Path | None, told: list[str]) -> Callable[[dict[str, Any]], None] | None:
    """Writes the state before a day from what the night before left of its team. Where that is nothing, or not of the
    day just before, it is told, and the night goes on without.
    """
    if folder is None:
        return None
    if not (folder / ROSTER).is_file():
        told.append(f"The night before left no roster of this team in {folder}.")
        return None
    try:
        earlier = read_problem(folder / PROBLEM, kept=True)
        fill = fill_before([Earlier(earlier, read_roster(folder / ROSTER, earlier))], told)
    except InputFaults as error:
        told.append(f"The roster of the night before could not be read: {error.faults[0]}.")
        return None

    def carefully(parts: dict[str, Any]) -> None:
        try:
            fill(parts)
        except InputFaults as error:
            told.append(f"The roster of the night before is not used: {error.faults[0]}.")

    return carefully


@dataclass(frozen=True)
class Kept:
    """The best roster so far, its whole document, and what was noted of it: cost, slices, row, closed."""

    roster: Roster
    document: dict[str, Any]
    night: dict[str, Any]


def _kept(folder: Path, problem: Problem) -> Kept | None:
    """What earlier slices of this very problem have left; nothing where the roster is of another problem."""
    path = folder / ROSTER
    try:
        document = json.loads(path.read_bytes())
        if document["problem"] != problem.digest:
            return None
        night = document["night"]
        noted = {name: night[name] for name in ("cost", "unserved_cost", "slices", "closed", "row")}
        return Kept(read_roster(path, problem), document, noted)
    except (InputFaults, OSError, KeyError, ValueError, TypeError):
        return None


def _solved(ask: Ask, hurry: Callable[[], bool]) -> Answer:
    problem = read_problem(ask.folder / PROBLEM, kept=True)
    pack = Pack.for_problem(problem, ask.rules)
    kept = _kept(ask.folder, problem)
    if ask.what == "keep":
        return _files_only(ask, problem, pack, kept)
    from solver.solving import solve

    closing = ask.what == "close"
    result = solve(
        problem,
        seconds=max(0.01, ask.seconds),
        seed=ask.seed,
        start=kept.roster if kept else None,
        pack=pack,
        explain=closing,
        joins=ask.joins if closing or ask.joins == "apply" else "off",
        cancelled=lambda: time.monotonic() > ask.until or hurry(),
        clock=time.thread_time if len(problem.visits) < _split_from() else time.monotonic,
    )
    slices = list(kept.night["slices"]) if kept else []
    cost = result.check.score.total
    if not closing:
        slices.append([round(result.seconds, 3), cost])
    if kept is not None and not closing and cost >= kept.night["cost"]:
        night = {**kept.night, "slices": slices}
        write_whole(ask.folder / ROSTER, json_bytes({**kept.document, "night": night}))
    else:
        row = row_of(result.check, result.roster, result.proposals, closing)
        unserved = result.check.score.by_rule.get("unserved", 0)
        night = {"cost": cost, "unserved_cost": unserved, "slices": slices, "closed": closing, "row": row}
        _write(ask.folder, result, night, closing)
    return replace(_told(ask, problem, night), searched=result.seconds, moves=result.iterations)


def _files_only(ask: Ask, problem: Problem, pack: Pack, kept: Kept | None) -> Answer:
    """Workbook and page of the best roster, without the engine."""
    from solver.check import check
    from solver.plot import write_roster_html, write_roster_workbook

    if kept is None:
        return Answer(ask, failure="there is no roster yet")
    judged = check(problem, kept.roster, pack)
    first = problem_notes(problem, pack)
    write_roster_html(problem, kept.roster, judged, ask.folder / PAGE, first=first)
    write_roster_workbook(problem, kept.roster, judged, ask.folder / BOOK, first=first)
    return _told(ask, problem, kept.night)


def _told(ask: Ask, problem: Problem, night: dict[str, Any] | None) -> Answer:
    known = Answer(ask, visits=len(problem.visits), name=problem.name, digest=problem.digest)
    return known if night is None else replace(known, **night)


def _split_from() -> int:
    """Visits from which the engine searches in parts, in processes of their own, whose CPU time nobody here sees."""
    from solver.engine.decompose.run import LARGE

    return LARGE


def _write(folder: Path, result: Result, night: dict[str, Any], files: bool) -> None:
    beside = {**describe_beside(result), "night": night}
    write_whole(folder / ROSTER, json_bytes(roster_document(result.roster, result.problem, beside)))
    if files:
        from solver.plot import write_html, write_workbook

        write_html(result, folder / PAGE)
        write_workbook(result, folder / BOOK)


def row_of(judged: Check, roster: Roster, proposals: Sequence[Proposal], audited: bool) -> dict[str, Any]:
    """One team's figures for the morning report. travel in minutes, cost in pence.

    joins: proposed joins that nobody has signed for, by the role that must. verdicts: of the visits left out.
    """
    problem = judged.problem
    missing = [visit for visit in problem.visits if visit.id not in judged.timeline.served]
    must = [visit for visit in missing if not visit.optional]
    return {
        "commissioned": judged.figures.commissioned,
        "served": judged.figures.served,
        "must": len(must),
        "optional": len(missing) - len(must),
        "urgent": sum(visit.priority >= URGENT for visit in must),
        "verdicts": dict(Counter(entry.verdict or "none" for entry in roster.unserved)),
        "hard": judged.score.hard,
        "late": judged.figures.late,
        "travel_minutes": problem.horizon.minutes(judged.figures.travel),
        "abstract": problem.horizon.abstract,
        "cost": pence(judged.score.total),
        "joins": dict(Counter(one.sign for one in proposals if not one.signed)),
        "audited": audited,
    }
