"""What ``onevisit solve`` says about joining: the joins made or proposed, and what stands in the way of others."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from solver.domain import Fault, InputFaults, Join, Problem
from solver.explain import Proposal, money
from solver.result import Result, hours
from solver.rules import Pack

from .summary import wide

_LISTED, _CHANGES = 10, 3


def about_joins(result: Result) -> dict[str, Any]:
    """For machines: proposals, refusals and changes. Gains in pence, times in minutes; nothing when joins are off."""
    if result.joins == "off":
        return {}
    minutes = result.problem.horizon.minutes
    return {
        "late_minutes_without_joins": None if result.held is None else minutes(result.held.late),
        "late_minutes_with_proposals": None if result.proposed_late is None else minutes(result.proposed_late),
        "proposals": [_plain(result, one) for one in result.proposals],
        "refusals": [
            {
                "visits": list(one.visits),
                "client": one.client,
                "day": one.day.isoformat(),
                "worker": one.worker,
                "conditions": list(one.conditions),
                "sentences": [refusal.sentence for refusal in one.blockers],
                "changes": [_change(result, change) for change in one.changes],
            }
            for one in result.refusals
        ],
        "changes": [
            {
                "change": _change(result, one.change),
                "sentence": one.text,
                "joins": [list(visits) for visits in one.joins],
                "doors": one.doors,
                "minutes": one.minutes,
                "nurse_minutes": one.nurse_minutes,
            }
            for one in result.changes
        ],
    }


def _plain(result: Result, one: Proposal) -> dict[str, Any]:
    return {
        "join": one.join.model_dump(mode="json", by_alias=True, context={"horizon": result.problem.horizon}),
        "clients": list(one.clients),
        "workers": list(one.workers),
        "gain": None if one.gain is None else one.gain / 1000,
        "alone": one.alone,
        "doors": one.doors,
        "minutes": one.minutes,
        "travel_minutes": one.travel,
        "nurse_minutes": one.nurse_minutes,
        "delegations": list(one.delegations),
        "sign": one.sign,
        "signed": one.signed,
    }


def _change(result: Result, change: Any) -> dict[str, str]:
    from solver.joining import said

    return {"kind": change.kind, "what": change.what, "sentence": said(result.problem, change)}


def told_joins(result: Result) -> Iterator[str]:
    """The same as a few lines for the terminal; none when joins are off or there are none."""
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
    from solver.joining import Figures, Register, apply_change, refusals

    _, changes = refusals(Register(problem, Figures.of(pack, problem)))
    if number > len(changes):
        wanted = f"want a number from 1 to {len(changes)}" if changes else "no single change would let visits be joined"
        raise InputFaults([Fault("--what-if", number, wanted)])
    return apply_change(problem, changes[number - 1].change), changes[number - 1].text


def _made(result: Result) -> Iterator[str]:
    joins = result.roster.joins
    yield ""
    yield f"Joined ({len(joins):,})" if joins else "Joined: none."
    for join in joins[:_LISTED]:
        signed = f"signed: {join.signed_by}" if join.signed_by else "not signed"
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
    cost = f"; all together {money(problem, result.proposed)}" if result.proposed is not None else ""
    if result.proposed_late is not None and result.held is not None:
        late, before = hours(problem.horizon, result.proposed_late), hours(problem.horizon, result.held.late)
        cost += f", {late} late in all, {before} without"
    yield f"Proposed joins ({len(result.proposals):,}{cost})"
    for one in result.proposals[:_LISTED]:
        clients = " and ".join(problem.client[client].name for client in one.clients)
        workers = " and ".join(problem.worker[worker].name for worker in one.workers)
        gain = "not priced" if one.gain is None else f"saves {money(problem, one.gain)}"
        if not one.alone:
            gain += " (with the others)"
        nurses = f", {one.nurse_minutes:g} nurse min" if one.nurse_minutes else ""
        sign = f"signed: {one.signed}" if one.signed else f"sign: {one.sign}"
        text = (
            f"{problem.horizon.label(one.start)} {clients}: {_words(one.join)} {' and '.join(one.join.visits)}, "
            f"{workers}. {gain}, {one.minutes:g} min at the door{nurses}; {sign}"
        )
        yield from wrap(text, wide(), initial_indent="  ", subsequent_indent="      ")
    if len(result.proposals) > _LISTED:
        yield f"  and {len(result.proposals) - _LISTED:,} more, all in the roster file"


def _words(join: Join) -> str:
    return join.outcome.replace("_", " ")
