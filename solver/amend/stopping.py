"""A suspension as a change of a day with its roster: written into the day, and what rests on it leaves the roster."""

from __future__ import annotations

from dataclasses import replace

from solver.domain import InputFaults

from .apply import Effect
from .changes import Suspend
from .draft import Draft
from .faults import ChangeFaults
from .resting import find_resting, leave_out_resting, pin_over
from .suspensions import add_suspension, describe_suspension


def suspend(draft: Draft, change: Suspend, faults: ChangeFaults) -> Effect:
    """Stop something. Visits that are over by then are pinned where they were made; those begun stay, and are named."""
    try:
        problem, stop = add_suspension(
            draft.problem,
            change.what,
            change.of,
            change.from_,
            change.to,
            change.reason,
            change.by,
            client=change.client,
        )
    except InputFaults as error:
        for fault in error.faults:
            faults.add("of" if fault.where == change.what else fault.where, fault.value, fault.expected)
        return draft, []
    told = describe_suspension(problem, stop)
    sentences = [f"{stop.id}: {told[0].upper()}{told[1:]} ({stop.reason}; by {stop.by})."]
    stopped = draft.with_problem(problem)
    resting = find_resting(problem, stopped.roster(), stop, draft.pack)
    if not resting:
        return stopped, [*sentences, "No visit of this roster rests on it."]
    left, more = leave_out_resting(stopped, stop, resting)
    sentences += more
    to_come = dict.fromkeys(one.visit for one in resting if one.progress == "to come")
    if to_come:
        sentences.append(f"Taken off, tell those who were to come and who waits for them: {', '.join(to_come)}.")
    begun = dict.fromkeys(one.visit for one in resting if one.progress == "begun")
    if begun:
        sentences.append(
            f"Begun before, and not over, so ring them now: {', '.join(begun)}. The checker names them until somebody "
            "decides."
        )
    over = [one for one in resting if one.progress == "over"]
    if over:
        sentences.append(f"Over before, so pinned where they were made: {', '.join(one.visit for one in over)}.")
    held = left.with_problem(pin_over(problem, resting))
    return replace(held, begun=held.begun | begun.keys()), sentences
