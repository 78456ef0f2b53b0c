"""What the engine is offered: commissioned visits, the joint visits that may stand for them, and who may make those.

One problem holds both; ``Alternatives`` terms see to it that of each join one side at most is served. Conditions become
bans of shifts and start times. ``settle_joins`` turns what the engine chose back into a roster with joins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

import numpy as np

from solver.domain import Join, JointVisit, Link, Problem, Roster, Unserved, Visit, Worker, relinked, ties_of
from solver.domain.ties import link_faults
from solver.rules import Pack, Term
from solver.terms import Alternatives, Forbid, StartWithin

from .candidates import Candidate, find_candidates, make_partial
from .conditions import SHARED, join_nurse_only, list_conditions, possible_starts
from .register import Register, Suitability
from .signatures import Signatures, find_outcome

Wanted = Literal["all", "signed"]
RULE = "joining"


@dataclass(frozen=True)
class Offer:
    """problem: commissioned and joint visits side by side. terms: to be added to its rules' terms. joins: by id.

    commissioned: the problem without them; ``settle_joins`` makes a roster of ``problem`` one of ``commissioned``.
    """

    commissioned: Problem
    problem: Problem
    terms: tuple[Term, ...]
    candidates: Mapping[str, Candidate]
    signatures: Signatures = field(repr=False)

    @property
    def joins(self) -> dict[str, Join]:
        return {name: candidate.join for name, candidate in self.candidates.items()}


class SearchProblem(Problem):
    """A problem in which joint visits stand beside the visits they would replace; never written anywhere."""


def make_offer(problem: Problem, pack: Pack, wanted: Wanted = "all", only: Iterable[str] | None = None) -> Offer:
    """Every join that some worker may make by all conditions; ``signed``: and that needs no signature any more.

    only: no joins but these, by id.
    """
    register = Register.of(problem, pack)
    signatures = Signatures(register, pack)
    names = None if only is None else set(only)
    shifts_of: dict[str, list[str]] = defaultdict(list)
    for shift in problem.shifts:
        shifts_of[shift.worker].append(shift.id)
    allowed: dict[str, tuple[Candidate, dict[str, str]]] = {}
    for candidate in find_candidates(register):
        if signatures.find_refusal(candidate.join.visits) or (names is not None and candidate.join.id not in names):
            continue
        found = _find_version(register, candidate)
        if found is not None:
            allowed[found[0].join.id] = found
    for name, (candidate, bans) in list(allowed.items()):
        for worker in problem.workers:
            if not signatures.is_signed_for(candidate.whole, worker, wanted == "signed"):
                bans |= {shift: "join_unsigned" for shift in shifts_of[worker.id] if shift not in bans}
        if not _is_left(register, candidate, bans):
            del allowed[name]
    links = _link_joins(problem, [candidate for candidate, _ in allowed.values()])
    offered = {name: allowed[name] for name in links}
    whole = _build_problem(
        problem, [candidate for candidate, _ in offered.values()], [link for some in links.values() for link in some]
    )
    terms = tuple(_build_terms(whole, register, offered))
    return Offer(problem, whole, terms, {name: candidate for name, (candidate, _) in offered.items()}, signatures)


def _find_version(register: Register, candidate: Candidate) -> tuple[Candidate, dict[str, str]] | None:
    """The candidate with the shifts that may not make it, by the condition that says so; None where none may.

    Authority apart, which the rules forbid as for any visit. Where nobody may make all of it, some of its tasks may
    move: those that can be delegated to a care worker, or what a nurse may do besides.
    """
    problem = register.problem
    for version in (candidate, *_partial_versions(register, candidate)):
        whole = version.whole
        if next(list_conditions(Suitability(register, whole, problem.workers[0]), SHARED), None) is not None:
            continue
        bans: dict[str, str] = {}
        alike: dict[tuple[str, str], str | None] = {}
        for shift in problem.shifts:
            suitability = Suitability(register, whole, problem.worker[shift.worker], shift)
            kind = suitability.acting, suitability.side
            if kind not in alike:
                refusal = next(list_conditions(suitability, (join_nurse_only,)), None)
                alike[kind] = refusal.condition if refusal is not None else None
                if refusal is None and version.is_partial and not suitability.crossing_tasks:
                    alike[kind] = "join_partial"  # a part may stay only where the rest is delegated or absorbed
            condition = alike[kind]
            if condition is not None:
                bans[shift.id] = condition
        if _is_left(register, version, bans):
            return version, bans
    return None


def _is_left(register: Register, candidate: Candidate, bans: Mapping[str, str]) -> bool:
    """Whether some shift is left whose worker may make the joint visit."""
    blocked = register.permits.blocked(candidate.whole)
    shifts = register.problem.shifts
    return any(not stop and shift.id not in bans for shift, stop in zip(shifts, blocked, strict=True))


def _partial_versions(register: Register, candidate: Candidate) -> Iterator[Candidate]:
    """Versions of a pair in which some tasks stay behind: delegable ones move, or what health workers can do moves."""
    if len(candidate.parts) != 2 or candidate.join.outcome != "join":
        return
    readings = register.readings
    for part, other in (candidate.parts, candidate.parts[::-1]):
        if part.kind != "routine" or part.delivered_by == other.delivered_by:
            continue
        classes = [readings.class_of(task) for task in part.tasks]
        moves = {number for number, task_class in enumerate(classes) if task_class == "delegated"}
        if 0 < len(moves) < len(part.tasks) and any(readings.owner_of(task) == "social" for task in other.tasks):
            version = make_partial(register, candidate, {part.id: moves}, "delegate")
            if version is not None:
                yield version
        known = _health_competencies(register, other)
        moves = {
            number
            for number, task in enumerate(part.tasks)
            if classes[number] == "ordinary"
            and readings.owner_of(task) == "social"
            and known.issuperset(readings.competencies_of(task))
        }
        if 0 < len(moves) < len(part.tasks) and any(readings.owner_of(task) == "health" for task in other.tasks):
            version = make_partial(register, candidate, {part.id: moves}, "absorb")
            if version is not None:
                yield version


def _health_competencies(register: Register, visit: Visit) -> frozenset[str]:
    """What the health worker who can do that visit and most besides holds, as long as it may last."""
    readings, best = register.readings, frozenset[str]()
    asked = {name for task in visit.tasks for name in readings.competencies_of(task)}
    for worker in register.problem.workers:
        held = {item.competency for item in worker.competencies if item.in_force(readings.span(visit).last_day)}
        if register.side_of(worker) == "health" and held >= asked and len(held) > len(best):
            best = frozenset(held)
    return best


def _link_joins(problem: Problem, found: Sequence[Candidate]) -> dict[str, list[Link]]:
    """The links of each candidate's visits, by join; joins whose links contradict others are left out.

    A link of a commissioned visit also holds for every joint visit that carries it, also between two of those.
    """
    carriers: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in found:
        for part in candidate.parts:
            carriers[part.id].append(candidate)
    own: dict[str, list[Link]] = {candidate.join.id: list(ties_of(candidate.visits)) for candidate in found}
    both: dict[tuple[str, str], list[Link]] = {}
    for link in problem.links:
        for one, other in product([None, *carriers[link.first]], [None, *carriers[link.second]]):
            if (one is None and other is None) or _replaces(one, link.second) or _replaces(other, link.first):
                continue
            if one is not None and other is not None and {*one.join.visits} & {*other.join.visits}:
                continue
            whole: dict[str, JointVisit] = {}
            if one is not None:
                whole[link.first] = one.whole
            if other is not None:
                whole[link.second] = other.whole
            names = [candidate.join.id for candidate in (one, other) if candidate is not None]
            for new in relinked([link], whole):
                named = new.model_copy(update={"id": " ".join((link.id, *names))})
                if len(names) == 1:
                    own[names[0]].append(named)
                else:
                    both.setdefault((names[0], names[1]), []).append(named)
    return _leave_out_contradictions(problem, own, both)


def _replaces(candidate: Candidate | None, visit: str) -> bool:
    return candidate is not None and visit in candidate.join.visits


def _leave_out_contradictions(
    problem: Problem, own: dict[str, list[Link]], both: dict[tuple[str, str], list[Link]]
) -> dict[str, list[Link]]:
    """Joins with their links, each taken in only where all links together can still be kept by some roster."""
    everything = [link for some in (*own.values(), *both.values()) for link in some]
    one_by_one = any(link_faults([*problem.links, *everything]))
    links: list[Link] = list(problem.links)
    taken_in: dict[str, list[Link]] = {}
    for name, alone in own.items():
        mine = [
            *alone,
            *(link for pair, some in both.items() if name in pair and {*pair} <= {*taken_in, name} for link in some),
        ]
        if one_by_one and mine and any(link_faults([*links, *mine])):
            continue
        taken_in[name] = mine
        links += mine
    return taken_in


def _build_problem(problem: Problem, found: Sequence[Candidate], links: Sequence[Link]) -> Problem:
    """Commissioned and joint visits side by side. What is new in it was checked when it was made."""
    if not found:
        return problem
    fields = {name: getattr(problem, name) for name in Problem.model_fields}
    fields["visits"] = (*problem.visits, *(visit for candidate in found for visit in candidate.visits))
    fields["links"] = (*problem.links, *links)
    return SearchProblem.model_construct(**fields)


def _build_terms(
    whole: Problem, register: Register, allowed: Mapping[str, tuple[Candidate, dict[str, str]]]
) -> Iterator[Term]:
    if not allowed:
        return
    number = whole.visit_number
    column = whole.shift_number
    bans: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]] = {}
    for candidate, banned in allowed.values():
        visit = number[candidate.whole.id]
        joint = tuple(number[one.id] for one in candidate.visits)
        yield Alternatives(RULE, joint, tuple(number[part.id] for part in candidate.parts))
        suitability = Suitability(register, candidate.whole, whole.workers[0])
        spans = possible_starts(suitability)
        yield StartWithin("join_windows", visit, tuple(spans))
        for shift, condition in banned.items():
            if condition not in bans:
                bans[condition] = np.zeros((len(whole.visits), len(whole.shifts)), dtype=np.bool_)
            bans[condition][visit, column[shift]] = True
    for condition, pairs in bans.items():
        if pairs.any():
            yield Forbid(condition, pairs)


def settle_joins(offer: Offer, roster: Roster) -> Roster:
    """A roster of the offer as one of the commissioned problem: the joins it uses, who does them, what is left out."""
    problem = offer.commissioned
    does: dict[str, list[Worker]] = defaultdict(list)
    for round_ in roster.rounds:
        for stop in round_.stops:
            if stop.visit is not None:
                does[stop.visit].append(problem.worker[problem.shift[round_.shift].worker])
    joins = []
    for name, candidate in offer.candidates.items():
        if name in does:
            joins.append(_complete_join(offer, candidate, does[name]))
    served = set(does) | {visit for join in joins for visit in join.visits}
    left = tuple(Unserved(visit=visit.id) for visit in problem.visits if visit.id not in served)
    return Roster(rounds=roster.rounds, unserved=left, joins=tuple(joins))


def _complete_join(offer: Offer, candidate: Candidate, workers: Sequence[Worker]) -> Join:
    outcome = find_outcome(offer.signatures.register, candidate.whole, workers)
    signed = offer.signatures.find_signature(candidate.whole, workers)
    return candidate.join.model_copy(update={"outcome": outcome, "signed_by": signed})
