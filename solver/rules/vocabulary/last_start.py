"""When each visit of a problem may start, by its windows and the caps on lateness; in ticks. Reading only."""

from __future__ import annotations

from solver.terms import FOREVER

from ..readings.lateness import latest_starts_by_window, may_be_late, start_spans
from .indices import Span
from .rule import Case


def latest_start_by_visit(case: Case) -> dict[str, int]:
    """By visit, the last start, in ticks, that windows and lateness caps leave; FOREVER where nothing bounds it.

    A soft window has an end only while the rule lateness_cap is on.
    """
    bounded = _latest(case)
    found = {}
    for visit in case.problem.visits:
        if visit.id in bounded:
            found[visit.id] = bounded[visit.id][-1]
        else:
            found[visit.id] = visit.windows[-1].end if visit.windows_hard else FOREVER
    return found


def start_spans_by_visit(case: Case) -> dict[str, list[Span]]:
    """By visit that may be late, the spans of ticks in which it may start, both ends included; empty where lateness has
    no end.
    """
    bounded = _latest(case)
    late = (visit for visit in case.problem.visits if visit.id in bounded and may_be_late(visit))
    return {visit.id: start_spans(visit, bounded[visit.id]) for visit in late}


def _latest(case: Case) -> dict[str, tuple[int, ...]]:
    """What ``latest_starts_by_window`` says while the rule lateness_cap is on."""
    if "lateness_cap" in case.off or "lateness_cap" not in case.pack:
        return {}
    return latest_starts_by_window(case.problem, case.catalogue, case.pack["lateness_cap"], case.pack["call_spacing"])
