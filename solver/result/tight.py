"""Medicines planned so close to the end of their clinical window that little on the way may go wrong."""

from __future__ import annotations

from solver.check import Check
from solver.rules.task_catalogue import entries_of
from solver.rules.vocabulary.wording import list_some

_TIGHT = 5  # minutes before the end of a clinical window from which a medicine is told; nothing is forbidden by it
_LISTED = 5


def warn_of_tight_windows(check: Check) -> list[str]:
    """Medicines that are reached in the last minutes of a clinical window, each with its visit and the minutes left:
    one sentence, or nothing. It forbids nothing: the rule is kept.
    """
    problem = check.problem
    if problem.horizon.abstract:
        return []
    catalogue, found = check.pack.catalogue(problem), dict[str, tuple[float, str]]()
    for name, pairs in check.timeline.served.items():
        _, call = pairs[0]
        for task, offset in call.visit.tasks_reached if call.visit is not None else ():
            window = task.clinical_window
            if window is None or all(one.call != "medicine" for one in entries_of(task, catalogue)):
                continue
            left = problem.horizon.minutes(window.end - call.start - offset)
            if 0 <= left <= _TIGHT:
                at, end = (problem.horizon.label(moment) for moment in (call.start + offset, window.end))
                found[f"{name} {task.code}"] = left, f"{task.code} in {name} at {at}, {left:g} min before {end}"
    if not found:
        return []
    told = list_some([sentence for _, sentence in sorted(found.values())], _LISTED, "; ")
    return [f"In the last {_TIGHT} min of a clinical window, where a delay on the way would miss it: {told}."]
