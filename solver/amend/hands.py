"""How many workers do what for a client: a visit that would do it with fewer than others, and what goes with one."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from solver.domain import CancelledVisit, Catalogue, Problem, Task, Visit, fold
from solver.rules import length, many_workers
from solver.rules.task_catalogue import entries_of


def tell_fewer_hands(problem: Problem, visit: Visit, catalogue: Catalogue) -> str:
    """Why more workers than come are looked for in a visit: some task of it, by whatever name, all other visits of that
    client do with more, those that were cancelled too. "" where none is such.
    """
    name = problem.client[visit.client].name
    others = [one for one in problem.visits if one.client == visit.client and one.id != visit.id]
    gone = [one for one in problem.cancelled_visits if one.client == visit.client]
    hands = count_hands(problem, visit)
    for task in visit.tasks:
        names = _names(task, catalogue)
        least = [(count_hands(problem, one), one.id) for one in others if names & _names_of(one.tasks, catalogue)]
        least += [(2, f"{one.id} (cancelled)") for one in gone if names & _names_of(_tasks_by_two(one), catalogue)]
        wanted, where = min(least, default=(0, ""))
        if wanted > hands:
            return (
                f"{task.code} is done for {name} by {many_workers(wanted)} in {where} and by {many_workers(hands)} here"
            )
    return ""


def find_left_alone(problem: Problem, visit: Visit, cancelled: Collection[str]) -> list[str]:
    """The client's visits that begin together with one and are not cancelled too: it is a pair of hands of theirs."""
    return [one.id for one in _beside(problem, visit) if one.id not in cancelled]


def tell_taken_away(problem: Problem, visit: Visit, cancelled: Collection[str], catalogue: Catalogue) -> list[str]:
    """What goes with a visit that is cancelled: how many workers for how long, to do what; what nobody does then."""
    tasks = list(dict.fromkeys(task.code for task in visit.tasks))
    name = problem.client[visit.client].name
    told = f"With it go {many_workers(visit.workers)} for {length(problem, visit.duration)}: {', '.join(tasks)}."
    stay = [one for one in problem.visits if one.client == visit.client and one.id not in {visit.id, *cancelled}]
    kept = _names_of((task for one in stay for task in one.tasks), catalogue)
    lost = list(dict.fromkeys(task.code for task in visit.tasks if not _names(task, catalogue) & kept))
    alone = [f"Nobody else does {' or '.join(lost)} for {name}."] if lost else []
    return [told, *alone]


def list_by_two(problem: Problem, visit: Visit) -> tuple[str, ...]:
    """The tasks that two or more do in a visit, those of the other half of a double-handed pair too."""
    if count_hands(problem, visit) < 2:
        return ()
    both = (visit, *_beside(problem, visit))
    return tuple(dict.fromkeys(task.code for one in both for task in one.tasks))


def count_hands(problem: Problem, visit: Visit) -> int:
    """How many workers are at the client's in a visit, with those who come to another one that is tied to it."""
    return visit.workers + sum(other.workers for other in _beside(problem, visit))


def _beside(problem: Problem, visit: Visit) -> list[Visit]:
    """The visits of the same client that begin together with one by a link."""
    ends = [
        link.second if link.first == visit.id else link.first
        for link in problem.links
        if link.kind in ("double_handed", "same_start") and visit.id in (link.first, link.second)
    ]
    return [problem.visit[one] for one in dict.fromkeys(ends) if problem.visit[one].client == visit.client]


def _tasks_by_two(gone: CancelledVisit) -> list[Task]:
    return [Task(code=code, duration=0) for code in gone.by_two]


def _names(task: Task, catalogue: Catalogue) -> set[str]:
    """A task's code, and what the catalogue takes it for; personal care is one thing, whatever part of it is named."""
    entries = entries_of(task, catalogue)
    care = {one.call for one in entries if one.call == "personal_care"}
    return {fold(task.code), *(fold(one.code) for one in entries), *care}


def _names_of(tasks: Iterable[Task], catalogue: Catalogue) -> set[str]:
    return {name for task in tasks for name in _names(task, catalogue)}
