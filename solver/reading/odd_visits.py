"""Visits that are likely slips: no time or half a day at the door, hours at which nobody works, hours that contradict
the task inside.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.domain import Catalogue, Horizon, Problem, Visit, fold
from solver.domain.hands import read_hands
from solver.rules import Pack
from solver.rules.task_catalogue import competencies_of
from solver.rules.vocabulary.wording import list_some

from .oddity import Oddity, rows_of

_SHORT, _LONG = 5, 240  # minutes at the door
_ALL_NIGHT = "waking_night"  # the task of somebody who stays for hours by agreement
_TOLD = 5


def find_odd_lengths(problem: Problem, pack: Pack) -> Iterator[Oddity]:
    """Visits of under five minutes, and of over four hours; of longer ones than any work without a break another note
    tells, and of nights nothing is odd.
    """
    minutes = {visit.id: problem.horizon.minutes(visit.duration) for visit in problem.visits}
    values = pack.values("break")
    told_elsewhere = pack.enabled("break") and values["statutory"]
    most = values["threshold_minutes"] if told_elsewhere else float("inf")
    stays = {visit.id for visit in problem.visits if any(fold(task.code) == _ALL_NIGHT for task in visit.tasks)}
    short = [name for name, length in minutes.items() if length < _SHORT]
    long = [name for name, length in minutes.items() if _LONG < length <= most and name not in stays]
    for kind, found, how, asked in (
        ("visit_short", short, f"Less than {_SHORT} min at the door", "are these hours?"),
        ("visit_long", long, f"More than {_LONG} min at the door", "are these seconds?"),
    ):
        if found:
            told = list_some([f"{name} ({minutes[name]:g} min)" for name in found], _TOLD)
            effect = "As it stands the visit takes as long as it says."
            yield Oddity(kind, rows_of("visits", found), f"{how}: {told}. Is that right, or {asked}", effect)


def find_outside_shifts(problem: Problem) -> Iterator[Oddity]:
    """Visits none of whose windows meets a shift. Windows on other days than the problem's are told as such."""
    horizon, shifts = problem.horizon, problem.shifts
    if not shifts:
        return
    found = [visit for visit in problem.visits if _is_today(horizon, visit) and not _is_on_duty(problem, visit)]
    if found:
        first, last = min(shift.start for shift in shifts), max(shift.end for shift in shifts)
        told = list_some([f"{one.id} ({_spans(horizon, one)})" for one in found], _TOLD)
        what = (
            f"Windows outside every shift, of which the first begins at {horizon.label(first)} and the last ends at "
            f"{horizon.label(last)}: {told}."
        )
        effect = "As it stands nobody can begin these visits on time."
        yield Oddity("window_outside_shifts", rows_of("visits", (one.id for one in found)), what, effect)


def find_contradicting_hours(problem: Problem) -> Iterator[Oddity]:
    """Visits whose agreed windows leave no start at which every task is inside its clinical window."""
    horizon, found = problem.horizon, dict[str, str]()
    for visit in problem.visits:
        spans = [(window.start, window.end) for window in visit.windows]
        for task, offset in visit.tasks_reached:
            if not (window := task.clinical_window):
                continue
            low, high = window.start - offset, window.end - offset
            spans = [(max(a, low), min(b, high)) for a, b in spans if max(a, low) <= min(b, high)]
            if not spans:
                hours = f"{horizon.label(window.start)}-{horizon.label(window.end)}"
                found[visit.id] = f"{visit.id} from {_spans(horizon, visit)}, {task.code} in it at {hours}"
                break
    if found:
        what = f"Clinical windows that the agreed windows never meet: {list_some([*found.values()], _TOLD, '; ')}."
        effect = "A clinical window is never moved: as it stands nobody makes these visits within both."
        yield Oddity("clinical_window", rows_of("visits", found), what, effect)


def find_unheld(problem: Problem, pack: Pack) -> Iterator[Oddity]:
    """Competencies that visits ask for and nobody on duty holds on their day; not of tasks that are delegated."""
    catalogue: Catalogue = pack.catalogue(problem)
    declared = [one.id for one in problem.competencies]
    delegated = {(one.client, fold(one.task)) for one in problem.delegations}
    on_duty = [problem.worker[name] for name in dict.fromkeys(shift.worker for shift in problem.shifts)]
    asked: dict[str, list[str]] = {}
    for visit in problem.visits:
        day = problem.horizon.date(visit.windows[-1].end)
        held = {one.competency for worker in on_duty for one in worker.competencies if one.in_force(day)}
        for task in visit.tasks:
            if (visit.client, fold(task.code)) not in delegated:
                for name in competencies_of(task, catalogue, declared):
                    if name not in held:
                        asked.setdefault(name, []).append(visit.id)
    for name, visits in asked.items():
        rows = list(dict.fromkeys(visits))
        what = f"Nobody on duty holds {name}, which visits ask for: {list_some(rows, _TOLD)}."
        yield Oddity("unheld", rows_of("visits", rows), what, "As it stands nobody makes these visits.")


def find_pairs_for_one(problem: Problem, pack: Pack) -> Iterator[Oddity]:
    """Visits of one worker, of which a task that no catalogue knows says two: "personal care (2 carers)"."""
    catalogue: Catalogue = pack.catalogue(problem)
    found = {
        visit.id: f"{visit.id} ({task.code})"
        for visit in problem.visits
        for task in visit.tasks
        if problem.hands_of(visit) == 1 and visit.unpaid_carer is None
        if task.code not in catalogue and read_hands(task.code).two
    }
    if found:
        what = f"A task says two carers, and one comes: {list_some([*found.values()], _TOLD)}."
        yield Oddity("pair_for_one", rows_of("visits", found), what, "As it stands one worker makes the visit alone.")


def _is_today(horizon: Horizon, visit: Visit) -> bool:
    return all(one.end >= 0 and one.start < horizon.end for one in visit.windows)


def _is_on_duty(problem: Problem, visit: Visit) -> bool:
    return any(
        shift.start <= one.end and one.start < shift.end + (shift.max_overtime or 0)
        for one in visit.windows
        for shift in problem.shifts
    )


def _spans(horizon: Horizon, visit: Visit) -> str:
    return ", ".join(f"{horizon.label(one.start)}-{horizon.label(one.end)}" for one in visit.windows)
