"""What ``onevisit solve`` says about joining on a terminal: joins made or proposed, and what blocks others."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from solver.domain import Fault, InputFaults, Join, Problem
from solver.explain import points
from solver.joining import describe_signature
from solver.result import Result, hours
from solver.rules import Pack

from .summary import wide

_LISTED, _CHANGES = 10, 3


def told_joins(result: Result) -> Iterator[str]:
    """A few lines for the terminal; none when joins are off or there are none."""
    if result.joins in ("apply", "all"):
        yield from _made(result)
    elif result.proposals:
        yield from _proposed(result)
    if result.changes:
        yield ""
        yield f"Could be joined, but for one change ({len(result.refusals):,} refused; --json lists all)"
        for number, one in enumerate(result.changes[:_CHANGES], start=1):
            yield from wrap(f"{number}. {one.text}", wide(), initial_indent="  ", subsequent_indent="      ")
        yield "  What one of them would really save: --what-if 1"


def what_if(problem: Problem, pack: Pack, number: int) -> tuple[Problem, str]:
    """The problem with change ``number`` (from 1) of those suggested made, and the change in words.

    Raises InputFaults where there is none of that number.
    """
    from solver.joining import Register, apply_change, find_blocked_joins

    _, changes = find_blocked_joins(Register.of(problem, pack))
    if number > len(changes):
        wanted = f"want a number from 1 to {len(changes)}" if changes else "no single change would let visits be joined"
        raise InputFaults([Fault("--what-if", number, wanted)])
    return apply_change(problem, changes[number - 1].change), changes[number - 1].text


def _made(result: Result) -> Iterator[str]:
    joins = result.roster.joins
    yield ""
    yield f"Joined ({len(joins):,})" if joins else "Joined: none."
    for join in joins[:_LISTED]:
        signed = describe_signature(result.problem, join.visits, join.signed_by)
        yield from wrap(
            f"{_words(join)} {' and '.join(join.visits)}; {signed}",
            wide(),
            initial_indent="  ",
            subsequent_indent="      ",
        )
    if len(joins) > _LISTED:
        yield f"  and {len(joins) - _LISTED:,} more, all in the roster file"


def _proposed(result: Result) -> Iterator[str]:
    problem = result.problem
    yield ""
    cost = (
        f"; the roster with all of them costs {points(problem, result.proposed)}" if result.proposed is not None else ""
    )
    if result.proposed_late is not None and result.held is not None:
        late, before = hours(problem.horizon, result.proposed_late), hours(problem.horizon, result.held.late)
        cost += f", {late} late in all, {before} without"
    yield from wrap(f"Proposed joins ({len(result.proposals):,}{cost})", wide(), subsequent_indent="  ")
    for one in result.proposals[:_LISTED]:
        clients = " and ".join(problem.client[client].name for client in one.clients)
        workers = " and ".join(problem.worker[worker].name for worker in one.workers)
        gain = "not priced" if one.gain is None else f"saves {points(problem, one.gain)}"
        if not one.alone:
            gain += " (with the others)"
        nurses = f", {one.nurse_minutes:.0f} nurse min" if one.nurse_minutes else ""
        signed = describe_signature(problem, one.join.visits, one.signed)
        sign = signed if one.signed else f"to be signed by a {one.sign}"
        text = (
            f"{problem.horizon.label(one.start)} {clients}: {_words(one.join)} {' and '.join(one.join.visits)}, "
            f"{workers}. {gain}, {one.minutes:.0f} min at the door{nurses}; {sign}"
        )
        yield from wrap(text, wide(), initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False)
    if len(result.proposals) > _LISTED:
        yield f"  and {len(result.proposals) - _LISTED:,} more, all in the roster file"


def _words(join: Join) -> str:
    return join.outcome.replace("_", " ")
