"""Other agreed times of a visit, or another length; its clinical window, where somebody registered changes that."""

from __future__ import annotations

from typing import Any

from solver.domain import Accepting, InputFaults, Problem, Task, Visit, Window, fold
from solver.domain.names import fold_name, is_name, registration_state
from solver.explain.model import named
from solver.reading import implausible

from .apply import Effect
from .changes import ChangeWindow
from .draft import Draft
from .faults import ChangeFaults
from .resettle import resettle


def change_window(draft: Draft, change: ChangeWindow, faults: ChangeFaults) -> Effect:
    """Change when a visit may begin, how long it takes, or the clinical window of one of its tasks.

    It stays where it is while that keeps every hard rule and its times; else it goes where it fits best, or is left out
    with the reason.
    """
    problem = draft.problem
    earliest = faults.read_start(problem, change.earliest, "earliest")
    latest = faults.read_start(problem, change.latest, "latest")
    if not faults.check_visit(draft, change.visit) or faults.found:
        return draft, []
    visit = problem.visit[change.visit]
    if change.task is not None:
        changed, sentences = _change_clinical(problem, visit, change, earliest, latest, faults)
    else:
        changed, sentences = _change_agreed(problem, visit, change, earliest, latest, faults)
    if changed is None or faults.found:
        return draft, []
    number = problem.visit_number[visit.id]
    here = {("visits", number): "visit"}
    visits = tuple(changed if one.id == visit.id else one for one in problem.visits)
    try:
        made = problem.replace(visits=visits)
    except InputFaults as error:
        faults.add_faults(error.faults, here)
        return draft, []
    before = implausible({name: getattr(problem, name) for name in Problem.model_fields})
    odd = implausible({name: getattr(made, name) for name in Problem.model_fields})
    faults.add_faults([fault for fault in odd if fault not in before], here)
    if faults.found:
        return draft, []
    settled, more = resettle(draft, made, visit.id)
    return settled, sentences + more


def _change_agreed(
    problem: Problem, visit: Visit, change: ChangeWindow, earliest: int | None, latest: int | None, faults: ChangeFaults
) -> tuple[Visit | None, list[str]]:
    """The visit with other times or another length, and what is said of it."""
    label = problem.horizon.label
    update: dict[str, Any] = {}
    told = []
    if earliest is not None or latest is not None:
        if len(visit.windows) > 1 and (earliest is None or latest is None):
            spans = ", ".join(f"{label(one.start)}-{label(one.end)}" for one in visit.windows)
            missing = "earliest" if earliest is None else "latest"
            faults.add(missing, None, f"want both ends: it has several windows ({spans}), this takes their place")
            return None, []
        window = _window(visit.windows[0], earliest, latest, change, faults)
        if window is None:
            return None, []
        _keep_clinical(problem, visit, window, faults)
        update["windows"] = (window,)
        told.append(f"may begin from {label(window.start)} to {label(window.end)}")
    if change.minutes is not None:
        ticks = change.minutes * problem.horizon.ticks_per_minute
        tasks = sum(task.duration for task in visit.tasks)
        if ticks != round(ticks):
            faults.add("minutes", change.minutes, "want whole seconds")
            return None, []
        update["length"] = None if round(ticks) == tasks else round(ticks)
        words = f"takes {change.minutes:g} min"
        told.append(f"{words}, though its tasks take {problem.horizon.minutes(tasks):g}" if ticks < tasks else words)
    return visit.model_copy(update=update), [f"{named(problem, visit.id)} {' and '.join(told)} now."]


def _window(
    now: Window, earliest: int | None, latest: int | None, change: ChangeWindow, faults: ChangeFaults
) -> Window | None:
    start = now.start if earliest is None else earliest
    end = now.end if latest is None else latest
    if end < start:
        where, value = ("latest", change.latest) if latest is not None else ("earliest", change.earliest)
        assert value is not None
        faults.add(where, value.isoformat(), "want a latest start that is not before the earliest")
        return None
    return Window(start=start, end=end)


def _keep_clinical(problem: Problem, visit: Visit, window: Window, faults: ChangeFaults) -> None:
    """Agreed times in which no start keeps a task's clinical window would move that."""
    label = problem.horizon.label
    for task, offset in visit.tasks_reached:
        clinical = task.clinical_window
        if clinical and not (window.start <= clinical.end - offset and clinical.start - offset <= window.end):
            faults.add(
                "earliest",
                f"{label(window.start)}-{label(window.end)}",
                f"want times in which {task.code} keeps its clinical window, {label(clinical.start)}-"
                f"{label(clinical.end)}, set by {task.clinical_window_set_by}: only a registrant or a nurse lead "
                "changes that one (task, by, role)",
            )


def _change_clinical(
    problem: Problem, visit: Visit, change: ChangeWindow, earliest: int | None, latest: int | None, faults: ChangeFaults
) -> tuple[Visit | None, list[str]]:
    """The visit with another clinical window of a task."""
    if change.minutes is not None:
        faults.add("minutes", change.minutes, "want none beside task: the length is a change of its own")
    if wanted := _refuse_person(problem, change):
        faults.add("role" if is_name(change.by) else "by", change.role or change.by, wanted)
    found = [number for number, task in enumerate(visit.tasks) if fold(task.code) == fold(change.task or "")]
    if len(found) != 1:
        codes = ", ".join(dict.fromkeys(task.code for task in visit.tasks))
        faults.add("task", change.task, f"want the code of one of its tasks, that it has once: {codes}")
    if faults.found:
        return None, []
    task: Task = visit.tasks[found[0]]
    if task.clinical_window is None and (earliest is None or latest is None):
        faults.add("earliest" if earliest is None else "latest", None, "want both ends: it has no clinical window yet")
        return None, []
    window = _window(task.clinical_window or visit.windows[0], earliest, latest, change, faults)
    if window is None:
        return None, []
    changed = task.model_copy(update={"clinical_window": window, "clinical_window_set_by": change.by.strip()})
    tasks = tuple(changed if number == found[0] else one for number, one in enumerate(visit.tasks))
    label = problem.horizon.label
    return visit.model_copy(update={"tasks": tasks}), [
        f"{change.by} sets the clinical window of {task.code} in {named(problem, visit.id)} to {label(window.start)}-"
        f"{label(window.end)}."
    ]


def _refuse_person(problem: Problem, change: ChangeWindow) -> str:
    """What is wanted in place of whoever would change a clinical window; empty where they may.

    A nurse lead, or one of the day's registrants, registered and not gone on its first day.
    """
    if not is_name(change.by):
        return "want the name of the registrant or nurse lead who sets the clinical window"
    if change.role is Accepting.NURSE_LEAD:
        return ""
    today = problem.horizon.date(0)
    for one in problem.registrants:
        if fold_name(change.by) not in (fold_name(one.id), fold_name(one.name)):
            continue
        gone = one.left is not None and one.left < today
        expired = one.registered_until is not None and one.registered_until < today
        if not gone and not expired and registration_state(one.registration) == "known":
            return ""
        return f"want somebody registered: {one.name} has left, or the registration is not known or has ended"
    return "want nurse lead, or a by who is one of the day's registrants: a clinical window is changed by nobody else"
