"""What comes after the search: proof, bound, audit and joins, each of which may be cut short by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from solver.check import Check, Waiting
from solver.domain import StopNow
from solver.engine import Found
from solver.explain import Explanation
from solver.joining import BlockedJoin, Register, Suggestion, find_blocked_joins

from .audit import audit
from .confirm import confirm
from .proof import bound_from_below, prove, prove_joins, prove_unasked
from .searches import Joins, Searches
from .with_joins import propose_joins


@dataclass
class After:
    """The best in hand, and what was found out about it.

    found: the best so far, and judged what the checker says of it, once it was asked. level: how late a roster with
    joins may be; deciding: whether the search decides what is joined. See Result for the others.
    """

    searches: Searches
    found: Found
    level: Waiting | None
    deciding: bool
    judged: Check | None = None
    least: int | None = None
    relaxed: tuple[str, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    held: Waiting | None = None
    suggested: dict[str, Any] = field(default_factory=dict)
    refusals: list[BlockedJoin] = field(default_factory=list)
    changes: list[Suggestion] = field(default_factory=list)
    stopped: str = ""

    def go_on(self, exact: bool, bound: bool, explain: bool, joins: Joins) -> None:
        """All of it, or as much as there is time for once somebody has stopped it."""
        self.held = self.level
        if self._is_stopped("joins" if self.deciding else "search"):
            exact = bound = False
        phase = "proof"
        try:
            self._prove(exact, explain)
            if bound and not self.deciding and not self._is_stopped(phase):
                phase = "bound"
                self.found, self.least, self.relaxed = bound_from_below(self.searches, self.found, self.least)
            self._is_stopped(phase)
            phase = "audit"
            self._ask(explain)
            self._is_stopped(phase)
            phase = "joins"
            if joins != "off" and not self.stopped:
                self._look_for_joins(joins)
        except StopNow:
            self.stopped = self.stopped or phase

    def _is_stopped(self, phase: str) -> bool:
        """Whether somebody has stopped it, in this phase where that was not known before."""
        if self.searches.limits.is_cancelled:
            self.stopped = self.stopped or phase
        return bool(self.stopped)

    def _prove(self, exact: bool, explain: bool) -> None:
        if exact and self.level is not None:
            self.found = prove_joins(self.searches, self.found, self.level)
        elif exact:
            self.found, self.least = prove(self.searches, self.found)
        elif explain and not self.deciding:
            self.found, self.least = prove_unasked(self.searches, self.found)

    def _ask(self, explain: bool) -> None:
        """The checker, and where visits are left out the audit."""
        one = self.searches
        judged = confirm(one.problem, self.found, one.pack, one.travel)
        if explain and self.found.roster.unserved:
            self.found, judged, self.explanations = audit(one, self.found, judged, self.level, self.deciding)
        self.judged = judged

    def _look_for_joins(self, joins: Joins) -> None:
        """Joins that would pay, where they are only suggested, and what stands in the way of others."""
        one = self.searches
        if one.offer is not None and joins == "suggest":
            proposals, cost, late, self.held = propose_joins(one, self.found)
            self.suggested = {"proposals": proposals, "proposed": cost, "proposed_late": late}
            if self._is_stopped("joins"):
                return
        self.refusals, self.changes = find_blocked_joins(Register.of(one.problem, one.pack))
