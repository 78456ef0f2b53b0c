"""Windows that are hardly meant so wide: 9.30 pm written for 9.30 am makes a morning call one of the whole day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

from solver.domain import Horizon, Problem, Task, Visit, Window
from solver.domain.names import bare_name, is_name
from solver.rules import Pack
from solver.rules.task_catalogue import entries_of
from solver.rules.vocabulary.wording import list_some

from .oddity import Oddity, rows_of

_MEDICINE = 240  # minutes: a dose that may be given at any time of a longer span has no time
_WIDE, _HALF_A_DAY = 360, 720  # minutes
_MUCH_WIDER = 3  # times as wide as is usual
_FEW = 4  # visits of an organisation, of fewer nothing is usual
_DN = re.compile(r"\b(DNs?|dns?|CPNs?|cpns?)\b")  # posts here, whosever initials they are elsewhere
_TOLD = 5


def find_wide_windows(problem: Problem, pack: Pack) -> Iterator[Oddity]:
    """Visits with a medicine, or what is not everybody's to do by the hour, in windows of over four hours; and other
    visits whose windows are much wider than those of their organisation.
    """
    usual = _usual_widths(problem)
    catalogue = pack.catalogue(problem)
    doses: dict[str, str] = {}
    others: dict[str, str] = {}
    for visit in problem.visits:
        entries = [one for task in visit.tasks for one in entries_of(task, catalogue)]
        if any(one.call == "presence" for one in entries):
            continue
        given = [task for task in visit.tasks if any(one.call == "medicine" for one in entries_of(task, catalogue))]
        wide = [window for task in given for window in _spans_of(visit, task)]
        wide = [one for one in wide if _minutes(problem, one) > _MEDICINE]
        if wide:
            doses[visit.id] = _said(problem.horizon, visit, wide[0], f", {given[0].code}")
        elif not given and (window := _much_wider(problem, visit, usual)):
            others[visit.id] = _said(problem.horizon, visit, window, "")
    effect = "As it stands any moment between will do."
    if doses:
        hours = _MEDICINE // 60
        what = f"A medicine that may be given at any time of over {hours} h: {list_some([*doses.values()], _TOLD)}."
        yield Oddity("window_wide_medicine", rows_of("visits", doses), what, effect)
    if others:
        what = f"Much wider windows than the other visits have: {list_some([*others.values()], _TOLD)}."
        yield Oddity("window_wide", rows_of("visits", others), what, effect)


def find_windows_of_nobody(problem: Problem, pack: Pack) -> Iterator[Oddity]:
    """Clinical windows under which a post or a team stands ("GP", "DN team") and no person's name, or a carer's."""
    others = {bare_name(one.name) for one in problem.workers if not one.registered_nurse}
    others -= {bare_name(one.name) for one in problem.workers if one.registered_nurse}
    found, carers = dict[str, str](), dict[str, str]()
    for visit in problem.visits:
        for task in visit.tasks:
            if task.clinical_window is None:
                continue
            by = task.clinical_window_set_by
            if not is_name(_DN.sub("district nurse", by)):
                found[visit.id] = f"{task.code} in {visit.id} by {by!r}"
            elif bare_name(by) in others:
                carers[visit.id] = f"{task.code} in {visit.id} by {by}"
    if carers:
        what = (
            f"Clinical windows by one of the staff who is no registered nurse: {list_some([*carers.values()], _TOLD)}."
        )
        effect = "They are kept as they stand; only a registered nurse answers for such a time."
        yield Oddity("window_set_by_carer", rows_of("visits", carers), what, effect)
    if found:
        what = f"Clinical windows of which nobody can tell who set them: {list_some([*found.values()], _TOLD, '; ')}."
        effect = "They are kept as they stand; write the name of the registered nurse who answers for the time."
        yield Oddity("window_set_by", rows_of("visits", found), what, effect)


def _spans_of(visit: Visit, task: Task) -> tuple[Window, ...]:
    """When a task may be reached: the clinical window, or the windows of its visit; nothing where a moment is said."""
    if task.time_critical is not None:
        return ()
    return (task.clinical_window,) if task.clinical_window is not None else visit.windows


def _usual_widths(problem: Problem) -> dict[str, float]:
    """How wide the windows of an organisation's visits are, in minutes, where it has more than a few."""
    widths: dict[str, list[float]] = {}
    for visit in problem.visits:
        widths.setdefault(visit.delivered_by, []).extend(_minutes(problem, one) for one in visit.windows)
    return {one: median(found) for one, found in widths.items() if len(found) >= _FEW}


def _much_wider(problem: Problem, visit: Visit, usual: dict[str, float]) -> Window | None:
    known = usual.get(visit.delivered_by)
    least = _HALF_A_DAY if known is None else max(_WIDE + 1, _MUCH_WIDER * known)
    return next((one for one in visit.windows if _minutes(problem, one) >= least), None)


def _said(horizon: Horizon, visit: Visit, window: Window, task: str) -> str:
    """The visit with its window, and which slip that may be."""
    half = _HALF_A_DAY * horizon.ticks_per_minute
    meant = window.end - half
    slip = f"; is {horizon.label(meant)} meant?" if meant >= window.start else ""
    return f"{visit.id}{task} ({horizon.label(window.start)}-{horizon.label(window.end)}{slip})"


def _minutes(problem: Problem, window: Window) -> float:
    return (window.end - window.start) / problem.horizon.ticks_per_minute
