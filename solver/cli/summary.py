"""What a scheduler reads on the terminal: figures, cost by rule, what is broken, who is not served and why."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap

import typer

from solver.check import Check
from solver.domain import Problem, Unserved, Visit, explain_verdicts
from solver.explain import cost_label, money, points, split_paid, told_cost
from solver.result import PAID, WEIGHED, headline, warn_of_meals, warn_of_tight_windows, warn_of_urgent
from solver.rules import Pack, explain_loosened, tell_loosened
from solver.rules.authority.stopped import find_stopped

_LISTED = 20  # unserved visits or breaches shown in full


def wide() -> int:
    """Columns to write in."""
    return max(60, min(120, shutil.get_terminal_size((100, 24)).columns))


def say_loosened(problem: Problem, pack: Pack, err: bool = False) -> None:
    """The first lines of every answer about a roster: what is asked less of it than the built-in rules ask.

    problem: as commissioned. err: on standard error, beside JSON that has no place for it.
    """
    sentence = tell_loosened(problem, pack)
    if sentence is not None:
        typer.echo(
            "\n".join(wrap(explain_loosened(sentence), wide(), subsequent_indent="  ", break_on_hyphens=False)), err=err
        )


def summary(
    problem: Problem, check: Check, unserved: Sequence[Unserved], notes: Sequence[str] = (), first: Sequence[str] = ()
) -> str:
    """The whole summary as text of at most ``wide()`` columns. problem: the one judged on, check.problem.

    first: sentences told before any figure, such as what is unknown; notes: those told last.
    """
    return "\n".join(_lines(problem, check, unserved, notes, first))


def _lines(
    problem: Problem, check: Check, unserved: Sequence[Unserved], notes: Sequence[str], first: Sequence[str]
) -> Iterator[str]:
    width = wide()
    yield problem.name or "Roster"
    for sentence in map(explain_loosened, first):
        yield from wrap(sentence, width, initial_indent="  ", subsequent_indent="    ")
    yield ""
    for line in headline(problem, check):
        mark = "!" if line.alarm else " "
        text = f"{mark} {line.name:<15}{line.figure:>13}   {line.small}".rstrip()
        yield text if len(text) <= width else f"{text[: width - 1]}\u2026"
    for sentence in (*warn_of_urgent(check, unserved), *warn_of_meals(check), *warn_of_tight_windows(check)):
        yield from wrap(f"! {sentence}", width, subsequent_indent="  ")
    yield from _broken(check, width)
    yield from left_out(problem, unserved, width)
    yield from _costs(problem, check)
    if notes:
        yield ""
        for note in notes:
            yield from wrap(note, width, initial_indent="  ", subsequent_indent="    ")


def _broken(check: Check, width: int) -> Iterator[str]:
    hard = [breach for breach in check.breaches if breach.hard]
    if not hard:
        return
    yield ""
    yield f"DO NOT SEND OUT: {len(hard)} breach{'es' if len(hard) != 1 else ''} of hard rules"
    for breach in hard[:_LISTED]:
        yield from wrap(f"{breach.rule}: {breach.sentence}", width, initial_indent="  ", subsequent_indent="      ")
    if len(hard) > _LISTED:
        yield f"  and {len(hard) - _LISTED} more"


def left_out(problem: Problem, unserved: Sequence[Unserved], width: int) -> Iterator[str]:
    """Every unserved visit with its verdict and reason, most urgent first; those that somebody stopped come last."""
    if not unserved:
        return
    entries = sorted(unserved, key=lambda entry: _urgency(problem, entry.visit))
    stopped = find_stopped(problem)
    missing = [entry for entry in entries if entry.visit not in stopped]
    if missing:
        yield ""
        yield "Not served"
        told = explain_verdicts(entry.verdict for entry in missing[:_LISTED])
        yield from wrap(told, width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
        for entry in missing[:_LISTED]:
            yield _about(problem, problem.visit[entry.visit])
            unknown = "No verdict yet: onevisit explain finds one."
            reason = f"{entry.verdict}. {entry.reason}" if entry.verdict else entry.reason or unknown
            yield from wrap(reason, width, initial_indent="      ", subsequent_indent="      ", break_on_hyphens=False)
        if len(missing) > _LISTED:
            yield f"  and {len(missing) - _LISTED} more, all with their reasons in the roster file"
    if len(entries) > len(missing):
        yield ""
        yield "Stopped: nobody makes them until it is ended"
        for entry in [entry for entry in entries if entry.visit in stopped][:_LISTED]:
            yield _about(problem, problem.visit[entry.visit])
            yield from wrap(f"{stopped[entry.visit]}.", width, initial_indent="      ", subsequent_indent="      ")
        if len(entries) - len(missing) > _LISTED:
            yield f"  and {len(entries) - len(missing) - _LISTED} more"


def _about(problem: Problem, visit: Visit) -> str:
    """ "  08:00-08:30  Ada Pretend, 30 min, priority 2 (v1)"."""
    window = f"{problem.horizon.label(visit.windows[0].start)}-{problem.horizon.label(visit.windows[-1].end)}"
    worth = "optional" if visit.optional else f"priority {visit.priority}"
    name = problem.client[visit.client].name
    minutes = problem.horizon.minutes(visit.duration)
    length = f"{minutes:g}" if problem.horizon.abstract else f"{minutes:.0f}"
    return f"  {window}  {name}, {length} min, {worth} ({visit.id})"


def _urgency(problem: Problem, visit_id: str) -> tuple[bool, int, int]:
    visit = problem.visit[visit_id]
    return visit.optional, -visit.priority, visit.windows[0].start


def _costs(problem: Problem, check: Check) -> Iterator[str]:
    counts = Counter(breach.rule for breach in check.breaches if breach.cost)
    yield ""
    yield "Cost by rule"
    paid, weighed = split_paid(check.score.by_rule)
    for rule, cost in (*paid.items(), *weighed.items()):
        many = f"{counts[rule]:,} time{'s' if counts[rule] != 1 else ''}"
        yield f"  {cost_label(rule):<26}{told_cost(problem, rule, cost):>18}   {many}"
    if problem.horizon.abstract:
        yield f"  {'total':<26}{money(problem, check.score.total):>18}"
        return
    yield f"  {f'total: {PAID.lower()}':<26}{money(problem, sum(paid.values())):>18}"
    yield f"  {f'total: {WEIGHED.lower()}':<26}{points(problem, sum(weighed.values())):>18}   no money"
