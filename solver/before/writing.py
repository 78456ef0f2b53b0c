"""Writes the state before a day into the day, from the rosters of the days just before. What it says itself stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from solver.domain import Client, Horizon, Link, Problem, TaskBefore, Visit, Worker, WorkerBefore
from solver.rules import Pack
from solver.rules.vocabulary.wording import list_some

from .past import Earlier, Past, check_cover, measure_past
from .shifts import WEEK, find_last_shifts
from .tasks import Kind, find_last_tasks, kind_of

__all__ = ["Earlier", "fill_before", "write_before"]

_LISTED = 5  # names in a sentence; the rest are counted


@dataclass(frozen=True, slots=True)
class _Day:
    """What has to be known of the day that follows."""

    horizon: Horizon
    workers: tuple[Worker, ...]
    clients: tuple[Client, ...]
    visits: tuple[Visit, ...]
    links: tuple[Link, ...]
    workers_before: tuple[WorkerBefore, ...]
    tasks_before: tuple[TaskBefore, ...]


def write_before(problem: Problem, earlier: Iterable[Earlier]) -> tuple[Problem, list[str]]:
    """The day with ``workers_before`` and ``tasks_before`` written, and sentences on what was written and what not.

    earlier: days and their rosters that reach to the day's start without a gap. Whoever has the same id and the same
    name is the same person. Raises InputFaults where an earlier day is no day before this one.
    """
    workers, tasks, notes = _found({name: getattr(problem, name) for name in _Day.__dataclass_fields__}, earlier)
    if (workers, tasks) == (problem.workers_before, problem.tasks_before):
        return problem, notes
    return problem.replace(workers_before=workers, tasks_before=tasks), notes


def fill_before(earlier: Iterable[Earlier], notes: list[str]) -> Callable[[dict[str, Any]], None]:
    """The same for a document that is still being read: a function for ``read_any(fill=...)``, to which the parts of
    the problem are given before their references are checked. So a link may name a visit of yesterday.

    notes: gains the sentences.
    """
    days = list(earlier)

    def fill(parts: dict[str, Any]) -> None:
        if parts.get("horizon") is None:
            return  # a fault that is told anyway
        parts["workers_before"], parts["tasks_before"], told = _found(parts, days)
        notes.extend(told)

    return fill


def _found(
    parts: Mapping[str, Any], earlier: Iterable[Earlier]
) -> tuple[tuple[WorkerBefore, ...], tuple[TaskBefore, ...], list[str]]:
    """Rows for both lists, the day's own first and at their places. parts: None stands for what could not be read."""
    lists = {name: parts.get(name) or () for name in _Day.__dataclass_fields__ if name != "horizon"}
    day = _Day(parts["horizon"], **{name: tuple(one for one in some if one) for name, some in lists.items()})
    pasts = [measure_past(day.horizon, one) for one in earlier]
    if not pasts:
        return lists["workers_before"], lists["tasks_before"], []
    check_cover(day.horizon, pasts)
    same_workers, odd = _same_people(day.workers, [past.problem.worker for past in pasts])
    same_clients, others = _same_people(day.clients, [past.problem.client for past in pasts])
    values = Pack.load().values("daily_rest")
    rest = {False: round(60 * values["minutes"]), True: round(60 * values["young_minutes"])}
    shifts = find_last_shifts(same_workers, pasts, rest)
    today = {visit.id for visit in day.visits}
    linked = {link.first for link in day.links if link.kind == "gap"} - today
    tasks = find_last_tasks(same_clients, pasts, today, linked, day.horizon.end)
    workers_before, differ = _with_own_shifts(day, lists["workers_before"], shifts)
    tasks_before, differ_too = _with_own_tasks(day, lists["tasks_before"], tasks)
    told = [_written(day, pasts, shifts, tasks)]
    told += _unknown(day, pasts, shifts)
    if odd or others:
        told.append(f"Taken for other people, for the names differ: {_some([*odd, *others])}.")
    if differ or differ_too:
        told.append(
            f"The day itself says otherwise than the roster of before, and stands: {_some([*differ, *differ_too])}."
        )
    return workers_before, tasks_before, told


