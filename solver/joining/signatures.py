"""Who does a join says what it is, and what it is says who must sign for it, or which agreement has signed already.

The checker's side is solver/rules/joins/signing.py; neither knows the other's code, and a test compares them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import combinations

from solver.domain import (
    Agreement,
    Catalogue,
    ConsentKind,
    JoinDecision,
    JointVisit,
    Outcome,
    Role,
    Task,
    Visit,
    Worker,
    fold,
)
from solver.domain.names import is_name
from solver.rules import Pack
from solver.rules.readings.acting import acting_organisation, is_subcontracted
from solver.rules.readings.calls import Span, span_of
from solver.rules.task_catalogue import class_of

from .register import Register, Suitability
from .signers import is_by_carer, is_there, span_as_one

_RANK: tuple[Outcome, ...] = ("join", "absorb", "delegate")  # of two workers, the later counts


def find_outcome(register: Register, visit: JointVisit, workers: Sequence[Worker]) -> Outcome:
    """What becomes of the parts when these workers make the joint visit."""
    if visit.join.outcome == "co_attend":
        return "co_attend"
    if any(step.done_by is not None for step in visit.join.steps):
        return "drop_duplicate"
    owners = {task.owner for worker in workers for task, _ in Suitability(register, visit, worker).crossing_tasks}
    return "delegate" if "health" in owners else "absorb" if "social" in owners else "join"


class Signatures:
    """What people have decided, and what organisations have agreed beforehand."""

    def __init__(self, register: Register, pack: Pack):
        problem = register.problem
        self.register = register
        self.decisions = problem.join_decisions
        self._catalogue: Catalogue = pack.catalogue(problem)
        self._acting: dict[str, set[str]] = defaultdict(set)
        for shift in problem.shifts:
            self._acting[shift.worker].add(acting_organisation(problem, shift))
        self._chosen: dict[str, JoinDecision | None] = {}

    def find_signing_role(self, parts: Iterable[Visit]) -> Role:
        """The role whose signature these visits wait for: the nurse lead's wherever there is a health task."""
        health = any(self._is_health(task) for part in parts for task in part.tasks)
        return Role.NURSE_LEAD if health else Role.SCHEDULER

    def find_refusal(self, visits: Iterable[str]) -> JoinDecision | None:
        """Who said no to these visits as one, or to some of them, and was answered by nobody who may sign for all.

        Whether an answer holds for whoever makes the visit, ``find_signature`` says.
        """
        names = set(visits)
        return next(iter(self._list_unanswered(names, self._list_those_there(names))), None)

    def find_approval(self, visits: Iterable[str]) -> JoinDecision | None:
        """Who signed for exactly these visits: a name that is one, of a role that may, neither gone nor stopped. None
        while a refusal stands.
        """
        names = set(visits)
        approvals = self._list_those_there(names)
        return None if not approvals or self._list_unanswered(names, approvals) else approvals[-1]

    def find_signature(self, visit: JointVisit, workers: Sequence[Worker], outcome: Outcome | None = None) -> str:
        """Who signed for this join by these workers, or the agreements that made it unnecessary; nothing: unsigned."""
        outcome = outcome or find_outcome(self.register, visit, workers)
        names = {part.id for part in visit.parts}
        held = [one for one in self._list_approvals(names) if self._covers(one, visit, workers, outcome)]
        if self._list_unanswered(names, held):
            return ""
        if held:
            return f"{held[-1].by} ({held[-1].role})"
        return self._find_agreements(visit, outcome)

    def is_signed_for(self, visit: JointVisit, worker: Worker, needed: bool = True) -> bool:
        """Whether the join is signed for when this worker makes it, and whoever else is the second of two.

        needed: False where only a refusal keeps the worker from it.
        """
        names = {part.id for part in visit.parts}
        if not needed and not any(not one.approved and names.issuperset(one.visits) for one in self.decisions):
            return True
        outcomes = self._list_outcomes(visit, worker)
        if visit.workers == 1:
            return all(
                self._is_covered(visit, worker, outcome, self._list_approvals(names), needed) for outcome in outcomes
            )
        # Two workers need one signature that covers both, so that any two who may make it may make it together.
        if visit.id not in self._chosen:
            self._chosen[visit.id] = self._choose_for_two(visit, needed)
        chosen = self._chosen[visit.id]
        only = [] if chosen is None else [chosen]
        return all(self._is_covered(visit, worker, outcome, only, needed, chosen is None) for outcome in outcomes)

    def _choose_for_two(self, visit: JointVisit, needed: bool) -> JoinDecision | None:
        """The first signature by which anybody may make a double-handed visit; None: what is agreed must do."""
        for one in self._list_approvals({part.id for part in visit.parts}):
            for worker in self.register.problem.workers:
                outcomes = self._list_outcomes(visit, worker)
                if all(self._is_covered(visit, worker, outcome, [one], needed, False) for outcome in outcomes):
                    return one
        return None

    def _is_covered(
        self,
        visit: JointVisit,
        worker: Worker,
        outcome: Outcome,
        approvals: Iterable[JoinDecision],
        needed: bool,
        agreed: bool = True,
    ) -> bool:
        """agreed: whether agreements made beforehand count too."""
        held = [one for one in approvals if self._covers(one, visit, [worker], outcome)]
        if self._list_unanswered({part.id for part in visit.parts}, held):
            return False
        return bool(held) or (agreed and (not needed or bool(self._find_agreements(visit, outcome))))

    def _list_outcomes(self, visit: JointVisit, worker: Worker) -> list[Outcome]:
        """What may become of the parts with this worker, on whichever shift, and whoever else is the second of two."""
        own = find_outcome(self.register, visit, [worker])
        if own not in _RANK:
            return [own]
        found = {own}
        for acting in self._acting[worker.id]:
            owners = {
                self._owner_of(task)
                for task, part in Suitability(self.register, visit, worker).tasks
                if part.delivered_by != acting and self._owner_of(task) != self.register.side_of(worker)
            }
            found.add("delegate" if "health" in owners else "absorb" if "social" in owners else "join")
        # Of two workers, the second may make another thing of it; only what is signed for either way is offered.
        least = min(_RANK.index(one) for one in found)
        return list(_RANK[least:]) if visit.workers > 1 else sorted(found)

    def _list_approvals(self, names: Collection[str]) -> list[JoinDecision]:
        """Approvals of exactly these visits by somebody who may sign for them, the latest last."""
        parts = [self.register.problem.visit[name] for name in names]
        nurse = self.find_signing_role(parts) is Role.NURSE_LEAD
        found = [
            one
            for one in self.decisions
            if one.approved
            and set(one.visits) == set(names)
            and is_name(one.by)
            and (one.role is Role.NURSE_LEAD or not nurse)
            and not is_by_carer(self.register.problem, one.by, one.role)
        ]
        return sorted(found, key=lambda one: one.on)

    def _list_those_there(self, names: Collection[str]) -> list[JoinDecision]:
        """Those approvals whose people are still there when the visits could be one: else others may sign anew."""
        approvals, problem = self._list_approvals(names), self.register.problem
        if not approvals:
            return []
        span = span_as_one(problem, [problem.visit[name] for name in names])
        return [one for one in approvals if is_there(problem, one.by, one.role, one.on, span)]

    def _list_unanswered(self, names: Collection[str], approvals: Collection[JoinDecision]) -> list[JoinDecision]:
        """Refusals of these visits, or of some of them, that none of these approvals comes after or names."""
        return [
            no
            for no in self.decisions
            if not no.approved
            and set(no.visits) <= set(names)
            and all((yes.on, yes.answers == no.id) <= (no.on, False) for yes in approvals)
        ]

    def _covers(self, one: JoinDecision, visit: JointVisit, workers: Sequence[Worker], outcome: Outcome) -> bool:
        """Whether what a signature says holds for the joint visit as these workers would make it."""
        tasks = Suitability(self.register, visit, workers[0]).tasks if workers else ()
        said = {fold(code) for code in one.tasks}
        if one.outcome not in (None, outcome) or (said and {fold(task.code) for task, _ in tasks} - said):
            return False
        for worker in workers:
            kind = "registered_nurse" if worker.registered_nurse else "care_worker"
            if one.worker not in (None, worker.id) or one.worker_kind not in (None, kind):
                return False
        span = self._span(visit)
        if one.first_day > span.first_day or span.last_day > one.last_day:
            return False
        if not is_there(self.register.problem, one.by, one.role, one.on, span):
            return False
        return all(day <= one.on for worker in workers for day in self._list_grounds(visit, worker, span))

    def _list_grounds(self, visit: JointVisit, worker: Worker, span: Span) -> list[date]:
        """The days of what the join rests on when this worker makes it; of several that do, the oldest."""
        problem, found = self.register.problem, list[date | None]()
        for task, part in Suitability(self.register, visit, worker).tasks:
            if worker.registered_nurse or class_of(task, self._catalogue) != "delegated":
                continue
            held = [
                entry.signed_off
                for entry in problem.delegations
                if (entry.client, fold(entry.task)) == (part.client, fold(task.code))
                and worker.id in entry.workers
                and entry.signed_off <= span.first_day
                and span.last_day <= (entry.expires if entry.review is None else min(entry.expires, entry.review))
            ]
            found += [min(held, default=None), self._find_answer(part.client, "delegation", span)]
        for acting in self._acting[worker.id]:
            for part in visit.parts:
                ends = part.delivered_by, acting
                if acting == part.delivered_by or is_subcontracted(
                    problem, *ends, part.client, span.first_day, span.last_day
                ):
                    continue
                days = [entry.signed or entry.starts for entry in self._list_agreements(*ends, span)]
                if None not in days:  # one of which nobody wrote the day may be the oldest
                    found.append(min((day for day in days if day is not None), default=None))
        if len({part.delivered_by for part in visit.parts}) > 1:
            found += [self._find_answer(client, "sharing", span) for client in visit.clients]
        return [day for day in found if day is not None]

    def _find_answer(self, client: str, kind: ConsentKind, span: Span) -> date | None:
        """The day of the last thing that a client said, or took back, that counts over a span."""
        problem = self.register.problem
        rows = [row for row in problem.client[client].consents if row.kind == kind]
        said = [row.recorded for row in rows if row.said is True and row.recorded <= span.first_day]
        said += [row.recorded for row in rows if row.said is False and row.recorded <= span.last_day]
        taken = [row.withdrawn for row in rows if row.withdrawn is not None and row.withdrawn < span.latest]
        return max([*said, *map(problem.horizon.date, taken)], default=None)

    def _list_agreements(self, one: str, other: str, span: Span) -> list[Agreement]:
        last = self.register.agreements_in_force(one, other, span.last_day)
        return [entry for entry in self.register.agreements_in_force(one, other, span.first_day) if entry in last]

    def _find_agreements(self, visit: JointVisit, outcome: Outcome) -> str:
        """The agreements by which every two of the parts may be one, unless some may not."""
        names = [self._find_agreement(visit, one, other, outcome) for one, other in combinations(visit.parts, 2)]
        return ", ".join(dict.fromkeys(names)) if all(names) else ""

    def _find_agreement(self, visit: JointVisit, one: Visit, other: Visit, outcome: Outcome) -> str:
        """What two providers agreed beforehand, or the standing agreement of one."""
        span = self._span(visit)
        if one.delivered_by != other.delivered_by:
            entries = self._list_agreements(one.delivered_by, other.delivered_by, span)
            grace = self.register.readings.grace
            old = grace is not None and span.last_day <= grace[1]
            signed = [entry for entry in entries if old or self._is_signed(entry, span)]
            return next((entry.id for entry in signed if outcome in entry.pre_agreed), "")
        health = self.find_signing_role((one, other)) is Role.NURSE_LEAD
        done = {fold(visit.task_of(step).code) for step in visit.join.steps if step.visit in (one.id, other.id)}
        for entry in self.register.problem.standing_agreements:
            codes = {fold(code) for code in entry.tasks}
            if (
                (entry.organisation, entry.outcome) == (one.delivered_by, outcome)
                and done <= codes
                and entry.signed <= span.first_day
                and span.last_day <= entry.review
                and is_name(entry.signed_by)
                and not is_by_carer(self.register.problem, entry.signed_by, entry.role)
                and is_there(self.register.problem, entry.signed_by, entry.role, entry.signed, span)
                and (entry.role is Role.NURSE_LEAD or not (health or any(map(self._is_health_code, codes))))
            ):
                return entry.id
        return ""

    def _is_signed(self, entry: Agreement, span: Span) -> bool:
        """Whether a person has signed the agreement by then; older documents could not tell."""
        named = self.register.readings.wording.names_somebody(entry.signed_by)
        return named and entry.signed is not None and entry.signed <= span.first_day

    def _span(self, visit: JointVisit) -> Span:
        return span_of(self.register.problem, visit, {})

    def _owner_of(self, task: Task) -> str:
        entry = self._catalogue.get(task.code)
        return "health" if "health" in (task.owner, entry.owner if entry is not None else None) else "social"

    def _is_health(self, task: Task) -> bool:
        """By the row, by the catalogue, or by its class."""
        return self._owner_of(task) == "health" or class_of(task, self._catalogue) != "ordinary"

    def _is_health_code(self, code: str) -> bool:
        entry = self._catalogue.get(code)
        return entry is not None and (entry.owner == "health" or entry.task_class not in (None, "ordinary"))
