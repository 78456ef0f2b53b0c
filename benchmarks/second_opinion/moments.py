"""Section 4: clinical windows and prescribed moments, each at the moment at which its task is really reached."""

from __future__ import annotations

from collections.abc import Iterator

from .finding import Finding
from .made import Made, common_windows


def judge_moments(made: Made) -> Iterator[Finding]:
    """The second pair of hands is left out: its tasks are those of the visit it helps at."""
    if made.role == "second":
        return
    joint = made.role == "joint"
    if joint and not common_windows(made.parts):
        yield Finding("join_windows", made.id, "agreed windows that do not meet")
    for part in made.parts if joint else ():
        if not any(window.start <= made.start <= window.end for window in part.windows):
            yield Finding("join_windows", made.id, "outside an agreed window", client=part.client)
    for job in made.jobs:
        reached, task, client = made.start + job.at, job.task, job.part.client
        where = "first task" if job.at == 0 else "later task"
        window = task.clinical_window
        if window is not None and not window.start <= reached <= window.end:
            rule = "join_windows" if joint else "clinical_window"
            yield Finding(rule, made.id, f"clinical window, {where}", client=client)
        moment = task.time_critical
        if moment is not None and abs(reached - moment.at) > moment.tolerance:
            rule = "join_windows" if joint else "time_critical"
            yield Finding(rule, made.id, f"prescribed moment, {where}", client=client)
