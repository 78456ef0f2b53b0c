"""A late start that somebody accepts by name: it stands in the problem, and no clinical or prescribed time moves."""

from __future__ import annotations

from datetime import date

from solver.domain import LateAcceptance, Problem, Visit, Window
from solver.explain.model import named
from solver.reading.said import find_unsaid_lateness
from solver.rules import length
from solver.rules.readings.accepting import roles_that_accept, why_void, words_of_roles
from solver.rules.readings.lateness import last_of_day
from solver.rules.task_catalogue import catalogue_of

from .apply import Effect
from .changes import AcceptLate
from .draft import Draft
from .faults import ChangeFaults


def accept_late(draft: Draft, change: AcceptLate, faults: ChangeFaults) -> Effect:
    """Write down who accepts how late a start of a visit, and why. The roster stays; a move or a solve may follow."""
    problem = draft.problem
    until = faults.read_start(problem, change.until, "until")
    if not faults.check_visit(draft, change.visit):
        return draft, []
    visit = problem.visit[change.visit]
    unsaid = list(
        find_unsaid_lateness(problem.horizon, visit, change.by, change.reason, change.on, change.role)
    ) or _refuse_role(problem, visit, change, problem.horizon.end if until is None else until)
    for field, value, wanted in unsaid:
        faults.add(field, value, wanted)
    if until is not None and (wanted := refuse_late(problem, visit, until)):
        faults.add("until", change.until.isoformat(), wanted)
    if faults.found or until is None:
        return draft, []
    day = change.on or date.today()
    row = LateAcceptance(until=until, by=change.by, reason=change.reason, on=day, role=change.role)
    accepted = visit.model_copy(update={"late_accepted": (*visit.late_accepted, row)})
    visits = tuple(accepted if one.id == visit.id else one for one in problem.visits)
    late = until - _window_at(visit, until).end
    sentence = (
        f"{change.by} accepts that {named(problem, visit.id)} begins by {problem.horizon.label(until)}, "
        f"{length(problem, late)} after its window: {change.reason}."
    )
    return draft.with_problem(problem.replace(visits=visits)), [sentence]


def _refuse_role(problem: Problem, visit: Visit, change: AcceptLate, until: int) -> list[tuple[str, str, str]]:
    """What is wanted in place of the role of whoever accepts it, as field, value and words; empty where it will do."""
    catalogue = catalogue_of(problem)
    roles, why = roles_that_accept(visit, catalogue)
    if not roles:
        return []
    if change.role in roles:
        row = LateAcceptance(
            until=until, by=change.by, reason=change.reason, on=change.on or date.today(), role=change.role
        )
        if flaw := why_void(problem, visit, row, catalogue):
            return [("by", change.by, f"want a {words_of_roles(roles)}, for in this visit {why}, and {flaw}")]
        return []
    said = "none" if change.role is None else change.role.value
    return [("role", said, f"want {words_of_roles(roles)}, for in this visit {why}")]


def refuse_late(problem: Problem, visit: Visit, until: int) -> str:
    """What is wanted in place of a start that nobody may accept; empty where it may be accepted."""
    label = problem.horizon.label
    if visit.windows_hard:
        return "want a visit whose windows may be missed: these are hard"
    end = _window_at(visit, until).end
    if until <= end:
        return f"want a start after the window, which ends at {label(end)}"
    for task, offset in visit.tasks_reached:
        limits = []
        if window := task.clinical_window:
            limits.append((window.end - offset, "clinical window"))
        if moment := task.time_critical:
            limits.append((moment.at + moment.tolerance - offset, "prescribed moment"))
        for last, what in limits:
            if until > last:
                return f"want {label(last)} at the latest: the {what} of {task.code} is moved by nobody here"
    tonight = last_of_day(problem, visit, _window_at(visit, until))
    if until > tonight:
        return f"want a start from which it is over by midnight, as it would be in time: {label(tonight)} at the latest"
    return ""


def _window_at(visit: Visit, start: int) -> Window:
    """The window in force at a start; the first where none has opened."""
    opened = [window for window in visit.windows if window.start <= start]
    return opened[-1] if opened else visit.windows[0]
