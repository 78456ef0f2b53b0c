"""Who does a join says what it is, and what it is says who must sign for it, or which agreement has signed already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from solver.domain import JoinDecision, JointVisit, Outcome, Role, Visit, Worker

from .register import Register, Suitability

_RANK: tuple[Outcome, ...] = ("join", "absorb", "delegate")  # of two workers, the later counts


def find_outcome(register: Register, visit: JointVisit, workers: Sequence[Worker]) -> Outcome:
    """What becomes of the parts when these workers make the joint visit."""
    if visit.join.outcome == "co_attend":
        return "co_attend"
    if any(step.done_by is not None for step in visit.join.steps):
        return "drop_duplicate"
    owners = {task.owner for worker in workers for task, _ in Suitability(register, visit, worker).crossing_tasks}
    return "delegate" if "health" in owners else "absorb" if "social" in owners else "join"


def find_signing_role(visit: JointVisit, outcome: Outcome) -> Role:
    """The role whose signature a join waits for: wherever health work changes hands, the nurse lead's."""
    if outcome in ("delegate", "absorb", "co_attend"):
        return Role.NURSE_LEAD
    twice = [step for step in visit.join.steps if step.done_by is not None]
    done = [visit.join.steps[step.done_by] for step in twice if step.done_by is not None]
    health = any(visit.task_of(step).owner == "health" for step in (*twice, *done))
    return Role.NURSE_LEAD if health else Role.SCHEDULER


class Signatures:
    """What people have decided, and what organisations have agreed beforehand."""

    def __init__(self, register: Register):
        self.register = register
        self.decisions = register.problem.join_decisions

    def find_refusal(self, visits: Iterable[str]) -> JoinDecision | None:
        """Who said no to these visits as one, or to some of them, whatever is agreed elsewhere."""
        names = set(visits)
        return next((one for one in self.decisions if not one.approved and set(one.visits) <= names), None)

    def find_approval(self, visits: Iterable[str]) -> JoinDecision | None:
        """Who signed for exactly these visits."""
        names = set(visits)
        return next((one for one in self.decisions if one.approved and set(one.visits) == names), None)

    def find_signature(self, visit: JointVisit, workers: Sequence[Worker], outcome: Outcome | None = None) -> str:
        """Who signed for this join by these workers, or the agreement that made it unnecessary; nothing: unsigned."""
        names = [part.id for part in visit.parts]
        if self.find_refusal(names):
            return ""
        if decision := self.find_approval(names):
            return f"{decision.by} ({decision.role})"
        organisations = {part.organisation for part in visit.parts} | {worker.organisation for worker in workers}
        if len(organisations) == 1:
            return f"within {self.register.problem.organisation[organisations.pop()].name}"
        return self._find_agreements(visit, workers, outcome or find_outcome(self.register, visit, workers))

    def is_signed_for(self, visit: JointVisit, worker: Worker) -> bool:
        """Whether the join is signed for when this worker makes it, and whoever else is the second of two."""
        own = find_outcome(self.register, visit, [worker])
        # Of two workers, the second may make another thing of it; only what is signed for either way is offered.
        either = _RANK[_RANK.index(own) :] if visit.workers > 1 and own in _RANK else (own,)
        return all(self.find_signature(visit, [worker], outcome) for outcome in either)

    def _find_agreements(self, visit: JointVisit, workers: Sequence[Worker], outcome: Outcome) -> str:
        """The agreements between the parts' organisations and those that a task crosses by, if all have it agreed."""
        day = self.register.day_of(visit)
        first, *rest = visit.parts
        pairs = [(first, part) for part in rest] + [(part, other) for part, other in pairwise(rest)]
        between = [frozenset((one.organisation, other.organisation)) for one, other in pairs]
        for worker in workers:
            crossed: list[Visit] = [part for _, part in Suitability(self.register, visit, worker).crossing_tasks]
            between += [frozenset((part.organisation, worker.organisation)) for part in crossed]
        wanted = sorted({(min(ends), max(ends)) for ends in between if len(ends) == 2})
        names = [self._find_agreement(one, other, outcome, day) for one, other in wanted]
        return ", ".join(names) if all(names) else ""

    def _find_agreement(self, one: str, other: str, outcome: Outcome, day: date) -> str:
        agreements = self.register.agreements_in_force(one, other, day)
        return next((entry.id for entry in agreements if outcome in entry.pre_agreed), "")
