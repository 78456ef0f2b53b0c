"""Signatures of the document that count for nothing, whoever makes the visit: told before anything is made of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from solver.domain import JoinDecision, Problem, Role, Task, fold
from solver.domain.names import is_name
from solver.rules import Pack
from solver.rules.joins.signers import span_as_one, why_no_signer
from solver.rules.readings.accepting import acceptance_in_force, roles_that_accept, why_void, words_of_roles
from solver.rules.readings.readings import Readings


def tell_void_signatures(problem: Problem, pack: Pack) -> Iterator[str]:
    """Who has signed for visits as one and may not, or not for their day, and why.

    What depends on who would make the visit and what becomes of it, the checker says of a roster.
    """
    readings = Readings(problem, pack)
    for one in problem.join_decisions:
        if one.approved and all(visit in problem.visit for visit in one.visits) and (why := _flaw(readings, one)):
            yield (
                f"{one.by} ({one.role}) signed for {' and '.join(one.visits)} as one (decision {one.id}), which does "
                f"not count: {why}."
            )


def tell_void_lateness(problem: Problem, pack: Pack) -> Iterator[str]:
    """Lateness accepted in no role, or in one that may not, for a visit that asks for one: it does not count."""
    catalogue = pack.catalogue(problem)
    for visit in problem.visits:
        if visit.late_accepted and acceptance_in_force(problem, visit, catalogue) is None:
            row, (roles, why) = visit.late_accepted[-1], roles_that_accept(visit, catalogue)
            if row.role in roles:
                yield (
                    f"{row.by} ({row.role}) accepted on {_on(row.on)} that visit {visit.id} begins late, which does "
                    f"not count: {why}, and {why_void(problem, visit, row, catalogue)}."
                )
                continue
            said = "and no role is written" if row.role is None else f"and a {row.role.value} may not"
            yield (
                f"{row.by} accepted on {_on(row.on)} that visit {visit.id} begins late, which does not count: {why}, "
                f"{said}. Add the role of whoever accepts it: {words_of_roles(roles)}."
            )


def _flaw(readings: Readings, one: JoinDecision) -> str:
    problem = readings.problem
    parts = [problem.visit[visit] for visit in one.visits]
    if not is_name(one.by):
        return "that is nobody's name"
    if one.role is not Role.NURSE_LEAD and any(_is_health(readings, task) for part in parts for task in part.tasks):
        return "only a nurse lead signs where there is a health task"
    if why := why_no_signer(problem, one.by, one.role, one.on, span_as_one(problem, parts)):
        return why
    codes = {fold(code) for code in one.tasks}
    if codes and not codes & {fold(task.code) for part in parts for task in part.tasks}:
        return "it is for other tasks"
    first = min(readings.span(part).first_day for part in parts)
    last = max(problem.horizon.date(part.windows[-1].end) for part in parts)
    if one.first_day > last:
        return f"it holds from {_on(one.first_day)}"
    if one.last_day < first:
        return f"it held until {_on(one.last_day)}"
    return ""


def _is_health(readings: Readings, task: Task) -> bool:
    entry = readings.catalogue.get(task.code)
    owned = task.owner == "health" or (entry is not None and entry.owner == "health")
    return owned or readings.class_of(task) != "ordinary"


def _on(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
