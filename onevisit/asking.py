"""Why a visit is left out, or why it is where it is."""

from __future__ import annotations

from typing import overload

from solver.domain import Fault, InputFaults, Problem, Roster
from solver.explain import Explanation, PlacedExplanation, explain_placed, explain_unserved
from solver.rules import Pack


@overload
def explain(
    day: Problem, roster: Roster, visit: None = None, *, pack: Pack | None = None
) -> tuple[Explanation, ...]: ...


@overload
def explain(
    day: Problem, roster: Roster, visit: str, *, pack: Pack | None = None
) -> Explanation | PlacedExplanation: ...


def explain(
    day: Problem, roster: Roster, visit: str | None = None, *, pack: Pack | None = None
) -> tuple[Explanation, ...] | Explanation | PlacedExplanation:
    """The reasons of a roster.

    Without a visit: an Explanation (verdict, reason) of every visit left out, most urgent first. With the id of one:
    its Explanation where it is left out, else why it is where it is and what every other place would cost.
    Raises InputFaults where the day has no such visit.
    """
    if visit is None:
        return explain_unserved(day, roster, pack)
    if visit not in day.visit:
        raise InputFaults([Fault("visit", visit, "want the id of one of the day's visits")])
    left_out = explain_unserved(day, roster, pack, only=[visit])
    return left_out[0] if left_out else explain_placed(day, roster, visit, pack)
