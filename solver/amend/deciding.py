"""Who may change a visit with a health task, a medicine or a time of its own: whoever could accept that it is late.

So it is of a visit that would do with fewer workers what the client's others do with more, and of a pair of hands that
leaves another alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from solver.domain import Accepting, Catalogue, Problem, Visit
from solver.domain.names import is_name
from solver.explain.model import named
from solver.rules import Pack
from solver.rules.readings.accepting import OF_MEDICINE, roles_that_accept, why_void, words_of_roles

from .changes import Add, Cancel, Change, ChangeWindow
from .draft import Draft
from .faults import ChangeFaults
from .hands import find_left_alone, tell_fewer_hands


@dataclass(frozen=True, slots=True)
class Decided:
    """Somebody who answers for a change that not everybody may make. visit: the one that is changed."""

    visit: str
    by: str
    role: Accepting


def weigh_change(
    before: Draft, after: Draft, change: Change, faults: ChangeFaults, cancelled: Collection[str]
) -> tuple[list[str], list[Decided]]:
    """A fault where the visit that is changed wants a role that nobody gives; else what is said of who decides.

    Of a visit that is added the tasks are known once it is in the day; of one that is changed or cancelled they are as
    they were before. The clinical window of a task has a rule of its own (``windows.py``). cancelled: all visits that
    the list of changes cancels.
    """
    problem, what = before.problem, ""
    match change:
        case Cancel() if change.visit in problem.visit:
            visit, what = problem.visit[change.visit], "is cancelled"
        case ChangeWindow(task=None) if change.visit in problem.visit:
            visit, what = problem.visit[change.visit], "gets other times or another length"
        case Add() if not faults.found:
            problem = after.problem
            visit, what = problem.visit[change.visit["id"]], "is added"
        case _:
            return [], []
    catalogue = before.pack.catalogue(problem)
    alone = find_left_alone(problem, visit, cancelled) if isinstance(change, Cancel) else []
    roles, why = find_roles(problem, visit, catalogue, alone, comes=isinstance(change, Add))
    if not roles:
        return [], []
    decided = find_decider(problem, visit, roles, f"{visit.id} {what} by nobody else, for {why}", change, faults)
    if decided is None:
        return [], []
    return [f"{decided.by} ({decided.role}) decides that {named(problem, visit.id)} {what}: {why}."], [decided]


def find_roles(
    problem: Problem, visit: Visit, catalogue: Catalogue, alone: Sequence[str] = (), comes: bool = False
) -> tuple[tuple[Accepting, ...], str]:
    """Who may add, cancel or time a visit anew, and why not everybody; nobody in particular: (), "".

    problem: with the visit in it. alone: visits that would be without a pair of hands. comes: whether it is new.
    """
    roles, task = roles_that_accept(visit, catalogue)
    whys = [f"in it {task}"] if task else []
    if comes and (fewer := tell_fewer_hands(problem, visit, catalogue)):
        roles, whys = roles or OF_MEDICINE, [*whys, fewer]
    if alone:
        roles, whys = roles or OF_MEDICINE, [*whys, f"it is the other pair of hands of {' and '.join(alone)}"]
    return roles, ", and ".join(whys)


def find_decider(
    problem: Problem,
    visit: Visit,
    roles: tuple[Accepting, ...],
    why: str,
    change: Cancel | ChangeWindow | Add,
    faults: ChangeFaults,
) -> Decided | None:
    """Whoever a change says decides it, in one of these roles; a fault and None where they may not.

    why: in words that follow "want nurse lead or registrant: ".
    """
    if change.role is None or change.role not in roles:
        faults.add("role", "none" if change.role is None else change.role.value, f"want {words_of_roles(roles)}: {why}")
    elif not is_name(change.by):
        faults.add("by", change.by, f"want the name of the {change.role.value} who decides it")
    elif flaw := why_void(problem, visit, change.by, change.role):
        faults.add("by", change.by, f"want {words_of_roles(roles)}: {why}, and {flaw}")
    else:
        return Decided(visit.id, change.by, change.role)
    return None


def find_undecided(before: Problem, after: Problem, pack: Pack) -> list[str]:
    """What only some may decide of a day that takes the place of another, a sentence each: visits that come or go, or
    get other times or another length, and have a health task, a medicine or a time of its own.
    """
    found = []
    for name in dict.fromkeys((*before.visit, *after.visit)):
        was, now = before.visit.get(name), after.visit.get(name)
        visit = now or was
        assert visit is not None
        if was is not None and now is not None and _terms(was) == _terms(now):
            continue
        roles, why = find_roles(before if now is None else after, visit, pack.catalogue(after), comes=was is None)
        if roles:
            what = "would come back" if was is None else "would go" if now is None else "would get the times of before"
            found.append(f"want {words_of_roles(roles)}: {name} {what}, and {why}")
    return found


def _terms(visit: Visit) -> object:
    """When it may begin, how long it takes and how many come."""
    return visit.windows, visit.duration, visit.workers
