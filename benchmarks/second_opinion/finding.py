"""One thing that the second opinion finds wrong with a roster."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, with which visit, and by whom.

    rule: the id under which the checker should tell it. visit: as it stands on the rounds (a joint visit by the id of
    its join); other: a second visit that it is about. worker and client: "" where it is about nobody in particular.
    why: the condition, finer than the rule. hard: no roster may have it; else it is priced or told. amount: ticks, of
    what is priced by the minute.
    """

    rule: str
    visit: str
    why: str
    worker: str = ""
    client: str = ""
    other: str = ""
    hard: bool = True
    amount: int = 0
