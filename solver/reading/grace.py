"""What goes on for some days although a document of version 1 could not tell who answers for it, and until when."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domain import Problem, fold
from solver.rules import Pack
from solver.rules.authority.facts import Facts
from solver.rules.authority.registrants import is_in_grace
from solver.rules.readings.readings import Readings
from solver.rules.vocabulary.wording import list_some

_LISTED = 5  # delegations or codes named; the rest are counted


def tell_grace(problem: Problem, pack: Pack) -> Iterator[str]:
    """Sentences with the last day of it and the rule, while something rests on it or did; none for other documents."""
    readings = Readings(problem, pack)
    if readings.abstract or readings.grace is None:
        return
    since, until = readings.grace
    over = problem.horizon.date(0) > until
    days = (until - since).days
    by = f"{until.day} {until:%B %Y} (rule authority_registrant, grace_days = {days}, from {since.day} {since:%B %Y})"
    delegations = [one.id for one in problem.delegations if is_in_grace(readings.once(Facts), one)]
    if delegations:
        ran = "ran on until" if over else "run on until"
        yield (
            f"{_many(len(delegations), 'delegation')} of before {'leaves' if len(delegations) == 1 else 'leave'} "
            f"registration, cover hours or person of the registrant unknown. All the same they {ran} {by}, no longer: "
            f"{list_some(delegations, _LISTED)}."
        )
    codes = list(_without_protocol(readings))
    if codes:
        did = "did" if over else "do"
        yield (
            f"No protocol of the organisation that delivers them is recorded for {list_some(codes, _LISTED)}. Its own "
            f"staff {did} it all the same until {by}, no longer."
        )


def _without_protocol(readings: Readings) -> dict[str, None]:
    """Codes that some provider's staff do under a protocol, of which it has none on the problem's first day."""
    problem = readings.problem
    today = problem.horizon.date(0)
    there = {(one.organisation, fold(one.task)) for one in problem.protocols if one.in_force(today)}
    return {
        task.code: None
        for visit in problem.visits
        for task in visit.tasks
        if readings.class_of(task) == "protocol" and (visit.delivered_by, fold(task.code)) not in there
    }


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
