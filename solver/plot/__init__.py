"""Rosters to look at: one self-contained page, and a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from solver.check import Check
from solver.domain import Problem, Roster
from solver.formats.writing import write_whole
from solver.reading import problem_notes
from solver.realism import measure
from solver.result import Result, headline, provenance_notes

from .facts import Facts, Row, gather
from .page import page
from .palette import Ink, definitions, inks, styles
from .rows import day_of

__all__ = [
    "Facts",
    "Ink",
    "Row",
    "day_of",
    "definitions",
    "gather",
    "html",
    "inks",
    "styles",
    "write_html",
    "write_roster_html",
    "write_roster_workbook",
    "write_workbook",
]


def html(
    problem: Problem, roster: Roster, check: Check, notes: Sequence[str] = (), first: Sequence[str] | None = None
) -> str:
    """The page of a checked roster, on the problem it was judged on.

    notes: sentences on how it came about, for the foot. first: those to be told before any figure; None: what
    ``problem_notes`` says of the problem.
    """
    told = problem_notes(problem, check.pack) if first is None else first
    return page(gather(roster, check), headline(check.problem, check), notes, told)


def write_roster_html(
    problem: Problem,
    roster: Roster,
    check: Check,
    path: Path,
    notes: Sequence[str] = (),
    first: Sequence[str] | None = None,
) -> None:
    """Write the page of any checked roster; whole or not at all."""
    write_whole(path, html(problem, roster, check, notes, first).encode())


def write_html(result: Result, path: Path, first: Sequence[str] | None = None) -> None:
    """Write the page of a solve's result; whole or not at all."""
    write_roster_html(result.problem, result.roster, result.check, path, provenance_notes(result), first)


def write_roster_workbook(
    problem: Problem,
    roster: Roster,
    check: Check,
    path: Path,
    notes: Sequence[str] = (),
    first: Sequence[str] | None = None,
) -> None:
    """Write the workbook of any checked roster; whole or not at all."""
    from .workbook import workbook  # xlsxwriter is not needed for the page

    told = problem_notes(problem, check.pack) if first is None else first
    rows = [] if problem.horizon.abstract else measure(problem, check)  # a literature clock has no hours of the day
    write_whole(path, workbook(gather(roster, check), headline(check.problem, check), notes, told, rows))


def write_workbook(result: Result, path: Path, first: Sequence[str] | None = None) -> None:
    """Write the workbook of a solve's result; whole or not at all."""
    write_roster_workbook(result.problem, result.roster, result.check, path, provenance_notes(result), first)