def _same_people(people: Sequence[Any], known: Sequence[Mapping[str, Any]]) -> tuple[list[Any], list[str]]:
    """Those whom no earlier day knows by another name; and the others, in words."""
    same, odd = [], []
    for one in people:
        names = {there[one.id].name for there in known if one.id in there}
        if any(_plain(name) != _plain(one.name) for name in names):
            odd.append(f"{one.id} is {one.name} here and {min(names - {one.name})} there")
        else:
            same.append(one)
    return same, odd


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _with_own_shifts(
    day: _Day, own: Sequence[WorkerBefore | None], found: Mapping[str, WorkerBefore]
) -> tuple[tuple[Any, ...], list[str]]:
    names = {worker.id: worker.name for worker in day.workers}
    differ, rows = [], list[Any]()
    for row in own:
        there = found.get(row.worker) if row else None
        if row is not None and there is not None and row.until != there.until:
            said, other = (_moment(day.horizon, ticks) for ticks in (row.until, there.until))
            differ.append(f"the last shift of {names[row.worker]} ended at {said}, not at {other}")
        elif row is not None and there is not None:  # what it leaves open is known now
            gained = {name: getattr(there, name) for name in ("began", "week") if getattr(row, name) is None}
            row = row.model_copy(update=gained)
        rows.append(row)
    said_already = {row.worker for row in own if row}
    return (*rows, *(one for worker, one in found.items() if worker not in said_already)), differ


def _with_own_tasks(
    day: _Day, own: Sequence[TaskBefore | None], found: Sequence[TaskBefore]
) -> tuple[tuple[Any, ...], list[str]]:
    names = {client.id: client.name for client in day.clients}
    said: dict[Kind, list[TaskBefore]] = {}
    for row in own:
        if row is not None:
            said.setdefault(kind_of(row), []).append(row)
    visits = {row.visit for row in own if row}
    differ, added = [], []
    for one in found:
        rows = said.get(kind_of(one), [])
        if not rows or (one.visit not in visits and _is_linked(day, one.visit)):
            added.append(one)
        elif all(row.start != one.start for row in rows):
            told = _moment(day.horizon, max(row.start for row in rows))
            other = _moment(day.horizon, one.start)
            differ.append(f"{one.task} for {names[one.client]} was last done at {told}, not at {other}")
    return (*own, *added), differ


def _is_linked(day: _Day, visit: str | None) -> bool:
    return visit is not None and any(link.kind == "gap" and link.first == visit for link in day.links)


def _written(day: _Day, pasts: Sequence[Past], shifts: Mapping[str, WorkerBefore], tasks: Sequence[TaskBefore]) -> str:
    clients = len({one.client for one in tasks})
    days = list_some([past.label for past in pasts], 3, " and ")
    return (
        f"Before this day, as planned in the roster of {days}: the last shift of {len(shifts)} of {len(day.workers)} "
        f"worker{'' if len(day.workers) == 1 else 's'}, and what was done last for {clients} of {len(day.clients)} "
        f"client{'' if len(day.clients) == 1 else 's'}."
    )


def _unknown(day: _Day, pasts: Sequence[Past], shifts: Mapping[str, WorkerBefore]) -> list[str]:
    """What the earlier days do not tell."""
    told = []
    said = {row.worker for row in day.workers_before}
    missing = [
        worker.name
        for worker in day.workers
        if worker.id not in shifts
        and worker.id not in said
        and not any(worker.id in past.problem.worker for past in pasts)
    ]
    if missing:
        told.append(f"No earlier day tells of the last shift of {_some(missing)}: their rest is not judged.")
    if any(one.week is None for one in shifts.values()):
        days = sum(min(0, past.ends) - max(-WEEK, past.starts) for past in pasts) / (24 * 3600)
        told.append(
            f"The hours of the last seven days are not known: the earlier rosters hold {min(7, max(0, round(days)))} "
            "of them."
        )
    return told


def _some(words: Sequence[str]) -> str:
    more = f" and {len(words) - _LISTED:,} more" if len(words) > _LISTED else ""
    return f"{'; '.join(words[:_LISTED])}{more}"


def _moment(horizon: Horizon, ticks: int) -> str:
    return f"{horizon.moment(ticks):%a %d %b %H:%M}"
